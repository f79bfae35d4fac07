//! Joins command line arguments to a query, and warns if the shell has removed quotation marks.

use super::Warning;
use super::{
    Field, delimiters,
    field::{self, Name},
    lex::{self, Kind, Token},
    warnings,
};

/// Joins command line arguments to one query, separated by spaces.
///
/// Warns if the shell seems to have removed quotation marks: `argument_as_words` if one of several arguments has several
/// words, `quotes_lost` if the value of a field continues after white space. The warning says what to write.
#[must_use]
pub fn join_arguments(arguments: &[String]) -> (String, Vec<Warning>) {
    let mut warnings = Vec::new();
    let count = if arguments.len() > 1 { ArgumentCount::Several } else { ArgumentCount::One };
    for argument in arguments {
        warnings::add_once(&mut warnings, note(argument.trim(), count));
    }
    (arguments.join(" "), warnings)
}

/// Number of arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ArgumentCount {
    /// One argument, which is often a whole query.
    One,
    /// Several arguments. Quotation marks around one argument were meant for the query.
    Several,
}

fn note(argument: &str, count: ArgumentCount) -> Option<Warning> {
    let (tokens, _) = lex::tokens(argument).ok()?;
    match tokens.as_slice() {
        [Token { kind: Kind::Name(Name::Words(field)), .. }, rest @ ..] => {
            lost_quotes(argument, *field, rest, count)
        }
        tokens if count == ArgumentCount::Several && tokens.len() > 1 && tokens.iter().all(is_word) => {
            let phrase = for_the_shell(&delimiters::quoted(&collapse_white_space(argument)));
            let message = format!("`{argument}` is read as words; write {phrase} for the phrase");
            Some(Warning { code: "argument_as_words", message })
        }
        _ => None,
    }
}

/// Returns the warning for `source:New York Times`. A single argument may also be a field followed by other words, as in
/// `source:Reuters tariffs`, which gives no warning.
fn lost_quotes(argument: &str, field: Field, tokens: &[Token], count: ArgumentCount) -> Option<Warning> {
    let [value, second, ..] = tokens else { return None };
    if !tokens.iter().all(is_word) {
        return None;
    }
    let is_of_names = matches!(field, Field::Byline | Field::Source | Field::Section | Field::Speaker);
    let mut end = argument.len();
    if count == ArgumentCount::One && is_of_names {
        let named = tokens.iter().take_while(|token| is_name(token.span.of(argument)));
        end = named.last()?.span.end;
        if end < second.span.end || value.span.of(argument).contains('.') {
            return None;
        }
    }
    let name = field::canonical(Name::Words(field));
    let phrase = delimiters::quoted(&collapse_white_space(&argument[value.span.start..end]));
    let asked = value.span.of(argument);
    let whole = for_the_shell(&format!("{name}:{phrase}"));
    let message = format!(
        "`{name}:` applies to `{asked}` only, and what follows is read as words; write {whole} for both"
    );
    Some(Warning { code: "quotes_lost", message })
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, Kind::Text(_))
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn collapse_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Quotes `text` for a POSIX shell.
fn for_the_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(arguments: &[&str]) -> (String, Vec<String>) {
        let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        let (query, warnings) = join_arguments(&arguments);
        (
            query,
            warnings.into_iter().map(|warning| format!("{}: {}", warning.code, warning.message)).collect(),
        )
    }

    #[test]
    fn arguments_are_joined_by_spaces() {
        for (arguments, query) in [
            (&["nuclear", "talks"][..], "nuclear talks"),
            (&["\"nuclear talks\"", "Oman"], "\"nuclear talks\" Oman"),
            (&["nuclear talks date:2026-02"], "nuclear talks date:2026-02"),
            (&["source:nytimes.com tariffs"], "source:nytimes.com tariffs"),
            (&["speaker:Araghchi trust"], "speaker:Araghchi trust"),
            (&["speaker:Araghchi", "trust"], "speaker:Araghchi trust"),
            (&["Oman OR Iran", "talks"], "Oman OR Iran talks"),
            (&["source:\"New York Times\"", "talks"], "source:\"New York Times\" talks"),
            (&["\"open", "talks"], "\"open talks"),
            (&[], ""),
            (&["", ""], " "),
        ] {
            assert_eq!(messages(arguments), (query.to_owned(), Vec::new()), "{arguments:?}");
        }
    }

    #[test]
    fn quotation_marks_removed_by_the_shell_give_a_warning() {
        for (arguments, warning) in [
            (
                &["nuclear talks", "Oman"][..],
                "argument_as_words: `nuclear talks` is read as words; write '\"nuclear talks\"' for the phrase",
            ),
            (
                &["Iran's talks", "Oman"],
                "argument_as_words: `Iran's talks` is read as words; write '\"Iran'\\''s talks\"' for the phrase",
            ),
            (
                &["source:New York Times", "tariffs"],
                "quotes_lost: `source:` applies to `New` only, and what follows is read as words; \
                 write 'source:\"New York Times\"' for both",
            ),
            (
                &["source:New York Times tariffs"],
                "quotes_lost: `source:` applies to `New` only, and what follows is read as words; \
                 write 'source:\"New York Times\"' for both",
            ),
            (
                &["quote:no rush"],
                "quotes_lost: `quote:` applies to `no` only, and what follows is read as words; \
                 write 'quote:\"no rush\"' for both",
            ),
        ] {
            assert_eq!(messages(arguments).1, [warning], "{arguments:?}");
        }
    }
}
