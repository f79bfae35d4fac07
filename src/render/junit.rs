//! Outcomes of `morgue test` as JUnit XML, one suite per file.

use std::io::{self, Write};

use super::{Renderer, TestOutcome, tap::on_one_line};

/// JUnit XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Junit;

impl Renderer for Junit {
    fn test_outcomes(&mut self, outcomes: &[TestOutcome], out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(out, "<testsuites tests=\"{}\" failures=\"{}\">", outcomes.len(), failed(outcomes))?;
        let mut suites = outcomes.chunk_by(|one, next| one.file == next.file);
        suites.try_for_each(|suite| write_suite(suite, out))?;
        writeln!(out, "</testsuites>")
    }
}

fn failed(outcomes: &[TestOutcome]) -> usize {
    outcomes.iter().filter(|outcome| !outcome.passed()).count()
}

/// Writes the outcomes of one file, of which there is at least one.
fn write_suite(suite: &[TestOutcome], out: &mut dyn Write) -> io::Result<()> {
    let (file, number, failed) = (escape(&suite[0].file), suite.len(), failed(suite));
    let seconds: f64 = suite.iter().map(|outcome| outcome.took.as_secs_f64()).sum();
    writeln!(
        out,
        "  <testsuite name=\"{file}\" tests=\"{number}\" failures=\"{failed}\" time=\"{seconds:.3}\">"
    )?;
    suite.iter().try_for_each(|outcome| write_case(outcome, &file, out))?;
    writeln!(out, "  </testsuite>")
}

/// Writes one outcome; `file` is escaped.
fn write_case(outcome: &TestOutcome, file: &str, out: &mut dyn Write) -> io::Result<()> {
    let name = escape(&outcome.expectation.name);
    let time = outcome.took.as_secs_f64();
    write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" time=\"{time:.3}\"")?;
    if outcome.passed() {
        return writeln!(out, "/>");
    }
    let (message, line) = (escape(&outcome.failures.join("; ")), outcome.expectation.line);
    writeln!(out, ">\n      <failure message=\"{message}\">{file}:{line}</failure>\n    </testcase>")
}

fn escape(text: &str) -> String {
    on_one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{test_outcomes, written};
    use super::*;

    #[test]
    fn names_and_messages_are_escaped() {
        assert_eq!(
            written(|out| Junit.test_outcomes(&test_outcomes(), out)),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <testsuites tests=\"2\" failures=\"1\">\n\
             \x20 <testsuite name=\"a&lt;b&gt;.toml\" tests=\"2\" failures=\"1\" time=\"0.004\">\n\
             \x20   <testcase name=\"talks #1\" classname=\"a&lt;b&gt;.toml\" time=\"0.002\"/>\n\
             \x20   <testcase name=\"&quot;trust&quot; &amp; more\" classname=\"a&lt;b&gt;.toml\" time=\"0.002\">\n\
             \x20     <failure message=\"expected `a`, found `b`\">a&lt;b&gt;.toml:3</failure>\n\
             \x20   </testcase>\n\
             \x20 </testsuite>\n\
             </testsuites>\n"
        );
    }
}
