//! Outcomes of `morgue test` for people: one line per query, then the failures, then the totals.

use std::io::{self, Write};

use crate::render::{TestOutcome, TextStyle, clean};

/// Writes the outcomes, and how many tests passed and failed.
pub(super) fn write(outcomes: &[TestOutcome], style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    for outcome in outcomes {
        let name = clean(&outcome.expectation.name);
        if outcome.passed() {
            writeln!(out, "{}    {name}", style.passed("ok"))?;
            continue;
        }
        let location = format!("{}:{}", outcome.file, outcome.expectation.line);
        writeln!(out, "{}  {name} ({})", style.failed("FAIL"), clean(&location))?;
        for failure in &outcome.failures {
            writeln!(out, "      {}", clean(failure))?;
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.passed()).count();
    writeln!(out, "{} passed, {failed} failed", outcomes.len() - failed)
}
