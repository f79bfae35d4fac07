//! What the terminal supports.
//!
//! Input: flags, the environment and the streams. Output: colors, links and a width.

use std::io::IsTerminal;

use clap::ValueEnum;
use morgue::render::{Color, FileLinks, Hyperlinks, TextStyle};

/// Width of text that is not written to a terminal, in columns.
const DEFAULT_WIDTH: usize = 80;
/// Maximum width of text, in columns. Longer lines are hard to read.
const MAX_WIDTH: usize = 100;

/// When colors are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR, CLICOLOR_FORCE or CLICOLOR says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Whether paths are links, and the form of the links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LinkChoice {
    /// Links to files.
    To(FileLinks),
    /// No links.
    Off,
}

impl LinkChoice {
    /// Parses the value of `--links`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text == "none" {
            return Ok(Self::Off);
        }
        let names = || FileLinks::names().collect::<Vec<_>>().join(", ");
        FileLinks::new(text).map(Self::To).ok_or_else(|| {
            format!(
                "expected none, {}, or a URL with {{path}} and optionally {{line}} and {{column}}",
                names()
            )
        })
    }
}

/// Where a standard stream leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// To a terminal.
    Terminal,
    /// To a pipe or a file.
    Other,
}

impl Stream {
    pub(crate) fn stdout() -> Self {
        if std::io::stdout().is_terminal() { Self::Terminal } else { Self::Other }
    }

    pub(crate) fn stderr() -> Self {
        if std::io::stderr().is_terminal() { Self::Terminal } else { Self::Other }
    }
}

/// Returns an environment variable. An empty variable counts as unset.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns whether colors are used on a stream.
///
/// The first of these decides: the flag, `NO_COLOR`, `CLICOLOR_FORCE`, `CLICOLOR`, whether the stream is a terminal with colors.
pub(crate) fn color(choice: ColorChoice, stream: Stream, variable: impl Fn(&str) -> Option<String>) -> Color {
    let is_on = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if variable("NO_COLOR").is_some() => false,
        ColorChoice::Auto if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto if variable("CLICOLOR").as_deref() == Some("0") => false,
        ColorChoice::Auto => stream == Stream::Terminal && variable("TERM").as_deref() != Some("dumb"),
    };
    if is_on { Color::On } else { Color::Off }
}

/// Returns whether links are written: only to terminals known to support OSC 8 sequences. Others may show garbage.
fn hyperlinks(
    links: &LinkChoice,
    (color, stream): (Color, Stream),
    variable: impl Fn(&str) -> Option<String>,
) -> Hyperlinks {
    let LinkChoice::To(links) = links else { return Hyperlinks::Off };
    if color == Color::Off || stream == Stream::Other {
        return Hyperlinks::Off;
    }
    let program = variable("TERM_PROGRAM").unwrap_or_default();
    let terminal = variable("TERM").unwrap_or_default();
    let is_known = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"]
        .contains(&program.as_str())
        || ["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "wezterm"].contains(&terminal.as_str())
        || variable("VTE_VERSION")
            .is_some_and(|version| version.parse().is_ok_and(|version: u32| version >= 5000))
        || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|name| variable(name).is_some());
    if is_known { Hyperlinks::On(links.clone()) } else { Hyperlinks::Off }
}

/// Returns the style of text on standard output.
pub(crate) fn text_style(choice: ColorChoice, links: &LinkChoice) -> TextStyle {
    let stream = Stream::stdout();
    let color = color(choice, stream, variable);
    let width = match stream {
        Stream::Terminal => {
            terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(columns, _)| usize::from(columns.0))
        }
        Stream::Other => DEFAULT_WIDTH,
    };
    TextStyle {
        width: width.clamp(20, MAX_WIDTH),
        color,
        hyperlinks: hyperlinks(links, (color, stream), variable),
        base: std::env::current_dir().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &'static [(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn colors_follow_the_order_of_precedence() {
        use ColorChoice::{Always, Auto, Never};
        use Stream::{Other, Terminal};
        for (choice, stream, pairs, expected) in [
            (Auto, Terminal, &[][..], Color::On),
            (Auto, Other, &[], Color::Off),
            (Auto, Terminal, &[("TERM", "dumb")], Color::Off),
            (Auto, Terminal, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Color::Off),
            (Auto, Other, &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], Color::On),
            (Auto, Other, &[("CLICOLOR_FORCE", "0")], Color::Off),
            (Auto, Terminal, &[("CLICOLOR", "0")], Color::Off),
            (Auto, Other, &[("CLICOLOR", "1")], Color::Off),
            (Always, Other, &[("NO_COLOR", "1"), ("TERM", "dumb")], Color::On),
            (Never, Terminal, &[("CLICOLOR_FORCE", "1")], Color::Off),
        ] {
            assert_eq!(
                color(choice, stream, environment(pairs)),
                expected,
                "{choice:?} {stream:?} {pairs:?}"
            );
        }
    }

    #[test]
    fn links_are_written_only_to_terminals_that_support_them() {
        let links = LinkChoice::parse("file").unwrap();
        let on = Hyperlinks::On(FileLinks::new("file").unwrap());
        for (color, stream, pairs, expected) in [
            (Color::On, Stream::Terminal, &[("VTE_VERSION", "7600")][..], &on),
            (Color::On, Stream::Terminal, &[("VTE_VERSION", "4205")], &Hyperlinks::Off),
            (Color::On, Stream::Terminal, &[("TERM", "xterm-256color")], &Hyperlinks::Off),
            (Color::On, Stream::Terminal, &[("TERM_PROGRAM", "WezTerm")], &on),
            (Color::On, Stream::Other, &[("TERM_PROGRAM", "WezTerm")], &Hyperlinks::Off),
            (Color::Off, Stream::Terminal, &[("TERM_PROGRAM", "WezTerm")], &Hyperlinks::Off),
        ] {
            assert_eq!(hyperlinks(&links, (color, stream), environment(pairs)), *expected, "{pairs:?}");
        }
        let known = environment(&[("TERM_PROGRAM", "WezTerm")]);
        assert_eq!(hyperlinks(&LinkChoice::Off, (Color::On, Stream::Terminal), known), Hyperlinks::Off);
        assert!(LinkChoice::parse("emacs").is_err());
    }
}
