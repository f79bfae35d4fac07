//! Articles counted by the values of a field.

use std::collections::{BTreeSet, HashMap};

use super::TopField;
use crate::article::Article;

/// Numbers of articles by value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ValueCounts {
    /// The number of articles with each value; `None` stands for articles without a value. No number is 0.
    pub counts: HashMap<Option<String>, usize>,
    /// The number of articles.
    pub total: usize,
}

impl ValueCounts {
    /// Counts an article for each of its values.
    pub fn add(&mut self, field: TopField, article: &Article) {
        self.total += 1;
        let values = field.values(article);
        if values.is_empty() {
            *self.counts.entry(None).or_default() += 1;
        }
        for value in values {
            *self.counts.entry(Some(value.to_owned())).or_default() += 1;
        }
    }
}

impl TopField {
    /// Returns the values of an article, each once; none for speakers, whose quotations are counted instead.
    #[must_use]
    pub fn values(self, article: &Article) -> BTreeSet<&str> {
        match self {
            Self::Author => article.byline.iter().map(String::as_str).collect(),
            Self::Source => {
                article.source.as_deref().or(article.source_name.as_deref()).into_iter().collect()
            }
            Self::Lang => article.lang.as_deref().into_iter().collect(),
            Self::Section => article.section.as_deref().into_iter().collect(),
            Self::Speaker => BTreeSet::new(),
        }
    }
}
