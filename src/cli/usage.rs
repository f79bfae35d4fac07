//! Arguments that cannot be read, and requests for help: what clap says enters, lines or an object leave.

use std::ffi::OsString;
use std::io::Write as _;

use clap::ValueEnum as _;
use clap::error::ErrorKind;

use super::error::{CommandError, ErrorFormat, report};
use super::exit::Exit;
use super::terminal::ColorChoice;

/// What must be known before the arguments are read, to tell that they cannot be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Early {
    /// Whether errors are told as JSON.
    pub(crate) json: bool,
    /// When colours are used.
    pub(crate) color: ColorChoice,
}

/// Looks for `--json`, `--format jsonl` and `--color` without understanding the rest.
pub(crate) fn look_ahead(arguments: &[OsString]) -> Early {
    let mut early = Early { json: false, color: ColorChoice::Auto };
    let texts: Vec<&str> = arguments
        .iter()
        .map(|text| text.to_str().unwrap_or_default())
        .take_while(|text| *text != "--")
        .collect();
    for (place, text) in texts.iter().enumerate() {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, value),
            None => (*text, texts.get(place + 1).copied().unwrap_or_default()),
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

/// Tells what clap has to say: help on standard output, errors on standard error.
pub(crate) fn tell(error: &clap::Error, format: ErrorFormat) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let written = error.print().and_then(|()| std::io::stdout().flush());
            written.map_or_else(|error| report(error.into(), format), |()| Exit::Found)
        }
        _ if format == ErrorFormat::Json => report(as_error(error).into(), format),
        _ => {
            let _ = error.print();
            if let Some(hint) = exclusion_hint(error) {
                let _ = writeln!(std::io::stderr(), "hint: {hint}");
            }
            Exit::Error
        }
    }
}

fn as_error(error: &clap::Error) -> CommandError {
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

/// Returns how to leave a word out, where somebody seems to have tried with `-word`.
fn exclusion_hint(error: &clap::Error) -> Option<String> {
    let argument = match error.get(clap::error::ContextKind::InvalidArg)? {
        clap::error::ContextValue::String(argument) => argument,
        _ => return None,
    };
    let word = argument.strip_prefix('-').filter(|word| !word.starts_with('-'))?;
    (error.kind() == ErrorKind::UnknownArgument).then(|| {
        format!(
            "to leave out articles with a word write `NOT {word}`, quote the whole query (`'talks -{word}'`), or put `--` before it"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_colour_are_seen_ahead() {
        let look = |arguments: &[&str]| look_ahead(&arguments.iter().map(OsString::from).collect::<Vec<_>>());
        for (arguments, json, color) in [
            (&["morgue", "search", "a"][..], false, ColorChoice::Auto),
            (&["morgue", "search", "--json", "--color=never"], true, ColorChoice::Never),
            (&["morgue", "search", "--format", "jsonl", "--color", "always"], true, ColorChoice::Always),
            (&["morgue", "search", "--format=csv"], false, ColorChoice::Auto),
            (&["morgue", "search", "--", "--json"], false, ColorChoice::Auto),
            (&["morgue", "--color", "purple"], false, ColorChoice::Auto),
        ] {
            assert_eq!(look(arguments), Early { json, color }, "{arguments:?}");
        }
    }
}
