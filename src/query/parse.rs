//! Parses tokens into a syntax tree. Precedence, from highest to lowest: parentheses, proximity, NOT, AND, OR.

use super::JoinedBy;
use super::{
    Ast, Field, Operators, ParseOptions, Presence, QueryError,
    field::FilterName,
    lex::{Kind, Token},
    node::{Node, depth, hull, is_required, merge},
    proximity::{self, Near},
};
use crate::span::Span;

/// Maximum nesting of parentheses, negations and proximities.
const MAX_DEPTH: usize = 100;

/// Result of the parser.
pub(super) struct Outcome {
    pub(super) ast: Ast,
    pub(super) operators: Operators,
    /// The outermost part that mixes AND and OR without parentheses.
    pub(super) mixed: Option<Ast>,
}

/// Parses `tokens`, the tokens of `text`.
pub(super) fn tree(text: &str, tokens: &[Token], options: &ParseOptions) -> Result<Outcome, QueryError> {
    let mut parser = Parser {
        text,
        tokens,
        options,
        next: 0,
        depth: 0,
        inside: Inside::Nothing,
        outcome: Outcome { ast: Ast::Or(Vec::new()), operators: Operators::Absent, mixed: None },
    };
    let node = parser.alternatives()?;
    if let Some(token) = parser.peek() {
        // The lexer balances parentheses and makes comma tokens only in `said()`, so nothing should be left.
        return Err(QueryError::syntax("unexpected here", token.span));
    }
    if depth(&node.ast) > MAX_DEPTH {
        return Err(too_deep(node.span));
    }
    parser.outcome.ast = node.ast;
    Ok(parser.outcome)
}

/// The construct around the next token. It decides what a word means and what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Nothing,
    Field(Field),
    Filter(FilterName),
    Said,
    AtLeast,
}

/// Parses tokens from first to last.
pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) options: &'a ParseOptions,
    pub(super) next: usize,
    depth: usize,
    pub(super) inside: Inside,
    pub(super) outcome: Outcome,
}

