//! From tokens to the syntax tree, by precedence: parentheses, proximity, NOT, AND, OR.

use super::{
    Ast, Field, Filter, Forms, Operators, ParseOptions, Phrase, Presence, QueryError, filter,
    field::{self, FilterName, Name},
    lex::{Kind, Token},
    nearness::{self, Near},
    notes, word,
};
use crate::{
    archive::{JoinedBy, Warning},
    span::Span,
};

/// How deep parentheses, negations and proximities may stand inside each other.
const DEEPEST: usize = 100;

/// A tree and the part of the query it was read from.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) ast: Ast,
    pub(super) span: Span,
}

/// What the parser has read, and what it saw on the way.
pub(super) struct Outcome {
    pub(super) ast: Ast,
    pub(super) operators: Operators,
    pub(super) warnings: Vec<Warning>,
}

/// Returns the tree of `tokens`, which are those of `text`.
pub(super) fn tree(text: &str, tokens: &[Token], options: &ParseOptions) -> Result<Outcome, QueryError> {
    let mut parser = Parser {
        text,
        tokens,
        options,
        next: 0,
        depth: 0,
        inside: Inside::Nothing,
        outcome: Outcome { ast: Ast::Or(Vec::new()), operators: Operators::Absent, warnings: Vec::new() },
    };
    let node = parser.alternatives()?;
    if let Some(token) = parser.peek() {
        // The lexer balances parentheses, so only a stray comma could be left, and it makes none outside of `said()`.
        return Err(QueryError::syntax("cannot be read here", token.span));
    }
    if depth(&node.ast) > DEEPEST {
        return Err(too_deep(node.span));
    }
    parser.outcome.ast = node.ast;
    Ok(parser.outcome)
}

/// Within what the parser is; it decides what a word means and what cannot stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Field(Field),
    Filter(FilterName),
    Said,
    AtLeast,
}

struct Parser<'a> {
    text: &'a str,
    tokens: &'a [Token],
    options: &'a ParseOptions,
    next: usize,
    depth: usize,
    inside: Inside,
    outcome: Outcome,
}

