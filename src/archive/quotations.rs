//! Answers questions about quotations: who said what.

use std::{collections::HashSet, ops::ControlFlow};

use super::{
    Archive,
    conditions::{scope, undated},
    error::SearchError,
    lower::Target,
    reports::{Place, Reports},
    request::{Copies, Fallback, SearchRequest, Sort},
    results::{QuotationHit, QuotationResults, Summary},
    search::{Question, any_of, words_and_rest},
    shown::sentences_of,
};
use crate::{
    backend::{MatchOrder, MatchRequest, QuotationMatch, QuotationMatches, deadline::check},
    query::{Ast, Field, Operators, Warning},
};

/// So many quotations are looked up at once at first, and at most: a few for the first page, many where more are listed.
const AT_ONCE: std::ops::RangeInclusive<usize> = 16..=1024;

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
    /// then counts what was shown so far. Articles are read as they come, and are not kept.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn each_quotation(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(QuotationHit) -> ControlFlow<()>,
    ) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let limit = if request.copies == Copies::Hide { usize::MAX } else { request.wanted() };
        let mut found = self.quotation_matches(&question, limit)?;
        self.warn_of_undated_quotations(&mut question)?;
        question.count_quotations(&found);
        let mut partial = false;
        if found.total == 0 {
            self.suggest(&mut question)?;
            if let Some(some) = self.partly_quoted(request, &mut question, limit)? {
                (found, partial) = (some, true);
            }
        }
        let mut walk = Walk::of(self, request, &question, &found);
        walk.go(&mut |hit| each(QuotationHit { partial, ..hit }))?;
        let (shown, folded) = (walk.shown, if partial { 0 } else { walk.folded });
        Ok(Summary { shown, folded, ..question.summary })
    }

    /// Returns how many quotations match, without showing any.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn count_quotes(&self, request: &SearchRequest) -> Result<Summary, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let found = self.quotation_matches(&question, 0)?;
        self.warn_of_undated_quotations(&mut question)?;
        question.count_quotations(&found);
        Ok(question.summary)
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
        let counts: Vec<bool> = found.ids.iter().map(|id| among.contains(id)).collect();
        found.best.retain(|found| counts[found.article as usize]);
        found.total = found.best.len();
        found.unsure = found.best.iter().filter(|found| found.unsure).count();
        found.articles = counts.iter().filter(|counts| **counts).count();
        found.best.truncate(limit);
        Ok(found)
    }

    /// Returns quotations that answer part of the question where none answers it whole: those in articles that hold all words, else those
    /// that hold some of them; `None` where the query asks for no such thing, or there are none.
    fn partly_quoted(
        &self,
        request: &SearchRequest,
        question: &mut Question,
        limit: usize,
    ) -> Result<Option<QuotationMatches>, SearchError> {
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
            instead.features.clone_from(&any.features);
            if request.sort == Sort::Relevance {
                instead.order = MatchOrder::Relevance;
            }
            instead.among.clone_from(&question.among);
            let found = self.quotation_matches(&instead, limit)?;
            if found.total > 0 {
                question
                    .summary
                    .warnings
                    .push(Warning { code: "partial_matches", message: message.to_owned() });
                question.summary.fallback = Some(instead.summary.query);
                (question.clause, question.features) = (instead.clause, instead.features);
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    pub(super) fn warn_of_undated_quotations(&self, question: &mut Question) -> Result<(), SearchError> {
        let Some(clause) = undated(&question.clause) else { return Ok(()) };
        let request = MatchRequest { clause: &clause, ..question.request(0) };
        let count = self.backend().quotations(&request)?.total;
        question.warn_of_undated(count, "quotation");
        Ok(())
    }
}

impl Question {
    /// Notes totals, and how many quotations only may be of whom the query means.
    pub(super) fn count_quotations(&mut self, found: &QuotationMatches) {
        (self.summary.total, self.summary.articles) = (found.total, found.articles);
        if found.unsure > 0 {
            let (unsure, total) = (found.unsure, found.total);
            let message = format!(
                "{unsure} of {total} are of a surname alone, and may be of somebody else; they are marked unsure"
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

/// A walk over the quotations that match, best first.
struct Walk<'a> {
    request: &'a SearchRequest,
    question: &'a Question,
    found: &'a QuotationMatches,
    reports: Reports<'a>,
    /// Quotations further down that report what was shown or passed over.
    hidden: HashSet<Place>,
    /// Those before this one were looked up, or are hidden.
    looked_up: usize,
    at_once: usize,
    shown: usize,
    folded: usize,
}

impl<'a> Walk<'a> {
    fn of(
        archive: &'a Archive,
        request: &'a SearchRequest,
        question: &'a Question,
        found: &'a QuotationMatches,
    ) -> Self {
        let reports = Reports::of(archive, scope(&request.only), &found.ids);
        let (hidden, at_once) = (HashSet::new(), *AT_ONCE.start());
        Self { request, question, found, reports, hidden, looked_up: 0, at_once, shown: 0, folded: 0 }
    }

    /// Calls `each` with what is shown until told to stop.
    fn go(&mut self, each: &mut dyn FnMut(QuotationHit) -> ControlFlow<()>) -> Result<(), SearchError> {
        let hides = self.request.copies == Copies::Hide;
        let wanted = self.request.wanted();
        let mut answered = 0;
        for (number, found) in self.found.best.iter().enumerate() {
            check()?;
            let place = Reports::place(found);
            if self.hidden.remove(&place) {
                self.folded += 1;
                continue;
            }
            if answered == wanted {
                continue;
            }
            let passed_over = answered < self.request.offset;
            answered += 1;
            if passed_over && !hides {
                continue;
            }
            if number >= self.looked_up {
                self.look_up(number, wanted - answered + 1)?;
            }
            let same = self.reports.same(place)?;
            if hides {
                let folded = self.reports.folded(place, &same)?;
                self.hidden.extend(folded.into_iter().filter(|other| *other != place));
            }
            if passed_over {
                continue;
            }
            let Some(hit) = self.hit(found, place)? else { continue };
            self.shown += 1;
            let reported_by = self.reports.reports(place, &same)?;
            if each(QuotationHit { rank: answered, reported_by, ..hit }).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Looks up the reports of quotations from the one numbered `from` on, of at most `wanted` that are not hidden.
    fn look_up(&mut self, from: usize, wanted: usize) -> Result<(), SearchError> {
        let rest = &self.found.best[from..];
        if wanted.min(rest.len()) > *AT_ONCE.end() && self.at_once == *AT_ONCE.end() {
            self.reports.look_up_all()?;
        }
        let ahead = rest.iter().map(Reports::place).enumerate().take(self.at_once);
        let ahead = ahead.filter(|(_, place)| !self.hidden.contains(place)).take(wanted);
        let (numbers, places): (Vec<usize>, Vec<Place>) = ahead.unzip();
        self.reports.look_up(&places)?;
        self.at_once = (self.at_once * 4).min(*AT_ONCE.end());
        // Those behind the last one that was looked up wait for the next time.
        self.looked_up = from + numbers.last().map_or(1, |last| last + 1);
        Ok(())
    }

    /// Returns a quotation as it is shown; rank and reports are the caller's to fill. `None` if it is there no more.
    fn hit(&mut self, found: &QuotationMatch, place: Place) -> Result<Option<QuotationHit>, SearchError> {
        let Some((article, quotation)) = self.reports.quoted(place)? else { return Ok(None) };
        let content = &article.quotations[quotation].content;
        Ok(Some(QuotationHit {
            rank: 0,
            score: found.score,
            partial: false,
            unsure: found.unsure,
            copies: self.reports.counted(place)?,
            quotation,
            highlights: self.reports.highlights(place, &article, &self.question.clause),
            sentence: sentences_of(&self.reports.sentences(place, &article), content),
            article,
            reported_by: Vec::new(),
        }))
    }
}
