//! The options that `search` and `quotes` share: what is asked, and how the answer is shown.

use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use jiff::{Zoned, tz::TimeZone};
use morgue::archive::{
    Copies, Expand, JoinedBy, Restrictions, SearchRequest, Sort, Summary, Syntax, Unasked, Warning,
};
use morgue::query::{join_arguments, parse_now};
use morgue::render::files::PathEnd;

use super::context::Notes;
use super::error::CommandError;
use super::terminal::Stream;
use super::time::TimeArgs;

/// What is asked beside the query.
#[derive(Debug, Args)]
pub(crate) struct AskArgs {
    /// Bring the index up to date from PATH first, then answer from it alone; repeatable.
    #[arg(long, value_name = "PATH", help_heading = "What is searched")]
    pub(crate) from: Vec<PathBuf>,
    /// Published on this day or later (2026, 2026-02, 2026-02-06, 7d, yesterday …).
    #[arg(long, value_name = "DATE", help_heading = "What is searched")]
    since: Option<String>,
    /// Published on this day or earlier.
    #[arg(long, value_name = "DATE", help_heading = "What is searched")]
    until: Option<String>,
    /// Published by this outlet: its domain or name.
    #[arg(long, value_name = "OUTLET", help_heading = "What is searched")]
    source: Option<String>,
    /// Quoting this person.
    #[arg(long, visible_alias = "by", value_name = "NAME", help_heading = "What is searched")]
    speaker: Option<String>,
    /// In this language (en, de, ar …); words are widened by it alone.
    #[arg(long, value_name = "CODE", help_heading = "What is searched")]
    lang: Option<String>,
    /// One of the words is enough.
    #[arg(long, help_heading = "How the query is read")]
    any: bool,
    /// The language that the query is written in (`morgue help query`).
    #[arg(long, value_enum, default_value_t = SyntaxArg::Morgue, value_name = "SYNTAX", help_heading = "How the query is read")]
    syntax: SyntaxArg,
    /// Ask the telling words of the best answers, too, and name them. They count for the order; with `--any` they find more.
    #[arg(long, help_heading = "How the query is read")]
    expand: bool,
    /// Every character of the query is text: no operators, no fields.
    #[arg(short = 'F', long, conflicts_with = "syntax", help_heading = "How the query is read")]
    fixed: bool,
    /// Take TIME for the present, by which `7d` and `yesterday` are reckoned (2026-02-08, 2026-02-08T12:00Z …).
    #[arg(long, value_name = "TIME", help_heading = "How the query is read")]
    now: Option<String>,
    /// Print what the query was understood as, on standard error.
    #[arg(long, help_heading = "How the query is read")]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) time: TimeArgs,
}

/// Which answers are shown, and how.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Show at most N; 0 shows all [default: 10; all with -l].
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = whole_number, help_heading = "What is shown")]
    limit: Option<usize>,
    /// Pass over the first N.
    #[arg(long, value_name = "N", default_value = "0", allow_negative_numbers = true, value_parser = whole_number, help_heading = "What is shown")]
    offset: usize,
    /// In which order.
    #[arg(long, value_name = "ORDER", default_value = "relevance", help_heading = "What is shown")]
    sort: SortArg,
    /// Of several copies of an article show the best ranked one, or all; `only`: all, and only articles that have copies.
    #[arg(long, value_name = "WHICH", default_value = "hide", help_heading = "What is shown")]
    copies: CopiesArg,
    /// Print nothing; the exit code tells.
    #[arg(short = 'q', long, group = "shape", help_heading = "What is shown")]
    quiet: bool,
    /// Print how many match.
    #[arg(short = 'c', long, group = "shape", help_heading = "What is shown")]
    count: bool,
    /// Print the paths of all articles that match.
    #[arg(short = 'l', long, group = "shape", help_heading = "What is shown")]
    files: bool,
    /// End the paths of -l with NUL instead of a line end.
    #[arg(short = '0', long, requires = "files", help_heading = "What is shown")]
    null: bool,
    /// Print path:line:column:text, a line a match.
    #[arg(long, group = "shape", conflicts_with_all = ["format", "json"], help_heading = "What is shown")]
    vimgrep: bool,
    #[command(flatten)]
    form: FormatArgs<FormatArg>,
}

/// The form of an answer.
#[derive(Debug, Args)]
pub(crate) struct FormatArgs<F: ValueEnum + Copy + Send + Sync + 'static> {
    /// The form of the answer.
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        conflicts_with = "json",
        help_heading = "What is shown"
    )]
    format: F,
    /// The same as --format jsonl; errors are JSON too.
    #[arg(long, help_heading = "What is shown")]
    pub(crate) json: bool,
}

