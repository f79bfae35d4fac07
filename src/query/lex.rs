//! From the text of a query to its tokens. What is punctuation or prose is told from syntax here.

use super::{
    QueryError, Within,
    field::{self, FilterName, Name},
    marks, notes, word,
};
use crate::{archive::Warning, query::Field, span::Span};

/// One piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a piece of a query is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    /// The comma between the two parts of `said()`.
    Comma,
    And,
    Or,
    Not,
    Minus,
    Plus,
    Near(Within),
    /// `title:`, its value directly behind.
    Name(Name),
    /// `stem:`, a phrase or word directly behind.
    Stem,
    /// `said(`
    Said,
    /// `atleast3(`
    AtLeast(u32),
    /// Text without white space that holds a word.
    Text(String),
    /// The value of a filter.
    Value(String),
    /// A url, or what else is to be taken as it is.
    Url(String),
    Quoted {
        text: String,
        slop: Option<u32>,
    },
    Regex(String),
}

/// Returns the tokens of `text`, and what there is to say about words that look like syntax.
pub(super) fn tokens(text: &str) -> Result<(Vec<Token>, Vec<Warning>), QueryError> {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), opens: Vec::new(), warnings: Vec::new() };
    while let Some(letter) = lexer.rest().chars().next() {
        lexer.token(letter)?;
    }
    if let Some(open) = lexer.opens.last() {
        let error = QueryError::syntax("unclosed parenthesis", open.place);
        return Err(error.expected("`)` at its end"));
    }
    Ok((lexer.tokens, lexer.warnings))
}

/// A parenthesis that is open.
struct Opened {
    place: Span,
    /// Whether the next comma separates the parts of `said()`.
    awaits_comma: bool,
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    opens: Vec<Opened>,
    warnings: Vec<Warning>,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Adds a token that reaches from here to `end`, and goes there.
    fn push(&mut self, kind: Kind, end: usize) {
        self.tokens.push(Token { kind, span: Span::new(self.at, end) });
        self.at = end;
    }

    fn token(&mut self, letter: char) -> Result<(), QueryError> {
        let next = self.at + letter.len_utf8();
        match letter {
            _ if letter.is_whitespace() => self.at = next,
            '(' => self.open(Kind::Open, next),
            ')' => self.close(next)?,
            ',' if self.separates(self.at) => {
                if let Some(open) = self.opens.last_mut() {
                    open.awaits_comma = false;
                }
                self.push(Kind::Comma, next);
            }
            _ if marks::opens(letter) => self.quotation()?,
            '-' | '+' if self.is_sign() => {
                self.push(if letter == '-' { Kind::Minus } else { Kind::Plus }, next);
            }
            '/' if self.begins_operand() && is_before_text(&self.rest()[1..]) => self.regex()?,
            _ => self.chunk()?,
        }
        Ok(())
    }

    fn open(&mut self, kind: Kind, end: usize) {
        let awaits_comma = kind == Kind::Said;
        self.opens.push(Opened { place: Span::new(self.at, end), awaits_comma });
        self.push(kind, end);
    }

    fn close(&mut self, end: usize) -> Result<(), QueryError> {
        if self.opens.pop().is_none() {
            let error = QueryError::syntax("closing parenthesis without an opening one", Span::new(self.at, end));
            return Err(error.expected("`(` somewhere before it"));
        }
        self.push(Kind::Close, end);
        Ok(())
    }

    /// Returns whether the comma at `at` separates the parts of `said()`; the one in `1,000` does not.
    fn separates(&self, at: usize) -> bool {
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        self.opens.last().is_some_and(|open| open.awaits_comma)
            && !(is_digit(self.text[..at].chars().next_back()) && is_digit(self.text[at + 1..].chars().next()))
    }

    /// Returns whether the token before ends here, so that what follows is its value.
    fn is_value(&self) -> bool {
        self.tokens.last().is_some_and(|token| {
            token.span.end == self.at
                && matches!(token.kind, Kind::Name(_) | Kind::Stem | Kind::Minus | Kind::Plus)
        })
    }

