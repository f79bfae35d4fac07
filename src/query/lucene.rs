//! Parses the language of Lucene's classic query parser, which Media Cloud and Elasticsearch's query strings use as well.
//!
//! Words without an operator are alternatives. As in Lucene, `AND` `&&` `NOT` `!` `+` `-` make their neighbors required or
//! prohibited; `OR` and `||` change nothing. If a clause is required, clauses that are neither required nor prohibited only raise the score.
//! Also understood: `"a b"~5`, `word~1`, `prefix*`, `/regex/`, `field:(…)`, `[a TO b]`, `word^2` (ignored), and `\` before
//! a character that would be syntax.

use super::Warning;
use super::{
    Ast, Field, Filter, Forms, Operators, ParseOptions, Parsed, Phrase, QueryError, delimiters,
    field::{self, FilterName, Name},
    filter,
    node::{Node, depth, merge},
    warnings, word,
};
use crate::span::Span;

/// Maximum nesting of parentheses.
const MAX_DEPTH: usize = 100;

/// The query that matches every article.
const EVERYTHING: &str = "*:*";

/// Parses a query in Lucene's language.
///
/// # Errors
/// If the query is wrong. The error has the place in `text`.
pub fn parse_lucene(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    if !word::has_word(text) && !text.contains(EVERYTHING) {
        return Err(super::empty(text));
    }
    let mut reader = Reader { text, options, at: 0, depth: 0, target: Target::Text, warnings: Vec::new() };
    let node = reader.clauses()?;
    if reader.at < text.len() {
        let error = QueryError::syntax("closing parenthesis without an opening one", reader.here());
        return Err(error.expected("`(` somewhere before it"));
    }
    if depth(&node.ast) > MAX_DEPTH {
        return Err(too_deep(node.span));
    }
    Ok(Parsed { ast: node.ast, warnings: reader.warnings, operators: Operators::Present })
}

/// Where words are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Text,
    Field(Field),
    Filter(FilterName),
}

/// Whether a clause must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Occur {
    Should,
    Must,
    MustNot,
}

struct Reader<'a> {
    text: &'a str,
    options: &'a ParseOptions,
    at: usize,
    depth: usize,
    target: Target,
    warnings: Vec<Warning>,
}

/// Parses a word whose escapes were removed. Errors have the whole `place`, because positions inside it have moved.
fn parse_at(text: &str, place: Span) -> Result<Option<Ast>, QueryError> {
    word::read(text, place.start).map_err(|error| QueryError { at: place, ..error })
}