impl<F: ValueEnum + Copy + Send + Sync + 'static> FormatArgs<F> {
    /// Returns the form that is asked for, which `--json` calls `jsonl`.
    pub(crate) fn format(&self, jsonl: F) -> F {
        if self.json { jsonl } else { self.format }
    }
}

/// The orders of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortArg {
    /// Best first.
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}

/// Which of several copies are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CopiesArg {
    /// The best ranked one.
    Hide,
    /// All.
    Show,
    /// All, and only articles that have copies.
    Only,
}

impl From<CopiesArg> for Copies {
    fn from(copies: CopiesArg) -> Self {
        match copies {
            CopiesArg::Hide => Self::Hide,
            CopiesArg::Show => Self::Show,
            CopiesArg::Only => Self::Only,
        }
    }
}

/// The forms of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormatArg {
    /// For reading.
    Text,
    /// JSON Lines (`morgue help json`).
    #[value(alias = "json")]
    Jsonl,
    /// Comma-separated values with a header.
    Csv,
    /// Markdown.
    Md,
    /// A web page.
    Html,
    /// A line an article: date, outlet, title and id, with tabs between.
    List,
    /// A TREC run, one line an article.
    Trec,
}

/// The language of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SyntaxArg {
    /// Ours.
    Morgue,
    /// Lucene's classic query parser.
    Lucene,
    /// Factiva.
    Factiva,
    /// Lexis and Nexis.
    Lexis,
}

impl From<SyntaxArg> for Syntax {
    fn from(syntax: SyntaxArg) -> Self {
        match syntax {
            SyntaxArg::Morgue => Self::Morgue,
            SyntaxArg::Lucene => Self::Lucene,
            SyntaxArg::Factiva => Self::Factiva,
            SyntaxArg::Lexis => Self::Lexis,
        }
    }
}

/// What is written of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing.
    Nothing,
    /// How many.
    Count(Lines),
    /// Paths.
    Paths(PathEnd, Lines),
    /// A line a match.
    Vimgrep,
    /// Hits.
    Hits(FormatArg),
}

/// How counts and paths are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// Bare.
    Plain,
    /// As JSON objects.
    Json,
}

/// A query, and what there is to say about how it was given.
pub(crate) struct QueryText {
    pub(crate) text: String,
    pub(crate) warnings: Vec<Warning>,
}

impl AskArgs {
    /// Returns the query of several arguments; without any the empty one, that asks for everything.
    pub(crate) fn query(&self, arguments: &[String]) -> anyhow::Result<QueryText> {
        if arguments.is_empty() {
            return Ok(QueryText { text: String::new(), warnings: Vec::new() });
        }
        refuse_empty(arguments)?;
        let (text, warnings) = join_arguments(arguments);
        // With -F a phrase cannot be written, so that there is nothing to advise.
        let warnings = if self.fixed { Vec::new() } else { warnings };
        Ok(QueryText { text, warnings })
    }

    /// Returns the conditions beside the query.
    pub(crate) fn restrictions(&self, under: Vec<String>) -> anyhow::Result<Restrictions> {
        let value = |name: &str, value: &Option<String>| match value {
            Some(value) if value.trim().is_empty() => {
                let message = format!("the value of `{name}` is empty");
                bail!(CommandError::new("option_value", message).hint("is a variable not set?"))
            }
            value => Ok(value.clone()),
        };
        Ok(Restrictions {
            since: value("--since", &self.since)?,
            until: value("--until", &self.until)?,
            source: value("--source", &self.source)?,
            speaker: value("--speaker", &self.speaker)?,
            lang: value("--lang", &self.lang)?,
            kinds: Vec::new(),
            min_confidence: None,
            under,
        })
    }

    /// Returns who must be quoted, as given.
    pub(crate) fn speaker(&self) -> Option<&str> {
        self.speaker.as_deref()
    }

    /// Puts into a summary what is said about the arguments, and takes out what `--explain` alone shows.
    pub(crate) fn complete(&self, summary: &mut Summary, warnings: Vec<Warning>) {
        summary.warnings.splice(0..0, warnings);
        if !self.explain {
            summary.expansions.clear();
            summary.fallback = None;
        }
    }

