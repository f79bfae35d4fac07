//! Parses quotations and regular expressions, and writes them so that they parse again.

use super::QueryError;
use crate::{analysis::is_hebrew_abbreviation, span::Span};

/// Opening quotation marks, each with the quotation marks that may close it.
const QUOTATION_MARKS: &[(char, &[char])] = &[
    ('"', &['"']),
    ('“', &['”']),
    ('”', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('「', &['」']),
    ('『', &['』']),
];

/// Returns whether a character is an opening quotation mark.
pub(super) fn opens(letter: char) -> bool {
    closing(letter).is_some()
}

fn closing(letter: char) -> Option<&'static [char]> {
    QUOTATION_MARKS.iter().find(|(open, _)| *open == letter).map(|(_, close)| *close)
}

fn is_mark(letter: char) -> bool {
    QUOTATION_MARKS.iter().any(|(open, close)| *open == letter || close.contains(&letter))
}

/// Parses the quotation that begins at byte `at`. Returns its content and the position after it. In the content, each run
/// of white space becomes one space, and white space at both ends is removed.
///
/// A backslash before a quotation mark or another backslash is removed, and the character after it is part of the content.
pub(super) fn quotation(text: &str, at: usize) -> Result<(String, usize), QueryError> {
    let mut letters = text[at..].char_indices().peekable();
    let open = letters.next().map_or('"', |(_, open)| open);
    let close = closing(open).unwrap_or(&['"']);
    let mut content = String::new();
    while let Some((offset, letter)) = letters.next() {
        match letter {
            '\\' => {
                let escaped = letters.next_if(|(_, next)| *next == '\\' || is_mark(*next));
                content.push(escaped.map_or('\\', |(_, next)| next));
            }
            _ if close.contains(&letter)
                && !(letter == '"' && is_hebrew_abbreviation(&content, &text[at + offset + 1..])) =>
            {
                return Ok((collapse_white_space(&content), at + offset + letter.len_utf8()));
            }
            _ => content.push(letter),
        }
    }
    let error = QueryError::syntax("unclosed quotation mark", Span::new(at, at + open.len_utf8()));
    Err(error.expected(format!("`{}` at the end of the phrase", close[0])))
}

/// Replaces each run of white space by one space, and removes white space at both ends.
pub(super) fn collapse_white_space(content: &str) -> String {
    content.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes `content` in quotation marks, so that [`quotation`] parses it.
pub(super) fn quoted(content: &str) -> String {
    let mut text = String::with_capacity(content.len() + 2);
    text.push('"');
    for letter in content.chars() {
        if matches!(letter, '"' | '\\') {
            text.push('\\');
        }
        text.push(letter);
    }
    text.push('"');
    text
}

/// Parses the regular expression whose opening slash is at byte `at`. Returns its pattern and the position after it.
pub(super) fn regex(text: &str, at: usize) -> Result<(String, usize), QueryError> {
    let mut pattern = String::new();
    let mut letters = text[at + 1..].char_indices();
    let mut end = at + 1;
    while let Some((offset, letter)) = letters.next() {
        end = at + 1 + offset;
        match letter {
            '/' => return checked(pattern, text, Span::new(at, end + 1)),
            letter if letter.is_whitespace() => break,
            '\\' => match letters.next() {
                Some((_, '/')) => pattern.push('/'),
                Some((_, escaped)) if !escaped.is_whitespace() => pattern.extend(['\\', escaped]),
                _ => break,
            },
            _ => pattern.push(letter),
        }
        end = text.len();
    }
    let error = QueryError::syntax("unclosed regular expression", Span::new(at, at + 1));
    let word = &text[at + 1..end];
    Err(error.expected("`/` at its end, with no white space before it").suggesting(quoted(word)))
}

fn checked(pattern: String, text: &str, place: Span) -> Result<(String, usize), QueryError> {
    let error_here = |message: String| QueryError::new("query_regex", message, place);
    if pattern.is_empty() {
        return Err(error_here("empty regular expression".into()).expected("a pattern between the slashes"));
    }
    if text[place.end..].chars().next().is_some_and(char::is_alphanumeric) {
        let error =
            error_here(format!("`{}` is read as a regular expression, but more follows", place.of(text)));
        return Err(error.expected("white space after it, or quotation marks around a path"));
    }
    match regex::RegexBuilder::new(&pattern).size_limit(1 << 20).nest_limit(50).build() {
        Ok(_) => Ok((pattern, place.end)),
        Err(error) => Err(error_here(format!("regular expression `{pattern}`: {}", reason(&error)))),
    }
}

/// Returns the last line of the error message, which gives the reason. The lines above show the pattern.
fn reason(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "too large".into(),
        error => {
            let text = error.to_string();
            let line = text.lines().last().unwrap_or_default();
            line.strip_prefix("error: ").unwrap_or(line).to_owned()
        }
    }
}

/// Writes `pattern` between slashes, so that [`regex`] parses it.
pub(super) fn slashed(pattern: &str) -> String {
    let mut text = String::from("/");
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '/' => text.push_str("\\/"),
            '\\' => {
                text.push('\\');
                text.extend(letters.next());
            }
            _ => text.push(letter),
        }
    }
    text.push('/');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_end_at_their_closing_quotation_mark() {
        for (text, content) in [
            ("\"nuclear  talks\"", "nuclear talks"),
            ("“nuclear talks”", "nuclear talks"),
            ("“say \"no\" now”", "say \"no\" now"),
            ("„kein Eile“", "kein Eile"),
            ("«sans hâte»", "sans hâte"),
            ("»ohne Eile«", "ohne Eile"),
            ("「核合意」", "核合意"),
            ("\"a \\\" b \\\\ c\"", "a \" b \\ c"),
            ("\"C:\\Users\"", "C:\\Users"),
            ("«דו\"ח חדש»", "דו\"ח חדש"),
        ] {
            assert_eq!(quotation(text, 0), Ok((content.to_owned(), text.len())), "{text}");
            let written = quoted(content);
            assert_eq!(quotation(&written, 0), Ok((content.to_owned(), written.len())), "{written}");
        }
    }

    #[test]
    fn regular_expressions_end_at_a_slash_without_backslash() {
        for (text, pattern) in
            [("/colou?r/", "colou?r"), ("/a\\/b/", "a/b"), ("/a\\\\/", "a\\\\"), ("/\\d+(x|y)/", "\\d+(x|y)")]
        {
            assert_eq!(regex(text, 0), Ok((pattern.to_owned(), text.len())), "{text}");
            assert_eq!(slashed(pattern), text);
        }
    }
}
