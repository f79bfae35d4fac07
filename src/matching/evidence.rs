//! What an article holds of the words that count for its score.

use super::{
    bm25::Bm25,
    clause::{Feature, Part, Spans},
    evaluate::{Unit, View, starts, text_positions},
};

/// Where an article's words stand, for ranking.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// What was found of each feature.
    pub features: Vec<Occurrences>,
    /// Position of the text's first word.
    pub title_words: u32,
    /// Words of title and text.
    pub words: u32,
    /// Words of an article on average, at least 1.
    pub average_words: f64,
}

impl Evidence {
    /// Returns how long the article is beside the average one.
    #[must_use]
    pub fn relative_length(&self) -> f64 {
        f64::from(self.words) / self.average_words
    }

    /// Returns how long a stretch of so many words, or the whole article if that is shorter, is beside the average article.
    #[must_use]
    pub fn relative_length_of(&self, words: u32) -> f64 {
        f64::from(words.min(self.words)) / self.average_words
    }
}

/// Where a feature occurs in an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Occurrences {
    /// The positions, ascending, its kin's too; of a phrase the first words.
    pub positions: Vec<u32>,
    /// How many of them are of inflected forms.
    pub inflected: u32,
    /// How many of them are its kin's.
    pub kin: u32,
}

/// Returns where the features stand in an article.
pub(crate) fn evidence<'q>(view: &mut dyn View<'q>, features: &'q [Feature], bm25: &Bm25) -> Evidence {
    let (title_words, words) = view.lengths();
    let features = features.iter().map(|feature| occurrences(view, feature)).collect();
    Evidence { features, title_words, words, average_words: bm25.average_words() }
}

/// Returns where a feature stands in an article.
fn occurrences<'q>(view: &mut dyn View<'q>, feature: &'q Feature) -> Occurrences {
    let (Part::Anywhere, Spans::Word(word)) = (feature.part, &feature.spans) else {
        let found = text_positions(feature.part, &feature.spans, view, Unit::Article);
        return Occurrences { positions: starts(&found), inflected: 0, kin: 0 };
    };
    let (mut positions, inflected) = view.positions_with(word, &feature.inflected);
    let own = positions.len();
    if !feature.kin.forms().is_empty() {
        positions.extend(view.positions(&feature.kin));
        positions.sort_unstable();
        positions.dedup();
    }
    let kin = (positions.len() - own) as u32;
    Occurrences { positions, inflected, kin }
}