    /// Returns the request, as far as it does not depend on what is shown. An empty query asks for everything.
    pub(crate) fn request(&self, query: &str, under: Vec<String>) -> anyhow::Result<SearchRequest> {
        let mut request = SearchRequest::new(query, now(self.now.as_deref())?);
        request.only = self.restrictions(under)?;
        if query.is_empty() {
            request.unasked = Unasked::Everything;
        }
        request.syntax = if self.fixed { Syntax::Literal } else { self.syntax.into() };
        request.joined_by = if self.any { JoinedBy::Or } else { JoinedBy::And };
        request.expand = if self.expand { Expand::ByFeedback } else { Expand::ForOrder };
        Ok(request)
    }
}

impl From<SortArg> for Sort {
    fn from(sort: SortArg) -> Self {
        match sort {
            SortArg::Relevance => Self::Relevance,
            SortArg::Newest => Self::Newest,
            SortArg::Oldest => Self::Oldest,
        }
    }
}

impl ShowArgs {
    /// Puts into a request which answers are shown.
    pub(crate) fn apply(&self, request: &mut SearchRequest) {
        let all_by_default = self.files;
        request.limit = match self.limit {
            Some(0) => None,
            None if all_by_default => None,
            limit => Some(limit.unwrap_or(10)),
        };
        request.offset = self.offset;
        request.copies = self.copies.into();
        request.sort = self.sort.into();
    }

    /// Returns what is written.
    pub(crate) fn shape(&self) -> anyhow::Result<Shape> {
        let format = self.form.format(FormatArg::Jsonl);
        let lines = match format {
            FormatArg::Text => Ok(Lines::Plain),
            FormatArg::Jsonl => Ok(Lines::Json),
            _ => Err(CommandError::new("usage", "`--count` and `--files` do not support this format")
                .hint("omit `--format`, or use `--json`")),
        };
        let terminal = Stream::stdout() == Stream::Terminal;
        let end = match (self.null, terminal) {
            (true, _) => PathEnd::Nul,
            (false, true) => PathEnd::TerminalLine,
            (false, false) => PathEnd::Line,
        };
        Ok(match self {
            Self { quiet: true, .. } => Shape::Nothing,
            Self { count: true, .. } => Shape::Count(lines?),
            Self { files: true, .. } => Shape::Paths(end, lines?),
            Self { vimgrep: true, .. } => Shape::Vimgrep,
            _ => Shape::Hits(format),
        })
    }

    /// Returns whether notes are told.
    pub(crate) fn notes(&self) -> Notes {
        if self.quiet { Notes::Kept } else { Notes::Told }
    }
}

/// Refuses a query of nothing: a variable that is not set must not ask for everything.
pub(crate) fn refuse_empty(arguments: &[String]) -> anyhow::Result<()> {
    if arguments.iter().all(|argument| argument.trim().is_empty()) {
        bail!(CommandError::new("query_empty", "the query is empty").hint("is a variable not set?"));
    }
    Ok(())
}

/// Returns the present, or what was named as the present.
pub(crate) fn now(named: Option<&str>) -> anyhow::Result<Zoned> {
    match named {
        Some(text) => {
            let zone = local_zone();
            parse_now(text, zone).map_err(|error| {
                let message = format!("`{text}` is no value for --now: {}", error.message);
                CommandError::new("option_value", message)
                    .hint("write 2026-02-08, 2026-02-08T12:00 or 2026-02-08T12:00Z")
                    .into()
            })
        }
        None => {
            let zone = local_zone().unwrap_or(TimeZone::UTC);
            let time = jiff::Timestamp::try_from(SystemTime::now())
                .context(CommandError::new("clock", "the clock of this machine is wrong"))?;
            Ok(time.to_zoned(zone))
        }
    }
}

/// Returns the time zone of this machine.
///
/// Where `/etc/localtime` names it, that file is all that is read: the library lists every zone that there is before it looks one up.
fn local_zone() -> Option<TimeZone> {
    const LOCAL: &str = "/etc/localtime";
    let named = || {
        let target = std::fs::read_link(LOCAL).ok()?;
        let (_, name) = target.to_str()?.rsplit_once("zoneinfo/")?;
        TimeZone::tzif(name, &std::fs::read(LOCAL).ok()?).ok()
    };
    let named = if std::env::var_os("TZ").is_none() { named() } else { None };
    named.or_else(|| TimeZone::try_system().ok())
}

/// Reads a whole number that is not negative.
pub(crate) fn whole_number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| "expected a whole number, 0 or more".to_owned())
}
