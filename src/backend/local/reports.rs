//! Who else reported the same words: reports of one quotation, found by its marks and told by the words and speakers of two
//! quotations alone.
//!
//! In two copies of an article quotations are the same where most of one is in the other. In other articles they are where they share
//! a mark, their speakers may be one, and [their words are the same](crate::quotation::quote_matching).

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    collapse::{NAMED, copies_of},
    sayings::{ArticleNumber, Said, Sayings},
};
use crate::{
    analyzed_article::Fingerprint,
    article::Article,
    backend::{BackendError, CopyCount, QuotationMatch, Reader, SharedMarks},
    matching::Clause,
    quotation::quote_matching::WordNumber,
};

/// A quotation: its article and which of the layout's it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub(super) article: ArticleNumber,
    quotation: u32,
}

/// A mark that more articles have is of words that anybody may use: "had no comment on the report".
const COMMONEST: usize = 1_000;

/// So many articles have their copies kept.
const COPIES_KEPT: usize = 10_000;

/// An article that reports the words of a quotation.
pub(super) struct Report {
    pub(super) number: ArticleNumber,
    pub(super) article: Arc<Article>,
    /// Which of its quotations gives the words, from 0.
    pub(super) quotation: usize,
    /// Whether its wording differs.
    pub(super) differs: bool,
}

/// Looks up reports of the same words.
pub(super) struct Reports {
    scope: Clause,
    sayings: Sayings,
    /// Marks with the articles that have them, ascending: of quotations looked up together, or of all.
    marked: Vec<(Fingerprint, ArticleNumber)>,
    /// Articles with their copies, ascending, once those of all are known.
    pairs: Option<Vec<(ArticleNumber, ArticleNumber)>>,
    copies: HashMap<ArticleNumber, Arc<[ArticleNumber]>>,
    counted: HashMap<ArticleNumber, CopyCount>,
}

impl Reports {
    /// Returns what looks up reports among the articles of `scope`; those of `ids` are numbered in their order.
    pub(super) fn of(scope: Clause, ids: &[String]) -> Self {
        Self {
            scope,
            sayings: Sayings::of(ids),
            marked: Vec::new(),
            pairs: None,
            copies: HashMap::new(),
            counted: HashMap::new(),
        }
    }

    /// Returns the place of a quotation that was found; articles are numbered as in the answer.
    pub(super) fn place(found: &QuotationMatch) -> Place {
        Place { article: found.article, quotation: found.quotation }
    }

    /// Looks up which articles share a mark with one of these quotations, and reads those.
    pub(super) fn look_up(&mut self, reader: &dyn Reader, places: &[Place]) -> Result<(), BackendError> {
        self.sayings.make_room();
        if self.counted.len() > COPIES_KEPT {
            self.copies.clear();
            self.counted.clear();
        }
        self.sayings.read(reader, places.iter().map(|place| place.article))?;
        let mut wanted = BTreeSet::new();
        for &place in places {
            wanted.extend(self.marks(reader, place)?);
        }
        if self.pairs.is_none() {
            let shared = match wanted.is_empty() {
                true => SharedMarks::default(),
                false => reader.shared_marks(Some(&wanted), &self.scope, COMMONEST)?,
            };
            self.take(shared);
        }
        let sharing = wanted.iter().flat_map(|&mark| self.having(mark)).map(|(_, article)| *article);
        let mut others: Vec<ArticleNumber> = sharing.collect();
        if self.pairs.is_some() {
            for place in places {
                others.extend(self.copies(reader, place.article)?.iter());
            }
        }
        self.sayings.read(reader, others)
    }

    /// Looks up which articles share a mark and which are copies, of all: that is one walk over the index, and takes less time than to
    /// look up very many.
    pub(super) fn look_up_all(&mut self, reader: &dyn Reader) -> Result<(), BackendError> {
        if self.pairs.is_some() {
            return Ok(());
        }
        let shared = reader.shared_marks(None, &self.scope, COMMONEST)?;
        self.take(shared);
        let copies = reader.copy_pairs(&self.scope)?;
        let numbers: Vec<ArticleNumber> = copies.ids.iter().map(|id| self.sayings.number(id)).collect();
        let number = |place: u32| numbers[place as usize];
        let mut pairs: Vec<_> = copies.pairs.iter().map(|&(one, copy)| (number(one), number(copy))).collect();
        pairs.sort_unstable();
        self.pairs = Some(pairs);
        Ok(())
    }

    fn take(&mut self, shared: SharedMarks) {
        let numbers: Vec<ArticleNumber> = shared.ids.iter().map(|id| self.sayings.number(id)).collect();
        self.marked =
            shared.places.into_iter().map(|(mark, place)| (mark, numbers[place as usize])).collect();
        self.marked.sort_unstable();
    }

    /// Returns the articles that have a mark.
    fn having(&self, mark: Fingerprint) -> &[(Fingerprint, ArticleNumber)] {
        let first = self.marked.partition_point(|(other, _)| *other < mark);
        let count = self.marked[first..].iter().take_while(|(other, _)| *other == mark).count();
        &self.marked[first..first + count]
    }

    /// Returns the marks by which other reports of a quotation are found.
    fn marks(&mut self, reader: &dyn Reader, place: Place) -> Result<Box<[Fingerprint]>, BackendError> {
        let said = self.sayings.said(reader, place.article)?;
        let said = said.get(place.quotation as usize).filter(|said| !self.sayings.says_little(said));
        Ok(said.map(|said| said.marks.clone()).unwrap_or_default())
    }

