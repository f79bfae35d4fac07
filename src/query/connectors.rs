//! Parser for the query languages of press databases. In these languages, adjacent words are a phrase, and each connector
//! has a precedence.
//!
//! Input: the text of a query, and a [`Dialect`]. Output: a syntax tree.

use super::Warning;
use super::{
    Ast, Field, Filter, Forms, Operators, ParseOptions, Parsed, Phrase, Presence, QueryError, Within,
    delimiters,
    field::FilterName,
    filter,
    node::{Node, depth, merge},
    proximity, warnings, word,
};
use crate::span::Span;

/// Maximum nesting of parentheses, and maximum number of proximity connectors in a row.
const MAX_DEPTH: usize = 100;

/// A connector between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connector {
    And,
    Or,
    AndNot,
    Near(Within, Presence),
}

/// What differs between the languages of press databases.
pub(super) trait Dialect {
    /// Forms that match the words of a phrase without quotation marks.
    const FORMS: Forms;

    /// Returns the connector at `word`, and its number of pieces: one or two. `next` is the piece after `word`; both are in
    /// lower case.
    fn connector(word: &str, next: &str, place: Span) -> Result<Option<(Connector, usize)>, QueryError>;

    /// Returns the precedence of a connector. A connector of higher precedence binds first.
    fn strength(connector: Connector) -> u32;

    /// Parses a field, function or condition that begins at the next piece, which is text. Returns `None` if that piece is
    /// a word.
    fn special(reader: &mut Reader<'_, Self>) -> Result<Option<Node>, QueryError>
    where
        Self: Sized;

    /// Parses a word, which may be truncated. Returns `None` for punctuation.
    fn word(text: &str, place: Span) -> Result<Option<Ast>, QueryError>;
}

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Open,
    Close,
    Quoted(String),
    Text,
}

#[derive(Debug, Clone)]
struct Piece {
    kind: Kind,
    span: Span,
}

/// Parses pieces from first to last.
pub(super) struct Reader<'a, D> {
    text: &'a str,
    pieces: Vec<Piece>,
    next: usize,
    depth: usize,
    pub(super) options: &'a ParseOptions,
    warnings: Vec<Warning>,
    dialect: std::marker::PhantomData<D>,
}

/// Parses a whole query.
pub(super) fn read<D: Dialect>(text: &str, options: &ParseOptions) -> Result<Parsed, QueryError> {
    let pieces = pieces(text)?;
    if !word::has_word(text) {
        return Err(super::empty(text));
    }
    let warnings = Vec::new();
    let dialect = std::marker::PhantomData;
    let mut reader: Reader<'_, D> = Reader { text, pieces, next: 0, depth: 0, options, warnings, dialect };
    let node = reader.expression(0)?;
    if let Some(piece) = reader.pieces.get(reader.next) {
        let error = QueryError::syntax("closing parenthesis without an opening one", piece.span);
        return Err(error.expected("`(` somewhere before it"));
    }
    if depth(&node.ast) > MAX_DEPTH {
        return Err(too_deep(node.span));
    }
    Ok(Parsed { ast: node.ast, warnings: reader.warnings, operators: Operators::Present })
}

fn pieces(text: &str) -> Result<Vec<Piece>, QueryError> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let mut end = at + letter.len_utf8();
        let kind = match letter {
            _ if letter.is_whitespace() => {
                at = end;
                continue;
            }
            '(' => Kind::Open,
            ')' => Kind::Close,
            _ if delimiters::opens(letter) => {
                let (content, behind) = delimiters::quotation(text, at)?;
                end = behind;
                Kind::Quoted(content)
            }
            _ => {
                let ends = |letter: char| {
                    letter.is_whitespace() || matches!(letter, '(' | ')') || delimiters::opens(letter)
                };
                end = text[at..].find(ends).map_or(text.len(), |length| at + length);
                Kind::Text
            }
        };
        pieces.push(Piece { kind, span: Span::new(at, end) });
        at = end;
    }
    Ok(pieces)
}

