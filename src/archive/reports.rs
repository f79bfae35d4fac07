//! Who else reported the same words: reports of one quotation, found by its marks and told by the words and speakers of two
//! quotations alone.
//!
//! In two copies of an article quotations are the same where most of one is in the other. In other articles they are where they share
//! a mark, their speakers may be one, and [their words are the same](crate::quotation::same_words).

use std::{
    collections::{BTreeSet, HashMap},
    rc::Rc,
    sync::Arc,
};

use super::{
    Archive,
    error::SearchError,
    fold::plain,
    results::{CopyCount, Report},
    sayings::{ArticleNumber, Sayings},
    shown::Shown,
};
use crate::{
    analysis::told::Mark,
    article::Article,
    backend::{Clause, Form, Languages, MatchRequest, QuotationMatch, Spans, TextField, WordSet},
    passage::sentences,
    quotation::same_words::WordNumber,
    span::Span,
};

/// A quotation: its article and which of the layout's it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    article: ArticleNumber,
    quotation: usize,
}

/// So many quotations are looked up at once at first, and at most: a few for the first page, many where all are listed.
pub(super) const AT_ONCE: std::ops::RangeInclusive<usize> = 16..=1024;

/// So many articles are kept with their words or sentences, and so many have their copies kept.
const SHOWN_KEPT: usize = 1_000;
const COPIES_KEPT: usize = 100_000;

/// Looks up reports of the same words.
pub(super) struct Reports<'a> {
    archive: &'a Archive,
    scope: Clause,
    sayings: Sayings<'a>,
    copies: HashMap<ArticleNumber, Rc<[ArticleNumber]>>,
    counted: HashMap<ArticleNumber, CopyCount>,
    /// Quotations by their marks, of those looked up together.
    marked: HashMap<Mark, Vec<Place>>,
    shown: HashMap<ArticleNumber, Rc<Shown>>,
    sentences: HashMap<ArticleNumber, Rc<[Span]>>,
}

impl<'a> Reports<'a> {
    pub(super) fn of(archive: &'a Archive, scope: Clause) -> Self {
        Self {
            archive,
            scope,
            sayings: Sayings::of(archive),
            copies: HashMap::new(),
            counted: HashMap::new(),
            marked: HashMap::new(),
            shown: HashMap::new(),
            sentences: HashMap::new(),
        }
    }

    /// Returns the place of a quotation that was found.
    pub(super) fn place(&mut self, found: &QuotationMatch) -> Place {
        Place { article: self.sayings.number(&found.id), quotation: found.quotation }
    }

    /// Returns the place of a quotation that was found, `None` if nothing was asked about its article yet.
    pub(super) fn known(&self, found: &QuotationMatch) -> Option<Place> {
        Some(Place { article: self.sayings.known(&found.id)?, quotation: found.quotation })
    }

    /// Looks up all quotations that share a mark with one of these.
    pub(super) fn look_up(&mut self, found: &[&QuotationMatch]) -> Result<(), SearchError> {
        self.sayings.make_room();
        if self.copies.len() > COPIES_KEPT {
            self.copies.clear();
            self.counted.clear();
        }
        self.marked.clear();
        let found: Vec<Place> = found.iter().map(|found| self.place(found)).collect();
        self.sayings.read(found.iter().map(|place| place.article))?;
        let mut wanted = BTreeSet::new();
        for place in found {
            let said = self.sayings.said(place.article)?;
            wanted.extend(said.get(place.quotation).into_iter().flat_map(|said| said.marks.iter().copied()));
        }
        if wanted.is_empty() {
            return Ok(());
        }
        let forms = wanted.iter().map(|mark| Form { term: mark.term(), languages: Languages::Any });
        let spans = Spans::Word(WordSet { forms: forms.collect() });
        let marks = Clause::Field { field: TextField::Speaker, spans };
        let clause = Clause::And(vec![marks, self.scope.clone()]);
        let request = MatchRequest { limit: usize::MAX, ..plain(&clause) };
        let matches = self.archive.backend().matches(&request)?;
        self.marked = wanted.into_iter().map(|mark| (mark, Vec::new())).collect();
        let sharing: Vec<ArticleNumber> =
            matches.best.iter().map(|found| self.sayings.number(&found.id)).collect();
        self.sayings.read(sharing.iter().copied())?;
        for article in sharing {
            for (quotation, said) in self.sayings.said(article)?.iter().enumerate() {
                for mark in &said.marks {
                    if let Some(places) = self.marked.get_mut(mark) {
                        places.push(Place { article, quotation });
                    }
                }
            }
        }
        Ok(())
    }

    /// Returns the quotations that report the same words as one that was looked up, itself included, in order of their places.
    pub(super) fn same(&mut self, place: Place) -> Result<BTreeSet<Place>, SearchError> {
        let mut same = BTreeSet::from([place]);
        let ours = self.sayings.said(place.article)?;
        let Some(said) = ours.get(place.quotation) else { return Ok(same) };
        let copies = self.copies(place.article)?;
        self.sayings.read(copies.iter().copied())?;
        for &article in copies.iter() {
            let theirs = self.sayings.said(article)?;
            let alike = theirs.iter().enumerate().filter(|(_, other)| is_part(&said.words, &other.words));
            same.extend(alike.map(|(quotation, _)| Place { article, quotation }));
        }
        let candidates: BTreeSet<Place> =
            said.marks.iter().filter_map(|mark| self.marked.get(mark)).flatten().copied().collect();
        for other in candidates.into_iter().filter(|other| other.article != place.article) {
            let theirs = self.sayings.said(other.article)?;
            if theirs.get(other.quotation).is_some_and(|theirs| self.sayings.are_same(said, theirs)) {
                same.insert(other);
            }
        }
        Ok(same)
    }