    /// Returns the quotations that report the same words as one that was looked up, itself included, in order of their places.
    pub(super) fn same(
        &mut self,
        reader: &dyn Reader,
        place: Place,
    ) -> Result<BTreeSet<Place>, BackendError> {
        let mut same = BTreeSet::from([place]);
        let ours = self.sayings.said(reader, place.article)?;
        let Some(said) = ours.get(place.quotation as usize) else { return Ok(same) };
        let copies = self.copies(reader, place.article)?;
        self.sayings.read(reader, copies.iter().copied())?;
        for &article in copies.iter() {
            let theirs = self.sayings.said(reader, article)?;
            let alike = (0..).zip(theirs.iter()).filter(|(_, other)| is_part(&said.words, &other.words));
            same.extend(alike.map(|(quotation, _)| Place { article, quotation }));
        }
        let marks = self.marks(reader, place)?;
        let sharing: BTreeSet<ArticleNumber> =
            marks.iter().flat_map(|&mark| self.having(mark)).map(|(_, article)| *article).collect();
        for article in sharing.into_iter().filter(|&other| other != place.article) {
            let theirs = self.sayings.said(reader, article)?;
            let shares = |other: &Said| other.marks.iter().any(|mark| marks.contains(mark));
            let alike = (0..)
                .zip(theirs.iter())
                .filter(|(_, other)| shares(other) && self.sayings.are_same(said, other));
            same.extend(alike.map(|(quotation, _)| Place { article, quotation }));
        }
        Ok(same)
    }

    /// Returns which of the quotations that report the same words one stands for: all, unless they name different people; then those that
    /// name the same one in the same words, or nobody as this one does.
    pub(super) fn folded(
        &mut self,
        reader: &dyn Reader,
        of: Place,
        same: &BTreeSet<Place>,
    ) -> Result<Vec<Place>, BackendError> {
        let mut speakers = Vec::with_capacity(same.len());
        for &place in same {
            let said = self.sayings.said(reader, place.article)?;
            speakers.push((place, said.get(place.quotation as usize).and_then(|said| said.speaker)));
        }
        let ours = speakers.iter().find(|(place, _)| *place == of).and_then(|(_, speaker)| *speaker);
        let named: Vec<usize> = speakers.iter().filter_map(|(_, speaker)| *speaker).collect();
        let one = self.sayings.are_one(&named);
        let stands_for = |speaker: Option<usize>| one || speaker == ours;
        Ok(speakers.into_iter().filter(|(_, speaker)| stands_for(*speaker)).map(|(place, _)| place).collect())
    }

    /// Returns the reports at these places, the earliest first, undated ones last; of one article the first.
    pub(super) fn reports(
        &mut self,
        reader: &dyn Reader,
        of: Place,
        same: &BTreeSet<Place>,
    ) -> Result<Vec<Report>, BackendError> {
        let ours = self.sayings.said(reader, of.article)?;
        let words = ours.get(of.quotation as usize).map(|said| &said.words);
        let mut reports: Vec<Report> = Vec::with_capacity(same.len());
        let mut last = None;
        for &place in same {
            let is_other_of_ours = place.article == of.article && place.quotation != of.quotation;
            if is_other_of_ours || last == Some(place.article) {
                continue;
            }
            let theirs = self.sayings.said(reader, place.article)?;
            let (Some(said), Some(article)) =
                (theirs.get(place.quotation as usize), self.sayings.article(reader, place.article)?)
            else {
                continue;
            };
            last = Some(place.article);
            let differs = Some(&said.words) != words;
            reports.push(Report { number: place.article, article, quotation: said.quotation, differs });
        }
        reports.sort_by(|left, right| left.order().cmp(&right.order()));
        Ok(reports)
    }

    /// Returns the article of a quotation and which of its quotations it is; `None` if there is no such article.
    pub(super) fn quoted(
        &mut self,
        reader: &dyn Reader,
        place: Place,
    ) -> Result<Option<(Arc<Article>, usize)>, BackendError> {
        let said = self.sayings.said(reader, place.article)?;
        let Some(said) = said.get(place.quotation as usize) else { return Ok(None) };
        Ok(self.sayings.article(reader, place.article)?.map(|article| (article, said.quotation)))
    }

    /// Returns how many copies the article of a quotation has.
    pub(super) fn counted(&mut self, reader: &dyn Reader, place: Place) -> Result<CopyCount, BackendError> {
        if let Some(counted) = self.counted.get(&place.article) {
            return Ok(counted.clone());
        }
        let copies = self.copies(reader, place.article)?;
        let mut outlets = Vec::new();
        for &copy in copies.iter().filter(|_| copies.len() <= NAMED) {
            let article = self.sayings.article(reader, copy)?;
            outlets.extend(
                article.and_then(|article| article.source.clone().or_else(|| article.source_name.clone())),
            );
        }
        outlets.sort();
        outlets.dedup();
        let counted = CopyCount { count: copies.len(), outlets };
        self.counted.insert(place.article, counted.clone());
        Ok(counted)
    }

    fn copies(
        &mut self,
        reader: &dyn Reader,
        article: ArticleNumber,
    ) -> Result<Arc<[ArticleNumber]>, BackendError> {
        if let Some(pairs) = &self.pairs {
            let first = pairs.partition_point(|(other, _)| *other < article);
            let ours = pairs[first..].iter().take_while(|(other, _)| *other == article);
            return Ok(ours.map(|(_, copy)| *copy).collect());
        }
        if let Some(copies) = self.copies.get(&article) {
            return Ok(Arc::clone(copies));
        }
        let id = self.sayings.id(article).to_owned();
        let signature = reader.signatures(&[&id])?.pop().flatten();
        let copies = copies_of(reader, &id, &signature.unwrap_or_default(), &self.scope)?;
        let copies: Arc<[ArticleNumber]> = copies.iter().map(|copy| self.sayings.number(copy)).collect();
        self.copies.insert(article, Arc::clone(&copies));
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
    use crate::quotation::quote_matching::Vocabulary;

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