/// Text with its escapes removed.
struct Term {
    text: String,
    /// Whether it has a `*` or `?` without a backslash.
    is_wild: bool,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn next(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn here(&self) -> Span {
        Span::new(self.at, self.at + self.next().map_or(0, char::len_utf8))
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn take(&mut self, what: &str) -> bool {
        let is_next = self.rest().starts_with(what);
        self.at += if is_next { what.len() } else { 0 };
        is_next
    }

    /// Skips an operator in capitals if it is next. Returns whether it was.
    fn take_word(&mut self, word: &str) -> bool {
        let behind = self.rest().strip_prefix(word);
        let is_whole = behind.is_some_and(|behind| {
            behind.chars().next().is_none_or(|next| next.is_whitespace() || matches!(next, '(' | ')' | '"'))
        });
        is_whole && self.take(word)
    }

    fn warn(&mut self, code: &'static str, message: &str) {
        warnings::add_once(&mut self.warnings, Warning { code, message: message.to_owned() });
    }

    /// Parses clauses up to a closing parenthesis or the end.
    fn clauses(&mut self) -> Result<Node, QueryError> {
        let mut clauses: Vec<(Occur, Node)> = Vec::new();
        loop {
            self.skip_blanks();
            if matches!(self.next(), None | Some(')')) {
                break;
            }
            let start = self.here();
            let and = self.take("&&") || self.take_word("AND");
            let or = !and && (self.take("||") || self.take_word("OR"));
            if (and || or) && clauses.is_empty() {
                let place = Span::new(start.start, self.at);
                let error = QueryError::syntax("nothing is before this", place);
                return Err(error.expected("a word, phrase or group"));
            }
            self.skip_blanks();
            let prohibited = self.take_sign('-') || self.take_sign('!') || self.take_word("NOT");
            let required = !prohibited && self.take_sign('+');
            self.skip_blanks();
            let Some(node) = self.clause()? else {
                if and || or || prohibited || required {
                    return Err(self.missing());
                }
                continue;
            };
            if and && let Some((occur @ Occur::Should, _)) = clauses.last_mut() {
                *occur = Occur::Must;
            }
            let occur = match (prohibited, required || and) {
                (true, _) => Occur::MustNot,
                (false, true) => Occur::Must,
                (false, false) => Occur::Should,
            };
            clauses.push((occur, node));
        }
        joined(clauses).ok_or_else(|| self.missing())
    }

    /// Skips a sign if an operand follows directly.
    fn take_sign(&mut self, sign: char) -> bool {
        let mut letters = self.rest().chars();
        let is_sign = letters.next() == Some(sign)
            && letters.next().is_some_and(|next| !next.is_whitespace() && next != ')');
        self.at += if is_sign { 1 } else { 0 };
        is_sign
    }

    /// Parses a clause with its boost (`^2`). Returns `None` for punctuation.
    fn clause(&mut self) -> Result<Option<Node>, QueryError> {
        let start = self.at;
        let target = self.target;
        if let Some(named) = self.field_name()? {
            if target != Target::Text {
                let error =
                    QueryError::syntax("a field is not allowed inside a field", Span::new(start, self.at));
                return Err(error.expected("words or groups of them"));
            }
            self.target = named;
        }
        let read = self.primary();
        let inside = std::mem::replace(&mut self.target, target);
        let Some(ast) = read? else { return Ok(None) };
        self.boost()?;
        let ast = match (inside, target) {
            (Target::Field(field), Target::Text) => Ast::Field { field, of: Box::new(ast) },
            _ => ast,
        };
        Ok(Some(Node { ast, span: Span::new(start, self.at) }))
    }

    /// Skips `name:` and returns where its value is searched. Returns `None` if there is no field name.
    fn field_name(&mut self) -> Result<Option<Target>, QueryError> {
        let length = self.rest().find(|letter: char| !(letter.is_ascii_alphabetic() || letter == '_'));
        let Some(length) = length.filter(|length| *length > 0) else { return Ok(None) };
        let (name, behind) = self.rest().split_at(length);
        let has_value = behind.strip_prefix(':').and_then(|value| value.chars().next());
        if has_value.is_none_or(char::is_whitespace) || behind.starts_with("://") {
            return Ok(None);
        }
        let span = Span::new(self.at, self.at + length);
        let target = match name.to_lowercase().as_str() {
            "text" | "body" | "content" | "contents" | "article" | "fulltext" => Target::Text,
            lower => {
                let ours = field::by_name(lower).or_else(|| field::by_name(field::from_foreign(lower)?));
                match ours {
                    Some(Name::Words(field)) => Target::Field(field),
                    Some(Name::Filter(filter)) => Target::Filter(filter),
                    None => {
                        let message = format!("unknown field `{name}`");
                        let error = QueryError::new("query_unknown_field", message, span);
                        let error = error.expected("the name of a field, or `\\:` for a colon");
                        return Err(match field::nearest(name) {
                            Some(nearest) => error.suggesting(nearest),
                            None => error,
                        });
                    }
                }
            }
        };
        self.at += length + 1;
        Ok(Some(target))
    }

    fn primary(&mut self) -> Result<Option<Ast>, QueryError> {
        match self.next() {
            Some('(') => self.group().map(Some),
            Some('[' | '{') => self.range().map(Some),
            Some('"') => self.phrase().map(Some),
            Some('/') if !matches!(self.target, Target::Filter(_)) => {
                let (pattern, end) = delimiters::regex(self.text, self.at)?;
                self.at = end;
                Ok(Some(Ast::Regex(pattern)))
            }
            None | Some(')') => Err(self.missing()),
            Some(_) if self.target == Target::Text && self.take(EVERYTHING) => {
                Ok(Some(Ast::Filter(Filter::Words { from: Some(0), to: None })))
            }
            Some(_) => self.word(),
        }
    }

    fn group(&mut self) -> Result<Ast, QueryError> {
        let open = self.here();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(open));
        }
        self.at += 1;
        let node = self.clauses()?;
        if !self.take(")") {
            return Err(QueryError::syntax("unclosed parenthesis", open).expected("`)` at its end"));
        }
        self.depth -= 1;
        Ok(node.ast)
    }

