//! The meaning of a query: the clause that every back end answers, and its evaluation on one article.
//!
//! Input: a [`Clause`] and an article, which is read through a [`View`]. Output: whether the article satisfies the clause
//! ([`holds`]), which words made it match ([`matched_positions`]), and where the words that add to its score occur
//! ([`Evidence`]).
//!
//! The view of an analyzed article ([`AnalyzedView`]) is the definition. Tests compare the views of engines with it.

mod analyzed_view;
mod bm25;
mod clause;
pub(crate) mod evaluate;
mod evidence;
mod filter;
mod patterns;
mod proximity;
mod term_predicate;

pub use analyzed_view::AnalyzedView;
pub(crate) use analyzed_view::streams;
pub use bm25::{Bm25, Statistics};
#[cfg(feature = "opensearch")]
pub(crate) use bm25::{MOST_RELATED, RELATED_B, RELATED_K1};
pub(crate) use bm25::{MOST_SATURATED, article_saturation, quotation_term, related_saturation, saturated};
pub use clause::{Clause, Feature, Near, Operand, Part, Presence, Spans, Stream, TextField, Within};
pub use evaluate::{Unit, View, holds, matched_positions};
pub(crate) use evidence::evidence;
pub use evidence::{Evidence, Occurrences};
pub use filter::Filter;
pub use patterns::FuzzyPattern;
pub(crate) use patterns::{WordPattern, matches_wildcard};
pub(crate) use term_predicate::TermTest;
pub use term_predicate::{Certainty, FieldPredicate, Form, Inflected, Languages, TermPredicate, WhichForms};