impl<'a, D: Dialect> Reader<'a, D> {
    /// Returns the text of the piece `ahead` positions after the next piece; empty if it is not text.
    pub(super) fn text_at(&self, ahead: usize) -> &'a str {
        match self.pieces.get(self.next + ahead) {
            Some(Piece { kind: Kind::Text, span }) => span.of(self.text),
            _ => "",
        }
    }

    /// Returns the place of the next piece; after the last piece, the end of the query.
    pub(super) fn place(&self) -> Span {
        self.place_at(0)
    }

    /// Returns the place of the piece `ahead` positions after the next piece.
    pub(super) fn place_at(&self, ahead: usize) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        self.pieces.get(self.next + ahead).map_or(end, |piece| piece.span)
    }

    /// Returns whether the piece `ahead` positions after the next piece is an opening parenthesis.
    pub(super) fn opens_at(&self, ahead: usize) -> bool {
        self.pieces.get(self.next + ahead).is_some_and(|piece| piece.kind == Kind::Open)
    }

    /// Skips `count` pieces.
    pub(super) fn skip(&mut self, count: usize) {
        self.next = (self.next + count).min(self.pieces.len());
    }

    /// Adds a warning unless there is one with the same code.
    pub(super) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        warnings::add_once(&mut self.warnings, Warning { code, message: message.into() });
    }

    /// Returns the span from `start` to the end of the last piece that was read.
    fn span_from(&self, start: usize) -> Span {
        let end = self.next.checked_sub(1).and_then(|last| self.pieces.get(last)).map(|piece| piece.span.end);
        Span::new(start, end.unwrap_or(start).max(start))
    }

    fn connector(&self) -> Result<Option<(Connector, usize)>, QueryError> {
        let word = self.text_at(0).to_lowercase();
        if word.is_empty() {
            return Ok(None);
        }
        D::connector(&word, &self.text_at(1).to_lowercase(), self.place())
    }

    /// Parses operands joined by connectors of at least this precedence.
    pub(super) fn expression(&mut self, weakest: u32) -> Result<Node, QueryError> {
        let mut left = self.operand()?;
        let mut count = 0;
        while let Some((connector, pieces)) = self.connector()? {
            let strength = D::strength(connector);
            if strength < weakest {
                break;
            }
            count += usize::from(matches!(connector, Connector::Near(..)));
            if count + self.depth > MAX_DEPTH {
                return Err(too_deep(self.place()));
            }
            let start = self.place().start;
            self.skip(pieces);
            let written = self.span_from(start).of(self.text);
            let right = self.expression(strength + 1)?;
            left = joined(left, connector, written, right)?;
        }
        Ok(left)
    }

    /// Parses an operand of a connector, which may be negated.
    fn operand(&mut self) -> Result<Node, QueryError> {
        let start = self.place();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(start));
        }
        let node = if self.text_at(0).eq_ignore_ascii_case("not") && self.connector_is_not_near() {
            self.skip(1);
            let node = self.expression(D::strength(Connector::AndNot) + 1)?;
            Node { ast: Ast::Not(Box::new(node.ast)), span: self.span_from(start.start) }
        } else {
            self.side_by_side()?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn connector_is_not_near(&self) -> bool {
        !matches!(self.connector(), Ok(Some((Connector::Near(..), _))))
    }

    /// Parses words and groups up to the next connector. Adjacent words and groups form a phrase; conditions next to them
    /// must match as well.
    pub(super) fn side_by_side(&mut self) -> Result<Node, QueryError> {
        let mut nodes: Vec<Node> = Vec::new();
        let mut is_word = false;
        loop {
            let ends = matches!(self.pieces.get(self.next), None | Some(Piece { kind: Kind::Close, .. }));
            if ends || self.connector()?.is_some() {
                break;
            }
            let Some(node) = self.primary()? else { continue };
            match (&node.ast, nodes.last_mut()) {
                (Ast::Word(word), Some(Node { ast: Ast::Word(words), span })) if is_word => {
                    words.push(' ');
                    words.push_str(word);
                    span.end = node.span.end;
                }
                (Ast::Word(_), _) => {
                    is_word = true;
                    nodes.push(node);
                }
                _ => {
                    is_word = false;
                    nodes.push(node);
                }
            }
        }
        if nodes.len() > MAX_DEPTH {
            return Err(too_deep(self.place()));
        }
        let mut nodes = nodes.into_iter().map(|node| match node.ast {
            Ast::Word(text) if text.contains(' ') => {
                Node { ast: Ast::Phrase(Phrase { text, slop: 0, forms: D::FORMS }), ..node }
            }
            _ => node,
        });
        let Some(first) = nodes.next() else { return Err(self.missing()) };
        nodes.try_fold(first, |left, right| {
            let is_words = |node: &Node| proximity::forbidden_noun(&node.ast).is_none();
            let connector = if is_words(&left) && is_words(&right) {
                Connector::Near(Within::WordsInOrder(1), Presence::Near)
            } else {
                Connector::And
            };
            joined(left, connector, "a phrase", right)
        })
    }

    /// Parses a word, a quotation, a group or a construct of the dialect. Returns `None` for punctuation.
    pub(super) fn primary(&mut self) -> Result<Option<Node>, QueryError> {
        let Some(Piece { kind, span }) = self.pieces.get(self.next).cloned() else {
            return Err(self.missing());
        };
        match kind {
            Kind::Open => self.group().map(Some),
            Kind::Close => Err(self.missing()),
            Kind::Quoted(text) => {
                if !word::has_word(&text) {
                    let error = QueryError::syntax("a phrase without a word", span);
                    return Err(error.expected("words between the quotation marks"));
                }
                self.skip(1);
                Ok(Some(Node { ast: Ast::Phrase(Phrase { text, slop: 0, forms: Forms::Exact }), span }))
            }
            Kind::Text => {
                if let Some(node) = D::special(self)? {
                    return Ok(Some(node));
                }
                self.skip(1);
                Ok(D::word(span.of(self.text), span)?.map(|ast| Node { ast, span }))
            }
        }
    }

    /// Parses a group, whose opening parenthesis is the next piece.
    pub(super) fn group(&mut self) -> Result<Node, QueryError> {
        let open = self.place();
        self.skip(1);
        let node = self.expression(0)?;
        let closes = self.pieces.get(self.next).is_some_and(|piece| piece.kind == Kind::Close);
        if !closes {
            return Err(QueryError::syntax("unclosed parenthesis", open).expected("`)` at its end"));
        }
        self.skip(1);
        Ok(Node { span: self.span_from(open.start), ..node })
    }

    /// Parses the next pieces as the value of one or several `fields`. Several fields are joined by OR.
    pub(super) fn field(&mut self, fields: &[Field], start: usize) -> Result<Node, QueryError> {
        let of = loop {
            if let Some(node) = self.primary()? {
                break node;
            }
        };
        if let Some(inner) = condition(&of.ast) {
            let error = QueryError::syntax(format!("{inner} is not allowed inside a field"), of.span);
            return Err(error.expected("words or groups of them"));
        }
        let asked = |field: &Field| Ast::Field { field: *field, of: Box::new(of.ast.clone()) };
        let mut asts: Vec<Ast> = fields.iter().map(asked).collect();
        let ast = if asts.len() == 1 { asts.remove(0) } else { Ast::Or(asts) };
        Ok(Node { ast, span: self.span_from(start) })
    }

    /// Parses the operand of `atleast`.
    pub(super) fn at_least(&mut self, digits: &str, start: Span, group: bool) -> Result<Node, QueryError> {
        let count = digits.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
            QueryError::syntax("`atleast` needs a number from 1", start).expected("as in `atleast5`")
        })?;
        let of = if group { self.group()? } else { self.side_by_side()? };
        proximity::check_counted(&of, count)?;
        Ok(Node { ast: Ast::AtLeast { count, of: Box::new(of.ast) }, span: self.span_from(start.start) })
    }

    /// Parses the value of a filter as in morgue's language. `place` is its place in the query.
    pub(super) fn filter(&self, name: FilterName, value: &str, place: Span) -> Result<Filter, QueryError> {
        filter::read(name, value, &self.options.now).map_err(|error| QueryError { at: place, ..error })
    }

    /// Returns the error for a missing operand.
    pub(super) fn missing(&self) -> QueryError {
        let before = self.next.checked_sub(1).and_then(|before| self.pieces.get(before));
        let message = match before {
            Some(before) => format!("nothing follows `{}`", before.span.of(self.text)),
            None => "nothing is before this".to_owned(),
        };
        QueryError::syntax(message, self.place()).expected("a word, phrase or group")
    }
}

