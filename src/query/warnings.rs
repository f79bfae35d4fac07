//! Warnings about words that look like syntax but are read as words.

use super::Warning;
use super::{
    QueryError, delimiters, field,
    lex::{Kind, Token},
};
use crate::span::Span;

/// Adds a warning unless there is one with the same code.
pub(super) fn add_once(warnings: &mut Vec<Warning>, warning: impl Into<Option<Warning>>) {
    if let Some(warning) = warning.into()
        && !warnings.iter().any(|known| known.code == warning.code)
    {
        warnings.push(warning);
    }
}

/// Returns whether a phrase contains a wildcard, which is punctuation there.
pub(super) fn has_wildcard(phrase: &str) -> bool {
    phrase.split(' ').any(|word| {
        let inside = word.trim_end_matches(|letter: char| letter != '*' && !letter.is_alphanumeric());
        inside.contains(char::is_alphanumeric) && inside.contains(['*', '?'])
    })
}

pub(super) fn wildcard_in_phrase(phrase: &str) -> Warning {
    let phrase = delimiters::quoted(phrase);
    let message = format!(
        "`*` and `?` are punctuation inside the phrase `{phrase}`; write wildcards outside of phrases"
    );
    Warning { code: "wildcard_in_phrase", message }
}

/// Returns the warning for a phrase with slop. In other query languages, its words may be in any order.
pub(super) fn ordered_phrase(text: &str, slop: u32) -> Option<Warning> {
    let words: Vec<&str> = text.split(' ').collect();
    let (first, rest) = words.split_first().filter(|(_, rest)| slop > 0 && !rest.is_empty())?;
    let phrase = delimiters::quoted(text);
    // `W/1` means next to each other, as `~0` does.
    let near = format!("{first} W/{} {}", slop.saturating_add(1), rest[0]);
    let like = if rest.len() == 1 { "" } else { "nearness, as in " };
    let message =
        format!("`{phrase}~{slop}` matches its words in this order only; for any order write {like}`{near}`");
    Some(Warning { code: "ordered_phrase", message })
}

/// Returns the warning for a field in the syntax of Lexis (`headline(talks)`).
pub(super) fn field_as_function(chunk: &str, behind: &str) -> Option<Warning> {
    (behind.starts_with('(') && field::by_name(chunk).is_some()).then(|| {
        let message = format!(
            "`{chunk}(…)` is read as a word and a group; write `{chunk}:(…)`, or use the syntax of Lexis with `--syntax lexis`"
        );
        Warning { code: "foreign_operator", message }
    })
}

/// Returns the warning for a word that is truncated as in Lexis (`negotiat!`). At the end of a sentence, `!` is punctuation.
pub(super) fn truncated_as_in_lexis(chunk: &str, behind: &str, before: &str) -> Option<Warning> {
    let stem = chunk.strip_suffix('!').filter(|stem| stem.len() > 2)?;
    let is_stem = stem.bytes().all(|byte| byte.is_ascii_lowercase());
    let ends_a_sentence = behind.trim().is_empty() && !before.trim().is_empty();
    (is_stem && !ends_a_sentence).then(|| {
        let message = format!("`!` is read as punctuation; to match any ending, write `{stem}*`, as `!` does in Lexis (`--syntax lexis`)");
        Warning { code: "foreign_operator", message }
    })
}

/// Returns the warning for a field name with a colon before white space.
pub(super) fn field_as_word(name: &str) -> Warning {
    let message =
        format!("`{name}:` before white space is read as a word; remove the white space to search the field");
    Warning { code: "field_as_word", message }
}

