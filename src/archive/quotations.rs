//! Answers questions about quotations: who said what.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    request::{Copies, SearchRequest},
    results::{QuotationHit, QuotationResults, Summary},
    search::{Question, Shown, scope, undated},
};
use crate::{
    analysis::TermParts,
    backend::{
        Clause, MatchRequest, QuotationMatch, QuotationMatches, Unit, marked_positions, memory::AnalyzedView,
    },
};

impl Archive {
    /// Returns the quotations that answer `request`, best first.
    ///
    /// A quotation is hidden if a copy of its article has the same one, shown and ranked better.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quotes(&self, request: &SearchRequest) -> Result<QuotationResults, SearchError> {
        let mut question = self.question(request, Target::Quotations)?;
        let wanted = request.limit.map_or(usize::MAX, |limit| limit.saturating_add(request.offset));
        let hides = request.copies == Copies::Hide;
        let found = self.quotation_matches(&question, if hides { usize::MAX } else { wanted })?;
        self.warn_of_undated_quotations(&mut question)?;
        if found.total == 0 {
            self.suggest(&mut question)?;
        }
        let mut summary = question.summary.clone();
        (summary.total, summary.articles) = (found.total, found.articles);
        let mut walk = QuotationWalk::of(self, scope(&request.only));
        let mut quotations = Vec::new();
        for found in found.best {
            if hides && walk.hides(&found)? {
                summary.folded += 1;
                continue;
            }
            if walk.answered == wanted {
                continue;
            }
            let (shown, passed_over) = (walk.answered, walk.answered < request.offset);
            if hides || !passed_over {
                walk.answer(&found)?;
            }
            walk.answered += 1;
            if !passed_over {
                quotations.extend(self.quotation_hit(&question, &found, shown + 1, &walk)?);
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

    fn quotation_matches(&self, question: &Question, limit: usize) -> Result<QuotationMatches, SearchError> {
        let Some(among) = &question.among else {
            return Ok(self.backend().quotations(&question.request(limit))?);
        };
        let mut found = self.backend().quotations(&question.request(usize::MAX))?;
        found.best.retain(|found| among.contains(&found.id));
        found.total = found.best.len();
        let articles: std::collections::HashSet<&str> =
            found.best.iter().map(|found| found.id.as_str()).collect();
        found.articles = articles.len();
        found.best.truncate(limit);
        Ok(found)
    }

    fn quotation_hit(
        &self,
        question: &Question,
        found: &QuotationMatch,
        rank: usize,
        walk: &QuotationWalk<'_>,
    ) -> Result<Option<QuotationHit>, SearchError> {
        let Some(article) = self.article(&found.id)? else { return Ok(None) };
        let shown = Shown::new(article);
        let mut view = AnalyzedView::new(&shown.analyzed);
        let marked = marked_positions(&question.clause, &mut view, Unit::Quotation(found.quotation));
        let content = &shown.analyzed.layout.quotations[found.quotation];
        let inside: Vec<u32> = marked.into_iter().filter(|&position| content.holds(position)).collect();
        let copies = walk.copies.get(&found.id).map_or(&[][..], Vec::as_slice);
        Ok(Some(QuotationHit {
            rank,
            score: found.score,
            copies: self.counted(copies)?,
            quotation: shown.analyzed.quotations[found.quotation],
            highlights: shown.spans.text_spans(&inside),
            article: Arc::new(shown.analyzed.article),
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

/// A quotation: its article's id and which one it is.
type Place = (String, usize);

/// A walk over quotations that match, best first.
struct QuotationWalk<'a> {
    archive: &'a Archive,
    scope: Clause,
    /// Quotations shown or passed over by the offset.
    answered: usize,
    /// Ids of the copies of their articles.
    copies: HashMap<String, Vec<String>>,
    /// By the id of a copy: the answered quotations of the article it is a copy of.
    before: HashMap<String, Vec<Place>>,
    /// Folded words of the quotations of articles that were looked at.
    words: HashMap<String, Vec<Vec<String>>>,
}

impl<'a> QuotationWalk<'a> {
    fn of(archive: &'a Archive, scope: Clause) -> Self {
        let (copies, before, words) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { archive, scope, answered: 0, copies, before, words }
    }

    /// Notes a quotation that is shown or passed over.
    fn answer(&mut self, found: &QuotationMatch) -> Result<(), SearchError> {
        if let Entry::Vacant(place) = self.copies.entry(found.id.clone()) {
            let signature = self.archive.backend().signatures(&[&found.id])?.pop().flatten();
            place.insert(self.archive.copies_of(&found.id, &signature.unwrap_or_default(), &self.scope)?);
        }
        for copy in &self.copies[&found.id] {
            self.before.entry(copy.clone()).or_default().push((found.id.clone(), found.quotation));
        }
        Ok(())
    }

    /// Returns whether an answered quotation of a copy is the same.
    fn hides(&mut self, found: &QuotationMatch) -> Result<bool, SearchError> {
        let Some(before) = self.before.get(&found.id).cloned() else { return Ok(false) };
        let ours = self.words_of(&found.id, found.quotation)?;
        for (id, quotation) in before {
            if are_same(&ours, &self.words_of(&id, quotation)?) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the folded words of a quotation.
    fn words_of(&mut self, id: &str, quotation: usize) -> Result<Vec<String>, SearchError> {
        if !self.words.contains_key(id) {
            let article = self.archive.article(id)?;
            self.words.insert(id.to_owned(), article.map(quoted_words).unwrap_or_default());
        }
        Ok(self.words[id].get(quotation).cloned().unwrap_or_default())
    }
}

/// Returns the folded words of each quotation of an article's layout.
fn quoted_words(article: crate::article::Article) -> Vec<Vec<String>> {
    let analyzed = Shown::new(article).analyzed;
    let words: Vec<&str> = analyzed.words.iter().map(|term| TermParts::of(term).folded).collect();
    let inside = |spans: &[std::ops::Range<u32>]| {
        let positions = spans.iter().cloned().flatten();
        positions.map(|position| words[position as usize].to_owned()).collect()
    };
    analyzed.layout.quotations.iter().map(|quotation| inside(&quotation.spans)).collect()
}

/// Returns whether two quotations of copies are the same: one is part of the other, and at least half of it.
fn are_same(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty() && 2 * short.len() >= long.len() && long.windows(short.len()).any(|part| part == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_the_same_where_most_of_one_is_in_the_other() {
        for (left, right, same) in [
            ("no rush at all", "no rush at all", true),
            ("there is no rush", "no rush", true),
            ("there is really no rush", "no rush", false),
            ("no rush", "no hurry", false),
            ("", "", false),
        ] {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(are_same(&words(left), &words(right)), same, "{left} / {right}");
            assert_eq!(are_same(&words(right), &words(left)), same, "{right} / {left}");
        }
    }
}
