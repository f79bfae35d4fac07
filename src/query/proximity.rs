//! Checks what is allowed inside a proximity or `atleast()`, and suggests what to write instead.

use super::{Ast, Presence, Proximity, QueryError, Within, node::Node};
use crate::span::Span;

/// A proximity operator in a query.
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

    /// Returns the tree without checking whether the operands are allowed.
    fn of(&self, left: Ast, right: Ast) -> Ast {
        Ast::Proximity(Box::new(Proximity { left, right, within: self.within, presence: self.presence }))
    }
}

/// Joins two operands by a proximity operator. Fails if an operand is not allowed in a proximity.
pub(super) fn join(left: Node, near: &Near, right: Node) -> Result<Node, QueryError> {
    check(&left, near, &right.ast, |part, other| near.of(part.clone(), other.clone()))?;
    check(&right, near, &left.ast, |part, other| near.of(other.clone(), part.clone()))?;
    let span = Span::new(left.span.start, right.span.end);
    Ok(Node { ast: near.of(left.ast, right.ast), span })
}

/// Fails if `operand` is not allowed in a proximity with `other`. `with` joins a part of `operand` and a part of `other`
/// for the suggestion.
fn check(
    operand: &Node,
    near: &Near,
    other: &Ast,
    with: impl Fn(&Ast, &Ast) -> Ast,
) -> Result<(), QueryError> {
    let Some(forbidden) = find_forbidden(&operand.ast, Proximities::Allowed) else { return Ok(()) };
    let operator = near.within;
    let noun = if is_exclusion(forbidden) { "NOT" } else { noun(forbidden) };
    let error = QueryError::syntax(format!("{noun} is not allowed inside `{operator}`"), operand.span);
    let error = error.expected("a word, phrase, group joined by OR, or proximity");
    let instead = match &operand.ast {
        Ast::Not(part) => Some(not_near(other, near, part)),
        Ast::Field { field, of } => {
            let other = match other {
                Ast::Field { field: same, of } if same == field => of,
                other => other,
            };
            let is_one_field = is_allowed(of) && is_allowed(other);
            let whole = || Ast::Field { field: *field, of: Box::new(with(of, other)) };
            is_one_field.then(|| whole().to_string())
        }
        Ast::Filter(_) | Ast::Said { .. } | Ast::UnnamedSpeaker => and_text(other.clone(), &operand.ast),
        Ast::AtLeast { of, .. } if is_allowed(other) => and_text(with(of, other), &operand.ast),
        Ast::And(_) | Ast::Or(_) => {
            let spread = spread(&operand.ast, &|part| spread(other, &|other| Some(with(part, other))));
            spread.map(|ast| ast.to_string())
        }
        _ => None,
    };
    Err(match instead {
        Some(instead) => error.suggesting(instead.replace(") (", ") AND (")),
        None => error,
    })
}

/// Returns whether a tree is an AND with exactly one operand that is not negated: `talks NOT relief`.
fn is_exclusion(ast: &Ast) -> bool {
    let Ast::And(parts) = ast else { return false };
    parts.iter().filter(|part| !matches!(part, Ast::Not(_))).count() == 1
}

/// Returns both trees joined by AND, as text; `None` if the first tree is a group or a negation.
fn and_text(first: Ast, second: &Ast) -> Option<String> {
    let is_one = !matches!(first, Ast::And(_) | Ast::Or(_) | Ast::Not(_));
    is_one.then(|| Ast::And(vec![first, second.clone()]).to_string())
}

/// Applies `with` to each part that is allowed in a proximity, so that AND and OR are outside of it. Negated parts and filters
/// stay as they are. Returns `None` if the result would have another meaning.
fn spread(ast: &Ast, with: &dyn Fn(&Ast) -> Option<Ast>) -> Option<Ast> {
    match ast {
        _ if is_allowed(ast) => with(ast),
        Ast::And(parts) => {
            let stays = |part: &Ast| matches!(part, Ast::Not(_) | Ast::Filter(_));
            if parts.iter().all(stays) {
                return None;
            }
            let parts =
                parts.iter().map(|part| if stays(part) { Some(part.clone()) } else { spread(part, with) });
            parts.collect::<Option<Vec<Ast>>>().map(Ast::And)
        }
        Ast::Or(parts) => {
            let parts = parts.iter().map(|part| spread(part, with)).collect::<Option<Vec<Ast>>>();
            parts.map(Ast::Or)
        }
        _ => None,
    }
}

