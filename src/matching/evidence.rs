//! Where the words that add to the score of an article occur.

use super::{
    bm25::Bm25,
    clause::{Feature, Part, Spans},
    evaluate::{Unit, View, starts, text_positions},
};

/// The positions of the features in an article, for ranking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// The occurrences of each feature.
    pub features: Vec<Occurrences>,
    /// Number of words of the title; the text begins at this position.
    pub title_words: u32,
    /// Number of words of title and text.
    pub words: u32,
    /// Average number of words of an article, at least 1.
    pub average_words: f64,
}

impl Evidence {
    /// Returns the length of the article relative to the average.
    #[must_use]
    pub fn relative_length(&self) -> f64 {
        f64::from(self.words) / self.average_words
    }

    /// Returns the length of a passage with this number of words, or of the whole article if that is shorter, relative to the
    /// average article.
    #[must_use]
    pub fn relative_length_of(&self, words: u32) -> f64 {
        f64::from(words.min(self.words)) / self.average_words
    }
}

/// The occurrences of a feature in an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// The positions, ascending, including positions of demonyms; for a phrase, the positions of its first words.
    pub positions: Vec<u32>,
    /// Number of positions with inflected forms.
    pub inflected: u32,
    /// Number of positions with demonyms.
    pub demonyms: u32,
}

/// Returns where the features occur in an article.
pub(crate) fn evidence<'q>(view: &mut dyn View<'q>, features: &'q [Feature], bm25: &Bm25) -> Evidence {
    let (title_words, words) = view.lengths();
    let features = features.iter().map(|feature| occurrences(view, feature)).collect();
    Evidence { features, title_words, words, average_words: bm25.average_words() }
}

/// Returns where a feature occurs in an article.
fn occurrences<'q>(view: &mut dyn View<'q>, feature: &'q Feature) -> Occurrences {
    let (Part::Anywhere, Spans::Word(word)) = (feature.part, &feature.spans) else {
        let found = text_positions(feature.part, &feature.spans, view, Unit::Article);
        return Occurrences { positions: starts(&found), inflected: 0, demonyms: 0 };
    };
    let (mut positions, inflected) = view.positions_with(word, &feature.inflected);
    let own = positions.len();
    if !feature.demonyms.forms().is_empty() {
        positions.extend(view.positions(&feature.demonyms));
        positions.sort_unstable();
        positions.dedup();
    }
    let demonyms = (positions.len() - own) as u32;
    Occurrences { positions, inflected, demonyms }
}
