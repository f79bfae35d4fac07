//! Searches for quotations: who said what.

use std::{collections::HashMap, ops::ControlFlow, rc::Rc, sync::Arc};

use super::{
    Archive,
    displayed::{DisplayedArticle, sentences_of},
    error::SearchError,
    lookup::{Location, LocationResults},
    lower::Target,
    prepared_query::{PreparedQuery, note_of},
    read_ahead::each_page,
    request::{Fallback, SearchRequest, Sort},
    results::{QuotationHit, QuotationResults, Report, Summary},
    search::{any_of, words_and_rest},
};
use crate::{
    analyzed_article::paragraphs_with_quotations,
    article::Article,
    backend::{
        self, Backend, BackendError, LARGEST_PAGE, MatchOrder, PageRequest, QuotationAnswer, QuotationParts,
        QuotationRequest, Total,
    },
    deadline::check,
    matching::{AnalyzedView, Clause, Unit, evaluate::can_highlight, matched_positions},
    passage::sentences,
    query::{Ast, Field, Operators, Warning},
    span::Span,
};

/// Number of quotations on the first page of a long list. It is small, so that the first quotations appear at once.
const FIRST_PAGE: usize = 16;
/// Factor by which each page is larger than the page before it.
const GROWTH: usize = 4;

/// Maximum number of articles whose highlights and sentences are cached.
const CACHED_ARTICLES: usize = 1_000;

impl Archive {
    /// Returns the quotations that answer `request`, best first.
    ///
    /// A quotation is hidden if another report of the same words is shown and ranked higher. Reports that name different
    /// people do not hide each other, even if a third report is compatible with both (`an official`).
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quotes(&self, request: &SearchRequest) -> Result<QuotationResults, SearchError> {
        let mut quotations = Vec::new();
        let summary = self.each_quotation(request, &mut |hit| {
            quotations.push(hit);
            ControlFlow::Continue(())
        })?;
        Ok(QuotationResults { quotations, summary })
    }

