//! Groups the texts that are copies of one article, which count once.

use rustc_hash::FxHashMap;

use super::{UNIQUE, frequent::Frequent, text_edges::TextEdges};

/// Returns the number of a group for each text. Copies of one article have the same number.
///
/// Texts are copies if two of their longest paragraphs are the same. Texts with fewer paragraphs are copies if all are the
/// same.
pub(super) fn copy_groups(texts: &TextEdges<'_>) -> Vec<u32> {
    let count = texts.texts.len();
    let mut frequent = Frequent::of(8 * count);
    for body in texts.bodies() {
        each_pair(body, &mut |pair| frequent.add(pair));
    }
    let mut groups: Vec<u32> = (0..u32::try_from(count).expect("no archive has so many texts")).collect();
    let mut first: FxHashMap<u64, u32> = FxHashMap::default();
    for (at, body) in (0..).zip(texts.bodies()) {
        each_pair(body, &mut |pair| {
            if frequent.may_have(pair, 2) {
                let other = *first.entry(pair).or_insert(at);
                let (one, other) = (leader(&groups, at), leader(&groups, other));
                groups[one.max(other) as usize] = one.min(other);
            }
        });
    }
    (0..groups.len() as u32).map(|at| leader(&groups, at)).collect()
}

/// Calls `visit` with each pair of paragraphs in a body, which are different ones in ascending order; with all if there is no pair.
fn each_pair(body: &[u32], visit: &mut impl FnMut(u64)) {
    match *body {
        [] => visit(pair(UNIQUE, UNIQUE)),
        [only] => visit(pair(UNIQUE, only)),
        _ => {
            body.iter().enumerate().for_each(|(n, a)| body[n + 1..].iter().for_each(|b| visit(pair(*a, *b))))
        }
    }
}

fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

fn leader(groups: &[u32], mut at: u32) -> u32 {
    while groups[at as usize] != at {
        at = groups[at as usize];
    }
    at
}
