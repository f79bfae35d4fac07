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
    check(&left, near, &right.ast, |part, other| near.of(part.clone(), other.clone()))?;
    check(&right, near, &left.ast, |part, other| near.of(other.clone(), part.clone()))?;
    let span = Span::new(left.span.start, right.span.end);
    Ok(Node { ast: near.of(left.ast, right.ast), span })
}

/// Fails unless `operand` may stand in a proximity with `other`; `with` joins a part of each.
fn check(
    operand: &Node,
    near: &Near,
    other: &Ast,
    with: impl Fn(&Ast, &Ast) -> Ast,
) -> Result<(), QueryError> {
    let Some(culprit) = culprit(&operand.ast, Proximities::Allowed) else { return Ok(()) };
    let operator = near.within;
    let noun = if is_exclusion(culprit) { "NOT" } else { noun(culprit) };
    let error = QueryError::syntax(format!("{noun} cannot stand inside `{operator}`"), operand.span);
    let error = error.expected("a word, phrase, group joined by OR, or proximity");
    let instead = match &operand.ast {
        Ast::Not(part) => Some(not_near(other, near, part)),
        Ast::Field { field, of } => {
            let other = match other {
                Ast::Field { field: same, of } if same == field => of,
                other => other,
            };
            let is_one_field = culprit_free(of) && culprit_free(other);
            let whole = || Ast::Field { field: *field, of: Box::new(with(of, other)) };
            is_one_field.then(|| whole().to_string())
        }
        Ast::Filter(_) | Ast::Said { .. } | Ast::UnnamedSpeaker => beside(other.clone(), &operand.ast),
        Ast::AtLeast { of, .. } if culprit_free(other) => beside(with(of, other), &operand.ast),
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

/// Returns whether a tree is one thing without others: `talks NOT relief`.
fn is_exclusion(ast: &Ast) -> bool {
    let Ast::And(parts) = ast else { return false };
    parts.iter().filter(|part| !matches!(part, Ast::Not(_))).count() == 1
}

/// Returns how to ask for two things, as one condition beside the other; `None` if the first has no place there either.
fn beside(first: Ast, second: &Ast) -> Option<String> {
    let is_one = !matches!(first, Ast::And(_) | Ast::Or(_) | Ast::Not(_));
    is_one.then(|| Ast::And(vec![first, second.clone()]).to_string())
}

/// Returns `ast` with each part that may stand in a proximity replaced by what `with` makes of it, so that what joins
/// the parts stands outside; what is excluded, and conditions, stay as they are. `None` where that says something else.
fn spread(ast: &Ast, with: &dyn Fn(&Ast) -> Option<Ast>) -> Option<Ast> {
    match ast {
        _ if culprit_free(ast) => with(ast),
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

/// Returns a tree of names without the operators on positions in it.
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
