//! Splits an article into sentences, and into the passages that a search shows.
//!
//! Input: an article's text and paragraphs. Output: spans of the text.

mod line_end;
mod passages;
mod prose;
mod sentences;

pub(crate) use line_end::ends_sentence;
pub use passages::{Passage, PassageKind, passages};
pub use sentences::sentences;
