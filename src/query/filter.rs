//! Parses the values of filters. Input: a name and a text. Output: a condition on metadata.

use jiff::Zoned;

use super::{Filter, QueryError, date_range, field::FilterName, word};
use crate::{article::QuotationKind, span::Span};

/// Parses the value of a filter. Places in errors are byte positions in `value`.
pub(super) fn read(name: FilterName, value: &str, now: &Zoned) -> Result<Filter, QueryError> {
    match name {
        FilterName::Date => date_range::parse_date_range(value, now),
        FilterName::Since => date_range::parse_since(value, now),
        FilterName::Until => date_range::parse_until(value, now),
        FilterName::Seen => date_range::parse_seen(value, now),
        FilterName::Lang => language(value),
        FilterName::Words => words(value),
        FilterName::Id if word::has_word(value) => Ok(Filter::Id(value.to_owned())),
        FilterName::Id => Err(error_at(format!("`{value}` is not the id of an article"), value)
            .expected("an id as `--format list` shows it")),
        FilterName::Kind => kind(value),
        FilterName::Confidence => confidence(value),
    }
}

/// Parses `en` or `en-GB`; only the language counts.
fn language(value: &str) -> Result<Filter, QueryError> {
    let code = value.split(['-', '_']).next().unwrap_or_default();
    if matches!(code.len(), 2 | 3) && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(Filter::Language(code.to_ascii_lowercase()));
    }
    let error = error_at(format!("`{value}` is not a language code"), value);
    Err(error.expected("two or three letters of ISO 639, such as `en`"))
}

/// Reads `direct`, `mixed` or `indirect`.
fn kind(value: &str) -> Result<Filter, QueryError> {
    match value.to_ascii_lowercase().as_str() {
        "direct" => Ok(Filter::Kind(QuotationKind::Direct)),
        "mixed" => Ok(Filter::Kind(QuotationKind::Mixed)),
        "indirect" => Ok(Filter::Kind(QuotationKind::Indirect)),
        _ => Err(error_at(format!("`{value}` is not a kind of quotation"), value)
            .expected("`direct`, `mixed` or `indirect`")),
    }
}

/// Parses a confidence from 0 to 1, `.9` or `0.9`. More than two decimals are rounded up, so that no lower confidence matches.
///
/// # Errors
/// If `value` is not a number from 0 to 1.
pub fn confidence(value: &str) -> Result<Filter, QueryError> {
    let share = value.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    let written = value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match share.filter(|_| written) {
        Some(share) => Ok(Filter::Confidence((share * 100.0 - 1e-6).ceil().max(0.0) as u8)),
        None => Err(error_at(format!("`{value}` is not a confidence"), value)
            .expected("a number from 0 to 1, such as 0.9")),
    }
}

/// Reads `800`, `801..`, `..800`, `100..200`, `>800`, `>=800`, `<800` or `<=800`.
fn words(value: &str) -> Result<Filter, QueryError> {
    let none = || error_at(format!("no text can have {value} words"), value);
    let number = |text: &str| {
        text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(|| {
            let error = error_at(format!("`{text}` is not a number of words"), value);
            error.expected("a number such as 800, or a range such as 801.., >800 or 100..200")
        })
    };
    let (from, to) = if let Some(rest) = value.strip_prefix(">=") {
        (Some(number(rest)?), None)
    } else if let Some(rest) = value.strip_prefix("<=") {
        (None, Some(number(rest)?))
    } else if let Some(rest) = value.strip_prefix('>') {
        (Some(number(rest)?.checked_add(1).ok_or_else(none)?), None)
    } else if let Some(rest) = value.strip_prefix('<') {
        (None, Some(number(rest)?.checked_sub(1).ok_or_else(none)?))
    } else if let Some((from, to)) = value.split_once("..").filter(|_| value != "..") {
        let end = |text: &str| if text.is_empty() { Ok(None) } else { number(text).map(Some) };
        (end(from)?, end(to)?)
    } else {
        let count = number(value)?;
        (Some(count), Some(count))
    };
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let error = error_at(format!("the range `{value}` ends before it begins"), value);
        return Err(error.suggesting(format!("{to}..{from}")));
    }
    Ok(Filter::Words { from, to })
}

fn error_at(message: String, value: &str) -> QueryError {
    QueryError::new("query_value", message, Span::new(0, value.len()))
}
