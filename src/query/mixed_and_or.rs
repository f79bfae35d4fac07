//! Warns about AND and OR without parentheses: how they were read, and how to write the other reading.

use super::Ast;
use super::Warning;

/// Returns the warning for a query that mixes AND and OR. `read` is the part of `whole` that mixes them.
pub(super) fn warning(whole: &Ast, read: &Ast) -> Warning {
    let other = match or_first(read) {
        Some(other) => format!("for the other reading write `{}`", replaced(whole, read, &other)),
        None => "write parentheses for another reading".to_owned(),
    };
    Warning { code: "mixed_and_or", message: format!("AND binds before OR: read as `{whole}`; {other}") }
}

/// Returns the reading in which OR binds first: `(a OR b) c` for `a OR (b c)`.
fn or_first(read: &Ast) -> Option<Ast> {
    let Ast::Or(groups) = read else { return None };
    let mut all = Vec::new();
    let mut alternatives: Vec<Ast> = Vec::new();
    for group in groups {
        let parts = match group {
            Ast::And(parts) => parts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let (first, rest) = parts.split_first()?;
        alternatives.push(first.clone());
        if let Some((last, between)) = rest.split_last() {
            all.push(joined(std::mem::take(&mut alternatives)));
            all.extend(between.iter().cloned());
            alternatives.push(last.clone());
        }
    }
    all.push(joined(alternatives));
    (all.len() > 1).then_some(Ast::And(all))
}

fn joined(mut alternatives: Vec<Ast>) -> Ast {
    if alternatives.len() == 1 { alternatives.remove(0) } else { Ast::Or(alternatives) }
}

/// Returns `tree` with `old` replaced by `new`.
fn replaced(tree: &Ast, old: &Ast, new: &Ast) -> Ast {
    if tree == old {
        return new.clone();
    }
    let of_all = |parts: &[Ast]| parts.iter().map(|part| replaced(part, old, new)).collect();
    match tree {
        Ast::And(parts) => Ast::And(of_all(parts)),
        Ast::Or(parts) => Ast::Or(of_all(parts)),
        Ast::Not(inner) => Ast::Not(Box::new(replaced(inner, old, new))),
        Ast::Field { field, of } => Ast::Field { field: *field, of: Box::new(replaced(of, old, new)) },
        other => other.clone(),
    }
}
