//! Answers questions about quotations: who said what.

use std::collections::HashSet;

use super::{
    Archive,
    conditions::{scope, undated},
    error::SearchError,
    lower::Target,
    reports::{AT_ONCE, Place, Reports},
    request::{Copies, SearchRequest},
    results::{QuotationHit, QuotationResults, Summary},
    search::Question,
    shown::sentences_of,
};
use crate::backend::{
    MatchRequest, QuotationMatch, QuotationMatches, Unit, evaluate::marks_words, marked_positions,
    memory::AnalyzedView,
};

impl Archive {
    /// Returns the quotations that answer `request`, best first.
    ///
    /// A quotation is hidden if one that reports the same words is shown and ranked better; but two that name different people are not
    /// hidden behind one that fits both (`Holt`, `an official`).
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quotes(&self, request: &SearchRequest) -> Result<QuotationResults, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let wanted = request.wanted();
        let hides = request.copies == Copies::Hide;
        let found = self.quotation_matches(&question, if hides { usize::MAX } else { wanted })?;
        self.warn_of_undated_quotations(&mut question)?;
        if found.total == 0 {
            self.suggest(&mut question)?;
        }
        let mut summary = question.summary.clone();
        (summary.total, summary.articles) = (found.total, found.articles);
        let mut reports = Reports::of(self, scope(&request.only));
        let mut hidden: HashSet<Place> = HashSet::new();
        let is_hidden = |hidden: &HashSet<Place>, reports: &Reports<'_>, found: &QuotationMatch| {
            !hidden.is_empty() && reports.known(found).is_some_and(|place| hidden.contains(&place))
        };
        let mut quotations = Vec::new();
        let (mut answered, mut looked_up) = (0, 0);
        let mut at_once = *AT_ONCE.start();
        for (number, match_) in found.best.iter().enumerate() {
            if is_hidden(&hidden, &reports, match_) {
                summary.folded += 1;
                continue;
            }
            if answered == wanted {
                continue;
            }
            let passed_over = answered < request.offset;
            answered += 1;
            if passed_over && !hides {
                continue;
            }
            if number >= looked_up {
                let some = (wanted - answered + 1).min(at_once);
                let ahead = found.best[number..].iter().take(at_once);
                let ahead: Vec<_> =
                    ahead.filter(|found| !is_hidden(&hidden, &reports, found)).take(some).collect();
                reports.look_up(&ahead)?;
                at_once = (at_once * 4).min(*AT_ONCE.end());
                // Those behind the last one that was looked up wait for the next time.
                let last = ahead.last().map_or(match_, |last| last);
                let behind = found.best[number..].iter().position(|found| std::ptr::eq(found, last));
                looked_up = number + behind.unwrap_or(0) + 1;
            }
            let place = reports.place(match_);
            let same = reports.same(place)?;
            if hides {
                hidden.extend(reports.folded(place, &same)?);
            }
            if !passed_over {
                let hit = Self::quotation_hit(&question, match_, &mut reports, place)?;
                let reported_by = reports.reports(place, &same)?;
                quotations.extend(hit.map(|hit| QuotationHit { rank: answered, reported_by, ..hit }));
            }
        }
        summary.shown = quotations.len();
        Ok(QuotationResults { quotations, summary })
    }

    /// Returns how many quotations match, without showing any.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count_quotes(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let found = self.quotation_matches(&question, 0)?;
        self.warn_of_undated_quotations(&mut question)?;
        Ok(Summary { total: found.total, articles: found.articles, ..question.summary })
    }

    pub(super) fn quotation_matches(
        &self,
        question: &Question,
        limit: usize,
    ) -> Result<QuotationMatches, SearchError> {
        let Some(among) = &question.among else {
            return Ok(self.backend().quotations(&question.request(limit))?);
        };
        let mut found = self.backend().quotations(&question.request(usize::MAX))?;
        found.best.retain(|found| among.contains(&found.id));
        found.total = found.best.len();
        let articles: HashSet<&str> = found.best.iter().map(|found| found.id.as_str()).collect();
        found.articles = articles.len();
        found.best.truncate(limit);
        Ok(found)
    }

    /// Returns a quotation as it is shown; rank and reports are the caller's to fill.
    fn quotation_hit(
        question: &Question,
        found: &QuotationMatch,
        reports: &mut Reports<'_>,
        place: Place,
    ) -> Result<Option<QuotationHit>, SearchError> {
        let Some((article, quotation)) = reports.quoted(place)? else { return Ok(None) };
        let mut highlights = Vec::new();
        // Most questions about who said something mark nothing: words are cut only where they are marked.
        if marks_words(&question.clause) {
            let shown = reports.shown(place, &article);
            let mut view = AnalyzedView::new(&shown.analyzed);
            let marked = marked_positions(&question.clause, &mut view, Unit::Quotation(found.quotation));
            let content = &shown.analyzed.layout.quotations[found.quotation];
            let inside: Vec<u32> = marked.into_iter().filter(|&position| content.holds(position)).collect();
            highlights = shown.spans.text_spans(&inside);
        }
        let content = &article.quotations[quotation].content;
        Ok(Some(QuotationHit {
            rank: 0,
            score: found.score,
            copies: reports.counted(place)?,
            quotation,
            highlights,
            sentence: sentences_of(&reports.sentences(place, &article), content),
            article,
            reported_by: Vec::new(),
        }))
    }

    pub(super) fn warn_of_undated_quotations(&self, question: &mut Question) -> Result<(), SearchError> {
        let Some(clause) = undated(&question.clause) else { return Ok(()) };
        let request = MatchRequest { clause: &clause, ..question.request(0) };
        let count = self.backend().quotations(&request)?.total;
        question.warn_of_undated(count, "quotation");
        Ok(())
    }
}
