//! From several command line arguments to one query, and what the shell may have eaten on the way.

use super::Warning;
use super::{
    Field,
    field::{self, Name},
    lex::{self, Kind, Token},
    marks, notes,
};

/// Joins the arguments of a command line to one query, blanks between them.
///
/// Warns where the shell seems to have eaten quotation marks: `argument_as_words` for an argument among others that holds
/// several words, `quotes_lost` for a field whose value goes on behind white space. The warning says how to write both.
#[must_use]
pub fn join_arguments(arguments: &[String]) -> (String, Vec<Warning>) {
    let mut warnings = Vec::new();
    let company = if arguments.len() > 1 { Company::Others } else { Company::Alone };
    for argument in arguments {
        notes::once(&mut warnings, note(argument.trim(), company));
    }
    (arguments.join(" "), warnings)
}

/// Whether an argument is the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Company {
    /// A whole query is often given as one argument.
    Alone,
    /// Quotation marks around one of several were meant for the query.
    Others,
}

fn note(argument: &str, company: Company) -> Option<Warning> {
    let (tokens, _) = lex::tokens(argument).ok()?;
    match tokens.as_slice() {
        [Token { kind: Kind::Name(Name::Words(field)), .. }, rest @ ..] => {
            lost_quotes(argument, *field, rest, company)
        }
        tokens if company == Company::Others && tokens.len() > 1 && tokens.iter().all(is_word) => {
            let phrase = for_the_shell(&marks::quoted(&evened(argument)));
            let message = format!("`{argument}` is read as words; write {phrase} for the phrase");
            Some(Warning { code: "argument_as_words", message })
        }
        _ => None,
    }
}

/// Returns the note on `source:New York Times`; alone it may well be a field and a word, as in `source:Reuters tariffs`.
fn lost_quotes(argument: &str, field: Field, tokens: &[Token], company: Company) -> Option<Warning> {
    let [value, second, ..] = tokens else { return None };
    if !tokens.iter().all(is_word) {
        return None;
    }
    let is_of_names = matches!(field, Field::Byline | Field::Source | Field::Section | Field::Speaker);
    let mut end = argument.len();
    if company == Company::Alone && is_of_names {
        let named = tokens.iter().take_while(|token| is_name(token.span.of(argument)));
        end = named.last()?.span.end;
        if end < second.span.end || value.span.of(argument).contains('.') {
            return None;
        }
    }
    let name = field::canonical(Name::Words(field));
    let phrase = marks::quoted(&evened(&argument[value.span.start..end]));
    let asked = value.span.of(argument);
    let whole = for_the_shell(&format!("{name}:{phrase}"));
    let message = format!(
        "`{name}:` is asked for `{asked}` alone, what follows is read as words; write {whole} for both"
    );
    Some(Warning { code: "quotes_lost", message })
}

fn is_word(token: &Token) -> bool {
    matches!(token.kind, Kind::Text(_))
}

fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

fn evened(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes `text` so that a POSIX shell hands it on as it is.
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
    fn arguments_are_joined_by_blanks() {
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
    fn quotation_marks_that_the_shell_ate_are_shown() {
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
                "quotes_lost: `source:` is asked for `New` alone, what follows is read as words; \
                 write 'source:\"New York Times\"' for both",
            ),
            (
                &["source:New York Times tariffs"],
                "quotes_lost: `source:` is asked for `New` alone, what follows is read as words; \
                 write 'source:\"New York Times\"' for both",
            ),
            (
                &["quote:no rush"],
                "quotes_lost: `quote:` is asked for `no` alone, what follows is read as words; \
                 write 'quote:\"no rush\"' for both",
            ),
        ] {
            assert_eq!(messages(arguments).1, [warning], "{arguments:?}");
        }
    }
}
