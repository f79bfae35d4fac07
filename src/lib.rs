//! Full-text search for news articles.
#![allow(missing_docs)]

pub mod archive;
pub mod article;
pub mod date;
pub mod passage;
pub mod query;
pub mod quotation;
pub mod read;
pub mod span;
