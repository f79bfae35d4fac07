//! The limit on the length of a query. Every word is looked up in the index, so the time grows with their number.

use super::error::QueryError;
use crate::span::Span;

/// Maximum number of words and operators in a query: 10,000 names joined by OR.
const MAX_WORDS: usize = 20_000;

/// Checks that a query is not too long.
///
/// # Errors
/// `query_too_long` with the place of the first word too many.
pub(crate) fn check_length(text: &str) -> Result<(), QueryError> {
    let Some(first) = text.split_whitespace().nth(MAX_WORDS) else { return Ok(()) };
    let start = first.as_ptr() as usize - text.as_ptr() as usize;
    let count = text.split_whitespace().count();
    let message = format!("the query has {count} words and operators; at most {MAX_WORDS} are allowed");
    Err(QueryError::new("query_too_long", message, Span::new(start, start + first.len()))
        .expected("the end of the query; to find articles like a text, use `similar`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_may_have_so_many_words_and_not_one_more() {
        let longest = vec!["ferry"; MAX_WORDS].join(" ");
        assert_eq!(check_length(&longest), Ok(()));
        let error = check_length(&format!("{longest} harbor")).unwrap_err();
        assert_eq!(
            (error.code, error.at),
            ("query_too_long", Span::new(longest.len() + 1, longest.len() + 7))
        );
    }
}
