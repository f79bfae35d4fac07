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
    fold::NAMED,
    results::{CopyCount, Report},
    sayings::{ArticleNumber, Said, Sayings},
    shown::Shown,
};
use crate::{
    analysis::Mark,
    article::Article,
    backend::{QuotationMatch, SharedMarks},
    evaluation::{AnalyzedView, Clause, Unit, evaluate::marks_words, marked_positions},
    passage::sentences,
    quotation::same_words::WordNumber,
    span::Span,
};

/// A quotation: its article and which of the layout's it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    article: ArticleNumber,
    quotation: u32,
}

/// A mark that more articles have is of words that anybody may use: "had no comment on the report".
const COMMONEST: usize = 1_000;

/// So many articles are kept with their words or sentences, and so many have their copies kept.
const SHOWN_KEPT: usize = 1_000;
const COPIES_KEPT: usize = 10_000;

/// Looks up reports of the same words.
pub(super) struct Reports<'a> {
    archive: &'a Archive,
    scope: Clause,
    sayings: Sayings<'a>,
    /// Marks with the articles that have them, ascending: of quotations looked up together, or of all.
    marked: Vec<(Mark, ArticleNumber)>,
    /// Articles with their copies, ascending, once those of all are known.
    pairs: Option<Vec<(ArticleNumber, ArticleNumber)>>,
    copies: HashMap<ArticleNumber, Rc<[ArticleNumber]>>,
    counted: HashMap<ArticleNumber, CopyCount>,
    highlights: HashMap<ArticleNumber, Rc<[Vec<Span>]>>,
    sentences: HashMap<ArticleNumber, Rc<[Span]>>,
}

impl<'a> Reports<'a> {
    /// Returns what looks up reports among the articles of `scope`; those of `ids` are numbered in their order.
    pub(super) fn of(archive: &'a Archive, scope: Clause, ids: &[String]) -> Self {
        Self {
            archive,
            scope,
            sayings: Sayings::of(archive, ids),
            marked: Vec::new(),
            pairs: None,
            copies: HashMap::new(),
            counted: HashMap::new(),
            highlights: HashMap::new(),
            sentences: HashMap::new(),
        }
    }

    /// Returns the place of a quotation that was found; articles are numbered as in the answer.
    pub(super) fn place(found: &QuotationMatch) -> Place {
        Place { article: found.article, quotation: found.quotation }
    }

    /// Looks up which articles share a mark with one of these quotations, and reads those.
    pub(super) fn look_up(&mut self, places: &[Place]) -> Result<(), SearchError> {
        self.sayings.make_room();
        if self.counted.len() > COPIES_KEPT {
            self.copies.clear();
            self.counted.clear();
        }
        self.sayings.read(places.iter().map(|place| place.article))?;
        let mut wanted = BTreeSet::new();
        for &place in places {
            wanted.extend(self.marks(place)?);
        }
        if self.pairs.is_none() {
            let backend = self.archive.backend();
            let shared = match wanted.is_empty() {
                true => SharedMarks::default(),
                false => backend.shared_marks(Some(&wanted), &self.scope, COMMONEST)?,
            };
            self.take(shared);
        }
        let sharing = wanted.iter().flat_map(|&mark| self.having(mark)).map(|(_, article)| *article);
        let mut others: Vec<ArticleNumber> = sharing.collect();
        if self.pairs.is_some() {
            for place in places {
                others.extend(self.copies(place.article)?.iter());
            }
        }
        self.sayings.read(others)
    }

