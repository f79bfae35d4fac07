//! Which lines recur in a folder, and so belong to the page around its articles.
//!
//! The ends of all texts an index was made from enter; for every folder the lines that recur in it leave. The same texts give the same
//! lines, in whatever order they came.
//!
//! A line counts where nothing that may be the story stands between it and the end of its text: what recurs is taken off, and what it
//! covered is counted next. Copies of one article count as one.

use std::{collections::HashMap, path::Path, rc::Rc};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{ends, manifest::Root, survey::is_under};
use crate::extract::{Ends, RecurringLines, Shape, UNIQUE};

/// A line recurs if so many articles of a folder have it, however small the folder is.
///
/// The same last sentence in five reports that have nothing else in common is not by chance; in four it is, now and then ("The cause
/// of the fire is under investigation.").
const FEWEST: usize = 5;
/// It recurs in one of so many articles of a large folder.
const ONE_OF: usize = 50;
/// A few words that may be a name are the reporter's as likely as the paper's, unless one of so many articles has them.
const ONE_OF_NAMES: usize = 2;
/// Paragraphs of the story are as long as that, hardly ever those of a page.
const LONG: usize = 2;

/// A text and its ends.
pub(crate) struct Text<'a> {
    pub(crate) path: &'a str,
    pub(crate) ends: Ends,
}

/// The lines that recur, by folder.
#[derive(Debug, Default)]
pub(crate) struct Recurrence(HashMap<String, RecurringLines>);

impl Recurrence {
    /// Returns the lines that recur in the folder of `path`, or in one it lies in.
    pub(crate) fn of(&self, path: &str) -> RecurringLines {
        self.0.get(folder_of(path)).cloned().unwrap_or_default()
    }

    /// Returns those of a text's lines that recur, as the manifest keeps them.
    pub(crate) fn marked(&self, path: &str, ends: &str) -> Box<str> {
        self.0.get(folder_of(path)).map(|recurring| marked(recurring, ends)).unwrap_or_default()
    }
}

/// Returns those lines of `ends` that recur; both as the manifest keeps them.
pub(crate) fn marked(recurring: &RecurringLines, ends: &str) -> Box<str> {
    if recurring.is_empty() {
        return Box::default();
    }
    ends::write_hashes(ends::hashes(ends).filter(|hash| recurring.contains(*hash)).collect())
}

fn folder_of(path: &str) -> &str {
    Path::new(path).parent().and_then(Path::to_str).unwrap_or_default()
}

/// Returns the lines that recur in the folders of `texts`, of which `roots` were named.
pub(crate) fn recurrence(texts: &[Text<'_>], roots: &[Root]) -> Recurrence {
    let mut folders = Folders::default();
    let mut states: Vec<State<'_>> =
        texts.iter().map(|text| State::new(&text.ends, folders.above(text.path, roots))).collect();
    let mut groups = None;
    loop {
        states.iter_mut().for_each(|state| state.uncover(&mut folders));
        let candidates = folders.candidates();
        if candidates.is_empty() {
            break;
        }
        let groups = groups.get_or_insert_with(|| copies(texts));
        let mut holders: Vec<(Key, usize)> = Vec::new();
        for (state, group) in states.iter().zip(groups.iter()) {
            holders.extend(state.keys().filter(|key| candidates.contains(key)).map(|key| (key, *group)));
        }
        holders.sort_unstable();
        holders.dedup();
        let before = folders.recurring.len();
        for of_line in holders.chunk_by(|(one, _), (other, _)| one == other) {
            folders.settle(of_line[0].0, of_line.len());
        }
        if folders.recurring.len() == before {
            break;
        }
    }
    folders.into_recurrence()
}

/// A folder and the hash of a line.
type Key = u64;

fn key(folder: u32, hash: u32) -> Key {
    u64::from(folder) << 32 | u64::from(hash)
}

/// How often a line was counted in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    texts: usize,
    /// The least likely to be of the page that it was found in.
    shape: Shape,
}

/// All folders, by number.
#[derive(Default)]
struct Folders<'a> {
    /// For each folder that holds texts, itself and those above it up to the one that was named.
    above: HashMap<&'a str, Rc<[u32]>>,
    numbers: HashMap<&'a str, u32>,
    /// How many texts lie in it or below.
    texts: Vec<usize>,
    counts: FxHashMap<Key, Count>,
    /// The lines that were found to recur.
    recurring: FxHashSet<Key>,
}

impl<'a> Folders<'a> {
    /// Returns the folders that a text counts in, and counts it.
    fn above(&mut self, path: &'a str, roots: &[Root]) -> Rc<[u32]> {
        let own = folder_of(path);
        if !self.above.contains_key(own) {
            let over = roots.iter().map(|root| root.path.as_str()).filter(|root| is_under(own, root));
            let last = over.min_by_key(|root| root.len()).unwrap_or(own);
            let above = Path::new(own).ancestors().filter_map(Path::to_str);
            let above =
                above.take_while(|folder| is_under(folder, last)).map(|folder| self.number(folder)).collect();
            self.above.insert(own, above);
        }
        let above = Rc::clone(&self.above[own]);
        above.iter().for_each(|folder| self.texts[*folder as usize] += 1);
        above
    }