    /// Calls `each` for every quotation that [`quotes`](Self::quotes) returns, until it breaks. Returns the summary, which counts the
    /// quotations shown so far. Quotations are requested one page at a time and not kept.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn each_quotation(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(QuotationHit) -> ControlFlow<()>,
    ) -> Result<Summary, SearchError> {
        let mut prepared = self.prepare(request, Target::Quotations)?;
        let first = first_page(request);
        let (mut asked, mut answer) = self.asked_first(&mut prepared, QuotationParts::Shown, first)?;
        let mut partial = false;
        if answer.total.value == 0 {
            self.suggest(&mut prepared)?;
            if let Some(instead) = self.partly_quoted(request, &mut prepared, first)? {
                ((asked, answer), partial) = (instead, true);
            }
        }
        let mut marking = Marking::of(&prepared.learned.clause);
        let mut summary = prepared.summary;
        let mut rank = request.offset;
        let mut show = |answer: QuotationAnswer| {
            summary.folded = if partial { 0 } else { answer.collapsed };
            for hit in answer.hits {
                (rank, summary.shown) = (rank + 1, summary.shown + 1);
                let hit = marking.shown(hit, &answer.articles);
                check()?;
                if each(QuotationHit { rank, partial, ..hit }).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok::<_, BackendError>(ControlFlow::Continue(()))
        };
        let next = next_page(request, &asked.page, &answer);
        if show(answer)?.is_continue()
            && let Some(page) = next
        {
            asked.page = page;
            each_page(
                QuotationPages { backend: self.seam(), wanted: request, asked: Some(asked) },
                &mut show,
            )?;
        }
        Ok(summary)
    }

    /// Returns a summary with the number of matching quotations, without the quotations.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count_quotes(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut prepared = self.prepare(request, Target::Quotations)?;
        self.asked_first(&mut prepared, QuotationParts::Locations, PageRequest::first(0))?;
        Ok(prepared.summary)
    }

    /// Returns the locations of the articles with matching quotations, without repetition, in the order of the quotations within the
    /// request's offset and limit.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quote_locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let mut prepared = self.prepare(request, Target::Quotations)?;
        let parts = QuotationParts::Locations;
        let (mut asked, mut answer) = self.asked_first(&mut prepared, parts, first_page(request))?;
        let mut locations = Vec::new();
        loop {
            locations.extend(answer.locations.drain(..).map(|(id, path)| Location { id, path }));
            let Some(next) = next_page(request, &asked.page, &answer) else { break };
            asked.page = next;
            answer = self.seam().quotations(&asked)?;
        }
        let shown = prepared.summary.total.min(request.wanted()).saturating_sub(request.offset);
        Ok(LocationResults { locations, summary: Summary { shown, ..prepared.summary } })
    }

    /// Requests the first page, and adds totals to the summary.
    fn asked_first(
        &self,
        prepared: &mut PreparedQuery,
        parts: QuotationParts,
        page: PageRequest,
    ) -> Result<(QuotationRequest, QuotationAnswer), SearchError> {
        let counts = prepared.undated().into_iter().collect();
        let asked = QuotationRequest { counts, ..prepared.quotations(parts, page) };
        let mut answer = self.seam().quotations(&asked)?;
        prepared.learn(std::mem::take(&mut answer.words));
        if let Some(count) = answer.counts.iter().flatten().next() {
            prepared.warn_of_undated(*count, "quotation");
        }
        prepared.count_quotations(answer.total, answer.article_count, answer.unsure);
        Ok((asked, answer))
    }

    /// Returns partial matches if no quotation contains all words: quotations from articles that contain all words, or else quotations
    /// that contain some of them. Returns `None` if the request excludes partial matches or there are none.
    fn partly_quoted(
        &self,
        request: &SearchRequest,
        prepared: &mut PreparedQuery,
        page: PageRequest,
    ) -> Result<Option<(QuotationRequest, QuotationAnswer)>, SearchError> {
        if request.fallback == Fallback::Nothing || prepared.operators == Operators::Present {
            return Ok(None);
        }
        let (words, rest) = words_and_rest(&prepared.ast);
        if words.is_empty() {
            return Ok(None);
        }
        let all = if words.len() == 1 { words[0].clone() } else { Ast::And(words.clone()) };
        let around = Ast::Field { field: Field::In, of: Box::new(all) };
        let some = (words.len() > 1).then(|| any_of(words.clone(), rest.clone())).flatten();
        let any = self.lowered(request, Target::Quotations, Ast::Or(words))?;
        for (ast, message) in [
            (
                Some(joined(rest, around)),
                "no quotation contains all words; these are from articles that contain them",
            ),
            (some, "no quotation contains all words; these contain some of them"),
        ] {
            let Some(ast) = ast else { continue };
            let mut instead = self.lowered(request, Target::Quotations, ast)?;
            if prepared.learned.terms.rule_out(&instead.asked) {
                continue;
            }
            instead.features.clone_from(&any.features);
            if request.sort == Sort::Relevance {
                instead.order = MatchOrder::Relevance;
            }
            let asked = instead.quotations(QuotationParts::Shown, page);
            let mut answer = self.seam().quotations(&asked)?;
            if answer.total.value > 0 {
                prepared
                    .summary
                    .warnings
                    .push(Warning { code: "partial_matches", message: message.to_owned() });
                prepared.summary.fallback = Some(instead.summary.query);
                (prepared.clause, prepared.asked) = (instead.clause, instead.asked);
                prepared.features = instead.features;
                prepared.learn(std::mem::take(&mut answer.words));
                return Ok(Some((asked, answer)));
            }
        }
        Ok(None)
    }
}

/// Iterator over the pages of an answer, beginning with the page that is requested next.
struct QuotationPages<'a> {
    backend: &'a dyn Backend,
    wanted: &'a SearchRequest,
    /// The next request; `None` after the last page.
    asked: Option<QuotationRequest>,
}

