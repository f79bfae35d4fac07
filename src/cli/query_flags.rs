//! Flags that select what is searched, shared by all commands that take a query.

use std::io::{self, Write as _};
use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use morgue::archive::{
    Archive, Expand, JoinedBy, Restrictions, SearchRequest, Summary, Syntax, Unasked, Warning,
};
use morgue::query::join_arguments;

use super::choice::{Choice, one_of};
use super::clock::now;
use super::context::Context;
use super::error::CommandError;
use super::index_update::bring_up_to_date;
use super::notes::{Notes, explain_query};
use super::timeout::TimeoutFlag;

/// Syntaxes of queries.
const SYNTAXES: &[Choice<Syntax>] = &[
    ("morgue", "The syntax of morgue", Syntax::Morgue),
    ("lucene", "The classic query parser of Lucene", Syntax::Lucene),
    ("factiva", "Factiva", Syntax::Factiva),
    ("lexis", "Lexis or Nexis", Syntax::Lexis),
];

/// Flags that change what a query finds.
#[derive(Debug, Args)]
pub(crate) struct QueryFlags {
    /// Index PATH first, then search only the articles from it; repeatable.
    #[arg(long, value_name = "PATH", help_heading = "Filters")]
    from: Vec<PathBuf>,
    /// Only articles published on or after this day (2026, 2026-02, 2026-02-06, 7d, yesterday …).
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    since: Option<String>,
    /// Only articles published on or before this day.
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    until: Option<String>,
    /// Only articles published by this outlet: its domain or name.
    #[arg(long, value_name = "OUTLET", help_heading = "Filters")]
    source: Option<String>,
    /// Only quotations of this person, or articles that quote this person.
    #[arg(long, visible_alias = "by", value_name = "NAME", help_heading = "Filters")]
    speaker: Option<String>,
    /// Only articles in this language (en, de, ar …); the words of the query are inflected only in this language.
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    lang: Option<String>,
    /// Find articles that contain any of the words, not only those that contain all.
    #[arg(long, help_heading = "Query")]
    any: bool,
    /// Syntax of the query (`morgue help query`).
    #[arg(long, default_value = "morgue", value_parser = one_of(SYNTAXES), value_name = "SYNTAX", help_heading = "Query")]
    syntax: Syntax,
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

impl QueryFlags {
    /// Returns the request for a query, without the settings of the output, and warnings about the words of the query.
    ///
    /// First brings the index up to date from the paths of `--from`. Without words, the query is empty and matches everything.
    pub(crate) fn request(
        &self,
        words: &[String],
        context: &Context,
        notes: Notes,
    ) -> anyhow::Result<(SearchRequest, Vec<Warning>)> {
        if !words.is_empty() {
            check_not_empty(words)?;
        }
        let (query, mut warnings) = join_arguments(words);
        if self.fixed {
            // The warnings advise how to write a phrase, which is not possible with -F.
            warnings.clear();
        }
        let under = bring_up_to_date(&self.from, context, notes)?;
        let mut request = SearchRequest::new(query, now(self.now.as_deref())?);
        request.only = self.restrictions(under)?;
        if words.is_empty() {
            request.unasked = Unasked::Everything;
        }
        request.syntax = if self.fixed { Syntax::Literal } else { self.syntax };
        request.joined_by = if self.any { JoinedBy::Or } else { JoinedBy::And };
        request.expand = if self.expand { Expand::ByFeedback } else { Expand::ForOrder };
        Ok((request, warnings))
    }

    /// Returns the filters of the flags and of `--from`.
    fn restrictions(&self, under: Vec<String>) -> anyhow::Result<Restrictions> {
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

    /// Adds warnings about the arguments and the archive to a summary, and removes what only `--explain` shows.
    pub(crate) fn complete(&self, summary: &mut Summary, warnings: Vec<Warning>, archive: &Archive) {
        summary.warnings.splice(0..0, warnings);
        summary.warnings.extend(archive.warnings());
        if !self.explain {
            summary.expansions.clear();
            summary.fallback = None;
        }
    }

    /// Prints the notes about an answer, after the answer itself.
    pub(crate) fn print_notes(
        &self,
        summary: &Summary,
        notes: Notes,
        context: &mut Context,
    ) -> io::Result<()> {
        context.out.flush()?;
        if self.explain {
            explain_query(summary);
        }
        notes.warnings(&summary.warnings);
        Ok(())
    }
}

/// Returns an error if a query is empty: an unset shell variable must not match everything.
pub(crate) fn check_not_empty(arguments: &[String]) -> anyhow::Result<()> {
    if arguments.iter().all(|argument| argument.trim().is_empty()) {
        bail!(CommandError::new("query_empty", "the query is empty").hint("is a variable not set?"));
    }
    Ok(())
}