    fn number(&mut self, folder: &'a str) -> u32 {
        let next = u32::try_from(self.texts.len()).expect("no file system has so many folders");
        let number = *self.numbers.entry(folder).or_insert(next);
        if number == next {
            self.texts.push(0);
        }
        number
    }

    fn count(&mut self, key: Key, shape: Shape) {
        let count = self.counts.entry(key).or_insert(Count { texts: 0, shape });
        count.texts += 1;
        if strictness(shape) > strictness(count.shape) {
            count.shape = shape;
        }
    }

    fn needed(&self, key: Key, shape: Shape) -> usize {
        let texts = self.texts[(key >> 32) as usize];
        match shape {
            Shape::Short | Shape::Prose => FEWEST.max(texts.div_ceil(ONE_OF)),
            Shape::Name => FEWEST.max(texts.div_ceil(ONE_OF_NAMES)),
            Shape::Long => LONG * FEWEST.max(texts.div_ceil(ONE_OF)),
        }
    }

    /// Returns lines that may recur: enough texts have them, copies among these or not.
    fn candidates(&self) -> FxHashSet<Key> {
        let enough = |(key, count): (&Key, &Count)| {
            let enough = count.texts >= FEWEST && count.texts >= self.needed(*key, count.shape);
            (enough && !self.recurring.contains(key)).then_some(*key)
        };
        self.counts.iter().filter_map(enough).collect()
    }

    /// Notes in how many articles a line stands.
    fn settle(&mut self, key: Key, articles: usize) {
        if articles >= self.needed(key, self.counts[&key].shape) {
            self.recurring.insert(key);
        }
    }

    fn recur(&self, folders: &[u32], hash: u32) -> bool {
        !self.recurring.is_empty()
            && folders.iter().any(|folder| self.recurring.contains(&key(*folder, hash)))
    }

    fn into_recurrence(self) -> Recurrence {
        let mut by_folder = vec![Vec::new(); self.texts.len()];
        for key in &self.recurring {
            by_folder[(key >> 32) as usize].push((key & u64::from(u32::MAX)) as u32);
        }
        let lines = |above: &[u32]| -> Vec<u32> {
            above.iter().flat_map(|folder| &by_folder[*folder as usize]).copied().collect()
        };
        let folders = self.above.iter().map(|(path, above)| (*path, lines(above)));
        let folders = folders.filter(|(_, lines)| !lines.is_empty());
        Recurrence(folders.map(|(path, lines)| (path.to_owned(), RecurringLines::new(lines))).collect())
    }
}

fn strictness(shape: Shape) -> u8 {
    match shape {
        Shape::Short | Shape::Prose => 0,
        Shape::Long => 1,
        Shape::Name => 2,
    }
}

/// How far a text is uncovered from both ends.
struct State<'a> {
    ends: &'a Ends,
    folders: Rc<[u32]>,
    /// How many lines of each end were passed.
    passed: [usize; 2],
    /// What was counted.
    counted: Vec<u32>,
}

impl<'a> State<'a> {
    fn new(ends: &'a Ends, folders: Rc<[u32]>) -> Self {
        Self { ends, folders, passed: [0, 0], counted: Vec::new() }
    }

    /// Counts the lines that nothing covers any more, up to the first prose that does not recur.
    fn uncover(&mut self, folders: &mut Folders<'_>) {
        for (passed, lines) in self.passed.iter_mut().zip([&self.ends.head, &self.ends.tail]) {
            while let Some(line) = lines.get(*passed) {
                if line.hash != UNIQUE && !self.counted.contains(&line.hash) {
                    self.counted.push(line.hash);
                    self.folders.iter().for_each(|folder| folders.count(key(*folder, line.hash), line.shape));
                }
                if line.shape.is_prose() && !folders.recur(&self.folders, line.hash) {
                    break;
                }
                *passed += 1;
            }
        }
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        self.folders.iter().flat_map(|folder| self.counted.iter().map(move |hash| key(*folder, *hash)))
    }
}

