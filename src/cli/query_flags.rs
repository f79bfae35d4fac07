//! Flags for what is searched, shared by all commands that take a query.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};
use morgue::archive::{Expand, JoinedBy, Restrictions, SearchRequest, Summary, Syntax, Unasked, Warning};
use morgue::query::join_arguments;

use super::clock::now;
use super::error::CommandError;
use super::timeout::TimeoutFlag;

/// Flags that change what a query finds.
#[derive(Debug, Args)]
pub(crate) struct QueryFlags {
    /// Index PATH first, then search only the articles from it; repeatable.
    #[arg(long, value_name = "PATH", help_heading = "Filters")]
    pub(crate) from: Vec<PathBuf>,
    /// Only articles published on or after this day (2026, 2026-02, 2026-02-06, 7d, yesterday …).
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    since: Option<String>,
    /// Only articles published on or before this day.
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    until: Option<String>,
    /// Only articles published by this outlet: its domain or name.
    #[arg(long, value_name = "OUTLET", help_heading = "Filters")]
    source: Option<String>,
    /// Only articles that quote this person.
    #[arg(long, visible_alias = "by", value_name = "NAME", help_heading = "Filters")]
    speaker: Option<String>,
    /// Only articles in this language (en, de, ar …); the words of the query are inflected only in this language.
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    lang: Option<String>,
    /// Find articles that contain any of the words, not only those that contain all.
    #[arg(long, help_heading = "Query")]
    any: bool,
    /// Syntax of the query (`morgue help query`).
    #[arg(long, value_enum, default_value_t = SyntaxArg::Morgue, value_name = "SYNTAX", help_heading = "Query")]
    syntax: SyntaxArg,
    /// Add characteristic words of the best results to the query, and print them. They change the order; with `--any` they also find more.
    #[arg(long, help_heading = "Query")]
    expand: bool,
    /// Search for the query as plain text, without operators and fields.
    #[arg(short = 'F', long, conflicts_with = "syntax", help_heading = "Query")]
    fixed: bool,
    /// Time to which `7d` and `yesterday` are relative (2026-02-08, 2026-02-08T12:00Z …) [default: now].
    #[arg(long, value_name = "TIME", help_heading = "Query")]
    now: Option<String>,
    /// Print how the query was understood, on standard error.
    #[arg(long, help_heading = "Query")]
    pub(crate) explain: bool,
    #[command(flatten)]
    pub(crate) timeout: TimeoutFlag,
}

/// Syntaxes of queries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SyntaxArg {
    /// The syntax of morgue.
    Morgue,
    /// The classic query parser of Lucene.
    Lucene,
    /// Factiva.
    Factiva,
    /// Lexis or Nexis.
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

/// A query, and warnings about its arguments.
pub(crate) struct QueryText {
    pub(crate) text: String,
    pub(crate) warnings: Vec<Warning>,
}

impl QueryFlags {
    /// Returns the query of several arguments. No arguments give the empty query, which matches everything.
    pub(crate) fn query(&self, arguments: &[String]) -> anyhow::Result<QueryText> {
        if arguments.is_empty() {
            return Ok(QueryText { text: String::new(), warnings: Vec::new() });
        }
        check_not_empty(arguments)?;
        let (text, warnings) = join_arguments(arguments);
        // The warnings advise how to write a phrase, which is not possible with -F.
        let warnings = if self.fixed { Vec::new() } else { warnings };
        Ok(QueryText { text, warnings })
    }

    /// Returns the filters of the flags and of `--from`.
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

    /// Returns the value of `--speaker`.
    pub(crate) fn speaker(&self) -> Option<&str> {
        self.speaker.as_deref()
    }

    /// Adds warnings about the arguments to a summary, and removes what only `--explain` shows.
    pub(crate) fn complete(&self, summary: &mut Summary, warnings: Vec<Warning>) {
        summary.warnings.splice(0..0, warnings);
        if !self.explain {
            summary.expansions.clear();
            summary.fallback = None;
        }
    }

    /// Returns the request without the settings of the output. An empty query matches everything.
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

/// Returns an error if a query is empty: an unset shell variable must not match everything.
pub(crate) fn check_not_empty(arguments: &[String]) -> anyhow::Result<()> {
    if arguments.iter().all(|argument| argument.trim().is_empty()) {
        bail!(CommandError::new("query_empty", "the query is empty").hint("is a variable not set?"));
    }
    Ok(())
}