impl Iterator for QuotationPages<'_> {
    type Item = Result<QuotationAnswer, BackendError>;

    fn next(&mut self) -> Option<Self::Item> {
        let asked = self.asked.take()?;
        let answer = self.backend.quotations(&asked);
        let next = answer.as_ref().ok().and_then(|answer| next_page(self.wanted, &asked.page, answer));
        self.asked = next.map(|page| QuotationRequest { page, ..asked });
        Some(answer)
    }
}

impl PreparedQuery {
    /// Returns the request for a page of quotations.
    fn quotations(&self, parts: QuotationParts, page: PageRequest) -> QuotationRequest {
        let (condition, ranking, unsure) = (self.condition(), self.ranking(), self.unsure());
        QuotationRequest { condition, ranking, unsure, page, parts, counts: Vec::new() }
    }

    /// Adds totals to the summary, with a warning about quotations whose speaker may be another person.
    pub(super) fn count_quotations(&mut self, total: Total, articles: usize, unsure: usize) {
        (self.summary.total, self.summary.articles) = (total.value, articles);
        self.summary.warnings.extend(note_of(total));
        if unsure > 0 {
            let message = format!(
                "{unsure} of {} give only a surname and may be by another person; they are marked as unsure",
                total.value
            );
            self.summary.warnings.push(Warning { code: "unsure_speakers", message });
        }
    }
}

/// Returns the conjunction of `rest` and `last`.
fn joined(mut rest: Vec<Ast>, last: Ast) -> Ast {
    if rest.is_empty() {
        return last;
    }
    rest.push(last);
    Ast::And(rest)
}

/// Returns the request for the first page of quotations, which is the only page if few are wanted.
fn first_page(request: &SearchRequest) -> PageRequest {
    let wanted = request.limit.unwrap_or(usize::MAX);
    PageRequest { after: None, offset: request.offset, limit: page_size(wanted, FIRST_PAGE) }
}

/// Returns the request for the page after `page`; `None` if no more quotations are wanted or left.
fn next_page(request: &SearchRequest, page: &PageRequest, answer: &QuotationAnswer) -> Option<PageRequest> {
    let after = answer.next?;
    let wanted = request.wanted().saturating_sub(after.position);
    let limit = page_size(wanted, page.limit * GROWTH);
    (wanted > 0).then_some(PageRequest { after: Some(after), offset: page.offset, limit })
}

/// Returns the size of the next page: `size`, or the number still wanted if it is not much greater. It is at most
/// [`LARGEST_PAGE`].
fn page_size(wanted: usize, size: usize) -> usize {
    if wanted <= size * GROWTH { wanted } else { size }.min(LARGEST_PAGE)
}

/// Adds highlights and sentences to quotations, with a cache for articles with several quotations.
struct Marking<'q> {
    clause: &'q Clause,
    /// The highlights of each quotation of an article's layout, by the article's id.
    highlights: HashMap<String, Rc<[Vec<Span>]>>,
    /// The sentences of the paragraphs with quotations, by the article's id.
    sentences: HashMap<String, Rc<[Span]>>,
}

impl<'q> Marking<'q> {
    /// Starts with an empty cache, to highlight the words that match `clause`.
    fn of(clause: &'q Clause) -> Self {
        Self { clause, highlights: HashMap::new(), sentences: HashMap::new() }
    }

    /// Returns a quotation as it is displayed. The caller sets `rank` and `partial`.
    fn shown(&mut self, hit: backend::QuotationHit, articles: &[Arc<Article>]) -> QuotationHit {
        let article = &articles[hit.article as usize];
        let report = |report: backend::ReportHit| Report {
            article: Arc::clone(&articles[report.article as usize]),
            quotation: report.quotation,
            differs: report.differs,
        };
        QuotationHit {
            rank: 0,
            score: hit.score,
            partial: false,
            unsure: hit.unsure,
            copies: hit.copies,
            quotation: hit.quotation,
            highlights: self.highlights(hit.in_layout, article),
            sentence: sentences_of(&self.sentences(article), &article.quotations[hit.quotation].content),
            article: Arc::clone(article),
            reported_by: hit.reported_by.into_iter().map(report).collect(),
        }
    }

