//! The common part of `search` and `quotes`: runs the query, writes the answer, prints the notes.

use std::io::{self, Write as _};
use std::ops::ControlFlow;

use anyhow::Error;
use morgue::archive::{Archive, LocationResults, SearchError, SearchRequest, Summary, Warning};
use morgue::render::paths::PathEnd;
use morgue::render::vimgrep::Vimgrep;
use morgue::render::{QuotationDetails, Renderer, explanation_lines, related_line};

use super::context::Context;
use super::exit::Exit;
use super::format::Format;
use super::library_errors::search_error;
use super::notes::{explain_query, print_line};
use super::output_flags::{Output, OutputFlags};
use super::query_flags::QueryFlags;

/// What a command searches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    Articles,
    Quotations,
}

/// A query and how its answer is written.
pub(crate) struct Question<'a> {
    pub(crate) request: SearchRequest,
    /// What `--sentence` and `--explain` show about quotations.
    pub(crate) details: QuotationDetails,
    pub(crate) output: Output,
    target: Target,
    /// Warnings about the arguments.
    warnings: Vec<Warning>,
    query_flags: &'a QueryFlags,
    output_flags: &'a OutputFlags,
}

impl<'a> Question<'a> {
    /// Returns the query of a command line and its flags, after bringing the index up to date from the paths of `--from`.
    pub(crate) fn new(
        target: Target,
        words: &[String],
        query_flags: &'a QueryFlags,
        output_flags: &'a OutputFlags,
        context: &Context,
    ) -> anyhow::Result<Self> {
        let output = output_flags.output()?;
        let (mut request, warnings) = query_flags.request(words, context, output_flags.notes())?;
        output_flags.apply(&mut request);
        let details = QuotationDetails::default();
        Ok(Self { request, details, output, target, warnings, query_flags, output_flags })
    }

    /// Answers the question.
    pub(crate) fn answer(mut self, context: &mut Context) -> anyhow::Result<Exit> {
        let _deadline = self.query_flags.timeout.start();
        let archive = context.open()?;
        match self.output {
            Output::Quiet => Ok(Exit::of_count(self.count(&archive)?.total)),
            Output::Count(format) => {
                let summary = self.count(&archive)?;
                context.bare_renderer(format, PathEnd::Newline).count(&summary, &mut context.out)?;
                self.print_notes(&summary, context)?;
                Ok(Exit::of_count(summary.total))
            }
            Output::Paths(format, end) => {
                let LocationResults { locations, mut summary } = self.locations(&archive)?;
                let mut renderer = context.bare_renderer(format, end);
                locations.iter().try_for_each(|location| renderer.location(location, &mut context.out))?;
                self.complete(&mut summary, &archive);
                self.print_notes(&summary, context)?;
                Ok(Exit::of_count(locations.len()))
            }
            Output::Vimgrep => self.write_hits(&archive, &mut Vimgrep, context),
            Output::Hits(format) => {
                let mut renderer = context.renderer(format, self.details);
                self.write_hits(&archive, &mut *renderer, context)
            }
        }
    }

    /// Returns a summary with the number of matching articles or quotations.
    fn count(&mut self, archive: &Archive) -> anyhow::Result<Summary> {
        let counted = match self.target {
            Target::Articles => archive.count(&self.request),
            Target::Quotations => archive.count_quotes(&self.request),
        };
        let mut summary = counted.map_err(|error| self.error(error))?;
        self.complete(&mut summary, archive);
        Ok(summary)
    }

    /// Returns the paths of the matching articles. For quotations, `-n` limits the quotations, not the articles.
    fn locations(&self, archive: &Archive) -> anyhow::Result<LocationResults> {
        let located = match self.target {
            Target::Articles => archive.locations(&self.request),
            Target::Quotations => archive.quote_locations(&self.request),
        };
        located.map_err(|error| self.error(error))
    }

    fn write_hits(
        &mut self,
        archive: &Archive,
        renderer: &mut dyn Renderer,
        context: &mut Context,
    ) -> anyhow::Result<Exit> {
        let (summary, explanation) = match self.target {
            Target::Articles => self.write_passages(archive, renderer, context)?,
            Target::Quotations => (self.write_quotations(archive, renderer, context)?, Vec::new()),
        };
        // Notes come after the answer.
        context.out.flush()?;
        if self.query_flags.explain {
            explain_query(&summary);
        }
        if self.output != Output::Hits(Format::Jsonl) {
            explanation.into_iter().chain(related_line(&summary)).for_each(|line| print_line(&line));
        }
        let notes = self.output_flags.notes();
        notes.warnings(&summary.warnings);
        notes.not_shown(&summary, self.target.noun());
        Ok(Exit::of_count(summary.total))
    }

    /// Writes the passages as they are found, and returns the summary and the explanation of the scores.
    fn write_passages(
        &mut self,
        archive: &Archive,
        renderer: &mut dyn Renderer,
        context: &mut Context,
    ) -> anyhow::Result<(Summary, Vec<String>)> {
        let out = &mut context.out;
        let (mut written, mut has_begun) = (Ok(()), false);
        let mut explanation = Vec::new();
        let answered = archive.each_found(&self.request, &mut |hits| {
            if !std::mem::replace(&mut has_begun, true) {
                written = renderer.begin_passages(out);
            }
            if written.is_ok() {
                written = renderer.article_passages(&hits, out);
            }
            explanation.extend(explanation_lines(&hits[0]));
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let mut summary = answered.map_err(|error| self.error(error))?;
        if !has_begun {
            written = renderer.begin_passages(out);
        }
        written?;
        self.complete(&mut summary, archive);
        renderer.end_passages(&summary, out)?;
        Ok((summary, explanation))
    }

    /// Writes the quotations as they are found, and returns the summary.
    fn write_quotations(
        &mut self,
        archive: &Archive,
        renderer: &mut dyn Renderer,
        context: &mut Context,
    ) -> anyhow::Result<Summary> {
        let out = &mut context.out;
        renderer.begin_quotations(out)?;
        let mut written = Ok(());
        let answered = archive.each_quotation(&self.request, &mut |hit| {
            written = renderer.quotation(&hit, out);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let mut summary = answered.map_err(|error| self.error(error))?;
        written?;
        self.complete(&mut summary, archive);
        renderer.end_quotations(&summary, out)?;
        Ok(summary)
    }

    /// Completes a summary with the warnings about the arguments.
    fn complete(&mut self, summary: &mut Summary, archive: &Archive) {
        self.query_flags.complete(summary, std::mem::take(&mut self.warnings), archive);
    }

    /// Prints the notes about a count or a list of paths.
    fn print_notes(&self, summary: &Summary, context: &mut Context) -> io::Result<()> {
        self.query_flags.print_notes(summary, self.output_flags.notes(), context)
    }

    fn error(&self, error: SearchError) -> Error {
        search_error(error, &self.request.query)
    }
}

impl Target {
    fn noun(self) -> &'static str {
        match self {
            Self::Articles => "article",
            Self::Quotations => "quotation",
        }
    }
}
