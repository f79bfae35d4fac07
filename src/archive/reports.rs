//! Who else reported the same words: reports of one quotation, found by its marks and told by the words and speakers of two
//! quotations alone.
//!
//! In two copies of an article quotations are the same where most of one is in the other. In other articles they are where they share
//! a mark, their speakers may be one, and [their words are the same](crate::quotation::same_words).

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    Archive,
    error::SearchError,
    fold::plain,
    results::{CopyCount, Report},
    search::Shown,
};
use crate::{
    analysis::told::{marks, spoken},
    article::Article,
    backend::{Clause, Form, Languages, MatchRequest, QuotationMatch, Spans, TextField, WordSet},
    quotation::{same_words, speaker_name::Name},
};

/// A quotation: its article's id and which of the layout's it is.
pub(super) type Place = (String, usize);

/// So many quotations are looked up at once at first, and at most: a few for the first page, many where all are listed.
pub(super) const AT_ONCE: std::ops::RangeInclusive<usize> = 16..=1024;

/// So many articles are kept.
const KEPT: usize = 4_000;

/// An article with what its quotations say.
pub(super) struct Told {
    pub(super) shown: Shown,
    pub(super) article: Arc<Article>,
    quotations: Vec<Said>,
}

/// What one quotation says.
struct Said {
    words: Vec<String>,
    marks: Vec<String>,
    speaker: Option<Name>,
}

/// Looks up reports of the same words.
pub(super) struct Reports<'a> {
    archive: &'a Archive,
    scope: Clause,
    told: HashMap<String, Arc<Told>>,
    /// Ids of the copies of articles.
    copies: HashMap<String, Vec<String>>,
    /// Quotations by their marks, of those looked up together.
    marked: HashMap<String, Vec<Place>>,
}

impl<'a> Reports<'a> {
    pub(super) fn of(archive: &'a Archive, scope: Clause) -> Self {
        Self { archive, scope, told: HashMap::new(), copies: HashMap::new(), marked: HashMap::new() }
    }

