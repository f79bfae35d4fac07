//! Reports of expectations for CI systems: Test Anything Protocol and JUnit XML.

use std::io::{self, Write};

use super::test::Outcome;

/// Writes the outcomes in the Test Anything Protocol, version 13.
pub(crate) fn tap(outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "TAP version 13\n1..{}", outcomes.len())?;
    for (number, outcome) in outcomes.iter().enumerate() {
        let word = if outcome.failures.is_empty() { "ok" } else { "not ok" };
        // `#` would begin a directive.
        let name = on_one_line(&outcome.expectation.name).replace('\\', "\\\\").replace('#', "\\#");
        writeln!(out, "{word} {} - {name}", number + 1)?;
        for failure in &outcome.failures {
            writeln!(out, "# {}", on_one_line(failure))?;
        }
    }
    Ok(())
}

/// Writes the outcomes as JUnit XML, one suite a file.
pub(crate) fn junit(outcomes: &[Outcome], out: &mut dyn Write) -> io::Result<()> {
    let failed =
        |outcomes: &[Outcome]| outcomes.iter().filter(|outcome| !outcome.failures.is_empty()).count();
    let seconds =
        |outcomes: &[Outcome]| outcomes.iter().map(|outcome| outcome.took.as_secs_f64()).sum::<f64>();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites tests=\"{}\" failures=\"{}\">", outcomes.len(), failed(outcomes))?;
    for suite in outcomes.chunk_by(|one, next| one.file == next.file) {
        let file = escape(&suite[0].file);
        writeln!(
            out,
            "  <testsuite name=\"{file}\" tests=\"{}\" failures=\"{}\" time=\"{:.3}\">",
            suite.len(),
            failed(suite),
            seconds(suite)
        )?;
        for outcome in suite {
            let name = escape(&outcome.expectation.name);
            let time = outcome.took.as_secs_f64();
            write!(out, "    <testcase name=\"{name}\" classname=\"{file}\" time=\"{time:.3}\"")?;
            if outcome.failures.is_empty() {
                writeln!(out, "/>")?;
            } else {
                let message = escape(&outcome.failures.join("; "));
                let line = outcome.expectation.line;
                writeln!(
                    out,
                    ">\n      <failure message=\"{message}\">{file}:{line}</failure>\n    </testcase>"
                )?;
            }
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn on_one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

fn escape(text: &str) -> String {
    on_one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use morgue::eval::Expectation;

    use super::*;

    fn outcomes() -> Vec<Outcome> {
        let outcome = |name: &str, failures: &[&str]| Outcome {
            file: "a<b>.toml".into(),
            expectation: Expectation { name: name.into(), line: 3, ..Expectation::default() },
            total: Some(1),
            failures: failures.iter().map(|&failure| failure.to_owned()).collect(),
            took: Duration::from_millis(2),
        };
        vec![outcome("talks #1", &[]), outcome("\"trust\" & more", &["expected `a`,\nfound `b`"])]
    }

    fn shown(write: fn(&[Outcome], &mut dyn Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&outcomes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn tap_has_a_plan_and_a_line_a_query() {
        assert_eq!(
            shown(tap),
            "TAP version 13\n1..2\nok 1 - talks \\#1\nnot ok 2 - \"trust\" & more\n# expected `a`, found `b`\n"
        );
    }

    #[test]
    fn junit_is_escaped() {
        assert_eq!(
            shown(junit),
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