/// Operands joined by AND or without an operator.
struct Joined {
    nodes: Vec<Node>,
    /// Number of explicit ANDs.
    ands: usize,
    /// Whether two operands were joined without an operator.
    side_by_side: bool,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    fn peek_kind(&self) -> Option<&'a Kind> {
        self.peek().map(|token| &token.kind)
    }

    /// Skips the next token if it is of this kind.
    pub(super) fn take(&mut self, kind: &Kind) -> Option<&'a Token> {
        let token = self.peek().filter(|token| token.kind == *kind)?;
        self.next += 1;
        Some(token)
    }

    /// Parses operands joined by OR.
    pub(super) fn alternatives(&mut self) -> Result<Node, QueryError> {
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
                    self.outcome.mixed = Some(node.ast.clone());
                }
                return Ok(node);
            }
            self.outcome.operators = Operators::Present;
        }
    }

    /// Parses operands joined by AND or without an operator. If words without an operator are alternatives, operands joined by AND
    /// are one node.
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

    /// Joins operands that have no OR between them. All must match. If words without an operator are alternatives, one of
    /// the operands that are not required is enough.
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

    /// Returns whether the operand at `span` begins with a plus sign.
    fn is_signed(&self, span: Span) -> bool {
        let token = self.tokens.binary_search_by_key(&span.start, |token| token.span.start);
        token.is_ok_and(|at| self.tokens[at].kind == Kind::Plus)
    }

    /// Parses an operand of AND: a proximity, which may be negated.
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

    /// Parses operands joined by proximity operators, from left to right.
    fn proximity(&mut self) -> Result<Node, QueryError> {
        let mut left = self.primary()?;
        let mut count = 0;
        while let Some(near) = self.near() {
            self.outcome.operators = Operators::Present;
            count += 1;
            if self.depth + count > MAX_DEPTH {
                return Err(too_deep(near.span));
            }
            if let Some(Token { kind: Kind::Not | Kind::Minus, .. }) = self.peek() {
                let negated = self.operand()?;
                return Err(proximity::negated_operand(&left, &near, &negated));
            }
            let right = self.primary()?;
            left = proximity::join(left, &near, right)?;
        }
        Ok(left)
    }

    /// Parses `W/5` or `NOT W/5` if it is next.
    fn near(&mut self) -> Option<Near> {
        // Proximity operators are case-insensitive, and so is a negation before one.
        let negation = self.peek().filter(|token| match &token.kind {
            Kind::Not => true,
            Kind::Text(word) => word.eq_ignore_ascii_case("not"),
            _ => false,
        });
        let operator = self.tokens.get(self.next + usize::from(negation.is_some()))?;
        let Kind::Near(within) = operator.kind else { return None };
        self.next += 1 + usize::from(negation.is_some());
        let span = Span::new(negation.unwrap_or(operator).span.start, operator.span.end);
        Some({
            let presence = if negation.is_some() { Presence::NotNear } else { Presence::Near };
            Near::new(within, presence, span)
        })
    }

    pub(super) fn primary(&mut self) -> Result<Node, QueryError> {
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
                let error = QueryError::syntax("a negation or sign is not allowed here", token.span);
                Err(error.expected("a word, phrase or group"))
            }
            Kind::Close | Kind::Comma | Kind::And | Kind::Or | Kind::Near(_) => {
                self.next -= 1;
                Err(self.missing_operand())
            }
        }
    }

    /// Parses a group to its end, after its opening parenthesis at `open`.
    pub(super) fn group(&mut self, open: Span) -> Result<Node, QueryError> {
        if let Some(close) = self.take(&Kind::Close) {
            let span = Span::new(open.start, close.span.end);
            return Err(QueryError::syntax("the parentheses are empty", span).expected("words"));
        }
        let node = self.deeper(open, Self::alternatives)?;
        let end = self.close()?;
        Ok(Node { span: Span::new(open.start, end), ..node })
    }

    /// Parses the closing parenthesis and returns its end.
    pub(super) fn close(&mut self) -> Result<usize, QueryError> {
        match self.take(&Kind::Close) {
            Some(token) => Ok(token.span.end),
            None => Err(self.missing("`)`")),
        }
    }

    pub(super) fn deeper(
        &mut self,
        at: Span,
        read: impl FnOnce(&mut Self) -> Result<Node, QueryError>,
    ) -> Result<Node, QueryError> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep(at));
        }
        self.depth += 1;
        let node = read(self)?;
        self.depth -= 1;
        Ok(node)
    }

    pub(super) fn within<T>(
        &mut self,
        inside: Inside,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        let outside = std::mem::replace(&mut self.inside, inside);
        let read = read(self)?;
        self.inside = outside;
        Ok(read)
    }

    /// Returns the error for an operand that is missing before the next token.
    pub(super) fn missing_operand(&self) -> QueryError {
        self.missing("a word, phrase or group")
    }

    pub(super) fn missing(&self, expected: &str) -> QueryError {
        let before = self.next.checked_sub(1).and_then(|before| self.tokens.get(before));
        let text = |token: &Token| token.span.of(self.text).to_owned();
        let (message, at) = match (self.peek(), before) {
            (Some(next), None) => (format!("nothing is before `{}`", text(next)), next.span),
            (Some(next), Some(before)) => {
                (format!("nothing is between `{}` and `{}`", text(before), text(next)), next.span)
            }
            (None, Some(before)) => {
                (format!("nothing follows `{}`", text(before)), Span::new(self.text.len(), self.text.len()))
            }
            (None, None) => ("the query is empty".to_owned(), Span::new(0, 0)),
        };
        QueryError::syntax(message, at).expected(expected)
    }
}

fn too_deep(at: Span) -> QueryError {
    QueryError::new(
        "query_nesting",
        format!("parentheses and operators are nested more than {MAX_DEPTH} levels deep"),
        at,
    )
    .expected("fewer levels")
}
