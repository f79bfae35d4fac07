//! From an article to its passages: what a search shows, cut at the ends of sentences and paragraphs.

mod cut;
mod prose;
mod sentence;

pub use cut::{Passage, PassageKind, passages};
pub use sentence::sentences;
