//! Full-text search for news articles.
#![allow(missing_docs)]

pub mod analysis;
pub mod archive;
pub mod article;
pub mod article_json;
pub mod backend;
pub mod date;
pub mod eval;
pub mod extract;
pub mod highlight;
pub mod index_folder;
pub mod passage;
pub mod query;
pub mod quotation;
pub mod rank;
pub mod read;
pub mod render;
pub mod span;
pub mod stages;
pub mod update;