    /// Looks up all quotations that share a mark with one of these.
    pub(super) fn look_up(&mut self, found: &[&QuotationMatch]) -> Result<(), SearchError> {
        if self.told.len() > KEPT {
            self.told.clear();
            self.copies.clear();
        }
        self.marked.clear();
        let mut wanted = BTreeSet::new();
        for found in found {
            let told = self.told(&found.id)?;
            wanted.extend(told.iter().flat_map(|told| told.marks(found.quotation)).cloned());
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let forms = wanted.iter().map(|term| Form { term: term.clone(), languages: Languages::Any });
        let spans = Spans::Word(WordSet { forms: forms.collect() });
        let marks = Clause::Field { field: TextField::Speaker, spans };
        let clause = Clause::And(vec![marks, self.scope.clone()]);
        let request = MatchRequest { limit: usize::MAX, ..plain(&clause) };
        for found in self.archive.backend().matches(&request)?.best {
            let Some(told) = self.told(&found.id)? else { continue };
            for (quotation, said) in told.quotations.iter().enumerate() {
                for mark in said.marks.iter().filter(|mark| wanted.contains(*mark)) {
                    self.marked.entry(mark.clone()).or_default().push((found.id.clone(), quotation));
                }
            }
        }
        Ok(())
    }

    /// Returns the quotations that report the same words as one that was looked up, itself included, in order of their places.
    pub(super) fn same(&mut self, found: &QuotationMatch) -> Result<BTreeSet<Place>, SearchError> {
        let mut same = BTreeSet::from([(found.id.clone(), found.quotation)]);
        let Some(ours) = self.told(&found.id)? else { return Ok(same) };
        let Some(said) = ours.quotations.get(found.quotation) else { return Ok(same) };
        for id in self.copies(&found.id)?.to_vec() {
            let Some(theirs) = self.told(&id)? else { continue };
            let alike =
                theirs.quotations.iter().enumerate().filter(|(_, other)| is_part(&said.words, &other.words));
            same.extend(alike.map(|(quotation, _)| (id.clone(), quotation)));
        }
        let candidates: BTreeSet<Place> =
            said.marks.iter().filter_map(|mark| self.marked.get(mark)).flatten().cloned().collect();
        for place in candidates.into_iter().filter(|(id, _)| *id != found.id) {
            let Some(theirs) = self.told(&place.0)? else { continue };
            if theirs.quotations.get(place.1).is_some_and(|other| said.is_same(other)) {
                same.insert(place);
            }
        }
        Ok(same)
    }

    /// Returns the reports at these places, the earliest first, undated ones last; of one article the first.
    pub(super) fn reports(&mut self, of: &Place, same: &BTreeSet<Place>) -> Result<Vec<Report>, SearchError> {
        let Some(ours) = self.told(&of.0)? else { return Ok(Vec::new()) };
        let words = ours.quotations.get(of.1).map(|said| &said.words);
        let mut reports: Vec<Report> = Vec::with_capacity(same.len());
        for (id, quotation) in same {
            let is_ours = *id == of.0;
            if is_ours && *quotation != of.1 || reports.last().is_some_and(|last| last.article.id == *id) {
                continue;
            }
            let Some(told) = self.told(id)? else { continue };
            let (Some(said), Some(&number)) =
                (told.quotations.get(*quotation), told.shown.analyzed.quotations.get(*quotation))
            else {
                continue;
            };
            let article = Arc::clone(&told.article);
            reports.push(Report { article, quotation: number, differs: Some(&said.words) != words });
        }
        reports.sort_by_key(|report| {
            let date = report.article.date.map(|date| date.order());
            (date.is_none(), date, report.article.id.clone())
        });
        Ok(reports)
    }

    /// Returns how many copies an article has.
    pub(super) fn counted(&mut self, id: &str) -> Result<CopyCount, SearchError> {
        let copies = self.copies(id)?.to_vec();
        self.archive.counted(&copies)
    }

    fn copies(&mut self, id: &str) -> Result<&[String], SearchError> {
        if !self.copies.contains_key(id) {
            let signature = self.archive.backend().signatures(&[id])?.pop().flatten();
            let copies = self.archive.copies_of(id, &signature.unwrap_or_default(), &self.scope)?;
            self.copies.insert(id.to_owned(), copies);
        }
        Ok(&self.copies[id])
    }

    /// Returns an article with what its quotations say; `None` if there is none with this id.
    pub(super) fn told(&mut self, id: &str) -> Result<Option<Arc<Told>>, SearchError> {
        if let Some(told) = self.told.get(id) {
            return Ok(Some(Arc::clone(told)));
        }
        let Some(article) = self.archive.article(id)? else { return Ok(None) };
        let told = Arc::new(Told::of(Shown::new(article)));
        self.told.insert(id.to_owned(), Arc::clone(&told));
        Ok(Some(told))
    }
}

impl Told {
    fn of(shown: Shown) -> Self {
        let analyzed = &shown.analyzed;
        let words: Vec<&str> = analyzed.words.iter().collect();
        let said = |(place, &number): (_, &usize)| {
            let words = spoken(place, &words);
            let speaker = analyzed.article.quotations[number].speaker.as_deref().and_then(Name::of);
            Said { marks: marks(&words), words: words.into_iter().map(str::to_owned).collect(), speaker }
        };
        let quotations = analyzed.layout.quotations.iter().zip(&analyzed.quotations).map(said).collect();
        let article = Arc::new(analyzed.article.clone());
        Self { shown, article, quotations }
    }

    fn marks(&self, quotation: usize) -> &[String] {
        self.quotations.get(quotation).map_or(&[], |said| &said.marks)
    }
}

impl Said {
    fn is_same(&self, other: &Self) -> bool {
        let speakers = match (&self.speaker, &other.speaker) {
            (Some(one), Some(other)) => one.is_same(other),
            _ => true,
        };
        speakers && same_words::are_same(&self.words, &other.words)
    }
}

/// Returns whether two quotations of copies are the same: one is part of the other, and at least half of it.
fn is_part(left: &[String], right: &[String]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty() && 2 * short.len() >= long.len() && long.windows(short.len()).any(|part| part == short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_of_copies_are_the_same_where_most_of_one_is_in_the_other() {
        for (left, right, same) in [
            ("no rush at all", "no rush at all", true),
            ("there is no rush", "no rush", true),
            ("there is really no rush", "no rush", false),
            ("no rush", "no hurry", false),
            ("", "", false),
        ] {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(is_part(&words(left), &words(right)), same, "{left} / {right}");
            assert_eq!(is_part(&words(right), &words(left)), same, "{right} / {left}");
        }
    }
}