/// Removes operators on positions from a tree of names.
pub(super) fn side_by_side(ast: &Ast) -> Ast {
    let all = |parts: &[Ast]| parts.iter().map(side_by_side).collect();
    match ast {
        Ast::Proximity(proximity) => {
            Ast::And(vec![side_by_side(&proximity.left), side_by_side(&proximity.right)])
        }
        Ast::AtLeast { of, .. } => side_by_side(of),
        Ast::And(parts) => Ast::And(all(parts)),
        Ast::Or(parts) => Ast::Or(all(parts)),
        Ast::Not(of) => Ast::Not(Box::new(side_by_side(of))),
        other => other.clone(),
    }
}

/// Returns the tree of a proximity.
pub(super) fn of(left: Ast, within: Within, presence: Presence, right: Ast) -> Ast {
    Ast::Proximity(Box::new(Proximity { left, right, within, presence }))
}

/// Returns a noun for the first part of a tree that is not allowed inside a proximity.
pub(super) fn forbidden_noun(ast: &Ast) -> Option<&'static str> {
    find_forbidden(ast, Proximities::Allowed).map(noun)
}

/// Returns the error for `left W/5 NOT right`.
pub(super) fn negated_operand(left: &Node, near: &Near, negated: &Node) -> QueryError {
    let error = QueryError::syntax(format!("NOT is not allowed inside `{}`", near.within), negated.span);
    let part = match &negated.ast {
        Ast::Not(part) => part,
        part => part,
    };
    error
        .expected("a word, phrase, group joined by OR, or proximity")
        .suggesting(not_near(&left.ast, near, part))
}

/// Returns `left NOT W/5 right` as text.
fn not_near(left: &Ast, near: &Near, right: &Ast) -> String {
    Near { presence: Presence::NotNear, ..*near }.of(left.clone(), right.clone()).to_string()
}

/// Fails unless the operand of `atleast()` is a word, phrase, wildcard or group of them.
pub(super) fn check_counted(node: &Node, count: u32) -> Result<(), QueryError> {
    let Some(forbidden) = find_forbidden(&node.ast, Proximities::Forbidden) else { return Ok(()) };
    let message = format!("{} is not allowed inside `atleast{count}()`", noun(forbidden));
    let error =
        QueryError::syntax(message, node.span).expected("a word, phrase, wildcard, or group joined by OR");
    Err(match &node.ast {
        Ast::And(parts)
            if parts.iter().all(|part| find_forbidden(part, Proximities::Forbidden).is_none()) =>
        {
            let counted = |part: &Ast| Ast::AtLeast { count, of: Box::new(part.clone()) }.to_string();
            error.suggesting(parts.iter().map(counted).collect::<Vec<_>>().join(" AND "))
        }
        _ => error,
    })
}

/// Whether proximities are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proximities {
    Allowed,
    Forbidden,
}

fn is_allowed(ast: &Ast) -> bool {
    find_forbidden(ast, Proximities::Allowed).is_none()
}

/// Returns the first part of a tree that is anything but words, phrases, patterns, alternatives and, if allowed,
/// proximities.
fn find_forbidden(ast: &Ast, proximities: Proximities) -> Option<&Ast> {
    match ast {
        Ast::Word(_) | Ast::Phrase(_) | Ast::Wildcard(_) | Ast::Fuzzy { .. } | Ast::Regex(_) => None,
        Ast::Proximity(_) if proximities == Proximities::Allowed => None,
        Ast::Or(parts) => parts.iter().find_map(|part| find_forbidden(part, proximities)),
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
