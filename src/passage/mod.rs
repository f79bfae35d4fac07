//! From an article to its passages: what a search shows, cut at the ends of sentences and paragraphs.

mod cut;
mod sentence;

pub use cut::{Passage, passages};
pub use sentence::sentences;
