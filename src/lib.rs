//! Full-text search for news articles.
#![allow(missing_docs)]

pub mod archive;
pub mod article;
pub mod article_json;
pub mod date;
pub mod extract;
pub mod query;
pub mod read;
pub mod span;