/// Joins two operands by a connector. `written` is the text of the connector.
fn joined(left: Node, connector: Connector, written: &str, right: Node) -> Result<Node, QueryError> {
    match connector {
        Connector::And => Ok(merge(vec![left, right], Ast::And)),
        Connector::Or => Ok(merge(vec![left, right], Ast::Or)),
        Connector::AndNot => {
            let not = Node { ast: Ast::Not(Box::new(right.ast)), span: right.span };
            Ok(merge(vec![left, not], Ast::And))
        }
        Connector::Near(within, presence) => {
            for node in [&left, &right] {
                if let Some(noun) = proximity::forbidden_noun(&node.ast) {
                    let message = format!("{noun} is not allowed inside `{written}`");
                    let error = QueryError::syntax(message, node.span);
                    return Err(error.expected("words, phrases, or groups of them joined by OR"));
                }
            }
            let span = Span::new(left.span.start, right.span.end);
            Ok(Node { ast: proximity::of(left.ast, within, presence, right.ast), span })
        }
    }
}

/// Returns a noun for a field, filter or condition on speakers in a tree; `None` if the tree has only words.
fn condition(ast: &Ast) -> Option<&'static str> {
    match ast {
        Ast::And(parts) | Ast::Or(parts) => parts.iter().find_map(condition),
        Ast::Not(of) | Ast::AtLeast { of, .. } => condition(of),
        Ast::Field { .. } | Ast::Filter(_) | Ast::Said { .. } | Ast::UnnamedSpeaker => {
            proximity::forbidden_noun(ast)
        }
        _ => None,
    }
}