    /// Parses a phrase with its slop.
    fn phrase(&mut self) -> Result<Ast, QueryError> {
        let start = self.at;
        let (text, end) = delimiters::quotation(self.text, self.at)?;
        self.at = end;
        let place = Span::new(start, end);
        if !word::has_word(&text) {
            let error = QueryError::syntax("a phrase without a word", place);
            return Err(error.expected("words between the quotation marks"));
        }
        if let Target::Filter(name) = self.target {
            return self.filter(name, &text, place);
        }
        let slop = match self.take("~") {
            true => self.number().map_or(0, |number| number as u32),
            false => 0,
        };
        Ok(self.sloppy(text, slop))
    }

    /// Returns the phrase with Lucene's slop, which is the number of moves that put the words in order. Swapping two words takes
    /// two moves.
    fn sloppy(&mut self, text: String, slop: u32) -> Ast {
        let phrase = |text: String, slop| Ast::Phrase(Phrase { text, slop, forms: Forms::Exact });
        let words: Vec<&str> = text.split(' ').collect();
        match words[..] {
            [first, second] if slop >= 2 => {
                let turned = format!("{second} {first}");
                Ast::Or(vec![phrase(text, slop), phrase(turned, slop - 2)])
            }
            [_, _, _, ..] if slop >= 2 => {
                self.warn("slop_in_order", "a phrase of three or more words matches in this order only");
                phrase(text, slop)
            }
            _ => phrase(text, slop),
        }
    }

    fn number(&mut self) -> Option<f64> {
        let length = self.rest().bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let number = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(number)
    }

    /// Skips `^2`, the weight of a clause.
    fn boost(&mut self) -> Result<(), QueryError> {
        let start = self.at;
        if self.take("^") {
            if self.number().is_none() {
                let error = QueryError::syntax("`^` needs a number", Span::new(start, self.at));
                return Err(error.expected("a weight, as in `word^2`, or `\\^`"));
            }
            self.warn("boost_ignored", "`^` is ignored: weights depend only on how rare a word is");
        }
        Ok(())
    }

    /// Parses a word, wildcard or fuzzy word, or the value of a filter.
    fn word(&mut self) -> Result<Option<Ast>, QueryError> {
        let start = self.at;
        let term = self.term()?;
        let place = Span::new(start, self.at);
        if let Target::Filter(name) = self.target {
            return self.filter(name, &term.text, place).map(Some);
        }
        if self.take("~") {
            let distance = match self.number() {
                None => 2,
                Some(similarity) if (0.8..1.0).contains(&similarity) => 1,
                Some(similarity) if similarity > 0.0 && similarity < 1.0 => 2,
                Some(number) => number as u8,
            };
            match distance {
                0 => {}
                1 | 2 => return parse_at(&format!("{}~{distance}", term.text), place),
                _ => {
                    let error = QueryError::syntax("a fuzzy word allows 1 or 2 edits", place);
                    return Err(error.expected("`~1` or `~2`"));
                }
            }
        }
        if term.is_wild {
            return parse_at(&term.text, place);
        }
        let is_word = word::has_word(&term.text);
        if self.target == Target::Text {
            warnings::add_once(&mut self.warnings, warnings::foreign_to_lucene(&term.text));
        }
        if is_word && term.text.contains("://") {
            let of = Box::new(Ast::Word(term.text));
            return Ok(Some(if self.target == Target::Text {
                Ast::Field { field: Field::Url, of }
            } else {
                *of
            }));
        }
        Ok(is_word.then(|| Ast::Word(word::literal(&term.text).to_owned())))
    }

    /// Reads text up to white space or syntax. The character after a backslash is not syntax.
    fn term(&mut self) -> Result<Term, QueryError> {
        let mut term = Term { text: String::new(), is_wild: false };
        let is_value = matches!(self.target, Target::Filter(_));
        let is_url = self.rest().split(char::is_whitespace).next().is_some_and(|chunk| chunk.contains("://"));
        while let Some(letter) = self.next() {
            match letter {
                '\\' => {
                    let place = self.here();
                    self.at += 1;
                    let Some(escaped) = self.next() else {
                        let error = QueryError::syntax("nothing follows `\\`", place);
                        return Err(error.expected("a character after it, as in `\\:`"));
                    };
                    term.text.push(escaped);
                    self.at += escaped.len_utf8();
                    continue;
                }
                _ if letter.is_whitespace() => break,
                '(' | ')' | '[' | ']' | '{' | '}' | '"' | '^' => break,
                '~' | '!' if !is_value && !is_url => break,
                ':' if !is_value && !is_url && !self.is_inside_number() => {
                    let error = QueryError::syntax("`:` must follow the name of a field", self.here());
                    return Err(error.expected("letters before it, or `\\:`"));
                }
                '*' | '?' => term.is_wild |= !is_url,
                _ => {}
            }
            term.text.push(letter);
            self.at += letter.len_utf8();
        }
        if term.text.is_empty() {
            let place = self.here();
            let error = QueryError::syntax(format!("`{}` is not allowed here", place.of(self.text)), place);
            return Err(error.expected("a word, phrase or group, or `\\` before it"));
        }
        Ok(term)
    }

