//! Answers as text, for people, programs and other tools.
//!
//! What an archive answered enters ([`SearchResults`](crate::archive::SearchResults),
//! [`QuotationResults`](crate::archive::QuotationResults), an [`Article`](crate::article::Article)); bytes leave, written to
//! whatever the caller names. One format a file. All escaping is done here, and only here: control characters of an article
//! never reach a terminal, its angle brackets never become markup.

pub mod csv;
pub mod files;
pub mod html;
pub mod jsonl;
pub mod list;
pub mod listing;
pub mod markdown;
pub mod reading;
pub mod similar;
pub mod text;
pub mod timeline;
pub mod told;
pub mod top;
pub mod trec;
pub mod vimgrep;

mod annotated;
mod clean;
mod expansion;
mod explanation;
mod facts;
mod headline;
mod page;
mod paragraphs;
mod pieces;
mod place;
mod quotation;
#[cfg(test)]
mod sample;

pub use self::clean::clean;
pub use self::expansion::expanded_words;
pub use self::explanation::{explanation_lines, related_line};
pub use self::headline::headline;
pub use self::page::{Color, FileLinks, Hyperlinks, Page};
pub use self::place::{At, at};
pub use self::text::counted;