fn too_deep(at: Span) -> QueryError {
    QueryError::new("query_nesting", format!("more than {MAX_DEPTH} levels"), at).expected("fewer levels")
}

/// Converts `20260206` and `2/6/2026` (month first) to `2026-02-06`, and `202602` to `2026-02`. Returns other text unchanged.
pub(super) fn date_text(text: &str) -> String {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits && text.len() == 8 {
        return format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
    }
    if is_digits && text.len() == 6 {
        return format!("{}-{}", &text[..4], &text[4..]);
    }
    let parts: Vec<Option<u32>> = text.split('/').map(|part| part.parse().ok()).collect();
    match parts[..] {
        [Some(month), Some(day), Some(year)] => format!("{year:04}-{month:02}-{day:02}"),
        _ => text.to_owned(),
    }
}

/// Returns a regular expression for words that begin with `word` and have up to `more` further letters.
pub(super) fn with_ending(word: &str, more: usize) -> Ast {
    Ast::Regex(format!("{}.{{0,{more}}}", regex::escape(word)))
}

/// Parses a word without operators. Returns `None` for punctuation.
pub(super) fn plain(text: &str) -> Option<Ast> {
    Some(word::literal(text)).filter(|word| !word.is_empty()).map(|word| Ast::Word(word.to_owned()))
}
