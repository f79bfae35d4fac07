//! From an article to its passages: what a search shows, cut at the ends of sentences and paragraphs.

mod cut;
mod line_end;
mod prose;
mod sentence;

pub use cut::{Passage, PassageKind, passages};
pub(crate) use line_end::ends_sentence;
pub use sentence::sentences;
