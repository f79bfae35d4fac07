//! What a command ends with when it cannot do its work, and how that is told.

use std::io::{self, Write};

use morgue::query::{Colour, QueryError};
use morgue::render::{Color, clean, jsonl};
use serde_json::json;

use super::exit::Exit;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// Whoever read the output has read enough; no error.
    ClosedPipe,
    /// It failed.
    Failed(Box<Report>),
}

/// An error as it is told.
#[derive(Debug)]
pub(crate) struct Report {
    /// Stable name for scripts.
    pub(crate) code: &'static str,
    /// What is wrong: lower case, no full stop, the user's own text in backticks.
    pub(crate) message: String,
    /// Why, each cause behind the one it caused.
    pub(crate) causes: Vec<String>,
    /// What to do about it.
    pub(crate) hints: Vec<String>,
    /// A query that could not be read.
    pub(crate) query: Option<(QueryError, String)>,
}

/// How errors are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrorFormat {
    /// Lines for people.
    Text(Color),
    /// One JSON object.
    Json,
}

impl CommandError {
    /// Returns an error with a message.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        let (causes, hints) = (Vec::new(), Vec::new());
        Self::Failed(Box::new(Report { code, message: message.into(), causes, hints, query: None }))
    }

    /// Returns the error of a query, shown with a caret under the place.
    pub(crate) fn in_query(error: QueryError, query: &str) -> Self {
        let mut report = Report {
            code: error.code,
            message: error.message.clone(),
            causes: Vec::new(),
            hints: Vec::new(),
            query: None,
        };
        report.hints.extend(error.suggestion.iter().map(|suggestion| format!("try `{suggestion}`")));
        report.query = Some((error, query.to_owned()));
        Self::Failed(Box::new(report))
    }

    /// Adds why it happened, and why that happened.
    pub(crate) fn because(self, cause: &dyn std::error::Error) -> Self {
        self.with(|report| {
            let chain = std::iter::successors(Some(cause), |&cause| cause.source());
            for cause in chain.map(ToString::to_string) {
                // A message that holds its cause need not tell it twice.
                if !report.message.contains(&cause) {
                    report.causes.push(cause);
                }
            }
        })
    }

    /// Adds what to do about it.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        self.with(|report| report.hints.push(hint.into()))
    }

    /// Returns how the command ends.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            // What was found was found, whether or not all of it was read.
            Self::ClosedPipe => Exit::Found,
            Self::Failed(_) => Exit::Error,
        }
    }

    fn with(mut self, change: impl FnOnce(&mut Report)) -> Self {
        if let Self::Failed(report) = &mut self {
            change(report);
        }
        self
    }
}

/// Commands write to standard output only; other input and output is wrapped where it happens.
impl From<io::Error> for CommandError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ClosedPipe,
            _ => Self::new("output", "cannot write to standard output").because(&error),
        }
    }
}

impl Report {
    /// Writes the error. What cannot be written is lost: there is nobody left to tell.
    pub(crate) fn tell(&self, format: ErrorFormat, out: &mut dyn Write) {
        let _ = match format {
            ErrorFormat::Json => jsonl::line(&self.object(), out),
            ErrorFormat::Text(color) => self.write_lines(color, out),
        };
    }

    fn object(&self) -> serde_json::Value {
        let mut message = self.message.clone();
        for cause in &self.causes {
            message = format!("{message}: {cause}");
        }
        let hint = (!self.hints.is_empty()).then(|| self.hints.join("; "));
        let at = self.query.as_ref().map(|(error, query)| error.at_code_point(query));
        json!({"v": 1, "type": "error", "code": self.code, "message": message, "at": at, "hint": hint})
    }

    fn write_lines(&self, color: Color, out: &mut dyn Write) -> io::Result<()> {
        if let Some((error, query)) = &self.query {
            let colour = if color == Color::On { Colour::Ansi } else { Colour::Plain };
            return writeln!(out, "{}", error.render(query, colour));
        }
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let error = if color == Color::On { format!("{red}error:{red:#}") } else { "error:".to_owned() };
        writeln!(out, "{error} {}", clean(&self.message))?;
        for cause in &self.causes {
            writeln!(out, "  because: {}", clean(cause))?;
        }
        for hint in &self.hints {
            writeln!(out, "hint: {}", clean(hint))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: CommandError, format: ErrorFormat) -> String {
        let CommandError::Failed(report) = error else { panic!("not a failure") };
        let mut out = Vec::new();
        report.tell(format, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn example() -> CommandError {
        let cause = io::Error::new(io::ErrorKind::NotFound, "no such file");
        CommandError::new("index_missing", "no index at `./in\u{1b}dex`").because(&cause).hint("make one")
    }

    #[test]
    fn errors_are_told_with_cause_and_hint() {
        assert_eq!(
            told(example(), ErrorFormat::Text(Color::Off)),
            "error: no index at `./in\u{fffd}dex`\n  because: no such file\nhint: make one\n"
        );
        assert_eq!(
            told(example(), ErrorFormat::Json),
            "{\"v\":1,\"type\":\"error\",\"code\":\"index_missing\",\
             \"message\":\"no index at `./in\\u001bdex`: no such file\",\"at\":null,\"hint\":\"make one\"}\n"
        );
    }

    #[test]
    fn a_closed_pipe_is_no_error() {
        let closed = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(matches!(CommandError::from(closed), CommandError::ClosedPipe));
        let full = io::Error::from(io::ErrorKind::StorageFull);
        assert!(
            told(full.into(), ErrorFormat::Text(Color::Off))
                .starts_with("error: cannot write to standard output\n")
        );
    }
}
