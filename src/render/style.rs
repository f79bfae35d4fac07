//! The style of text for people: width, colors, links.
//!
//! Input: plain strings. Output: strings with terminal escape sequences.

use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{clean::one_line, metadata::is_web};
use crate::query::Color;
use crate::word_list::pairs;

/// The style of text for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextStyle {
    /// Number of columns, at least 20.
    pub width: usize,
    /// Whether colors are used. Without colors, matches are enclosed in `*`.
    pub color: Color,
    /// Whether paths and titles are links.
    pub hyperlinks: Hyperlinks,
    /// Paths below this folder are shown relative to it.
    pub base: Option<PathBuf>,
}

/// Whether paths and titles are links (OSC 8).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hyperlinks {
    /// No links.
    #[default]
    Off,
    /// A path links to its file, a title to its URL.
    On(FileLinks),
}

/// The form of links to files: a URL with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLinks(String);

impl FileLinks {
    /// Returns links for the program named `format`, or links of the form `format`: a URL with the placeholder `{path}` and
    /// optionally `{line}` and `{column}`. Returns `None` for anything else.
    #[must_use]
    pub fn new(format: &str) -> Option<Self> {
        let known = Self::known().find(|(name, _)| *name == format).map(|(_, format)| format);
        known
            .or_else(|| Some(format).filter(|format| format.contains("{path}")))
            .map(|format| Self(format.to_owned()))
    }

    /// Returns the names of the known programs.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::known().map(|(name, _)| name)
    }

    /// Returns the names of known programs, each with the form of the URLs that open a file in it.
    fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(include_str!("file_links.tsv"))
    }

    fn url(&self, path: &str, line: u64, column: u64) -> String {
        self.0
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{path}", &utf8_percent_encode(path, NOT_IN_PATHS).to_string())
    }
}

/// Characters that are percent-encoded in the path of a link to a file.
const NOT_IN_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Characters that are percent-encoded in a web address: those that would end a terminal's escape sequence, and spaces.
const NOT_IN_URLS: &AsciiSet = &CONTROLS.add(b' ');

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Red.on_default().bold();
const SOURCE: Style = AnsiColor::Cyan.on_default();
const QUOTED: Style = AnsiColor::Green.on_default();
const PATH: Style = AnsiColor::Magenta.on_default();
const PASSED: Style = AnsiColor::Green.on_default();
const FAILED: Style = AnsiColor::Red.on_default();

