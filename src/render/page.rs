//! How text for reading looks: width, colour, links. Plain strings enter, strings with terminal sequences leave.

use std::fmt::Write as _;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};

use super::clean::one_line;
use crate::word_list::pairs;

/// How text for reading is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Columns, at least 20.
    pub width: usize,
    /// Whether colours are used. Without them matches stand between `*`.
    pub color: Color,
    /// Whether paths and titles are links.
    pub hyperlinks: Hyperlinks,
    /// Paths under this folder are shown relative to it.
    pub base: Option<PathBuf>,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// Plain text.
    #[default]
    Off,
    /// ANSI colours and weights.
    On,
}

/// Whether paths and titles are links (OSC 8).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Hyperlinks {
    /// No links.
    #[default]
    Off,
    /// A path links to its file, a title to its url.
    On(FileLinks),
}

/// How links to files are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLinks(String);

impl FileLinks {
    /// Returns the links that a program of this name opens, or those written as `format`: an address in which `{path}` stands for the
    /// path, `{line}` and `{column}` for the place. `None` if it is neither.
    #[must_use]
    pub fn new(format: &str) -> Option<Self> {
        let known = Self::known().find(|(name, _)| *name == format).map(|(_, format)| format);
        known
            .or_else(|| Some(format).filter(|format| format.contains("{path}")))
            .map(|format| Self(format.to_owned()))
    }

    /// Returns the names of the programs known.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::known().map(|(name, _)| name)
    }

    /// Returns the names of the programs known, each with the address by which it opens a file.
    fn known() -> impl Iterator<Item = (&'static str, &'static str)> {
        pairs(include_str!("file_links.tsv"))
    }

    fn url(&self, path: &str, line: u64, column: u64) -> String {
        let is_kept = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        self.0
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{path}", &encode(path, is_kept))
    }
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Red.on_default().bold();
const SOURCE: Style = AnsiColor::Cyan.on_default();
const QUOTED: Style = AnsiColor::Green.on_default();
const PATH: Style = AnsiColor::Magenta.on_default();
const PASSED: Style = AnsiColor::Green.on_default();
const FAILED: Style = AnsiColor::Red.on_default();

impl Page {
    /// Returns `text` in bold.
    pub(crate) fn bold(&self, text: &str) -> String {
        self.styled(BOLD, text)
    }

    /// Returns `text` less conspicuous than the rest.
    pub(crate) fn dim(&self, text: &str) -> String {
        self.styled(DIM, text)
    }

    /// Returns the name of a source.
    pub(crate) fn source(&self, text: &str) -> String {
        self.styled(SOURCE, text)
    }

    /// Returns a path.
    pub(crate) fn path(&self, text: &str) -> String {
        self.styled(PATH, text)
    }

    /// Returns a word that says something went well.
    #[must_use]
    pub fn passed(&self, text: &str) -> String {
        self.styled(PASSED, text)
    }

    /// Returns a word that says something went wrong.
    #[must_use]
    pub fn failed(&self, text: &str) -> String {
        self.styled(FAILED, text)
    }

    /// Returns words that matched: coloured, each word by itself so that lines can be broken between them, else between `*`.
    pub(crate) fn marked(&self, text: &str) -> String {
        match self.color {
            Color::Off => format!("*{text}*"),
            Color::On => {
                let words: Vec<String> = text.split(' ').map(|word| self.styled(MARK, word)).collect();
                words.join(" ")
            }
        }
    }

    /// Returns somebody's words as an article reports them: coloured, each word by itself.
    pub(crate) fn quoted(&self, text: &str) -> String {
        let words: Vec<String> = text.split(' ').map(|word| self.styled(QUOTED, word)).collect();
        words.join(" ")
    }

    /// Returns `text` as a link to an absolute path, at a line and column from 1.
    pub(crate) fn file_link(&self, path: &str, (line, column): (u64, u64), text: &str) -> String {
        match &self.hyperlinks {
            Hyperlinks::On(links) if path.starts_with('/') => self.link(&links.url(path, line, column), text),
            _ => text.to_owned(),
        }
    }

    /// Returns `text` as a link to a page of the web; other urls are no links.
    pub(crate) fn web_link(&self, url: Option<&str>, text: &str) -> String {
        match url.filter(|url| is_web(url)) {
            Some(url) => self.link(&encode(url, |byte| byte.is_ascii_graphic()), text),
            None => text.to_owned(),
        }
    }

    /// Returns `path` as it is shown: relative to the base where it lies under it.
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

/// Returns whether a url leads to the web. Links are made of no other: `javascript:` would run in a page.
pub(crate) fn is_web(url: &str) -> bool {
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

/// Returns `text` with every byte percent-encoded that is not to be kept.
fn encode(text: &str, is_kept: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_kept(byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("writing to a string cannot fail");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(color: Color, hyperlinks: Hyperlinks) -> Page {
        Page { width: 80, color, hyperlinks, base: Some("/home/ada".into()) }
    }

    #[test]
    fn matches_are_told_apart_with_and_without_colour() {
        assert_eq!(page(Color::Off, Hyperlinks::Off).marked("nuclear talks"), "*nuclear talks*");
        assert_eq!(
            page(Color::On, Hyperlinks::Off).marked("nuclear talks"),
            "\x1b[1m\x1b[31mnuclear\x1b[0m \x1b[1m\x1b[31mtalks\x1b[0m"
        );
    }

    #[test]
    fn links_are_encoded_and_only_to_the_web() {
        let links = |format: &str| Hyperlinks::On(FileLinks::new(format).unwrap());
        for (format, url) in [
            ("file", "file:///a%20b%23.txt"),
            ("vscode", "vscode://file/a%20b%23.txt:7:3"),
            ("ed:{path}?{line}", "ed:/a%20b%23.txt?7"),
        ] {
            let linked = page(Color::Off, links(format)).file_link("/a b#.txt", (7, 3), "x");
            assert_eq!(linked, format!("\x1b]8;;{url}\x1b\\x\x1b]8;;\x1b\\"));
        }
        assert_eq!(FileLinks::new("nothing"), None);
        let page = page(Color::Off, links("file"));
        assert_eq!(page.file_link("relative", (1, 1), "x"), "x");
        assert_eq!(
            page.web_link(Some("https://a.example/b\x1b?c=d e"), "x"),
            "\x1b]8;;https://a.example/b%1B?c=d%20e\x1b\\x\x1b]8;;\x1b\\"
        );
        assert_eq!(page.web_link(Some("javascript:alert(1)"), "x"), "x");
        assert_eq!(page.web_link(None, "x"), "x");
    }

    #[test]
    fn paths_are_relative_to_the_base() {
        let page = page(Color::Off, Hyperlinks::Off);
        assert_eq!(page.shown_path("/home/ada/news/a.txt"), "news/a.txt");
        assert_eq!(page.shown_path("/home/adam/a.txt"), "/home/adam/a.txt");
        assert_eq!(page.shown_path("/home/ada"), "/home/ada");
        assert_eq!(page.shown_path("/tmp/a\x1bb"), "/tmp/a\u{fffd}b");
    }
}
