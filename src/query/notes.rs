//! What there is to say about words that look like syntax but are read as words.

use super::lex::{Kind, Token};
use crate::{archive::Warning, query::marks};

/// Adds a warning unless one of its code is there.
pub(super) fn once(warnings: &mut Vec<Warning>, warning: impl Into<Option<Warning>>) {
    if let Some(warning) = warning.into()
        && !warnings.iter().any(|known| known.code == warning.code)
    {
        warnings.push(warning);
    }
}

/// Returns whether a phrase's text holds what would be a wildcard in a word.
pub(super) fn has_wildcard(phrase: &str) -> bool {
    phrase.split(' ').any(|word| {
        let inside = word.trim_end_matches(|letter: char| letter != '*' && !letter.is_alphanumeric());
        inside.contains(char::is_alphanumeric) && inside.contains(['*', '?'])
    })
}

pub(super) fn wildcard_in_phrase(phrase: &str) -> Warning {
    let phrase = marks::quoted(phrase);
    let message = format!(
        "`*` and `?` are punctuation inside the phrase `{phrase}`; write wildcards outside of phrases"
    );
    Warning { code: "wildcard_in_phrase", message }
}

/// Returns the note on a known field's name before white space.
pub(super) fn field_as_word(name: &str) -> Warning {
    let message =
        format!("`{name}:` before white space is read as a word; leave out the white space to ask the field");
    Warning { code: "field_as_word", message }
}

/// Returns the note on an operator of other query languages.
pub(super) fn foreign(chunk: &str) -> Option<Warning> {
    let message = match chunk {
        "||" => "`||` is read as punctuation; write `OR`".to_owned(),
        "&&" => "`&&` is read as punctuation; write `AND`".to_owned(),
        "NEAR" | "ADJ" => {
            format!("`{chunk}` is read as a word; write the operator with a distance, as in `{chunk}/5`")
        }
        _ => {
            let word = chunk.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric))?;
            format!("`!` is read as punctuation; write `NOT {word}` or `-{word}`")
        }
    };
    Some(Warning { code: "foreign_operator", message })
}

/// Returns the note on the first lower-case `and`, `or` or `not` that stands between two words.
pub(super) fn lower_case_operator(tokens: &[Token]) -> Option<Warning> {
    tokens.windows(3).find_map(|window| {
        let [before, Token { kind: Kind::Text(word), .. }, behind] = window else { return None };
        let between =
            matches!(before.kind, Kind::Text(_) | Kind::Quoted { .. } | Kind::Close | Kind::Value(_))
                && !matches!(behind.kind, Kind::Close | Kind::Comma | Kind::And | Kind::Or | Kind::Near(_));
        if !between || !matches!(word.as_str(), "and" | "or" | "not") {
            return None;
        }
        let capitals = word.to_uppercase();
        let message = format!("`{word}` is read as a word; write `{capitals}` for the operator");
        Some(Warning { code: "lower_case_operator", message })
    })
}