    /// Returns whether what stands here is the value of a field.
    fn is_field_value(&self) -> bool {
        self.is_value() && self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Name(_)))
    }

    /// Returns whether nothing but white space, a parenthesis or a name stands before.
    fn begins_operand(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || letter == '(')
            || self.is_value()
            || self.tokens.last().is_some_and(|token| token.kind == Kind::Comma && token.span.end == self.at)
    }

    /// Returns whether the `-` or `+` here belongs to an operand directly behind it.
    fn is_sign(&self) -> bool {
        let behind = &self.rest()[1..];
        let Some(next) = behind.chars().next() else { return false };
        let chunk = &behind[..chunk_length(behind)];
        self.begins_operand()
            && !self.is_value()
            && !matches!(next, '-' | '+')
            && (next == '(' || marks::opens(next) || word::has_word(chunk) || chunk.contains('*'))
    }

    fn quotation(&mut self) -> Result<(), QueryError> {
        let (text, mut end) = marks::quotation(self.text, self.at)?;
        let place = Span::new(self.at, end);
        if !word::has_word(&text) {
            return Err(QueryError::syntax("a phrase without a word", place).expected("words between the marks"));
        }
        let mut slop = None;
        if self.text[end..].starts_with('~') {
            let digits = digits(&self.text[end + 1..]);
            let after = end + 1 + digits.len();
            slop = Some(digits.parse().map_err(|_| {
                QueryError::syntax("`~` behind a phrase needs a number", Span::new(end, after))
                    .expected("how many other words may stand in between, as in `\"a b\"~3`")
            })?);
            end = after;
        }
        if !self.is_value() && notes::has_wildcard(&text) {
            notes::once(&mut self.warnings, notes::wildcard_in_phrase(&text));
        }
        self.push(Kind::Quoted { text, slop }, end);
        Ok(())
    }

    fn regex(&mut self) -> Result<(), QueryError> {
        let (pattern, end) = marks::regex(self.text, self.at)?;
        self.push(Kind::Regex(pattern), end);
        Ok(())
    }

    /// Reads text up to white space, a parenthesis or a quotation mark.
    fn chunk(&mut self) -> Result<(), QueryError> {
        let mut length = chunk_length(self.rest());
        let start = self.at;
        if let Some(comma) =
            self.rest()[..length].match_indices(',').find(|(comma, _)| self.separates(start + comma))
        {
            length = comma.0;
        }
        let (chunk, end) = (&self.rest()[..length], self.at + length);
        if self.function(chunk, end)? || (!self.is_value() && self.operator(chunk, end)?) || self.name(chunk)? {
            return Ok(());
        }
        notes::once(&mut self.warnings, notes::foreign(chunk));
        if word::has_word(chunk) || chunk.contains('*') {
            self.push(Kind::Text(chunk.to_owned()), end);
        } else {
            self.at = end;
        }
        Ok(())
    }

    /// Reads `said(` and `atleast3(`.
    fn function(&mut self, chunk: &str, end: usize) -> Result<bool, QueryError> {
        let is_call = self.text[end..].starts_with('(');
        if is_call && chunk.eq_ignore_ascii_case("said") {
            self.open(Kind::Said, end + 1);
            return Ok(true);
        }
        let name = "atleast";
        let Some(count) = chunk.get(name.len()..).filter(|_| chunk[..name.len()].eq_ignore_ascii_case(name)) else {
            return Ok(false);
        };
        let is_count = !count.is_empty() && digits(count) == count;
        if !is_count && !(count.is_empty() && is_call) {
            return Ok(false);
        }
        let place = Span::new(self.at, end);
        let count = count.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
            QueryError::syntax("`atleast` needs a number from 1", place).expected("a form such as `atleast3(word)`")
        })?;
        if !is_call {
            let error = QueryError::syntax(format!("`{chunk}` needs parentheses"), place);
            return Err(error.expected(format!("a form such as `{chunk}(word)`")));
        }
        self.open(Kind::AtLeast(count), end + 1);
        Ok(true)
    }

    fn operator(&mut self, chunk: &str, end: usize) -> Result<bool, QueryError> {
        let kind = match chunk {
            "AND" => Kind::And,
            "OR" => Kind::Or,
            "NOT" => Kind::Not,
            _ => match nearness(chunk, Span::new(self.at, end))? {
                Some(within) => Kind::Near(within),
                None => return Ok(false),
            },
        };
        self.push(kind, end);
        Ok(true)
    }

    /// Reads a name and its colon, with the value where that is no word; `false` where the colon is prose.
    fn name(&mut self, chunk: &str) -> Result<bool, QueryError> {
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
            return Err(error.expected("a value directly behind the colon"));
        }
        if behind.starts_with(char::is_whitespace) {
            let next = &follows[..chunk_length(follows)];
            notes::once(&mut self.warnings, Some(notes::field_as_word(name, next)));
            return Ok(false);
        }
        if self.is_field_value() && known.is_some() {
            let error = QueryError::syntax(format!("`{name}:` stands inside another field"), place);
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
            || (value.is_empty() && behind.is_some_and(|next| next == '(' || marks::opens(next)))
            || value.contains('*');
        // What stands behind a name that is a value itself, as in `title:10am:x`, is text.
        if !is_value || self.is_field_value() {
            return Ok(false);
        }
        let error = QueryError::new("query_unknown_field", format!("unknown field `{name}`"), place);
        let error = error.expected(format!("one of {}; or white space behind the colon", field::all()));
        Err(match field::nearest(name) {
            Some(nearest) => error.suggesting(nearest),
            None => error,
        })
    }

    /// Reads the value behind a name where it is to be taken as it is.
    fn value(&mut self, name: Name) -> Result<(), QueryError> {
        let rest = self.rest();
        if rest.starts_with(|next| next == '(' || marks::opens(next)) {
            return Ok(());
        }
        let missing = |end: usize| {
            let name = field::canonical(name);
            let error = QueryError::syntax(format!("`{name}:` has no value"), Span::new(self.at, end));
            error.expected("a value directly behind the colon")
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
                if let Some(word) = value.strip_prefix('-').filter(|word| word.starts_with(char::is_alphanumeric)) {
                    let name = field::canonical(Name::Words(field));
                    let place = Span::new(self.at, self.at + value.len());
                    let error = QueryError::syntax("a minus sign stands before the field", place);
                    return Err(error.expected("a word").suggesting(format!("-{name}:{word}")));
                }
            }
        }
        Ok(())
    }
}

