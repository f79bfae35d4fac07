//! Rewrites: the same story told again by the same agency on the same day, in other words.
//!
//! Two articles are rewrites where they share most of their telling words and of the words of their titles, each word counted as
//! much as it is rare: forms that are filled in anew (results, prices) share frequent words and differ in the rare ones.

use std::{collections::BTreeSet, sync::Arc};

use super::{Archive, error::SearchError};
use crate::{
    analysis::{TellingWords, is_function_word, query_words},
    article::Article,
    date::DayRange,
    evaluation::{Bm25, WordSet},
};

/// Rewrites are looked for among so many of the first answers.
pub(super) const FIRST: usize = 10;
/// So many telling words are shared at least.
const FEWEST: usize = 18;
/// The share of telling words, weighed, that rewrites have in common, as part of the article that has less of them.
const TELLING: f64 = 0.6;
/// The same of titles, where both have one.
const TITLES: f64 = 0.5;

/// The stories among the first answers.
pub(super) struct Stories<'a> {
    archive: &'a Archive,
    told: Vec<Story>,
}

/// A story that is shown or passed over.
struct Story {
    /// Which of the answers it is.
    answer: usize,
    days: DayRange,
    telling: BTreeSet<String>,
    article: Option<Arc<Article>>,
    id: String,
}

impl<'a> Stories<'a> {
    pub(super) fn of(archive: &'a Archive) -> Self {
        Self { archive, told: Vec::new() }
    }

    /// Returns which of the answers the article with this id is a rewrite of; takes it as a story of its own, told by `answer`,
    /// where it is of none.
    pub(super) fn answer_of(&mut self, id: &str, answer: usize) -> Result<Option<usize>, SearchError> {
        let backend = self.archive.backend();
        let Some(days) = backend.days_of(&[id])?.pop().flatten() else { return Ok(None) };
        let Some(about) = backend.about(&[id])?.pop().flatten() else { return Ok(None) };
        let telling = words_of(&about.telling);
        let mut story = Story { answer, days, telling, article: None, id: id.to_owned() };
        for number in 0..self.told.len() {
            let told = &self.told[number];
            let shared = told.telling.intersection(&story.telling).count();
            let is_candidate = told.days == days
                && shared >= FEWEST
                && 2 * shared >= told.telling.len().min(story.telling.len());
            if is_candidate && self.is_rewrite(number, &mut story)? {
                return Ok(Some(self.told[number].answer));
            }
        }
        self.told.push(story);
        Ok(None)
    }

    fn is_rewrite(&mut self, number: usize, story: &mut Story) -> Result<bool, SearchError> {
        let (archive, told) = (self.archive, &mut self.told[number]);
        for one in [&mut *told, &mut *story] {
            if one.article.is_none() {
                one.article = archive.article(&one.id)?.map(Arc::new);
            }
        }
        let (Some(left), Some(right)) = (&told.article, &story.article) else { return Ok(false) };
        if (&left.source, &left.source_name) != (&right.source, &right.source_name) {
            return Ok(false);
        }
        let (telling, titles) = ((&told.telling, &story.telling), (title_words(left), title_words(right)));
        Ok(archive.shared(telling.0, telling.1)? >= TELLING
            && (titles.0.is_empty()
                || titles.1.is_empty()
                || archive.shared(&titles.0, &titles.1)? >= TITLES))
    }
}

impl Archive {
    /// Returns which share of their words two articles have in common, each word as much as it is rare, from 0 to 1.
    fn shared(&self, left: &BTreeSet<String>, right: &BTreeSet<String>) -> Result<f64, SearchError> {
        let bm25 = Bm25::of_articles(self.backend().statistics()?);
        let words: Vec<&String> = left.union(right).collect();
        let set = |word: &&String| WordSet::of_terms([(*word).clone()]);
        let sets: Vec<WordSet> = words.iter().map(set).collect();
        let (mut both, mut of_left, mut of_right) = (0.0, 0.0, 0.0);
        for (word, articles) in words.into_iter().zip(self.backend().frequencies(&sets)?) {
            let weight = bm25.idf(articles);
            let stands_in = |words: &BTreeSet<String>| if words.contains(word) { weight } else { 0.0 };
            of_left += stands_in(left);
            of_right += stands_in(right);
            both += stands_in(left).min(stands_in(right));
        }
        let less = f64::min(of_left, of_right);
        Ok(if less > 0.0 { both / less } else { 0.0 })
    }
}

fn words_of(telling: &TellingWords) -> BTreeSet<String> {
    telling.iter().map(|(term, _)| term.to_owned()).collect()
}

/// Returns the terms of an article's title that say something.
fn title_words(article: &Article) -> BTreeSet<String> {
    let words = query_words(article.title.as_deref().unwrap_or_default()).into_iter();
    words.filter(|word| !is_function_word(word.folded())).map(|word| word.term).collect()
}
