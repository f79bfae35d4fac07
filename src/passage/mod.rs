//! From an article to its passages: what a search shows, cut at the ends of sentences and paragraphs.

mod cut;

pub use cut::{Passage, passages};
