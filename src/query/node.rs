//! Syntax trees with their places in the query, and how they are merged.

use super::Ast;
use crate::span::Span;

/// A tree and the part of the query that it was parsed from.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) ast: Ast,
    pub(super) span: Span,
}

/// Returns whether a tree is required even if words without an operator are alternatives.
pub(super) fn is_required(ast: &Ast) -> bool {
    match ast {
        Ast::Not(_) | Ast::Field { .. } | Ast::Said { .. } | Ast::UnnamedSpeaker | Ast::Filter(_) => true,
        Ast::And(parts) | Ast::Or(parts) => parts.iter().all(is_required),
        _ => false,
    }
}

/// Joins nodes to one node. Operands that are joined in the same way are flattened.
pub(super) fn merge(nodes: Vec<Node>, join: fn(Vec<Ast>) -> Ast) -> Node {
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

/// Returns the span from the first node to the last node.
pub(super) fn hull(nodes: &[Node]) -> Span {
    let start = nodes.iter().map(|node| node.span.start).min().unwrap_or(0);
    let end = nodes.iter().map(|node| node.span.end).max().unwrap_or(start);
    Span::new(start, end)
}

/// Returns the number of levels of a tree.
pub(super) fn depth(ast: &Ast) -> usize {
    1 + match ast {
        Ast::And(parts) | Ast::Or(parts) => parts.iter().map(depth).max().unwrap_or(0),
        Ast::Not(of) | Ast::AtLeast { of, .. } | Ast::Field { of, .. } => depth(of),
        Ast::Said { speaker, words } => depth(speaker).max(depth(words)),
        Ast::Proximity(near) => depth(&near.left).max(depth(&near.right)),
        _ => 0,
    }
}
