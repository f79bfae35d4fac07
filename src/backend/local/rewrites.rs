//! Rewrites: the same story told again by the same agency on the same day, in other words.
//!
//! Two articles are rewrites where they share most of their telling words and of the words of their titles, each word counted as
//! much as it is rare: forms that are filled in anew (results, prices) share frequent words and differ in the rare ones.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    analysis::{is_function_word, query_words},
    article::Article,
    backend::{BackendError, Reader},
    date::DayRange,
    matching::{Bm25, TermPredicate},
    rank::About,
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
#[derive(Default)]
pub(super) struct Stories {
    told: Vec<Story>,
}

/// What an article tells.
pub(super) struct Story {
    /// Which of the answers it is, or is shown with.
    answer: usize,
    days: DayRange,
    telling: BTreeSet<String>,
    article: Option<Arc<Article>>,
    id: String,
}

impl Story {
    /// Returns what the article with this id tells, of which it is known when it was published and what it is about.
    pub(super) fn of(id: &str, days: DayRange, about: &About) -> Self {
        let telling = about.key_terms.iter().map(|(term, _)| term.to_owned()).collect();
        Self { answer: 0, days, telling, article: None, id: id.to_owned() }
    }

    /// Returns whether the other story may be the same by what is known of both without reading them.
    fn may_be(&self, other: &Self) -> bool {
        let shared = self.telling.intersection(&other.telling).count();
        self.days == other.days
            && shared >= FEWEST
            && 2 * shared >= self.telling.len().min(other.telling.len())
    }

    fn read(&mut self, reader: &dyn Reader) -> Result<Option<Arc<Article>>, BackendError> {
        if self.article.is_none() {
            self.article = reader.articles(&[&self.id])?.pop().flatten().map(Arc::new);
        }
        Ok(self.article.clone())
    }
}

impl Stories {
    /// Returns which of the answers tells the same story.
    pub(super) fn told_by(
        &mut self,
        reader: &dyn Reader,
        story: &mut Story,
    ) -> Result<Option<usize>, BackendError> {
        for told in &mut self.told {
            if told.may_be(story) && is_rewrite(reader, told, story)? {
                return Ok(Some(told.answer));
            }
        }
        Ok(None)
    }

    /// Takes `story` as one of its own, told by this answer.
    pub(super) fn tell(&mut self, story: Story, answer: usize) {
        self.told.push(Story { answer, ..story });
    }
}

fn is_rewrite(reader: &dyn Reader, told: &mut Story, story: &mut Story) -> Result<bool, BackendError> {
    let (Some(left), Some(right)) = (told.read(reader)?, story.read(reader)?) else { return Ok(false) };
    if (&left.source, &left.source_name) != (&right.source, &right.source_name) {
        return Ok(false);
    }
    let titles = (title_words(&left), title_words(&right));
    Ok(shared(reader, &told.telling, &story.telling)? >= TELLING
        && (titles.0.is_empty() || titles.1.is_empty() || shared(reader, &titles.0, &titles.1)? >= TITLES))
}

/// Returns which share of their words two articles have in common, each word as much as it is rare, from 0 to 1.
fn shared(
    reader: &dyn Reader,
    left: &BTreeSet<String>,
    right: &BTreeSet<String>,
) -> Result<f64, BackendError> {
    let bm25 = Bm25::of_articles(reader.statistics()?);
    let words: Vec<&String> = left.union(right).collect();
    let set = |word: &&String| TermPredicate::of_terms([(*word).clone()]);
    let sets: Vec<TermPredicate> = words.iter().map(set).collect();
    let (mut both, mut of_left, mut of_right) = (0.0, 0.0, 0.0);
    for (word, articles) in words.into_iter().zip(reader.frequencies(&sets)?) {
        let weight = bm25.idf(articles);
        let stands_in = |words: &BTreeSet<String>| if words.contains(word) { weight } else { 0.0 };
        of_left += stands_in(left);
        of_right += stands_in(right);
        both += stands_in(left).min(stands_in(right));
    }
    let less = f64::min(of_left, of_right);
    Ok(if less > 0.0 { both / less } else { 0.0 })
}

/// Returns the terms of an article's title that say something.
fn title_words(article: &Article) -> BTreeSet<String> {
    let words = query_words(article.title.as_deref().unwrap_or_default()).into_iter();
    words.filter(|word| !is_function_word(word.folded())).map(|word| word.term).collect()
}