/// Returns for each text a number that its copies share: texts are copies if two of their longest paragraphs are the same, or all.
fn copies(texts: &[Text<'_>]) -> Vec<usize> {
    let mut groups: Vec<usize> = (0..texts.len()).collect();
    let mut first: FxHashMap<u64, usize> = FxHashMap::default();
    for (at, text) in texts.iter().enumerate() {
        let mut body = text.ends.body.clone();
        body.sort_unstable();
        body.dedup();
        let pairs = body.iter().enumerate().flat_map(|(n, a)| body[n + 1..].iter().map(|b| pair(*a, *b)));
        // Where there is one, or none: what two have in common is all that they are.
        let all = match body[..] {
            [] => Some(pair(UNIQUE, UNIQUE)),
            [only] => Some(pair(UNIQUE, only)),
            _ => None,
        };
        for key in pairs.chain(all) {
            let other = *first.entry(key).or_insert(at);
            let (one, other) = (leader(&groups, at), leader(&groups, other));
            groups[one.max(other)] = one.min(other);
        }
    }
    (0..texts.len()).map(|at| leader(&groups, at)).collect()
}

fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

fn leader(groups: &[usize], mut at: usize) -> usize {
    while groups[at] != at {
        at = groups[at];
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::EndLine;

    /// Returns ends of which `head` and `tail` are lines given by number, negative for prose, from the end inwards.
    fn ends(head: &[i32], tail: &[i32], body: &[u32]) -> Ends {
        let line = |line: &i32| EndLine {
            hash: line.unsigned_abs(),
            shape: if *line < 0 { Shape::Prose } else { Shape::Short },
        };
        Ends {
            head: head.iter().map(line).collect(),
            tail: tail.iter().map(line).collect(),
            body: body.to_vec(),
        }
    }

    fn found(texts: &[(&str, Ends)], roots: &[&str], path: &str) -> Vec<u32> {
        let texts: Vec<Text<'_>> =
            texts.iter().map(|(path, ends)| Text { path, ends: ends.clone() }).collect();
        let roots: Vec<Root> =
            roots.iter().map(|path| Root { path: (*path).to_owned(), ..Root::default() }).collect();
        let lines = recurrence(&texts, &roots).of(path);
        (0..100).filter(|hash| lines.contains(*hash)).collect()
    }

    #[test]
    fn what_covers_nothing_but_the_end_is_counted_and_then_what_it_covered() {
        // Behind the story: 1, a headline of another story, 2; inside 3.
        let texts: Vec<(String, Ends)> = (0..5)
            .map(|n| {
                let unique = 1000 + n * 10;
                let tail = [-1, unique, -2, -(unique + 1), 3];
                (format!("/news/{n}"), ends(&[unique + 2, -(unique + 3)], &tail, &[unique as u32]))
            })
            .collect();
        let texts: Vec<(&str, Ends)> =
            texts.iter().map(|(path, ends)| (path.as_str(), ends.clone())).collect();
        assert_eq!(found(&texts, &["/news"], "/news/new"), [1, 2]);
        assert_eq!(found(&texts[1..], &["/news"], "/news/new"), [0; 0]);
        assert_eq!(found(&texts, &["/news"], "/other/new"), [0; 0]);
    }

    #[test]
    fn folders_count_with_those_above_them_up_to_the_one_named() {
        let paths: Vec<String> = (0..5).map(|n| format!("/news/{n}/a")).collect();
        let texts: Vec<(&str, Ends)> = paths
            .iter()
            .zip(100..)
            .map(|(path, n)| (path.as_str(), ends(&[1, -n], &[], &[n as u32])))
            .collect();
        assert_eq!(found(&texts, &["/news"], "/news/3/a"), [1]);
        assert_eq!(found(&texts, &["/news/1", "/news/2"], "/news/1/a"), [0; 0]);
        assert_eq!(found(&texts, &[], "/news/1/a"), [0; 0]);
    }

    #[test]
    fn copies_are_known_by_two_paragraphs() {
        let body = |n: u32| match n % 3 {
            0 => vec![1, 2, 3, 4],
            1 => vec![1, 2, 50 + n],
            _ => vec![2, 3, 60 + n],
        };
        let paths: Vec<String> = (0..9).map(|n| format!("/news/{n}")).collect();
        let texts = |body: &dyn Fn(u32) -> Vec<u32>| -> Vec<(&str, Ends)> {
            let ends = |n| ends(&[7, -8], &[], &body(n));
            paths.iter().zip(0..).map(|(path, n)| (path.as_str(), ends(n))).collect()
        };
        assert_eq!(found(&texts(&body), &["/news"], "/news/1"), [0; 0]);
        // One paragraph in common may be the page's.
        assert_eq!(found(&texts(&|n| vec![1, 50 + n]), &["/news"], "/news/1"), [7, 8]);
    }

    #[test]
    fn names_and_long_paragraphs_must_be_more_frequent() {
        let shaped = |shape, have: usize, of: usize| {
            let text = |n: usize| {
                let hash = if n < have { 1 } else { 200 + n as u32 };
                let mut ends = ends(&[0], &[], &[500 + n as u32]);
                ends.head[0] = EndLine { hash, shape };
                ends
            };
            let paths: Vec<String> = (0..of).map(|n| format!("/news/{n}")).collect();
            let texts: Vec<(&str, Ends)> =
                paths.iter().enumerate().map(|(n, path)| (path.as_str(), text(n))).collect();
            found(&texts, &["/news"], "/news/0") == [1]
        };
        let cases = [
            (Shape::Short, 4, 4, false),
            (Shape::Short, 5, 20, true),
            (Shape::Prose, 5, 251, false),
            (Shape::Prose, 6, 251, true),
            (Shape::Name, 9, 20, false),
            (Shape::Name, 10, 20, true),
            (Shape::Long, 9, 20, false),
            (Shape::Long, 10, 20, true),
        ];
        for (shape, have, of, expected) in cases {
            assert_eq!(shaped(shape, have, of), expected, "{shape:?} in {have} of {of}");
        }
    }
}
