//! Answers questions about quotations: who said what.

use std::{collections::HashMap, ops::ControlFlow, rc::Rc, sync::Arc};

use super::{
    Archive,
    error::SearchError,
    lookup::{Location, LocationResults},
    lower::Target,
    question::{Question, note_of},
    request::{Fallback, SearchRequest, Sort},
    results::{QuotationHit, QuotationResults, Report, Summary},
    search::{any_of, words_and_rest},
    shown::{Shown, sentences_of},
};
use crate::{
    article::Article,
    backend::{
        self, LARGEST_PAGE, MatchOrder, PageRequest, QuotationAnswer, QuotationParts, QuotationRequest, Total,
    },
    deadline::check,
    matching::{AnalyzedView, Clause, Unit, evaluate::can_highlight, matched_positions},
    passage::sentences,
    query::{Ast, Field, Operators, Warning},
    span::Span,
};

/// So many quotations are asked for at first where many are listed, so that the first are there at once; then more with each page.
const FIRST_PAGE: usize = 16;
/// So many times as many as on the page before.
const GROWTH: usize = 4;

/// So many articles are kept with what is marked in them and with their sentences.
const SHOWN_KEPT: usize = 1_000;

impl Archive {
    /// Returns the quotations that answer `request`, best first.
    ///
    /// A quotation is hidden if one that reports the same words is shown and ranked better; but two that name different people are not
    /// hidden behind one that fits both (`Holt`, `an official`).
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

    /// Calls `each` with the quotations that [`quotes`](Self::quotes) returns, one by one, until told to stop; returns the summary, which
    /// then counts what was shown so far. They are asked for a page at a time, and are not kept.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn each_quotation(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(QuotationHit) -> ControlFlow<()>,
    ) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let first = first_page(request);
        let (mut asked, mut answer) = self.asked_first(&mut question, QuotationParts::Shown, first)?;
        let mut partial = false;
        if answer.total.value == 0 {
            self.suggest(&mut question)?;
            if let Some(instead) = self.partly_quoted(request, &mut question, first)? {
                ((asked, answer), partial) = (instead, true);
            }
        }
        let mut marking = Marking::of(&question.learned.clause);
        let mut summary = question.summary;
        let mut rank = request.offset;
        loop {
            summary.folded = if partial { 0 } else { answer.collapsed };
            let next = next_page(request, &asked.page, &answer);
            for hit in std::mem::take(&mut answer.hits) {
                (rank, summary.shown) = (rank + 1, summary.shown + 1);
                let hit = marking.shown(hit, &answer.articles);
                check()?;
                if each(QuotationHit { rank, partial, ..hit }).is_break() {
                    return Ok(summary);
                }
            }
            let Some(next) = next else { return Ok(summary) };
            asked.page = next;
            answer = self.seam().quotations(&asked)?;
        }
    }

    /// Returns how many quotations match, without showing any.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count_quotes(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        self.asked_first(&mut question, QuotationParts::Locations, PageRequest::first(0))?;
        Ok(question.summary)
    }

    /// Returns where the articles of the quotations that match stand, each once, in the order of the quotations that the request's
    /// offset and limit have.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quote_locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let parts = QuotationParts::Locations;
        let (mut asked, mut answer) = self.asked_first(&mut question, parts, first_page(request))?;
        let mut locations = Vec::new();
        loop {
            locations.extend(answer.locations.drain(..).map(|(id, path)| Location { id, path }));
            let Some(next) = next_page(request, &asked.page, &answer) else { break };
            asked.page = next;
            answer = self.seam().quotations(&asked)?;
        }
        let shown = question.summary.total.min(request.wanted()).saturating_sub(request.offset);
        Ok(LocationResults { locations, summary: Summary { shown, ..question.summary } })
    }

    /// Asks for a first page, and notes totals.
    fn asked_first(
        &self,
        question: &mut Question,
        parts: QuotationParts,
        page: PageRequest,
    ) -> Result<(QuotationRequest, QuotationAnswer), SearchError> {
        let counts = question.undated().into_iter().collect();
        let asked = QuotationRequest { counts, ..question.quotations(parts, page) };
        let mut answer = self.seam().quotations(&asked)?;
        question.learn(std::mem::take(&mut answer.words));
        if let Some(count) = answer.counts.iter().flatten().next() {
            question.warn_of_undated(*count, "quotation");
        }
        question.count_quotations(answer.total, answer.article_count, answer.unsure);
        Ok((asked, answer))
    }

    /// Returns quotations that answer part of the question where none answers it whole: those in articles that hold all words, else those
    /// that hold some of them; `None` where the query asks for no such thing, or there are none.
    fn partly_quoted(
        &self,
        request: &SearchRequest,
        question: &mut Question,
        page: PageRequest,
    ) -> Result<Option<(QuotationRequest, QuotationAnswer)>, SearchError> {
        if request.fallback == Fallback::Nothing || question.operators == Operators::Present {
            return Ok(None);
        }
        let (words, rest) = words_and_rest(&question.ast);
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
                "no quotation holds all words; these are from articles that hold them",
            ),
            (some, "no quotation holds all words; these hold some of them"),
        ] {
            let Some(ast) = ast else { continue };
            let mut instead = self.lowered(request, Target::Quotations, ast)?;
            if question.learned.terms.rule_out(&instead.asked) {
                continue;
            }
            instead.features.clone_from(&any.features);
            if request.sort == Sort::Relevance {
                instead.order = MatchOrder::Relevance;
            }
            let asked = instead.quotations(QuotationParts::Shown, page);
            let mut answer = self.seam().quotations(&asked)?;
            if answer.total.value > 0 {
                question
                    .summary
                    .warnings
                    .push(Warning { code: "partial_matches", message: message.to_owned() });
                question.summary.fallback = Some(instead.summary.query);
                (question.clause, question.asked) = (instead.clause, instead.asked);
                question.features = instead.features;
                question.learn(std::mem::take(&mut answer.words));
                return Ok(Some((asked, answer)));
            }
        }
        Ok(None)
    }
}

