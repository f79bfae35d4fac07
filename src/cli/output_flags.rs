//! Flags for the output of `search` and `quotes`.

use anyhow::bail;
use clap::Args;
use morgue::archive::{Copies, SearchRequest, Sort};
use morgue::render::paths::PathEnd;

use super::choice::{Choice, one_of};
use super::error::CommandError;
use super::format::{Format, FormatFlags};
use super::notes::Notes;
use super::terminal::Stream;

/// Orders of results.
const SORT: &[Choice<Sort>] = &[
    ("relevance", "Best first", Sort::Relevance),
    ("newest", "Newest first, undated last", Sort::Newest),
    ("oldest", "Oldest first, undated last", Sort::Oldest),
];
/// Which copies are shown.
pub(crate) const COPIES: &[Choice<Copies>] = &[
    ("hide", "Only the first of them", Copies::Hide),
    ("show", "All", Copies::Show),
    ("only", "All, and only articles that have copies", Copies::Only),
];

/// Flags that select the results to write, and their form.
#[derive(Debug, Args)]
pub(crate) struct OutputFlags {
    /// Maximum number of results; 0 shows all [default: 10; all with -l].
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    limit: Option<usize>,
    /// Skip the first N results.
    #[arg(long, value_name = "N", default_value = "0", allow_negative_numbers = true, value_parser = whole_number, help_heading = "Output")]
    offset: usize,
    /// Order of the results.
    #[arg(long, value_name = "ORDER", default_value = "relevance", value_parser = one_of(SORT), help_heading = "Output")]
    sort: Sort,
    /// Which copies of an article to show: the best ranked one, or all; `only` shows all, but no articles without copies.
    #[arg(long, value_name = "WHICH", default_value = "hide", value_parser = one_of(COPIES), help_heading = "Output")]
    copies: Copies,
    /// Print nothing; the exit code says whether there are results.
    #[arg(short = 'q', long, group = "output", help_heading = "Output")]
    quiet: bool,
    /// Print the number of results.
    #[arg(short = 'c', long, group = "output", help_heading = "Output")]
    count: bool,
    /// Print the paths of all matching articles.
    #[arg(short = 'l', long, group = "output", help_heading = "Output")]
    files: bool,
    /// End the paths of -l with NUL instead of a newline.
    #[arg(short = '0', long, requires = "files", help_heading = "Output")]
    null: bool,
    /// Print path:line:column:text, one line per match.
    #[arg(long, group = "output", conflicts_with_all = ["format", "json"], help_heading = "Output")]
    vimgrep: bool,
    #[command(flatten)]
    format: FormatFlags,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Nothing.
    Quiet,
    /// The number of results.
    Count(Format),
    /// The paths of matching articles.
    Paths(Format, PathEnd),
    /// One line per match.
    Vimgrep,
    /// The results.
    Hits(Format),
}

impl OutputFlags {
    /// Sets the limit, offset, copies and order of results in a request.
    pub(crate) fn apply(&self, request: &mut SearchRequest) {
        request.limit = match self.limit {
            Some(0) => None,
            None if self.files => None,
            limit => Some(limit.unwrap_or(10)),
        };
        request.offset = self.offset;
        request.copies = self.copies;
        request.sort = self.sort;
    }

    /// Returns what is written.
    pub(crate) fn output(&self) -> anyhow::Result<Output> {
        let format = self.format.format();
        if (self.count || self.files) && !matches!(format, Format::Text | Format::Jsonl) {
            let error = CommandError::new("usage", "`--count` and `--files` do not support this format");
            bail!(error.hint("omit `--format`, or use `--json`"));
        }
        let end = match Stream::stdout() {
            _ if self.null => PathEnd::Nul,
            Stream::Terminal => PathEnd::TerminalNewline,
            Stream::Other => PathEnd::Newline,
        };
        Ok(match self {
            Self { quiet: true, .. } => Output::Quiet,
            Self { count: true, .. } => Output::Count(format),
            Self { files: true, .. } => Output::Paths(format, end),
            Self { vimgrep: true, .. } => Output::Vimgrep,
            _ => Output::Hits(format),
        })
    }

    /// Returns whether notes are printed.
    pub(crate) fn notes(&self) -> Notes {
        if self.quiet { Notes::Suppress } else { Notes::Print }
    }
}

/// Parses a non-negative integer.
pub(crate) fn whole_number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "expected a whole number, 0 or more".to_owned())
}
