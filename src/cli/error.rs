//! Errors of commands: how they are printed, and the exit code.
//!
//! Commands return [`anyhow::Error`]. A [`CommandError`] in it gives the code, the message and the hints; the errors below it are the
//! causes. An I/O error without a [`CommandError`] comes from standard output, where commands write.

use std::io::{self, Write};

use anyhow::Error;
use morgue::query::QueryError;
use morgue::render::{Color, clean, jsonl};
use serde_json::json;

use super::exit::Exit;

/// What an error says to users and scripts.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct CommandError {
    /// Stable name for scripts.
    code: &'static str,
    /// What is wrong: lower case, no full stop, the user's own text in backticks.
    message: String,
    /// What to do about it.
    hints: Vec<String>,
    /// The parse error and the query, if the query could not be parsed.
    query: Option<(QueryError, String)>,
}

/// How errors are printed.
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
        Self { code, message: message.into(), hints: Vec::new(), query: None }
    }

    /// Returns the error of a query. It is printed with a caret under the wrong part of the query.
    pub(crate) fn in_query(error: QueryError, query: &str) -> Self {
        let hints = error.suggestion.iter().map(|suggestion| format!("try `{suggestion}`")).collect();
        let (code, message) = (error.code, error.message.clone());
        Self { code, message, hints, query: Some((error, query.to_owned())) }
    }

    /// Returns the stable name for scripts.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// Adds a hint: what the user can do about the error.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// Prints an error on standard error and returns the exit code.
///
/// A closed pipe is no error: the program that read the output has read enough.
pub(crate) fn report(error: Error, format: ErrorFormat) -> Exit {
    let error = match error.downcast_ref::<CommandError>() {
        Some(_) => error,
        None if is_closed_pipe(&error) => return Exit::Found,
        None => error.context(CommandError::new("output", "cannot write to standard output")),
    };
    print(&error, format, &mut io::stderr().lock());
    Exit::Error
}

fn is_closed_pipe(error: &Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// Writes an error that holds a [`CommandError`]. A failure to write it is ignored: there is nowhere else to report it.
fn print(error: &Error, format: ErrorFormat, out: &mut dyn Write) {
    let Some(command_error) = error.downcast_ref::<CommandError>() else { return };
    // A cause that the message contains is not printed again.
    let causes = error.chain().map(ToString::to_string);
    let causes: Vec<String> = causes.filter(|cause| !command_error.message.contains(cause)).collect();
    let _ = match format {
        ErrorFormat::Json => jsonl::line(&command_error.object(&causes), out),
        ErrorFormat::Text(color) => command_error.write_lines(&causes, color, out),
    };
}

impl CommandError {
    fn object(&self, causes: &[String]) -> serde_json::Value {
        let mut message = self.message.clone();
        for cause in causes {
            message = format!("{message}: {cause}");
        }
        let hint = (!self.hints.is_empty()).then(|| self.hints.join("; "));
        let at = self.query.as_ref().map(|(error, query)| error.at_code_point(query));
        json!({"v": 1, "type": "error", "code": self.code, "message": message, "at": at, "hint": hint})
    }

    fn write_lines(&self, causes: &[String], color: Color, out: &mut dyn Write) -> io::Result<()> {
        if let Some((error, query)) = &self.query {
            return writeln!(out, "{}", error.render(query, color));
        }
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let error = if color == Color::On { format!("{red}error:{red:#}") } else { "error:".to_owned() };
        writeln!(out, "{error} {}", clean(&self.message))?;
        for cause in causes {
            writeln!(out, "  because: {}", clean(cause))?;
        }
        for hint in &self.hints {
            writeln!(out, "hint: {}", clean(hint))?;
        }
        Ok(())
    }
}

/// Returns the text that is printed for an error.
#[cfg(test)]
pub(crate) fn printed(error: &Error, format: ErrorFormat) -> String {
    let mut out = Vec::new();
    print(error, format, &mut out);
    String::from_utf8(out).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_printed_with_cause_and_hint() {
        let cause = io::Error::new(io::ErrorKind::NotFound, "no such file");
        let error = CommandError::new("index_missing", "no index at `./in\u{1b}dex`").hint("make one");
        let error = Error::new(cause).context(error);
        assert_eq!(
            printed(&error, ErrorFormat::Text(Color::Off)),
            "error: no index at `./in\u{fffd}dex`\n  because: no such file\nhint: make one\n"
        );
        assert_eq!(
            printed(&error, ErrorFormat::Json),
            "{\"v\":1,\"type\":\"error\",\"code\":\"index_missing\",\
             \"message\":\"no index at `./in\\u001bdex`: no such file\",\"at\":null,\"hint\":\"make one\"}\n"
        );
    }

    #[test]
    fn only_a_closed_output_is_no_error() {
        let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
        let json = ErrorFormat::Json;
        assert_eq!(report(Error::new(closed()), json), Exit::Found);
        assert_eq!(report(Error::new(io::Error::from(io::ErrorKind::StorageFull)), json), Exit::Error);
        let of_a_file = Error::new(closed()).context(CommandError::new("output", "cannot write `a.run`"));
        assert_eq!(report(of_a_file, json), Exit::Error);
    }
}
