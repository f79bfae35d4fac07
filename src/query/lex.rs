//! Splits the text of a query into tokens, and distinguishes syntax from punctuation and prose.

use super::Warning;
use super::{QueryError, Within, delimiters, field::Name, warnings, word};
use crate::{analysis::is_hebrew_abbreviation, span::Span};

/// One piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// Kind of a token.
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
    /// `title:`, directly before its value.
    Name(Name),
    /// `stem:`, directly before a phrase or word.
    Stem,
    /// `said(`
    Said,
    /// `atleast3(`
    AtLeast(u32),
    /// Text without white space that contains a word.
    Text(String),
    /// The value of a filter.
    Value(String),
    /// A URL, or other text that is taken literally.
    Url(String),
    Quoted {
        text: String,
        slop: Option<u32>,
    },
    Regex(String),
}

/// Returns the tokens of `text`, and warnings about words that look like syntax.
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

/// An opening parenthesis that is not closed yet.
struct Opened {
    place: Span,
    /// Whether the next comma separates the parts of `said()`.
    awaits_comma: bool,
}

/// Reads the text of a query from start to end.
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) tokens: Vec<Token>,
    opens: Vec<Opened>,
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Lexer<'a> {
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Adds a token from the current position to `end`, and moves there.
    pub(super) fn push(&mut self, kind: Kind, end: usize) {
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
            _ if delimiters::opens(letter) => self.quotation()?,
            '-' | '+' if self.is_sign() => {
                self.push(if letter == '-' { Kind::Minus } else { Kind::Plus }, next);
            }
            '/' if self.begins_operand() && is_before_text(&self.rest()[1..]) => self.regex()?,
            _ => self.chunk()?,
        }
        Ok(())
    }

    pub(super) fn open(&mut self, kind: Kind, end: usize) {
        let awaits_comma = kind == Kind::Said;
        self.opens.push(Opened { place: Span::new(self.at, end), awaits_comma });
        self.push(kind, end);
    }

    fn close(&mut self, end: usize) -> Result<(), QueryError> {
        if self.opens.pop().is_none() {
            let error =
                QueryError::syntax("closing parenthesis without an opening one", Span::new(self.at, end));
            return Err(error.expected("`(` somewhere before it"));
        }
        self.push(Kind::Close, end);
        Ok(())
    }

    /// Returns whether the comma at `at` separates the parts of `said()`. A comma between digits, as in `1,000`, does not.
    fn separates(&self, at: usize) -> bool {
        let is_digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
        self.opens.last().is_some_and(|open| open.awaits_comma)
            && !(is_digit(self.text[..at].chars().next_back())
                && is_digit(self.text[at + 1..].chars().next()))
    }

    /// Returns whether the previous token takes a value and ends here.
    pub(super) fn is_value(&self) -> bool {
        self.tokens.last().is_some_and(|token| {
            token.span.end == self.at
                && matches!(token.kind, Kind::Name(_) | Kind::Stem | Kind::Minus | Kind::Plus)
        })
    }

    /// Returns whether the value of a field begins here.
    pub(super) fn is_field_value(&self) -> bool {
        self.is_value() && self.tokens.last().is_some_and(|token| matches!(token.kind, Kind::Name(_)))
    }

    /// Returns whether an operand may begin here: after white space, a parenthesis, a name or a comma.
    fn begins_operand(&self) -> bool {
        let before = self.text[..self.at].chars().next_back();
        before.is_none_or(|letter| letter.is_whitespace() || letter == '(')
            || self.is_value()
            || self.tokens.last().is_some_and(|token| token.kind == Kind::Comma && token.span.end == self.at)
    }

    /// Returns whether the `-` or `+` here is the sign of the operand directly after it.
    fn is_sign(&self) -> bool {
        let behind = &self.rest()[1..];
        let Some(next) = behind.chars().next() else { return false };
        let chunk = &behind[..chunk_length(behind)];
        self.begins_operand()
            && !self.is_value()
            && !matches!(next, '-' | '+')
            && (next == '(' || delimiters::opens(next) || word::has_word(chunk) || chunk.contains('*'))
    }

    fn quotation(&mut self) -> Result<(), QueryError> {
        let (text, mut end) = delimiters::quotation(self.text, self.at)?;
        let place = Span::new(self.at, end);
        if !word::has_word(&text) {
            return Err(QueryError::syntax("a phrase without a word", place)
                .expected("words between the quotation marks"));
        }
        let mut slop = None;
        if self.text[end..].starts_with('~') {
            let digits = digits(&self.text[end + 1..]);
            let after = end + 1 + digits.len();
            slop = Some(digits.parse().map_err(|_| {
                QueryError::syntax("`~` after a phrase needs a number", Span::new(end, after))
                    .expected("the maximum number of other words in between, as in `\"a b\"~3`")
            })?);
            end = after;
        }
        if !self.is_value() && warnings::has_wildcard(&text) {
            warnings::add_once(&mut self.warnings, warnings::wildcard_in_phrase(&text));
        }
        if let Some(note) = slop.and_then(|slop| warnings::ordered_phrase(&text, slop)) {
            warnings::add_once(&mut self.warnings, note);
        }
        self.push(Kind::Quoted { text, slop }, end);
        Ok(())
    }

    fn regex(&mut self) -> Result<(), QueryError> {
        let (pattern, end) = delimiters::regex(self.text, self.at)?;
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
        if self.function(chunk, end)?
            || (!self.is_value() && self.operator(chunk, end)?)
            || self.name(chunk)?
        {
            return Ok(());
        }
        warnings::add_once(
            &mut self.warnings,
            warnings::foreign(chunk)
                .or_else(|| warnings::range(chunk, &self.text[end..]))
                .or_else(|| warnings::field_as_function(chunk, &self.text[end..]))
                .or_else(|| warnings::truncated_as_in_lexis(chunk, &self.text[end..], &self.text[..self.at])),
        );
        if word::has_word(chunk) || chunk.contains('*') {
            self.push(Kind::Text(chunk.to_owned()), end);
        } else {
            self.at = end;
        }
        Ok(())
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
}

