//! From text to terms: normalizes, splits and stems words. Articles and queries are analyzed in the same way, so that equal
//! spellings match.
//!
//! Input: text. Output: terms with the byte spans of their words ([`tokenize`]), or the words of a query ([`query_words`]).

pub(crate) mod ascii;
mod ascii_word;
mod divided;
mod fold;
mod function_words;
mod stem;
mod term;
mod tokenizer;
mod visible;

pub(crate) use divided::{continuation, follows_omitted_part, is_hyphen_at_line_end};
pub(crate) use fold::{fold, is_hebrew_abbreviation};
pub(crate) use function_words::is_function_word;
pub use stem::Stemmer;
pub(crate) use stem::{inflected, stemming_language};
pub use term::{QueryWord, Restriction, query_words};
pub(crate) use term::{TermParts, is_hyphen, is_numbered_name};
pub(crate) use tokenizer::{Capitals, each_word, each_word_in};
pub use tokenizer::{SEPARATOR, Token, tokenize};
pub(crate) use visible::{Visible, visible};
