//! Parses the text of a query into a syntax tree.
//!
//! Input: text and the present time. Output: an [`Ast`] with warnings, or an error with its place. Words are not analyzed,
//! and nothing is looked up in the archive.
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
//! `~` between two symbols means that no white space is allowed; elsewhere, white space separates. Keywords in capitals must be
//! in capitals. Names of fields and functions, and proximity operators, are case-insensitive.
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
//! quotation   = '"' text '"' | "“" text "”" | "”" text "”" | "„" text ( "“" | "”" ) | "«" text "»" | "»" text "«"
//!             | "「" text "」" | "『" text "』" ;
//! wildcard    = word with "*" or, not at its end, "?" ;
//! fuzzy       = word ~ "~" ~ ( "1" | "2" ) ;
//! regex       = "/" ~ pattern ~ "/" ;                 no white space inside, "\/" for a slash
//! url         = scheme ~ "://" ~ text ;               the same as "url:" ~ url
//! field-name  = "title" | "headline" | "lead" | "byline" | "author" | "source" | "site" | "url" | "section"
//!             | "tag" | "tags" | "keyword" | "quote" | "speaker" | "in" ;
//! filter-name = "date" | "since" | "until" | "seen" | "lang" | "id" | "words" | "kind" | "confidence" ;
//! ```
//!
//! Rules beyond the grammar:
//!
//! - A field or function contains no field, filter or function, except that a field may contain `atleast()`.
//! - Operands of proximity and of `atleast()` contain no AND, NOT, field or filter.
//! - In a phrase, `\` before a quotation mark or another `\` makes that character part of the phrase.
//! - A word is text without white space, with the punctuation around it removed. Text of punctuation only is ignored.
//!
//! `docs/query-language.md` describes the language for users.

mod absolute_date;
mod arguments;
mod ast;
mod canonical;
mod connectors;
mod date_range;
mod delimiters;
#[cfg(test)]
mod dialect_tests;
#[cfg(test)]
mod documentation_tests;
mod error;
mod factiva;
mod field;
mod filter;
mod length;
mod lex;
mod lex_names;
mod lexis;
mod lucene;
mod mixed_and_or;
mod node;
mod operand;
mod parse;
mod proximity;
#[cfg(test)]
mod roundtrip_tests;
#[cfg(test)]
mod tests;
mod warnings;
mod word;

pub use arguments::join_arguments;
pub use ast::{Ast, Field, Forms, Phrase, Proximity};
pub use date_range::{parse_date_range, parse_now, parse_seen, parse_since, parse_until};
pub(crate) use error::shortened;
pub use error::{Color, QueryError};
pub use factiva::parse_factiva;
pub use filter::confidence as parse_confidence;
pub(crate) use length::check_length;
pub use lexis::parse_lexis;
pub use lucene::parse_lucene;

pub use crate::matching::{Filter, Presence, Within};

use crate::span::Span;

/// How words without an operator between them are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JoinedBy {
    /// All words must occur.
    #[default]
    And,
    /// One word is enough.
    Or,
}

/// Information for the user that is not an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable name for scripts, in `snake_case`.
    pub code: &'static str,
    /// Text for users.
    pub message: String,
}

/// How to read the text of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct ParseOptions {
    /// The present, for relative dates. Days are counted in its time zone.
    pub now: jiff::Zoned,
    /// How words without an operator between them are joined.
    pub joined_by: JoinedBy,
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The query as a tree.
    pub ast: Ast,
    /// Warnings about how it was read.
    pub warnings: Vec<Warning>,
    /// Whether it has an operator. Without an operator, articles with only some of the words may be shown.
    pub operators: Operators,
}

/// Whether a query has operators: quotation marks, signs, wildcards, fuzzy words, regular expressions, AND, OR, NOT,
/// proximity, `atleast()`. Fields, filters, `said()` and parentheses are not operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operators {
    /// Only words, fields and filters.
    Absent,
    /// At least one operator.
    Present,
}

/// Parses a query in morgue's language.
///
/// # Errors
/// If the query is wrong, with the place in `text`.
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    let (tokens, mut warnings) = lex::tokens(text)?;
    if tokens.is_empty() {
        return Err(empty(text));
    }
    let outcome = parse::tree(text, &tokens, options)?;
    let seen = warnings::lower_case_operator(&tokens);
    let mixed = outcome.mixed.as_ref().map(|read| mixed_and_or::warning(&outcome.ast, read));
    for warning in seen.into_iter().chain(mixed) {
        warnings::add_once(&mut warnings, warning);
    }
    Ok(Parsed { ast: outcome.ast, warnings, operators: outcome.operators })
}

/// Parses a query without syntax. It consists of words, which `joined_by` joins.
///
/// # Errors
/// `query_empty` if `text` has no word.
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
    let message =
        if text.trim().is_empty() { "the query is empty" } else { "the query has no word, only punctuation" };
    QueryError::new("query_empty", message, Span::new(0, text.len())).expected("words to search for")
}