/// Returns whether `rest` begins with neither white space nor a closing parenthesis.
fn is_before_text(rest: &str) -> bool {
    rest.chars().next().is_some_and(|next| !next.is_whitespace() && next != ')')
}

/// Returns the number of bytes before white space, a parenthesis or a quotation mark. The `"` in `צה"ל` is part of the
/// word.
pub(super) fn chunk_length(text: &str) -> usize {
    let ends = |at: usize, letter: char| {
        letter.is_whitespace()
            || matches!(letter, '(' | ')')
            || delimiters::opens(letter)
                && !(letter == '"' && is_hebrew_abbreviation(&text[..at], &text[at + 1..]))
    };
    text.char_indices().find(|(at, letter)| ends(*at, *letter)).map_or(text.len(), |(at, _)| at)
}

pub(super) fn digits(text: &str) -> &str {
    &text[..text.bytes().take_while(u8::is_ascii_digit).count()]
}

/// Parses a proximity operator such as `W/5`. Returns `None` if `chunk` is anything else.
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
            let error = QueryError::syntax(format!("`{name}/` takes a number of words"), place);
            let reach = reach.to_uppercase();
            Err(error.expected(format!("a number, as in `{name}/5`")).suggesting(format!("W/{reach}")))
        }
        _ if !reach.is_empty() && digits(reach) == reach => {
            let distance = reach.parse().ok().filter(|distance| *distance > 0).ok_or_else(|| {
                QueryError::syntax(format!("`{chunk}` is not a distance"), place)
                    .expected(format!("a number from 1; `{name}/1` means side by side"))
            })?;
            Ok(Some(if in_order { Within::WordsInOrder(distance) } else { Within::Words(distance) }))
        }
        // `w/ milk` is prose.
        _ if chunk == "w/" => Ok(None),
        _ => reach_refused(&name, reach, place).map_or(Ok(None), Err),
    }
}

/// Returns the error for an operator without a valid distance; `None` if `reach` is prose, as in `w/o`.
fn reach_refused(name: &str, reach: &str, place: Span) -> Option<QueryError> {
    let error = QueryError::syntax(format!("`{name}/` needs a distance"), place);
    let error = error.expected(format!("a number of words, as in `{name}/5`; or `W/S`, `W/P`"));
    let figures: String = reach.chars().filter(char::is_ascii_digit).collect();
    match reach.to_ascii_lowercase().as_str() {
        "" => Some(error.suggesting(format!("{name}/5"))),
        "sent" | "sentence" => Some(error.suggesting("W/S")),
        "para" | "par" | "paragraph" => Some(error.suggesting("W/P")),
        "seg" | "segment" | "doc" => Some(error.suggesting("AND")),
        _ if reach.starts_with(|first: char| first.is_ascii_digit()) => {
            Some(error.suggesting(format!("{name}/{figures}")))
        }
        _ => None,
    }
}
