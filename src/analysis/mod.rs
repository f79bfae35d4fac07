//! From text to words: how an article is cut into terms at positions, and a query's words likewise.
//!
//! An [`Article`](crate::article::Article) enters, an [`Analyzed`] one leaves: the one unit that back ends index. The
//! same tokenizer reads queries, so that what is written alike is found alike.

mod analyzed;
mod body;
mod divided;
mod fold;
mod function_words;
mod layout;
mod stem;
mod telling;
mod term;
mod tokenizer;
pub(crate) mod told;
mod visible;

pub use analyzed::{Analyzed, FieldWords, Words, analyze};
pub(crate) use analyzed::{LaidOut, each_quoted, lay_out};
pub(crate) use divided::{follows_part_left_out, goes_on, is_dividing};
pub(crate) use fold::{abbreviates, fold};
pub(crate) use function_words::is_function_word;
pub use layout::{Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed};
pub use stem::Stemmer;
pub(crate) use stem::{inflected, stemming_language};
pub(crate) use telling::MOST_TELLING;
pub use telling::TellingWords;
pub use term::{QueryWord, Restriction, query_words};
pub(crate) use term::{TermParts, is_hyphen, is_numbered_name};
pub use tokenizer::{SEPARATOR, Token, tokenize};
pub use told::Mark;
pub(crate) use visible::{Visible, visible};

/// Rises whenever the same text may come out as other terms, positions, signature or telling words: an index keeps the version it was written with.
pub const ANALYZER_VERSION: u32 = 5;
