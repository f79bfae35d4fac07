//! What the query languages of press databases have in common: words side by side are a phrase, connectors bind by
//! strength. The text of a query and a [`Dialect`] enter, a tree of ours leaves.

use super::Warning;
use super::{
    Ast, Field, Filter, Forms, Operators, ParseOptions, Parsed, Phrase, Presence, QueryError, Within,
    field::FilterName,
    filter, marks, nearness,
    node::{Node, depth, merge},
    notes, word,
};
use crate::span::Span;

/// How deep parentheses may stand inside each other, and how many connectors of nearness in a row.
const DEEPEST: usize = 100;

/// A connector between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Connector {
    And,
    Or,
    AndNot,
    Near(Within, Presence),
}

/// What tells one of these languages from another.
pub(super) trait Dialect {
    /// Which forms the words of a phrase match that is written without quotation marks.
    const FORMS: Forms;

    /// Returns the connector that `word` is, with `next` behind it, and how many of the two it takes; both in lower case.
    fn connector(word: &str, next: &str, place: Span) -> Result<Option<(Connector, usize)>, QueryError>;

    /// Returns how strongly a connector binds.
    fn strength(connector: Connector) -> u32;

    /// Reads what begins at the next piece, a text, if it is more than a word: a field, a function, a condition.
    fn special(reader: &mut Reader<'_, Self>) -> Result<Option<Node>, QueryError>
    where
        Self: Sized;

    /// Reads a word, truncated or not; `None` where it is punctuation.
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

/// Reads pieces from first to last.
pub(super) struct Reader<'a, D> {
    text: &'a str,
    pieces: Vec<Piece>,
    next: usize,
    depth: usize,
    pub(super) options: &'a ParseOptions,
    warnings: Vec<Warning>,
    dialect: std::marker::PhantomData<D>,
}

/// Reads a whole query.
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
    if depth(&node.ast) > DEEPEST {
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
            _ if marks::opens(letter) => {
                let (content, behind) = marks::quotation(text, at)?;
                end = behind;
                Kind::Quoted(content)
            }
            _ => {
                let ends = |letter: char| {
                    letter.is_whitespace() || matches!(letter, '(' | ')') || marks::opens(letter)
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
    /// Returns the text of the piece so many behind the next one; empty where it is no text.
    pub(super) fn text_at(&self, ahead: usize) -> &'a str {
        match self.pieces.get(self.next + ahead) {
            Some(Piece { kind: Kind::Text, span }) => span.of(self.text),
            _ => "",
        }
    }

    /// Returns where the next piece stands; the end of the query behind the last.
    pub(super) fn place(&self) -> Span {
        self.place_at(0)
    }

    /// Returns where the piece so many behind the next one stands.
    pub(super) fn place_at(&self, ahead: usize) -> Span {
        let end = Span::new(self.text.len(), self.text.len());
        self.pieces.get(self.next + ahead).map_or(end, |piece| piece.span)
    }

    /// Returns whether a parenthesis opens so many pieces behind the next one.
    pub(super) fn opens_at(&self, ahead: usize) -> bool {
        self.pieces.get(self.next + ahead).is_some_and(|piece| piece.kind == Kind::Open)
    }

    /// Goes past pieces.
    pub(super) fn skip(&mut self, count: usize) {
        self.next = (self.next + count).min(self.pieces.len());
    }

    /// Notes something that the user should know.
    pub(super) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        notes::once(&mut self.warnings, Warning { code, message: message.into() });
    }

    /// Returns the text of the query from `start` to the end of the last piece that was read.
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

    /// Reads operands as long as connectors bind them at least so strongly.
    pub(super) fn expression(&mut self, weakest: u32) -> Result<Node, QueryError> {
        let mut left = self.operand()?;
        let mut count = 0;
        while let Some((connector, pieces)) = self.connector()? {
            let strength = D::strength(connector);
            if strength < weakest {
                break;
            }
            count += usize::from(matches!(connector, Connector::Near(..)));
            if count + self.depth > DEEPEST {
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

    /// Reads what stands side by side.
    fn operand(&mut self) -> Result<Node, QueryError> {
        let start = self.place();
        self.depth += 1;
        if self.depth > DEEPEST {
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

    /// Reads words and groups up to the next connector: words are a phrase, conditions must hold too.
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
        if nodes.len() > DEEPEST {
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
            let is_words = |node: &Node| nearness::barred(&node.ast).is_none();
            let connector = if is_words(&left) && is_words(&right) {
                Connector::Near(Within::WordsInOrder(1), Presence::Near)
            } else {
                Connector::And
            };
            joined(left, connector, "a phrase", right)
        })
    }

    /// Reads a word, a quotation, a group or what the dialect has beside them; `None` where it was punctuation.
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
                    return Err(error.expected("words between the marks"));
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

    /// Reads a group; its opening parenthesis is next.
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

    /// Reads what a field is asked, `of` the next pieces, for each of `fields` alike.
    pub(super) fn field(&mut self, fields: &[Field], start: usize) -> Result<Node, QueryError> {
        let of = loop {
            if let Some(node) = self.primary()? {
                break node;
            }
        };
        if let Some(inner) = condition(&of.ast) {
            let error = QueryError::syntax(format!("{inner} cannot stand inside a field"), of.span);
            return Err(error.expected("words or groups of them"));
        }
        let asked = |field: &Field| Ast::Field { field: *field, of: Box::new(of.ast.clone()) };
        let mut asts: Vec<Ast> = fields.iter().map(asked).collect();
        let ast = if asts.len() == 1 { asts.remove(0) } else { Ast::Or(asts) };
        Ok(Node { ast, span: self.span_from(start) })
    }

    /// Reads how often the next pieces must be mentioned.
    pub(super) fn at_least(&mut self, digits: &str, start: Span, group: bool) -> Result<Node, QueryError> {
        let count = digits.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
            QueryError::syntax("`atleast` needs a number from 1", start).expected("as in `atleast5`")
        })?;
        let of = if group { self.group()? } else { self.side_by_side()? };
        nearness::check_counted(&of, count)?;
        Ok(Node { ast: Ast::AtLeast { count, of: Box::new(of.ast) }, span: self.span_from(start.start) })
    }

    /// Returns the condition that `value` is, read as in our own language; `place` is where it stands.
    pub(super) fn filter(&self, name: FilterName, value: &str, place: Span) -> Result<Filter, QueryError> {
        filter::read(name, value, &self.options.now).map_err(|error| QueryError { at: place, ..error })
    }

    /// Returns the error that an operand is missing here.
    pub(super) fn missing(&self) -> QueryError {
        let before = self.next.checked_sub(1).and_then(|before| self.pieces.get(before));
        let message = match before {
            Some(before) => format!("nothing follows `{}`", before.span.of(self.text)),
            None => "nothing stands before this".to_owned(),
        };
        QueryError::syntax(message, self.place()).expected("a word, phrase or group")
    }
}

/// Joins two operands by a connector, which is `written` so.
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
                if let Some(noun) = nearness::barred(&node.ast) {
                    let message = format!("{noun} cannot stand inside `{written}`");
                    let error = QueryError::syntax(message, node.span);
                    return Err(error.expected("words, phrases, or groups of them joined by OR"));
                }
            }
            let span = Span::new(left.span.start, right.span.end);
            Ok(Node { ast: nearness::of(left.ast, within, presence, right.ast), span })
        }
    }
}

/// Returns what in a tree is no words alone: a field, a filter, a condition on speakers.
fn condition(ast: &Ast) -> Option<&'static str> {
    match ast {
        Ast::And(parts) | Ast::Or(parts) => parts.iter().find_map(condition),
        Ast::Not(of) | Ast::AtLeast { of, .. } => condition(of),
        Ast::Field { .. } | Ast::Filter(_) | Ast::Said { .. } | Ast::UnnamedSpeaker => nearness::barred(ast),
        _ => None,
    }
}

fn too_deep(at: Span) -> QueryError {
    QueryError::new("query_nesting", format!("more than {DEEPEST} levels"), at).expected("fewer levels")
}

/// Returns a day, month or year written as `20260206`, `2/6/2026` (month first) or in our own way, in our own way.
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

/// Returns the regular expression of words that begin with `word` and have at most `more` letters more.
pub(super) fn with_ending(word: &str, more: usize) -> Ast {
    Ast::Regex(format!("{}.{{0,{more}}}", regex::escape(word)))
}

/// Reads a word without operators; `None` where it is punctuation.
pub(super) fn plain(text: &str) -> Option<Ast> {
    Some(word::literal(text)).filter(|word| !word.is_empty()).map(|word| Ast::Word(word.to_owned()))
}
