//! Tokens for names before a colon or parenthesis, and for values that are not words.

use super::{
    Field, QueryError, delimiters,
    field::{self, FilterName, Name},
    lex::{Kind, Lexer, chunk_length, digits},
    warnings, word,
};
use crate::span::Span;

/// What is expected in place of an unknown name, for errors that suggest the nearest name.
const A_NAME: &str = "the name of a field, or white space after the colon";

impl Lexer<'_> {
    /// Adds a token for `said(` or `atleast3(` if `chunk` is its name. Returns whether it added one.
    pub(super) fn function(&mut self, chunk: &str, end: usize) -> Result<bool, QueryError> {
        let is_call = self.text[end..].starts_with('(');
        if is_call && chunk.eq_ignore_ascii_case("said") {
            self.open(Kind::Said, end + 1);
            return Ok(true);
        }
        let name = "atleast";
        let Some(count) = chunk.get(name.len()..).filter(|_| chunk[..name.len()].eq_ignore_ascii_case(name))
        else {
            return Ok(false);
        };
        let is_count = !count.is_empty() && digits(count) == count;
        if !is_count && !is_call {
            return Ok(false);
        }
        let place = Span::new(self.at, end);
        let count = count.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
            QueryError::syntax("`atleast` needs a number from 1", place)
                .expected("a form such as `atleast3(word)`")
        })?;
        if !is_call {
            let error = QueryError::syntax(format!("`{chunk}` needs parentheses"), place);
            return Err(error.expected(format!("a form such as `{chunk}(word)`")));
        }
        self.open(Kind::AtLeast(count), end + 1);
        Ok(true)
    }

    /// Adds tokens for a name with its colon, and for a value that is not a word. Returns `false` if there is no colon or
    /// the colon is prose.
    pub(super) fn name(&mut self, chunk: &str) -> Result<bool, QueryError> {
        let Some((name, value)) = chunk.split_once(':') else { return Ok(false) };
        if name.is_empty() || !name.chars().all(|letter| letter.is_alphabetic() || letter == '_') {
            return Ok(false);
        }
        let place = Span::new(self.at, self.at + name.len());
        if value.starts_with("//") && value.len() > 2 {
            if self.is_field_value() {
                return Ok(false);
            }
            let url = trim_url(raw(self.rest()));
            self.push(Kind::Url(url.to_owned()), self.at + url.len());
            return Ok(true);
        }
        let known = field::by_name(name);
        if known.is_none() && !name.eq_ignore_ascii_case("stem") {
            return self.unknown_name(name, value, place);
        }
        let colon = place.end + 1;
        let behind = &self.text[colon..];
        let follows = behind.trim_start();
        if behind.is_empty() || behind.starts_with(')') || follows.is_empty() || follows.starts_with(')') {
            let error = QueryError::syntax(format!("`{name}:` has no value"), Span::new(place.start, colon));
            return Err(error.expected("a value directly after the colon"));
        }
        if behind.starts_with(char::is_whitespace) {
            warnings::add_once(&mut self.warnings, warnings::field_as_word(name));
            return Ok(false);
        }
        if self.is_field_value() && known.is_some() {
            let error = QueryError::syntax(format!("`{name}:` is inside another field"), place);
            return Err(error.expected("words"));
        }
        match known {
            Some(known) => {
                self.push(Kind::Name(known), colon);
                self.value(known)?;
            }
            None => self.push(Kind::Stem, colon),
        }
        Ok(true)
    }

    fn unknown_name(&self, name: &str, value: &str, place: Span) -> Result<bool, QueryError> {
        let behind = self.text[place.end + 1..].chars().next();
        let is_value = word::has_word(value)
            || (value.is_empty() && behind.is_some_and(|next| next == '(' || delimiters::opens(next)))
            || value.contains('*');
        // Text after a name that is itself a value, as in `title:10am:x`, is prose.
        if !is_value || self.is_field_value() {
            return Ok(false);
        }
        let error = QueryError::new("query_unknown_field", format!("unknown field `{name}`"), place);
        Err(match field::nearest(name) {
            Some(nearest) => error.expected(A_NAME).suggesting(nearest),
            None => error.expected(format!("one of {}; or white space after the colon", field::all())),
        })
    }

    /// Adds a token for a value that is taken literally. Fails if the value is missing.
    fn value(&mut self, name: Name) -> Result<(), QueryError> {
        let rest = self.rest();
        if rest.starts_with(|next| next == '(' || delimiters::opens(next)) {
            return Ok(());
        }
        let missing = |end: usize| {
            let written = self.tokens.last().map_or("", |token| token.span.of(self.text));
            let error = QueryError::syntax(format!("`{written}` has no value"), Span::new(self.at, end));
            error.expected("a value directly after the colon")
        };
        let value = raw(rest);
        match name {
            Name::Filter(filter) => {
                let value = value.trim_end_matches([',', ';']);
                if value.is_empty() || (filter == FilterName::Id && !word::has_word(value)) {
                    return Err(missing(self.at + raw(rest).len()));
                }
                self.push(Kind::Value(value.to_owned()), self.at + value.len());
            }
            Name::Words(Field::Url) if value.contains("://") || !value.contains('*') => {
                let url = trim_url(value);
                if !word::has_word(url) {
                    return Err(missing(self.at + value.len()));
                }
                self.push(Kind::Url(url.to_owned()), self.at + url.len());
            }
            Name::Words(field) => {
                let value = &rest[..chunk_length(rest)];
                if !word::has_word(value) && !value.contains('*') && !value.starts_with('/') {
                    return Err(missing(self.at + value.len()));
                }
                if let Some(word) =
                    value.strip_prefix('-').filter(|word| word.starts_with(char::is_alphanumeric))
                {
                    let name = field::canonical(Name::Words(field));
                    let place = Span::new(self.at, self.at + value.len());
                    let error = QueryError::syntax("a minus sign must be before the field name", place);
                    return Err(error.expected("a word").suggesting(format!("-{name}:{word}")));
                }
            }
        }
        Ok(())
    }
}

/// Returns the text up to white space, a quotation mark, or a closing parenthesis without an opening one in `text`.
fn raw(text: &str) -> &str {
    let mut depth = 0_u32;
    let end = text.find(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        letter.is_whitespace() || delimiters::opens(letter)
    });
    &text[..end.unwrap_or(text.len())]
}

fn trim_url(url: &str) -> &str {
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…'])
}
