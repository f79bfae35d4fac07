//! The engine on servers: OpenSearch, reached over HTTP.
//!
//! The server gets the terms of articles, not their text, so that words mean the same as on one machine.

mod document;
mod structure;
mod tokens;

pub use document::{
    LAYOUT_VERSION, VocabularyTerm, document, document_id, mappings, vocabulary_mappings, vocabulary_terms,
};
