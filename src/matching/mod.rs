//! What a query means: the clause that every back end is asked, and its evaluation on one article.
//!
//! A [`Clause`] is plain data. [`holds`] tells whether an article satisfies it, [`marked_positions`] which of its words made it hold,
//! [`Evidence`] what the article has of the words that count for its score. All read the article through a [`View`]: the one
//! of an analysed article is the definition, those of engines are held to it by tests.

mod bm25;
mod clause;
pub(crate) mod evaluate;
mod evidence;
mod filter;
mod mentions;
mod patterns;
mod term_predicate;
mod view;

pub use bm25::{Bm25, Statistics};
pub(crate) use bm25::{article_saturation, quotation_term, related_saturation, saturated};
pub use clause::{Clause, Feature, Near, Operand, Part, Presence, Spans, Stream, TextField, Within};
pub use evaluate::{Unit, View, holds, marked_positions};
pub(crate) use evidence::evidence;
pub use evidence::{Evidence, Occurrences};
pub use filter::Filter;
pub use patterns::NearWords;
pub(crate) use patterns::{WordPattern, fits_wildcard};
pub(crate) use term_predicate::TermTest;
pub use term_predicate::{AskedWord, Certainty, Form, Inflected, Languages, TermPredicate, WhichForms};
pub use view::AnalyzedView;
pub(crate) use view::streams;