/// Returns the warning for an operator of another query language.
pub(super) fn foreign(chunk: &str) -> Option<Warning> {
    let message = match chunk {
        "||" => "`||` is read as punctuation; write `OR`".to_owned(),
        "&&" => "`&&` is read as punctuation; write `AND`".to_owned(),
        "NEAR" | "ADJ" => {
            format!("`{chunk}` is read as a word; write the operator with a distance, as in `{chunk}/5`")
        }
        _ if is_nearness(chunk) => {
            format!(
                "`{chunk}` is read as a word; write the operator with a distance, as in `W/5`, `PRE/5`, `W/S`"
            )
        }
        _ if weight(chunk).is_some() => {
            let (word, weight) = weight(chunk)?;
            format!(
                "`^{weight}` is read as part of the word; write `{word}`, because words cannot be weighted"
            )
        }
        _ => {
            let word = chunk.strip_prefix('!').filter(|word| word.starts_with(char::is_alphanumeric))?;
            format!("`!` is read as punctuation; write `NOT {word}` or `-{word}`")
        }
    };
    Some(Warning { code: "foreign_operator", message })
}

/// Returns whether `chunk` looks like a proximity operator but is not one in morgue: `W/x`, `NEAR5`.
fn is_nearness(chunk: &str) -> bool {
    if let Some((name, reach)) = chunk.split_once('/') {
        let is_name = ["w", "pre", "near", "adj"].iter().any(|known| name.eq_ignore_ascii_case(known));
        // `w/o`, `w/out` and `w/e` are prose.
        return is_name && !["o", "out", "e"].iter().any(|prose| reach.eq_ignore_ascii_case(prose));
    }
    let name = chunk.trim_end_matches(|last: char| last.is_ascii_digit());
    name.len() < chunk.len() && ["near", "adj"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns the word and its weight in `talks^2`.
fn weight(chunk: &str) -> Option<(&str, &str)> {
    let (word, weight) = chunk.split_once('^')?;
    let is_number = weight.starts_with(|first: char| first.is_ascii_digit()) && weight.parse::<f64>().is_ok();
    (is_number && !word.is_empty()).then_some((word, weight))
}

/// Returns the warning for a range of another query language that begins at `chunk`. `behind` is the text after `chunk`.
pub(super) fn range(chunk: &str, behind: &str) -> Option<Warning> {
    let from = chunk.strip_prefix(['[', '{'])?;
    let mut words = behind.split_whitespace();
    let is_range = words.next() == Some("TO") && words.next().is_some_and(|last| last.ends_with([']', '}']));
    is_range.then(|| {
        let message = format!(
            "`[{from} TO …]` is read as words; write a range of a field, as in `date:2026-01..2026-02`"
        );
        Warning { code: "foreign_operator", message }
    })
}

/// Returns the warning for a proximity operator, which Lucene does not have.
pub(super) fn foreign_to_lucene(word: &str) -> Option<Warning> {
    let is_operator = matches!(word, "NEAR" | "ADJ" | "SAME") || is_nearness(word);
    is_operator.then(|| {
        let message =
            format!("`{word}` is read as a word; proximity is a phrase with `~`, as in `\"a b\"~5`");
        Warning { code: "foreign_operator", message }
    })
}

/// Returns the warning for a word that is an operator in Factiva only with a distance.
pub(super) fn foreign_to_factiva(word: &str) -> Option<Warning> {
    let is_operator = ["near", "adj"].iter().any(|known| word.eq_ignore_ascii_case(known));
    is_operator.then(|| {
        let lower = word.to_lowercase();
        let message =
            format!("`{word}` is read as a word; write the operator with a distance, as in `{lower}5`");
        Warning { code: "foreign_operator", message }
    })
}

/// Returns the error for a proximity operator that a press database does not have. `own` lists the operators that it has.
/// Returns `None` if `word` is not an operator.
pub(super) fn refused_nearness(word: &str, place: Span, own: &str, instead: &str) -> Option<QueryError> {
    (word.contains('/') && is_nearness(word)).then(|| {
        let error = QueryError::syntax(format!("`{word}` is not a connector"), place);
        error.expected(own).suggesting(instead)
    })
}

/// Returns the warning for the first lower-case `and`, `or` or `not` between two words.
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