    /// Looks up which articles share a mark and which are copies, of all: that is one walk over the index, and takes less time than to
    /// look up very many.
    pub(super) fn look_up_all(&mut self) -> Result<(), SearchError> {
        if self.pairs.is_some() {
            return Ok(());
        }
        let shared = self.archive.backend().shared_marks(None, &self.scope, COMMONEST)?;
        self.take(shared);
        let copies = self.archive.backend().copy_pairs(&self.scope)?;
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
    fn having(&self, mark: Mark) -> &[(Mark, ArticleNumber)] {
        let first = self.marked.partition_point(|(other, _)| *other < mark);
        let count = self.marked[first..].iter().take_while(|(other, _)| *other == mark).count();
        &self.marked[first..first + count]
    }

    /// Returns the marks by which other reports of a quotation are found.
    fn marks(&mut self, place: Place) -> Result<Box<[Mark]>, SearchError> {
        let said = self.sayings.said(place.article)?;
        let said = said.get(place.quotation as usize).filter(|said| !self.sayings.says_little(said));
        Ok(said.map(|said| said.marks.clone()).unwrap_or_default())
    }

    /// Returns the quotations that report the same words as one that was looked up, itself included, in order of their places.
    pub(super) fn same(&mut self, place: Place) -> Result<BTreeSet<Place>, SearchError> {
        let mut same = BTreeSet::from([place]);
        let ours = self.sayings.said(place.article)?;
        let Some(said) = ours.get(place.quotation as usize) else { return Ok(same) };
        let copies = self.copies(place.article)?;
        self.sayings.read(copies.iter().copied())?;
        for &article in copies.iter() {
            let theirs = self.sayings.said(article)?;
            let alike = (0..).zip(theirs.iter()).filter(|(_, other)| is_part(&said.words, &other.words));
            same.extend(alike.map(|(quotation, _)| Place { article, quotation }));
        }
        let marks = self.marks(place)?;
        let sharing: BTreeSet<ArticleNumber> =
            marks.iter().flat_map(|&mark| self.having(mark)).map(|(_, article)| *article).collect();
        for article in sharing.into_iter().filter(|&other| other != place.article) {
            let theirs = self.sayings.said(article)?;
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
    pub(super) fn folded(&mut self, of: Place, same: &BTreeSet<Place>) -> Result<Vec<Place>, SearchError> {
        let mut speakers = Vec::with_capacity(same.len());
        for &place in same {
            let said = self.sayings.said(place.article)?;
            speakers.push((place, said.get(place.quotation as usize).and_then(|said| said.speaker)));
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
        let words = ours.get(of.quotation as usize).map(|said| &said.words);
        let mut reports: Vec<Report> = Vec::with_capacity(same.len());
        let mut last = None;
        for &place in same {
            let is_other_of_ours = place.article == of.article && place.quotation != of.quotation;
            if is_other_of_ours || last == Some(place.article) {
                continue;
            }
            let theirs = self.sayings.said(place.article)?;
            let (Some(said), Some(article)) =
                (theirs.get(place.quotation as usize), self.sayings.article(place.article)?)
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
        let Some(said) = said.get(place.quotation as usize) else { return Ok(None) };
        Ok(self.sayings.article(place.article)?.map(|article| (article, said.quotation)))
    }

    /// Returns what of a quotation makes `clause` hold of it, as spans of its article's text.
    pub(super) fn highlights(&mut self, place: Place, article: &Arc<Article>, clause: &Clause) -> Vec<Span> {
        // Most questions about who said something mark nothing: words are cut only where they are marked.
        if !marks_words(clause) {
            return Vec::new();
        }
        if self.highlights.len() > SHOWN_KEPT {
            self.highlights.clear();
        }
        // An article of many quotations is cut and searched once for all of them.
        let highlights = || highlights_of(&Shown::new(Article::clone(article)), clause);
        let found = self.highlights.entry(place.article).or_insert_with(highlights);
        found.get(place.quotation as usize).cloned().unwrap_or_default()
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
        let mut outlets = Vec::new();
        for &copy in copies.iter().filter(|_| copies.len() <= NAMED) {
            let article = self.sayings.article(copy)?;
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

    fn copies(&mut self, article: ArticleNumber) -> Result<Rc<[ArticleNumber]>, SearchError> {
        if let Some(pairs) = &self.pairs {
            let first = pairs.partition_point(|(other, _)| *other < article);
            let ours = pairs[first..].iter().take_while(|(other, _)| *other == article);
            return Ok(ours.map(|(_, copy)| *copy).collect());
        }
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

/// Returns for each quotation of the layout what makes `clause` hold of it, as spans of the article's text.
fn highlights_of(shown: &Shown, clause: &Clause) -> Rc<[Vec<Span>]> {
    let mut view = AnalyzedView::new(&shown.analyzed);
    let highlights = shown.analyzed.layout.quotations.iter().enumerate().map(|(quotation, content)| {
        let mut marked = marked_positions(clause, &mut view, Unit::Quotation(quotation));
        marked.retain(|&position| content.holds(position));
        shown.spans.text_spans(&marked)
    });
    highlights.collect()
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
