//! Cutting an article's text: sentences for distances and quotations, passages for showing and ranking.

mod sentence;

pub use sentence::sentences;
