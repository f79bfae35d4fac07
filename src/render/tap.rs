//! Outcomes of `morgue test` in the Test Anything Protocol, version 13.

use std::io::{self, Write};

use super::{Renderer, TestOutcome};

/// The Test Anything Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tap;

impl Renderer for Tap {
    fn test_outcomes(&mut self, outcomes: &[TestOutcome], out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "TAP version 13\n1..{}", outcomes.len())?;
        for (number, outcome) in outcomes.iter().enumerate() {
            let word = if outcome.passed() { "ok" } else { "not ok" };
            // `#` would begin a directive.
            let name = on_one_line(&outcome.expectation.name).replace('\\', "\\\\").replace('#', "\\#");
            writeln!(out, "{word} {} - {name}", number + 1)?;
            for failure in &outcome.failures {
                writeln!(out, "# {}", on_one_line(failure))?;
            }
        }
        Ok(())
    }
}

/// Replaces control characters by spaces.
pub(super) fn on_one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{test_outcomes, written};
    use super::*;

    #[test]
    fn there_is_a_plan_and_a_line_per_query() {
        assert_eq!(
            written(|out| Tap.test_outcomes(&test_outcomes(), out)),
            "TAP version 13\n1..2\nok 1 - talks \\#1\nnot ok 2 - \"trust\" & more\n# expected `a`, found `b`\n"
        );
    }
}