/// Operands side by side, and how many explicit ANDs joined them.
struct Joined {
    nodes: Vec<Node>,
    ands: usize,
    /// Whether two were joined by nothing.
    side_by_side: bool,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn peek_kind(&self) -> Option<&'a Kind> {
        self.peek().map(|token| &token.kind)
    }

    /// Goes past the next token if it is of this kind.
    fn take(&mut self, kind: &Kind) -> Option<&'a Token> {
        let token = self.peek().filter(|token| token.kind == *kind)?;
        self.next += 1;
        Some(token)
    }

    /// Reads what stands between ORs.
    fn alternatives(&mut self) -> Result<Node, QueryError> {
        let mut nodes = Vec::new();
        let mut mixed = false;
        loop {
            let joined = self.side_by_side()?;
            mixed |= match self.options.joined_by {
                JoinedBy::And => joined.nodes.len() > 1,
                JoinedBy::Or => joined.ands > 0,
            };
            let any_mixed = self.options.joined_by == JoinedBy::Or && joined.side_by_side && joined.ands > 0;
            nodes.push(self.join(joined.nodes));
            if self.take(&Kind::Or).is_none() {
                let is_mixed = (mixed && nodes.len() > 1) || any_mixed;
                let node = merge(nodes, Ast::Or);
                if is_mixed {
                    self.note_mixed(&node.ast);
                }
                return Ok(node);
            }
            self.outcome.operators = Operators::Present;
        }
    }

    fn note_mixed(&mut self, ast: &Ast) {
        let message = format!("AND binds before OR: read as `{ast}`; write parentheses to have it otherwise");
        notes::once(&mut self.outcome.warnings, Warning { code: "mixed_and_or", message });
    }

    /// Reads operands joined by AND or by nothing. Those joined by AND are one node where bare words are alternatives.
    fn side_by_side(&mut self) -> Result<Joined, QueryError> {
        let mut joined = Joined { nodes: vec![self.operand()?], ands: 0, side_by_side: false };
        loop {
            let and = self.take(&Kind::And);
            if and.is_none() && self.ends() {
                return Ok(joined);
            }
            let operand = self.operand()?;
            if and.is_some() {
                self.outcome.operators = Operators::Present;
                joined.ands += 1;
            } else {
                joined.side_by_side = true;
            }
            match joined.nodes.pop() {
                Some(before) if and.is_some() && self.options.joined_by == JoinedBy::Or => {
                    joined.nodes.push(merge(vec![before, operand], Ast::And));
                }
                before => joined.nodes.extend(before.into_iter().chain([operand])),
            }
        }
    }

    /// Returns whether no operand follows.
    fn ends(&self) -> bool {
        matches!(self.peek_kind(), None | Some(Kind::Or | Kind::Close | Kind::Comma))
    }

    /// Joins what stands side by side: as it must all occur, or as alternatives beside what is required.
    fn join(&self, nodes: Vec<Node>) -> Node {
        if self.options.joined_by == JoinedBy::And {
            return merge(nodes, Ast::And);
        }
        let span = hull(&nodes);
        let (mut required, free): (Vec<Node>, Vec<Node>) =
            nodes.into_iter().partition(|node| self.is_signed(node.span) || is_required(&node.ast));
        if !free.is_empty() {
            required.insert(0, merge(free, Ast::Or));
        }
        Node { span, ..merge(required, Ast::And) }
    }

    /// Returns whether the operand at `span` has a sign before it.
    fn is_signed(&self, span: Span) -> bool {
        self.text[span.start..].starts_with('+')
            && self.tokens.iter().any(|token| token.kind == Kind::Plus && token.span.start == span.start)
    }

    /// Reads an operand of AND: a proximity, negated or not.
    fn operand(&mut self) -> Result<Node, QueryError> {
        let Some(token) = self.peek() else { return Err(self.missing_operand()) };
        match token.kind {
            Kind::Not | Kind::Minus => {
                self.next += 1;
                self.outcome.operators = Operators::Present;
                let node = self.deeper(token.span, Self::operand)?;
                let span = Span::new(token.span.start, node.span.end);
                Ok(Node { ast: Ast::Not(Box::new(node.ast)), span })
            }
            Kind::Plus => {
                self.next += 1;
                self.outcome.operators = Operators::Present;
                let node = self.proximity()?;
                Ok(Node { span: Span::new(token.span.start, node.span.end), ..node })
            }
            _ => self.proximity(),
        }
    }

    /// Reads operands near each other, from left to right.
    fn proximity(&mut self) -> Result<Node, QueryError> {
        let mut left = self.primary()?;
        let mut count = 0;
        while let Some(near) = self.near() {
            self.outcome.operators = Operators::Present;
            count += 1;
            if self.depth + count > DEEPEST {
                return Err(too_deep(near.span));
            }
            if let Some(Token { kind: Kind::Not | Kind::Minus, .. }) = self.peek() {
                let negated = self.operand()?;
                return Err(nearness::negated_operand(&left, &near, &negated));
            }
            let right = self.primary()?;
            left = nearness::join(left, &near, right)?;
        }
        Ok(left)
    }

    /// Goes past `W/5` or `NOT W/5` if it is next.
    fn near(&mut self) -> Option<Near> {
        let negation = self.peek().filter(|token| token.kind == Kind::Not);
        let operator = self.tokens.get(self.next + usize::from(negation.is_some()))?;
        let Kind::Near(within) = operator.kind else { return None };
        self.next += 1 + usize::from(negation.is_some());
        let span = Span::new(negation.unwrap_or(operator).span.start, operator.span.end);
        Some({
            let presence = if negation.is_some() { Presence::NotNear } else { Presence::Near };
            Near::new(within, presence, span)
        })
    }

    fn primary(&mut self) -> Result<Node, QueryError> {
        let Some(token) = self.peek() else { return Err(self.missing_operand()) };
        let leaf = |ast| Ok(Node { ast, span: token.span });
        self.next += 1;
        match &token.kind {
            Kind::Open => self.group(token.span),
            Kind::Text(_) | Kind::Value(_) | Kind::Quoted { .. } | Kind::Url(_) | Kind::Regex(_) => {
                let ast = self.leaf(token)?;
                leaf(ast)
            }
            Kind::Stem => self.stemmed(token),
            Kind::Name(_) | Kind::Said | Kind::AtLeast(_) => {
                self.check_place(token)?;
                self.function(token)
            }
            Kind::Not | Kind::Minus | Kind::Plus => {
                let error = QueryError::syntax("a negation or sign cannot stand here", token.span);
                Err(error.expected("a word, phrase or group"))
            }
            Kind::Close | Kind::Comma | Kind::And | Kind::Or | Kind::Near(_) => {
                self.next -= 1;
                Err(self.missing_operand())
            }
        }
    }

    /// Reads a group up to its end; its opening parenthesis, at `open`, is past.
    fn group(&mut self, open: Span) -> Result<Node, QueryError> {
        if let Some(close) = self.take(&Kind::Close) {
            let span = Span::new(open.start, close.span.end);
            return Err(QueryError::syntax("nothing stands between the parentheses", span).expected("words"));
        }
        let node = self.deeper(open, Self::alternatives)?;
        let end = self.close()?;
        Ok(Node { span: Span::new(open.start, end), ..node })
    }

    /// Goes past the closing parenthesis and returns its end.
    fn close(&mut self) -> Result<usize, QueryError> {
        match self.take(&Kind::Close) {
            Some(token) => Ok(token.span.end),
            None => Err(self.missing("`)`")),
        }
    }

    fn deeper(
        &mut self,
        at: Span,
        read: impl FnOnce(&mut Self) -> Result<Node, QueryError>,
    ) -> Result<Node, QueryError> {
        if self.depth >= DEEPEST {
            return Err(too_deep(at));
        }
        self.depth += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    fn within<T>(
        &mut self,
        inside: Inside,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let outside = std::mem::replace(&mut self.inside, inside);
        let read = read(self)?;
        self.inside = outside;
        Ok(read)
    }

    /// Fails where a field or function cannot stand inside another.
    fn check_place(&self, token: &Token) -> Result<(), QueryError> {
        let outer = match self.inside {
            Inside::Nothing => return Ok(()),
            Inside::Field(_) if matches!(token.kind, Kind::AtLeast(_)) => return Ok(()),
            Inside::Field(field) => format!("`{}:`", field::canonical(Name::Words(field))),
            Inside::Filter(filter) => format!("`{}:`", field::canonical(Name::Filter(filter))),
            Inside::Said => "`said()`".to_owned(),
            Inside::AtLeast => "`atleast()`".to_owned(),
        };
        let inner = token.span.of(self.text);
        let error = QueryError::syntax(format!("`{inner}` cannot stand inside {outer}"), token.span);
        Err(error.expected("words, phrases or groups of them"))
    }

    fn function(&mut self, token: &Token) -> Result<Node, QueryError> {
        match token.kind {
            Kind::Name(Name::Words(field)) => self.field(token, field),
            Kind::Name(Name::Filter(name)) => {
                let node = self.within(Inside::Filter(name), Self::primary)?;
                Ok(Node { span: Span::new(token.span.start, node.span.end), ..node })
            }
            Kind::AtLeast(count) => {
                self.outcome.operators = Operators::Present;
                let node = self.within(Inside::AtLeast, |parser| parser.group(token.span))?;
                nearness::check_counted(&node, count)?;
                Ok(Node { ast: Ast::AtLeast { count, of: Box::new(node.ast) }, span: node.span })
            }
            _ => self.within(Inside::Said, |parser| parser.said(token)),
        }
    }

    fn field(&mut self, token: &Token, field: Field) -> Result<Node, QueryError> {
        if field == Field::Speaker
            && let Some(Token { kind: Kind::Text(text), span }) = self.peek()
            && word::literal(text).eq_ignore_ascii_case("none")
        {
            self.next += 1;
            return Ok(Node { ast: Ast::UnnamedSpeaker, span: Span::new(token.span.start, span.end) });
        }
        let node = self.within(Inside::Field(field), Self::primary)?;
        let span = Span::new(token.span.start, node.span.end);
        Ok(Node { ast: Ast::Field { field, of: Box::new(node.ast) }, span })
    }

    /// Reads the two parts of `said()`; its opening parenthesis is past.
    fn said(&mut self, token: &Token) -> Result<Node, QueryError> {
        let speaker = match self.unnamed() {
            Some(node) => node,
            None => self.deeper(token.span, Self::alternatives)?,
        };
        if self.take(&Kind::Comma).is_none() {
            let end = self.peek().map_or(self.text.len(), |token| token.span.start);
            let part = Span::new(token.span.end, end).of(self.text).trim();
            let error = QueryError::syntax("`said()` takes a speaker and words", Span::new(token.span.start, end));
            let suggestion = match part.split_once(char::is_whitespace) {
                Some((name, words)) if !part.contains('"') => format!("said({name}, {})", words.trim()),
                _ => Ast::Field { field: Field::Speaker, of: Box::new(speaker.ast) }.to_string(),
            };
            return Err(error.expected("a comma between them").suggesting(suggestion));
        }
        let words = self.deeper(token.span, Self::alternatives)?;
        let span = Span::new(token.span.start, self.close()?);
        Ok(Node { ast: Ast::Said { speaker: Box::new(speaker.ast), words: Box::new(words.ast) }, span })
    }

    /// Reads `none` as the whole speaker of `said()`.
    fn unnamed(&mut self) -> Option<Node> {
        let [Token { kind: Kind::Text(text), span }, Token { kind: Kind::Comma, .. }, ..] = &self.tokens[self.next..]
        else {
            return None;
        };
        let is_none = text.eq_ignore_ascii_case("none");
        self.next += usize::from(is_none);
        is_none.then_some(Node { ast: Ast::UnnamedSpeaker, span: *span })
    }

    fn stemmed(&mut self, stem: &Token) -> Result<Node, QueryError> {
        if matches!(self.inside, Inside::Filter(_)) {
            self.check_place(stem)?;
        }
        let Some(token) = self.peek() else { return Err(self.missing("a phrase")) };
        self.next += 1;
        let span = Span::new(stem.span.start, token.span.end);
        let ast = match &token.kind {
            Kind::Quoted { text, slop } => {
                self.outcome.operators = Operators::Present;
                match slop {
                    None if !text.contains(' ') => Ast::Word(text.clone()),
                    slop => Ast::Phrase(Phrase {
                        text: text.clone(),
                        slop: slop.unwrap_or(0),
                        forms: Forms::Inflected,
                    }),
                }
            }
            Kind::Text(_) => self.leaf(token)?,
            _ => {
                let error = QueryError::syntax("`stem:` stands before a phrase", span);
                return Err(error.expected("a phrase, as in `stem:\"nuclear talk\"`"));
            }
        };
        Ok(Node { ast, span })
    }

    fn leaf(&mut self, token: &Token) -> Result<Ast, QueryError> {
        if let Inside::Filter(name) = self.inside {
            return self.filter(name, token).map(Ast::Filter);
        }
        let ast = match &token.kind {
            Kind::Quoted { text, slop } => {
                Ast::Phrase(Phrase { text: text.clone(), slop: slop.unwrap_or(0), forms: Forms::Exact })
            }
            Kind::Regex(pattern) => Ast::Regex(pattern.clone()),
            Kind::Url(url) if matches!(self.inside, Inside::Field(_)) => Ast::Word(url.clone()),
            Kind::Url(url) => {
                if self.inside != Inside::Nothing {
                    self.check_place(token)?;
                }
                Ast::Field { field: Field::Url, of: Box::new(Ast::Word(url.clone())) }
            }
            Kind::Text(text) | Kind::Value(text) => match word::read(text, token.span.start)? {
                Some(ast) => ast,
                None => return Err(self.missing_operand()),
            },
            _ => return Err(self.missing_operand()),
        };
        if !matches!(ast, Ast::Word(_) | Ast::Field { .. }) {
            self.outcome.operators = Operators::Present;
        }
        Ok(ast)
    }

    /// Reads one value of a filter.
    fn filter(&mut self, name: FilterName, token: &Token) -> Result<Filter, QueryError> {
        let (value, is_quoted) = match &token.kind {
            Kind::Quoted { text, slop: None } => {
                self.outcome.operators = Operators::Present;
                (text.as_str(), true)
            }
            Kind::Text(text) | Kind::Value(text) | Kind::Url(text) => (text.as_str(), false),
            _ => {
                let error = QueryError::syntax(format!("`{}` is no value", token.span.of(self.text)), token.span);
                return Err(error.expected(format!("a value for `{}:`", field::canonical(Name::Filter(name)))));
            }
        };
        filter::read(name, value, &self.options.now).map_err(|error| {
            if is_quoted { QueryError { at: token.span, ..error } } else { error.shifted(token.span.start) }
        })
    }

    /// Returns the error that an operand is missing before the next token.
    fn missing_operand(&self) -> QueryError {
        self.missing("a word, phrase or group")
    }

    fn missing(&self, expected: &str) -> QueryError {
        let before = self.next.checked_sub(1).and_then(|before| self.tokens.get(before));
        let text = |token: &Token| token.span.of(self.text).to_owned();
        let (message, at) = match (self.peek(), before) {
            (Some(next), None) => (format!("nothing stands before `{}`", text(next)), next.span),
            (Some(next), Some(before)) => {
                (format!("nothing stands between `{}` and `{}`", text(before), text(next)), next.span)
            }
            (None, Some(before)) => {
                (format!("nothing follows `{}`", text(before)), Span::new(self.text.len(), self.text.len()))
            }
            (None, None) => ("the query is empty".to_owned(), Span::new(0, 0)),
        };
        QueryError::syntax(message, at).expected(expected)
    }
}

