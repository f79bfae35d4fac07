//! Converts an article to what the index stores of it: its terms at positions, its structure and its quotations.
//!
//! Input: an [`Article`](crate::article::Article). Output: an [`AnalyzedArticle`], the unit that back ends index. The words
//! themselves come from [`analysis`](crate::analysis), which analyzes queries in the same way.

mod analyze;
mod body_words;
mod key_terms;
mod layout;
mod packed_terms;
mod pipeline;
pub(crate) mod quotation_terms;
mod word_positions;

pub use analyze::{AnalyzedArticle, FieldTerms};
pub(crate) use analyze::{
    ArticleWithWordSpans, analyze_with_word_spans, each_quotation, key_terms_of, paragraphs_with_quotations,
};
pub use key_terms::KeyTerms;
pub(crate) use key_terms::MAX_KEY_TERMS;
pub use layout::{Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed};
pub use packed_terms::PackedTerms;
pub use pipeline::{analyze, analyze_as_is, find_quotations, quote_and_analyze};
pub use quotation_terms::Fingerprint;

/// Version of the analysis. It is raised whenever the same text may get other terms, positions, a different signature or other key
/// terms. An index records the version it was written with.
pub const ANALYZER_VERSION: u32 = 5;