impl TextStyle {
    /// Returns `text` in bold.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled(BOLD, text)
    }

    /// Returns `text` dimmed.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled(DIM, text)
    }

    /// Returns `text` in the color of sources.
    pub(crate) fn source(&self, text: &str) -> String {
        self.styled(SOURCE, text)
    }

    /// Returns `text` in the color of paths.
    pub(crate) fn path(&self, text: &str) -> String {
        self.styled(PATH, text)
    }

    /// Returns `text` in the color of success.
    pub(crate) fn passed(&self, text: &str) -> String {
        self.styled(PASSED, text)
    }

    /// Returns `text` in the color of failure.
    pub(crate) fn failed(&self, text: &str) -> String {
        self.styled(FAILED, text)
    }

    /// Returns matching words, colored or enclosed in `*`.
    ///
    /// Each word is colored separately, so that lines can be wrapped between them.
    pub(crate) fn marked(&self, text: &str) -> String {
        match self.color {
            Color::Off => format!("*{text}*"),
            Color::On => {
                let words: Vec<String> = text.split(' ').map(|word| self.styled(MARK, word)).collect();
                words.join(" ")
            }
        }
    }

    /// Returns quoted words, each colored separately.
    pub(crate) fn quoted(&self, text: &str) -> String {
        let words: Vec<String> = text.split(' ').map(|word| self.styled(QUOTED, word)).collect();
        words.join(" ")
    }

    /// Returns `text` as a link to an absolute path. Line and column are one-based.
    pub(crate) fn file_link(&self, path: &str, (line, column): (u64, u64), text: &str) -> String {
        match &self.hyperlinks {
            Hyperlinks::On(links) if path.starts_with('/') => self.link(&links.url(path, line, column), text),
            _ => text.to_owned(),
        }
    }

    /// Returns `text` as a link to a web page. Other URLs do not become links.
    pub(crate) fn web_link(&self, url: Option<&str>, text: &str) -> String {
        match url.filter(|url| is_web(url)) {
            Some(url) => self.link(&utf8_percent_encode(url, NOT_IN_URLS).to_string(), text),
            None => text.to_owned(),
        }
    }

    /// Returns `path` as it is shown: relative to the base folder if the path is below it.
    pub(crate) fn shown_path(&self, path: &str) -> String {
        let relative = self
            .base
            .as_ref()
            .and_then(|base| std::path::Path::new(path).strip_prefix(base).ok())
            .and_then(std::path::Path::to_str)
            .filter(|relative| !relative.is_empty());
        one_line(relative.unwrap_or(path))
    }

    fn link(&self, url: &str, text: &str) -> String {
        match self.hyperlinks {
            Hyperlinks::Off => text.to_owned(),
            Hyperlinks::On(_) => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
        }
    }

    fn styled(&self, style: Style, text: &str) -> String {
        match self.color {
            Color::Off => text.to_owned(),
            Color::On if text.is_empty() => String::new(),
            Color::On => format!("{style}{text}{style:#}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(color: Color, hyperlinks: Hyperlinks) -> TextStyle {
        TextStyle { width: 80, color, hyperlinks, base: Some("/home/ada".into()) }
    }

    #[test]
    fn matches_are_marked_with_and_without_color() {
        assert_eq!(style(Color::Off, Hyperlinks::Off).marked("nuclear talks"), "*nuclear talks*");
        assert_eq!(
            style(Color::On, Hyperlinks::Off).marked("nuclear talks"),
            "\x1b[1m\x1b[31mnuclear\x1b[0m \x1b[1m\x1b[31mtalks\x1b[0m"
        );
    }

    #[test]
    fn links_are_encoded_and_lead_only_to_files_and_the_web() {
        let links = |format: &str| Hyperlinks::On(FileLinks::new(format).unwrap());
        for (format, url) in [
            ("file", "file:///a%20b%23.txt"),
            ("vscode", "vscode://file/a%20b%23.txt:7:3"),
            ("ed:{path}?{line}", "ed:/a%20b%23.txt?7"),
        ] {
            let linked = style(Color::Off, links(format)).file_link("/a b#.txt", (7, 3), "x");
            assert_eq!(linked, format!("\x1b]8;;{url}\x1b\\x\x1b]8;;\x1b\\"));
        }
        assert_eq!(FileLinks::new("nothing"), None);
        let style = style(Color::Off, links("file"));
        assert_eq!(style.file_link("relative", (1, 1), "x"), "x");
        assert_eq!(
            style.web_link(Some("https://a.example/b\x1b?c=d e"), "x"),
            "\x1b]8;;https://a.example/b%1B?c=d%20e\x1b\\x\x1b]8;;\x1b\\"
        );
        assert_eq!(style.web_link(Some("javascript:alert(1)"), "x"), "x");
        assert_eq!(style.web_link(None, "x"), "x");
    }

    #[test]
    fn paths_are_relative_to_the_base() {
        let style = style(Color::Off, Hyperlinks::Off);
        assert_eq!(style.shown_path("/home/ada/news/a.txt"), "news/a.txt");
        assert_eq!(style.shown_path("/home/adam/a.txt"), "/home/adam/a.txt");
        assert_eq!(style.shown_path("/home/ada"), "/home/ada");
        assert_eq!(style.shown_path("/tmp/a\x1bb"), "/tmp/a\u{fffd}b");
    }
}