    /// Returns whether the colon here is between digits or before white space.
    fn is_inside_number(&self) -> bool {
        let behind = self.rest()[1..].chars().next();
        behind.is_none_or(char::is_whitespace)
            || (self.text[..self.at].ends_with(|before: char| before.is_ascii_digit())
                && behind.is_some_and(|next| next.is_ascii_digit()))
    }

    /// Parses `[a TO b]`. A brace excludes its limit; `*` means no limit.
    fn range(&mut self) -> Result<Ast, QueryError> {
        let start = self.at;
        let length = self.rest().find([']', '}']).ok_or_else(|| {
            QueryError::syntax("unclosed range", self.here())
                .expected("`]` or `}` at its end, as in `[a TO b]`")
        })?;
        let inside = &self.rest()[1..length];
        let signs = (self.rest().starts_with('['), self.rest()[length..].starts_with(']'));
        self.at += length + 1;
        let place = Span::new(start, self.at);
        let Target::Filter(name) = self.target else {
            let error = QueryError::syntax("a range is only allowed in `date:`, `seen:` or `words:`", place);
            return Err(error.expected("one of these names before it, as in `date:[2026-01 TO 2026-02]`"));
        };
        let words: Vec<&str> = inside.split_whitespace().collect();
        let [from, "TO", to] = words[..] else {
            let error = QueryError::syntax(format!("`{}` is not a range", place.of(self.text)), place);
            return Err(error.expected("two limits with `TO` between them"));
        };
        let mut bounds = Vec::new();
        for (end, sign) in [(from, if signs.0 { ">=" } else { ">" }), (to, if signs.1 { "<=" } else { "<" })]
        {
            if end != "*" {
                bounds.push(self.filter(name, &format!("{sign}{}", end.trim_matches('"')), place)?);
            }
        }
        match bounds.len() {
            0 => {
                let error = QueryError::syntax("a range without limits matches everything", place);
                Err(error.expected("a limit that is not `*`"))
            }
            1 => Ok(bounds.remove(0)),
            _ => Ok(Ast::And(bounds)),
        }
    }

    fn filter(&self, name: FilterName, value: &str, place: Span) -> Result<Ast, QueryError> {
        let filter: Result<Filter, QueryError> = filter::read(name, value, &self.options.now);
        filter.map(Ast::Filter).map_err(|error| QueryError { at: place, ..error })
    }

    fn missing(&self) -> QueryError {
        QueryError::syntax("an operand is missing", self.here()).expected("a word, phrase or group")
    }
}

/// Joins clauses. If no clause is required, one of the optional clauses must match; otherwise they only raise the score.
fn joined(clauses: Vec<(Occur, Node)>) -> Option<Node> {
    let of = |wanted: Occur| {
        let chosen = clauses.iter().filter(move |(occur, _)| *occur == wanted);
        chosen.map(|(_, node)| node.clone()).collect::<Vec<Node>>()
    };
    let (mut must, mut should, must_not) = (of(Occur::Must), of(Occur::Should), of(Occur::MustNot));
    if let (Some(first), false) = (must.first().cloned(), should.is_empty()) {
        should.insert(0, first);
    }
    if !should.is_empty() {
        must.push(merge(should, Ast::Or));
    }
    must.extend(must_not.into_iter().map(|node| Node { ast: Ast::Not(Box::new(node.ast)), span: node.span }));
    (!must.is_empty()).then(|| merge(must, Ast::And))
}

fn too_deep(at: Span) -> QueryError {
    QueryError::new("query_nesting", format!("parentheses are nested more than {MAX_DEPTH} levels deep"), at)
        .expected("fewer levels")
}