/// Returns whether a tree must hold even where bare words are alternatives.
fn is_required(ast: &Ast) -> bool {
    match ast {
        Ast::Not(_) | Ast::Field { .. } | Ast::Said { .. } | Ast::UnnamedSpeaker | Ast::Filter(_) => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().all(is_required),
        _ => false,
    }
}

/// Joins nodes to one, those of the same kind taken apart.
fn merge(nodes: Vec<Node>, join: fn(Vec<Ast>) -> Ast) -> Node {
    let span = hull(&nodes);
    let mut parts = Vec::with_capacity(nodes.len());
    let kind = std::mem::discriminant(&join(Vec::new()));
    for node in nodes {
        let is_alike = std::mem::discriminant(&node.ast) == kind;
        match node.ast {
            Ast::And(inner) | Ast::Or(inner) if is_alike => parts.extend(inner),
            ast => parts.push(ast),
        }
    }
    let ast = match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    };
    Node { ast, span }
}

/// Returns the span from the first node to the last.
fn hull(nodes: &[Node]) -> Span {
    let start = nodes.iter().map(|node| node.span.start).min().unwrap_or(0);
    let end = nodes.iter().map(|node| node.span.end).max().unwrap_or(start);
    Span::new(start, end)
}

/// Returns how many nodes lead from the top of a tree to its deepest leaf.
fn depth(ast: &Ast) -> usize {
    1 + match ast {
        Ast::And(parts) | Ast::Or(parts) => parts.iter().map(depth).max().unwrap_or(0),
        Ast::Not(of) | Ast::AtLeast { of, .. } | Ast::Field { of, .. } => depth(of),
        Ast::Said { speaker, words } => depth(speaker).max(depth(words)),
        Ast::Proximity(near) => depth(&near.left).max(depth(&near.right)),
        _ => 0,
    }
}

fn too_deep(at: Span) -> QueryError {
    QueryError::new("query_nesting", format!("parentheses and operators stand more than {DEEPEST} deep in each other"), at)
        .expected("fewer levels")
}
