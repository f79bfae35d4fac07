//! From the text of a query to its syntax tree. Text and the present time enter; an [`Ast`] with warnings leaves, or an
//! error with its place. Nothing is analysed and nothing looked up.
//!
//! ```
//! use morgue::query::{JoinedBy, ParseOptions, parse};
//!
//! let now = "2026-02-08T12:00:00+00:00[UTC]".parse().expect("a time with its zone");
//! let options = ParseOptions { now, joined_by: JoinedBy::And };
//! let parsed = parse("“nuclear talks” -Geneva date:7d", &options).expect("a query");
//! assert_eq!(parsed.ast.to_string(), "\"nuclear talks\" NOT Geneva date:2026-02-01..2026-02-08");
//! ```
//!
//! # Grammar
//! `~` between two pieces: no white space; elsewhere white space separates. Keywords in capitals are written so, names of
//! fields and functions and the operators of proximity in any case.
//!
//! ```text
//! query       = either ;
//! either      = both { "OR" both } ;
//! both        = operand { [ "AND" ] operand } ;
//! operand     = ( "NOT" | "-" ~ ) operand | [ "+" ~ ] proximity ;
//! proximity   = primary { [ "NOT" ] near primary } ;  "NOT" in any case
//! near        = ( "W/" | "NEAR/" ) ~ ( number | "S" | "P" ) | ( "PRE/" | "ADJ/" ) ~ number ;
//! primary     = term | "(" either ")" | field | filter | url
//!             | "said(" ( "none" | either ) "," either ")" | "atleast" ~ number ~ "(" either ")" ;
//! field       = field-name ~ ":" ~ ( term | "(" either ")" ) | "speaker:none" ;
//! filter      = filter-name ~ ":" ~ ( value | quotation | "(" either ")" ) ;   each word in a group: one value
//! term        = word | phrase | wildcard | fuzzy | regex ;
//! phrase      = [ "stem:" ~ ] quotation [ ~ "~" ~ number ] ;
//! quotation   = '"' text '"' | "“" text "”" | "„" text "“" | "«" text "»" | "»" text "«" | "「" text "」" ;
//! wildcard    = word with "*" or, not at its end, "?" ;
//! fuzzy       = word ~ "~" ~ ( "1" | "2" ) ;
//! regex       = "/" ~ pattern ~ "/" ;                 no white space inside, "\/" for a slash
//! url         = scheme ~ "://" ~ text ;               the same as "url:" ~ url
//! field-name  = "title" | "headline" | "lead" | "byline" | "author" | "source" | "site" | "url" | "section"
//!             | "tag" | "tags" | "keyword" | "quote" | "speaker" ;
//! filter-name = "date" | "since" | "until" | "seen" | "lang" | "id" | "words" ;
//! ```
//!
//! What the grammar does not say: fields, filters and functions do not stand inside a field or function (`atleast()` may
//! stand in a field); operands of proximity and of `atleast()` hold no AND, NOT, field or filter; a `\` before a quotation
//! mark or another `\` makes it part of a phrase; words are what is left of a stretch of text when the punctuation around
//! it is gone, and a stretch of nothing but punctuation is passed over. `docs/query-language.md` tells all this to users.
mod arguments;
mod ast;
mod canonical;
mod connectors;
mod date;
#[cfg(test)]
mod dialect_tests;
mod error;
mod factiva;
mod field;
mod filter;
mod lex;
mod lexis;
mod lucene;
mod marks;
mod mixed;
mod moment;
mod names;
mod nearness;
mod node;
mod notes;
mod operand;
mod parse;
#[cfg(test)]
mod roundtrip;
#[cfg(test)]
mod tests;
mod word;

pub use arguments::join_arguments;
pub use ast::{Ast, Field, Forms, Phrase, Proximity};
pub use date::{parse_date_range, parse_now, parse_seen, parse_since, parse_until};
pub use error::{Colour, QueryError};
pub use factiva::parse_factiva;
pub use filter::confidence as parse_confidence;
pub use lexis::parse_lexis;
pub use lucene::parse_lucene;

pub use crate::matching::{Filter, Presence, Within};

use crate::span::Span;

/// How bare words side by side are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JoinedBy {
    /// All must occur.
    #[default]
    And,
    /// One is enough.
    Or,
}

/// Something the user should know, though it is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable name for scripts, `snake_case`.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

/// How the text of a query is to be read.
#[derive(Debug, Clone, PartialEq)]
pub struct ParseOptions {
    /// The present, by which relative dates are reckoned; days are days of its zone.
    pub now: jiff::Zoned,
    /// How bare words side by side are joined.
    pub joined_by: JoinedBy,
}

/// A query that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// What it asks.
    pub ast: Ast,
    /// What the user should know about how it was read.
    pub warnings: Vec<Warning>,
    /// Whether it holds an operator; without one, articles that hold only some of the words may be shown.
    pub operators: Operators,
}

/// Whether a query holds operators: quotation marks, signs, wildcards, fuzzy words, regular expressions, AND, OR, NOT,
/// proximity, `atleast()`. Fields, filters, `said()` and parentheses are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operators {
    /// Nothing but words, fields and filters.
    Absent,
    /// At least one.
    Present,
}

/// Reads a query in our language.
///
/// # Errors
/// What is wrong, and where in `text`.
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    let (tokens, mut warnings) = lex::tokens(text)?;
    if tokens.is_empty() {
        return Err(empty(text));
    }
    let outcome = parse::tree(text, &tokens, options)?;
    let seen = notes::lower_case_operator(&tokens);
    let mixed = outcome.mixed.as_ref().map(|read| mixed::note(&outcome.ast, read));
    for warning in seen.into_iter().chain(mixed) {
        notes::once(&mut warnings, warning);
    }
    Ok(Parsed { ast: outcome.ast, warnings, operators: outcome.operators })
}

/// Reads a query in which nothing is syntax: words, joined as `joined_by` says.
///
/// # Errors
/// `query_empty` if there is no word in `text`.
pub fn parse_literal(text: &str, joined_by: JoinedBy) -> Result<Parsed, QueryError> {
    let words = text.split_whitespace().map(word::literal).filter(|word| !word.is_empty());
    let mut words: Vec<Ast> = words.map(|word| Ast::Word(word.to_owned())).collect();
    let ast = match (words.len(), joined_by) {
        (0, _) => return Err(empty(text)),
        (1, _) => words.remove(0),
        (_, JoinedBy::And) => Ast::And(words),
        (_, JoinedBy::Or) => Ast::Or(words),
    };
    Ok(Parsed { ast, warnings: Vec::new(), operators: Operators::Absent })
}

fn empty(text: &str) -> QueryError {
    let message = if text.trim().is_empty() {
        "the query is empty"
    } else {
        "the query holds no word, only punctuation"
    };
    QueryError::new("query_empty", message, Span::new(0, text.len())).expected("words to search for")
}