impl Question {
    /// Returns the request for a page of quotations.
    fn quotations(&self, parts: QuotationParts, page: PageRequest) -> QuotationRequest {
        let (condition, ranking, unsure) = (self.condition(), self.ranking(), self.unsure());
        QuotationRequest { condition, ranking, unsure, page, parts, counts: Vec::new() }
    }

    /// Notes totals, and how many quotations only may be of whom the query means.
    pub(super) fn count_quotations(&mut self, total: Total, articles: usize, unsure: usize) {
        (self.summary.total, self.summary.articles) = (total.value, articles);
        self.summary.warnings.extend(note_of(total));
        if unsure > 0 {
            let message = format!(
                "{unsure} of {} are of a surname alone, and may be of somebody else; they are marked unsure",
                total.value
            );
            self.summary.warnings.push(Warning { code: "unsure_speakers", message });
        }
    }
}

/// Returns what asks for all of `rest` and for `last`.
fn joined(mut rest: Vec<Ast>, last: Ast) -> Ast {
    if rest.is_empty() {
        return last;
    }
    rest.push(last);
    Ast::And(rest)
}

/// Returns the first page of a request's quotations: all of them if they are few.
fn first_page(request: &SearchRequest) -> PageRequest {
    let wanted = request.limit.unwrap_or(usize::MAX);
    PageRequest { after: None, offset: request.offset, limit: page_size(wanted, FIRST_PAGE) }
}

/// Returns the page of a request's quotations behind `page`; `None` where no more are wanted, or left.
fn next_page(request: &SearchRequest, page: &PageRequest, answer: &QuotationAnswer) -> Option<PageRequest> {
    let after = answer.next?;
    let wanted = request.wanted().saturating_sub(after.position);
    let limit = page_size(wanted, page.limit * GROWTH);
    (wanted > 0).then_some(PageRequest { after: Some(after), offset: page.offset, limit })
}

/// Returns how many are asked for of those still wanted: `size`, or all if that is not many more.
fn page_size(wanted: usize, size: usize) -> usize {
    if wanted <= size * GROWTH { wanted } else { size }.min(LARGEST_PAGE)
}

/// Quotations as they are shown: with what is marked in them and the sentences they stand in.
struct Marking<'q> {
    clause: &'q Clause,
    /// Of articles by their ids, for each quotation of the layout.
    highlights: HashMap<String, Rc<[Vec<Span>]>>,
    sentences: HashMap<String, Rc<[Span]>>,
}

impl<'q> Marking<'q> {
    /// Returns what marks what makes `clause` hold.
    fn of(clause: &'q Clause) -> Self {
        Self { clause, highlights: HashMap::new(), sentences: HashMap::new() }
    }

    /// Returns a quotation of `articles` as it is shown; its rank and partiality are the caller's to fill.
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

    /// Returns what makes the clause hold of a quotation of the article's layout, as spans of the article's text.
    fn highlights(&mut self, place: usize, article: &Article) -> Vec<Span> {
        // Most questions about who said something mark nothing: words are cut only where they are marked.
        if !can_highlight(self.clause) {
            return Vec::new();
        }
        let clause = self.clause;
        // An article of many quotations is cut and searched once for all of them.
        let found = || highlights_of(&Shown::new(article.clone()), clause);
        kept(&mut self.highlights, &article.id, found).get(place).cloned().unwrap_or_default()
    }

    fn sentences(&mut self, article: &Article) -> Rc<[Span]> {
        kept(&mut self.sentences, &article.id, || sentences(&article.text, &article.paragraphs).into())
    }
}

/// Returns what is known of the article with this id, or is found now.
fn kept<T: ?Sized>(known: &mut HashMap<String, Rc<T>>, id: &str, found: impl FnOnce() -> Rc<T>) -> Rc<T> {
    if let Some(known) = known.get(id) {
        return Rc::clone(known);
    }
    if known.len() >= SHOWN_KEPT {
        known.clear();
    }
    let found = found();
    known.insert(id.to_owned(), Rc::clone(&found));
    found
}

/// Returns for each quotation of the layout what makes `clause` hold of it, as spans of the article's text.
fn highlights_of(shown: &Shown, clause: &Clause) -> Rc<[Vec<Span>]> {
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
    fn only_articles_with_copies_are_located_where_only_these_are_meant() {
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
    fn pages_grow_and_end_where_no_more_is_wanted() {
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
