//! The engine on servers: OpenSearch, reached over HTTP.
//!
//! The server gets the terms of articles, not their text, so that words mean the same as on one machine. A clause becomes a query of
//! the server, or two where the server cannot say it exactly: one that all matches satisfy, and one that only matches satisfy. What
//! lies between them is fetched and evaluated like on one machine. Final scores are computed here.

mod answer;
mod clause;
mod copies;
mod document;
mod fetched;
mod found_words;
mod keys;
mod look_up;
mod packed;
mod point_in_time;
mod query;
mod quotations;
mod ranking;
mod reader;
mod records;
mod scored_queries;
mod seen_twice;
mod server;
mod slices;
mod spans;
mod tokens;
mod value_counts;
mod verify;
mod vocabulary;
mod vocabulary_document;

pub use document::{LAYOUT_VERSION, UNKNOWN_LANGUAGE, document, document_id, mappings};
pub use reader::{OpenSearchReader, ReaderOptions};
pub use server::Missing;
pub use vocabulary_document::{VocabularyTerms, vocabulary_mappings, vocabulary_terms};