    /// Returns which of the quotations that report the same words one stands for: all, unless they name different people; then those that
    /// name the same one in the same words, or nobody as this one does.
    pub(super) fn folded(&mut self, of: Place, same: &BTreeSet<Place>) -> Result<Vec<Place>, SearchError> {
        let mut speakers = Vec::with_capacity(same.len());
        for &place in same {
            let said = self.sayings.said(place.article)?;
            speakers.push((place, said.get(place.quotation).and_then(|said| said.speaker)));
        }
        let ours = speakers.iter().find(|(place, _)| *place == of).and_then(|(_, speaker)| *speaker);
        let named: Vec<usize> = speakers.iter().filter_map(|(_, speaker)| *speaker).collect();
        let one = self.sayings.are_one(&named);
        let stands_for = |speaker: Option<usize>| one || speaker == ours;
        Ok(speakers.into_iter().filter(|(_, speaker)| stands_for(*speaker)).map(|(place, _)| place).collect())
    }

    /// Returns the reports at these places, the earliest first, undated ones last; of one article the first.
    pub(super) fn reports(&mut self, of: Place, same: &BTreeSet<Place>) -> Result<Vec<Report>, SearchError> {
        let ours = self.sayings.said(of.article)?;
        let words = ours.get(of.quotation).map(|said| &said.words);
        let mut reports: Vec<Report> = Vec::with_capacity(same.len());
        let mut last = None;
        for &place in same {
            let is_other_of_ours = place.article == of.article && place.quotation != of.quotation;
            if is_other_of_ours || last == Some(place.article) {
                continue;
            }
            let theirs = self.sayings.said(place.article)?;
            let (Some(said), Some(article)) =
                (theirs.get(place.quotation), self.sayings.article(place.article)?)
            else {
                continue;
            };
            last = Some(place.article);
            let differs = Some(&said.words) != words;
            reports.push(Report { article, quotation: said.quotation, differs });
        }
        reports.sort_by(|left, right| left.order().cmp(&right.order()));
        Ok(reports)
    }

    /// Returns the article of a quotation and which of its quotations it is; `None` if there is no such article.
    pub(super) fn quoted(&mut self, place: Place) -> Result<Option<(Arc<Article>, usize)>, SearchError> {
        let said = self.sayings.said(place.article)?;
        let Some(said) = said.get(place.quotation) else { return Ok(None) };
        Ok(self.sayings.article(place.article)?.map(|article| (article, said.quotation)))
    }

    /// Returns the article of a quotation, which must be there, with its words.
    pub(super) fn shown(&mut self, place: Place, article: &Arc<Article>) -> Rc<Shown> {
        if self.shown.len() > SHOWN_KEPT {
            self.shown.clear();
        }
        let shown = || Rc::new(Shown::new(Article::clone(article)));
        Rc::clone(self.shown.entry(place.article).or_insert_with(shown))
    }

    /// Returns the sentences of a quotation's article.
    pub(super) fn sentences(&mut self, place: Place, article: &Article) -> Rc<[Span]> {
        if self.sentences.len() > SHOWN_KEPT {
            self.sentences.clear();
        }
        let found = || sentences(&article.text, &article.paragraphs).into();
        Rc::clone(self.sentences.entry(place.article).or_insert_with(found))
    }

    /// Returns how many copies the article of a quotation has.
    pub(super) fn counted(&mut self, place: Place) -> Result<CopyCount, SearchError> {
        if let Some(counted) = self.counted.get(&place.article) {
            return Ok(counted.clone());
        }
        let copies = self.copies(place.article)?;
        let ids: Vec<String> = copies.iter().map(|&copy| self.sayings.id(copy).to_owned()).collect();
        let counted = self.archive.counted(&[&ids])?.pop().unwrap_or_default();
        self.counted.insert(place.article, counted.clone());
        Ok(counted)
    }

    fn copies(&mut self, article: ArticleNumber) -> Result<Rc<[ArticleNumber]>, SearchError> {
        if let Some(copies) = self.copies.get(&article) {
            return Ok(Rc::clone(copies));
        }
        let id = self.sayings.id(article).to_owned();
        let signature = self.archive.backend().signatures(&[&id])?.pop().flatten();
        let copies = self.archive.copies_of(&id, &signature.unwrap_or_default(), &self.scope)?;
        let copies: Rc<[ArticleNumber]> = copies.iter().map(|copy| self.sayings.number(copy)).collect();
        self.copies.insert(article, Rc::clone(&copies));
        Ok(copies)
    }
}

impl Report {
    /// Returns its place in time: undated ones last.
    fn order(&self) -> (bool, Option<i64>, &str) {
        let date = self.article.date.map(|date| date.order());
        (date.is_none(), date, &self.article.id)
    }
}

/// Returns whether two quotations of copies are the same: one is part of the other, and at least half of it.
fn is_part(left: &[WordNumber], right: &[WordNumber]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    !short.is_empty() && 2 * short.len() >= long.len() && long.windows(short.len()).any(|part| part == short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotation::same_words::Vocabulary;

    #[test]
    fn quotations_of_copies_are_the_same_where_most_of_one_is_in_the_other() {
        for (left, right, same) in [
            ("no rush at all", "no rush at all", true),
            ("there is no rush", "no rush", true),
            ("there is really no rush", "no rush", false),
            ("no rush", "no hurry", false),
            ("", "", false),
        ] {
            let mut vocabulary = Vocabulary::default();
            let mut words = |text: &str| vocabulary.numbers(&text.split_whitespace().collect::<Vec<_>>());
            let (one, other) = (words(left), words(right));
            assert_eq!(is_part(&one, &other), same, "{left} / {right}");
            assert_eq!(is_part(&other, &one), same, "{right} / {left}");
        }
    }
}
