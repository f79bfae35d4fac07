//! Finds rewrites: the same story told again in other words, by the same outlet on the same day.
//!
//! Two articles are rewrites if they share most of their key terms and of the words of their titles. Rare words count more:
//! texts from one template, such as results and prices, share frequent words and differ in the rare ones.

use std::{collections::BTreeSet, sync::Arc};

use crate::{
    analysis::{is_function_word, query_words},
    article::Article,
    backend::{BackendError, Reader},
    dates::DayRange,
    matching::{Bm25, TermPredicate},
    rank::ArticleProfile,
};

/// Number of hits among which rewrites are looked for.
pub(super) const COMPARED: usize = 10;
/// Minimum number of shared key terms.
const MIN_SHARED: usize = 18;
/// Minimum weighted share of key terms that rewrites have in common, relative to the article with less weight.
const KEY_TERMS: f64 = 0.6;
/// Minimum weighted share of the words of titles, if both articles have a title.
const TITLES: f64 = 0.5;

/// The stories of the first hits.
#[derive(Default)]
pub(super) struct Stories {
    stories: Vec<Story>,
}

/// The story of an article.
pub(super) struct Story {
    /// Index of the hit that tells the story.
    hit: usize,
    days: DayRange,
    telling: BTreeSet<String>,
    article: Option<Arc<Article>>,
    id: String,
}

impl Story {
    /// Returns the story of an article, by its publication days and key terms.
    pub(super) fn of(id: &str, days: DayRange, about: &ArticleProfile) -> Self {
        let telling = about.key_terms.iter().map(|(term, _)| term.to_owned()).collect();
        Self { hit: 0, days, telling, article: None, id: id.to_owned() }
    }

    /// Returns whether two stories may be the same, without reading the articles.
    fn may_be(&self, other: &Self) -> bool {
        let shared = self.telling.intersection(&other.telling).count();
        self.days == other.days
            && shared >= MIN_SHARED
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
    /// Returns the index of the hit with the same story.
    pub(super) fn hit_with(
        &mut self,
        reader: &dyn Reader,
        story: &mut Story,
    ) -> Result<Option<usize>, BackendError> {
        for known in &mut self.stories {
            if known.may_be(story) && is_rewrite(reader, known, story)? {
                return Ok(Some(known.hit));
            }
        }
        Ok(None)
    }

    /// Adds the story of a hit.
    pub(super) fn add(&mut self, story: Story, hit: usize) {
        self.stories.push(Story { hit, ..story });
    }
}

fn is_rewrite(reader: &dyn Reader, known: &mut Story, story: &mut Story) -> Result<bool, BackendError> {
    let (Some(left), Some(right)) = (known.read(reader)?, story.read(reader)?) else { return Ok(false) };
    if (&left.source, &left.source_name) != (&right.source, &right.source_name) {
        return Ok(false);
    }
    let titles = (title_words(&left), title_words(&right));
    Ok(shared(reader, &known.telling, &story.telling)? >= KEY_TERMS
        && (titles.0.is_empty() || titles.1.is_empty() || shared(reader, &titles.0, &titles.1)? >= TITLES))
}

/// Returns the weighted share of common words, from 0 to 1, relative to the side with less weight. Rare words weigh more.
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

/// Returns the content words of the title.
fn title_words(article: &Article) -> BTreeSet<String> {
    let words = query_words(article.title.as_deref().unwrap_or_default()).into_iter();
    words.filter(|word| !is_function_word(word.folded())).map(|word| word.term).collect()
}