/// Returns whether `rest` begins with neither white space nor a closing parenthesis.
fn is_before_text(rest: &str) -> bool {
    rest.chars().next().is_some_and(|next| !next.is_whitespace() && next != ')')
}

/// Returns how many bytes go before white space, a parenthesis or a quotation mark.
fn chunk_length(text: &str) -> usize {
    let ends = |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')') || marks::opens(letter);
    text.find(ends).unwrap_or(text.len())
}

/// Returns what goes before white space, a quotation mark or a parenthesis that closes one before `text`.
fn raw(text: &str) -> &str {
    let mut depth = 0_u32;
    let end = text.find(|letter: char| {
        match letter {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        letter.is_whitespace() || marks::opens(letter)
    });
    &text[..end.unwrap_or(text.len())]
}

fn trim_url(url: &str) -> &str {
    url.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '…'])
}

fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Reads `W/5` and its like; `None` where `chunk` is no such operator.
fn nearness(chunk: &str, place: Span) -> Result<Option<Within>, QueryError> {
    let Some((name, reach)) = chunk.split_once('/') else { return Ok(None) };
    let in_order = match name.to_ascii_lowercase().as_str() {
        "w" | "near" => false,
        "pre" | "adj" => true,
        _ => return Ok(None),
    };
    let name = name.to_uppercase();
    match (reach, in_order) {
        ("s" | "S", false) => Ok(Some(Within::Sentence)),
        ("p" | "P", false) => Ok(Some(Within::Paragraph)),
        ("s" | "S" | "p" | "P", true) => {
            let error = QueryError::syntax(format!("`{name}/` counts words"), place);
            let reach = reach.to_uppercase();
            Err(error.expected(format!("a number, as in `{name}/5`")).suggesting(format!("W/{reach}")))
        }
        _ if !reach.is_empty() && digits(reach) == reach => {
            let distance = reach.parse().ok().filter(|distance| *distance > 0).ok_or_else(|| {
                QueryError::syntax(format!("`{chunk}` counts no distance"), place)
                    .expected(format!("a number from 1; `{name}/1` means side by side"))
            })?;
            Ok(Some(if in_order { Within::WordsInOrder(distance) } else { Within::Words(distance) }))
        }
        _ => Ok(None),
    }
}
