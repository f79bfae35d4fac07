//! Groups the texts that are copies of one article, which count once.

use rustc_hash::FxHashMap;

use super::{UNIQUE, frequent::Frequent, packed, text_edges::TextEdges};

/// Returns the number of a group for each text. Copies of one article have the same number.
///
/// Texts are copies if two of their longest paragraphs are the same. Texts with fewer paragraphs are copies if all are the
/// same.
pub(super) fn copy_groups(texts: &TextEdges<'_>) -> Vec<u32> {
    let count = texts.0.len();
    let bodies = Bodies::of(texts);
    let frequent = Frequent::of(8 * count);
    for body in bodies.iter() {
        each_pair(body, &mut |pair| frequent.add(pair));
    }
    let mut groups: Vec<u32> = (0..u32::try_from(count).expect("no archive has so many texts")).collect();
    let mut first: FxHashMap<u64, u32> = FxHashMap::default();
    for (at, body) in (0..).zip(bodies.iter()) {
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

/// The hashes of the body of each text: different ones, in ascending order.
struct Bodies {
    /// Of all texts, one after the other.
    hashes: Vec<u32>,
    /// Where those of each text end.
    ends: Vec<usize>,
}

impl Bodies {
    fn of(texts: &TextEdges<'_>) -> Self {
        let all = texts.0.iter().map(|text| text.lines.body.len()).sum();
        let mut bodies = Self { hashes: Vec::with_capacity(all), ends: Vec::with_capacity(texts.0.len()) };
        let mut body = Vec::new();
        for text in &texts.0 {
            body.clear();
            body.extend(text.lines.body.iter().map(packed::hash));
            body.sort_unstable();
            body.dedup();
            bodies.hashes.extend(&body);
            bodies.ends.push(bodies.hashes.len());
        }
        bodies
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |end| &self.hashes[std::mem::replace(&mut start, *end)..*end])
    }
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
