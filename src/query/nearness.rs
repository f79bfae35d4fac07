//! What may stand inside a proximity or `atleast()`, and how to write what may not.

use super::{Ast, Presence, Proximity, QueryError, Within, node::Node};
use crate::span::Span;

/// An operator of proximity as it stands in a query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    within: Within,
    presence: Presence,
    pub(super) span: Span,
}

impl Near {
    pub(super) fn new(within: Within, presence: Presence, span: Span) -> Self {
        Self { within, presence, span }
    }

    /// Returns the tree without asking whether the operands may stand in it.
    fn of(&self, left: Ast, right: Ast) -> Ast {
        Ast::Proximity(Box::new(Proximity { left, right, within: self.within, presence: self.presence }))
    }
}

/// Joins two operands.
pub(super) fn join(left: Node, near: &Near, right: Node) -> Result<Node, QueryError> {
    check(&left, near, |part| near.of(part.clone(), right.ast.clone()), &right.ast)?;
    check(&right, near, |part| near.of(left.ast.clone(), part.clone()), &left.ast)?;
    let span = Span::new(left.span.start, right.span.end);
    Ok(Node { ast: near.of(left.ast, right.ast), span })
}

/// Fails unless `operand` may stand in a proximity; `with` puts a part of it in its place, `other` is the other operand.
fn check(operand: &Node, near: &Near, with: impl Fn(&Ast) -> Ast, other: &Ast) -> Result<(), QueryError> {
    let Some(culprit) = culprit(&operand.ast, Proximities::Allowed) else { return Ok(()) };
    let operator = near.within;
    let error =
        QueryError::syntax(format!("{} cannot stand inside `{operator}`", noun(culprit)), operand.span);
    let error = error.expected("a word, phrase, group joined by OR, or proximity");
    Err(match &operand.ast {
        Ast::And(parts) if parts.iter().all(|part| self::culprit(part, Proximities::Allowed).is_none()) => {
            error.suggesting(Ast::And(parts.iter().map(with).collect()).to_string().replace(") (", ") AND ("))
        }
        Ast::Not(part) => error.suggesting(not_near(other, near, part)),
        Ast::Field { field, of } => {
            let other = match other {
                Ast::Field { field: same, of } if same == field => of,
                other => other,
            };
            let whole = Ast::Field { field: *field, of: Box::new(near.of((**of).clone(), other.clone())) };
            let is_one_field = culprit_free(of) && culprit_free(other);
            if is_one_field { error.suggesting(whole.to_string()) } else { error }
        }
        _ => error,
    })
}

/// Returns the tree of two operands near each other, or not.
pub(super) fn of(left: Ast, within: Within, presence: Presence, right: Ast) -> Ast {
    Ast::Proximity(Box::new(Proximity { left, right, within, presence }))
}

/// Returns what in a tree has no place inside a proximity, as a noun.
pub(super) fn barred(ast: &Ast) -> Option<&'static str> {
    culprit(ast, Proximities::Allowed).map(noun)
}

/// Returns the error of `left W/5 NOT right`.
pub(super) fn negated_operand(left: &Node, near: &Near, negated: &Node) -> QueryError {
    let error = QueryError::syntax(format!("NOT cannot stand inside `{}`", near.within), negated.span);
    let part = match &negated.ast {
        Ast::Not(part) => part,
        part => part,
    };
    error
        .expected("a word, phrase, group joined by OR, or proximity")
        .suggesting(not_near(&left.ast, near, part))
}

/// Returns how to write that `left` stands where no `right` is near.
fn not_near(left: &Ast, near: &Near, right: &Ast) -> String {
    Near { presence: Presence::NotNear, ..*near }.of(left.clone(), right.clone()).to_string()
}

/// Fails unless what `atleast()` counts is a word, phrase, wildcard or group of them.
pub(super) fn check_counted(node: &Node, count: u32) -> Result<(), QueryError> {
    let Some(culprit) = culprit(&node.ast, Proximities::Barred) else { return Ok(()) };
    let message = format!("{} cannot stand inside `atleast{count}()`", noun(culprit));
    let error =
        QueryError::syntax(message, node.span).expected("a word, phrase, wildcard, or group joined by OR");
    Err(match &node.ast {
        Ast::And(parts) if parts.iter().all(|part| self::culprit(part, Proximities::Barred).is_none()) => {
            let counted = |part: &Ast| Ast::AtLeast { count, of: Box::new(part.clone()) }.to_string();
            error.suggesting(parts.iter().map(counted).collect::<Vec<_>>().join(" AND "))
        }
        _ => error,
    })
}

/// Whether proximities may stand in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proximities {
    Allowed,
    Barred,
}

fn culprit_free(ast: &Ast) -> bool {
    culprit(ast, Proximities::Allowed).is_none()
}

/// Returns the first part of a tree that has no place in the text of an article.
fn culprit(ast: &Ast, proximities: Proximities) -> Option<&Ast> {
    match ast {
        Ast::Word(_) | Ast::Phrase(_) | Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => None,
        Ast::Proximity(_) if proximities == Proximities::Allowed => None,
        Ast::Or(parts) => parts.iter().find_map(|part| culprit(part, proximities)),
        other => Some(other),
    }
}

fn noun(ast: &Ast) -> &'static str {
    match ast {
        Ast::And(_) => "AND",
        Ast::Not(_) => "NOT",
        Ast::Field { .. } => "a field",
        Ast::Filter(_) => "a filter",
        Ast::AtLeast { .. } => "`atleast()`",
        Ast::Proximity(_) => "a proximity",
        Ast::Said { .. } | Ast::UnnamedSpeaker => "a condition on speakers",
        _ => "this",
    }
}