    /// Returns the words that match the clause in a quotation of the article's layout, as spans of the article's text.
    fn highlights(&mut self, place: usize, article: &Article) -> Vec<Span> {
        // Most searches by speaker highlight nothing. Articles are tokenized only if there is something to highlight.
        if !can_highlight(self.clause) {
            return Vec::new();
        }
        let clause = self.clause;
        // An article with many quotations is tokenized and searched once for all of them.
        let found = || highlights_of(&DisplayedArticle::new(article.clone()), clause);
        kept(&mut self.highlights, &article.id, found).get(place).cloned().unwrap_or_default()
    }

    fn sentences(&mut self, article: &Article) -> Rc<[Span]> {
        let quoted = || paragraphs_with_quotations(article).cloned().collect::<Vec<_>>();
        kept(&mut self.sentences, &article.id, || sentences(&article.text, &quoted()).into())
    }
}

/// Returns the cached value for the article with this id, or computes and caches it.
fn kept<T: ?Sized>(known: &mut HashMap<String, Rc<T>>, id: &str, found: impl FnOnce() -> Rc<T>) -> Rc<T> {
    if let Some(known) = known.get(id) {
        return Rc::clone(known);
    }
    if known.len() >= CACHED_ARTICLES {
        known.clear();
    }
    let found = found();
    known.insert(id.to_owned(), Rc::clone(&found));
    found
}

/// Returns the words that match `clause` in each quotation of the layout, as spans of the article's text.
fn highlights_of(shown: &DisplayedArticle, clause: &Clause) -> Rc<[Vec<Span>]> {
    let mut view = AnalyzedView::new(&shown.analyzed);
    let highlights = shown.analyzed.layout.quotations.iter().enumerate().map(|(quotation, content)| {
        let mut marked = matched_positions(clause, &mut view, Unit::Quotation(quotation));
        marked.retain(|&position| content.holds(position));
        shown.spans.text_spans(&marked)
    });
    highlights.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Copies;

    fn archive() -> Archive {
        let mut archive = Archive::in_memory();
        for (id, text) in [
            ("first", "“The weir holds back more than water,” said Ada Quill, a miller."),
            ("copy", "“The weir holds back more than water,” said Ada Quill, a miller."),
            ("other", "“Eels pass the sluice at night,” said Tom Holt, a warden."),
        ] {
            archive.add(Article { id: id.into(), text: text.into(), ..Article::default() });
        }
        archive
    }

    #[test]
    fn only_articles_with_copies_are_located_if_the_request_says_so() {
        let now: jiff::Zoned = "2026-02-10T12:00:00Z[UTC]".parse().unwrap();
        for (copies, ids) in
            [(Copies::Show, vec!["copy", "first", "other"]), (Copies::Only, vec!["copy", "first"])]
        {
            let request = SearchRequest { copies, ..SearchRequest::new("", now.clone()) };
            let found = archive().quote_locations(&request).unwrap();
            let located: Vec<&str> = found.locations.iter().map(|of| of.id.as_str()).collect();
            assert_eq!((located, found.summary.shown), (ids.clone(), ids.len()));
        }
    }

    #[test]
    fn pages_grow_until_no_more_quotations_are_wanted() {
        for (wanted, sizes) in
            [(10, vec![10]), (64, vec![64]), (100, vec![16, 84]), (usize::MAX, vec![16, 64, 256, 1000, 1000])]
        {
            let (mut left, mut size, mut found) = (wanted, FIRST_PAGE, Vec::new());
            while left > 0 && found.len() < 5 {
                let page = page_size(left, size);
                found.push(page);
                (left, size) = (left - page, page * GROWTH);
            }
            assert_eq!(found, sizes, "{wanted}");
        }
    }
}
