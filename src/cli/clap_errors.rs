//! Output of the argument parser: usage errors and help.
//!
//! Input: a [`clap::Error`]. Output: lines or a JSON object, and the exit code.

use std::ffi::OsString;
use std::io::Write as _;

use clap::ValueEnum as _;
use clap::error::ErrorKind;

use super::error::{CommandError, ErrorFormat, report};
use super::exit::Exit;
use super::terminal::ColorChoice;

/// Flags needed to report errors of the argument parser.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EarlyFlags {
    /// Whether errors are printed as JSON.
    pub(crate) json: bool,
    /// When colors are used.
    pub(crate) color: ColorChoice,
}

/// Finds `--json`, `--format jsonl` and `--color` without parsing the rest.
pub(crate) fn early_flags(arguments: &[OsString]) -> EarlyFlags {
    let mut early = EarlyFlags { json: false, color: ColorChoice::Auto };
    let texts: Vec<&str> = arguments
        .iter()
        .map(|text| text.to_str().unwrap_or_default())
        .take_while(|text| *text != "--")
        .collect();
    for (index, text) in texts.iter().enumerate() {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value),
            None => (*text, texts.get(index + 1).copied().unwrap_or_default()),
        };
        match name {
            "--json" => early.json = true,
            "--format" => early.json |= value == "jsonl",
            "--color" => early.color = ColorChoice::from_str(value, false).unwrap_or_default(),
            _ => {}
        }
    }
    early
}

/// Prints help on standard output, and errors on standard error.
pub(crate) fn print(error: &clap::Error, format: ErrorFormat) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let written = error.print().and_then(|()| std::io::stdout().flush());
            written.map_or_else(|error| report(error.into(), format), |()| Exit::Found)
        }
        _ if format == ErrorFormat::Json => report(as_command_error(error).into(), format),
        _ => {
            let _ = error.print();
            if let Some(hint) = exclusion_hint(error) {
                let _ = writeln!(std::io::stderr(), "hint: {hint}");
            }
            Exit::Error
        }
    }
}

/// Converts an error of the parser to a [`CommandError`].
fn as_command_error(error: &clap::Error) -> CommandError {
    let text = error.render().to_string();
    let paragraphs = text.split("\n\n").map(str::trim);
    let mut message = String::new();
    let mut hints = Vec::new();
    for paragraph in paragraphs {
        if let Some(tip) = paragraph.strip_prefix("tip: ") {
            hints.push(one_line(tip));
        } else if let Some(what) = paragraph.strip_prefix("error: ") {
            message = one_line(what);
        }
    }
    if message.is_empty() {
        message = "a command is missing".to_owned();
    }
    hints.extend(exclusion_hint(error));
    hints.into_iter().fold(CommandError::new("usage", message), CommandError::hint)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns a hint on how to exclude a word, if the user seems to have tried it with `-word`.
fn exclusion_hint(error: &clap::Error) -> Option<String> {
    let argument = match error.get(clap::error::ContextKind::InvalidArg)? {
        clap::error::ContextValue::String(argument) => argument,
        _ => return None,
    };
    let word = argument.strip_prefix('-').filter(|word| !word.starts_with('-'))?;
    (error.kind() == ErrorKind::UnknownArgument).then(|| {
        format!(
            "to exclude articles with a word, write `NOT {word}`, quote the whole query (`'talks -{word}'`), or put `--` before the query"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_color_are_found_early() {
        let flags =
            |arguments: &[&str]| early_flags(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        for (arguments, json, color) in [
            (&["morgue", "search", "a"][..], false, ColorChoice::Auto),
            (&["morgue", "search", "--json", "--color=never"], true, ColorChoice::Never),
            (&["morgue", "search", "--format", "jsonl", "--color", "always"], true, ColorChoice::Always),
            (&["morgue", "search", "--format=csv"], false, ColorChoice::Auto),
            (&["morgue", "search", "--", "--json"], false, ColorChoice::Auto),
            (&["morgue", "--color", "purple"], false, ColorChoice::Auto),
        ] {
            assert_eq!(flags(arguments), EarlyFlags { json, color }, "{arguments:?}");
        }
    }
}
