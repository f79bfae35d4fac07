//! Finds the lines that recur in each folder. Input: the edge lines of all texts of an archive. Output: the recurring lines by folder.
//!
//! A line counts only if all prose between it and the edge of its text recurs. The search therefore runs in rounds: each round passes over
//! the recurring lines found so far and counts the lines that they covered. Copies of one article count once. The result does not depend on
//! the order of the texts.

use std::{
    collections::HashMap,
    path::{Path, is_separator},
    sync::Arc,
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    EdgeLine, LineShape, RecurringLines, UNIQUE,
    copy_groups::copy_groups,
    frequent::Frequent,
    packed::{self, PackedLine, PackedLines},
    text_edges::{Edges, TextEdges},
};
use crate::all_cores::on_all_cores;

/// Minimum number of articles that must have a line for it to recur, even in a small folder.
///
/// If five reports with nothing else in common end with the same sentence, this is not by chance. In four reports it sometimes is ("The
/// cause of the fire is under investigation.").
const MINIMUM: usize = 5;
/// In a large folder, one in this many articles must have the line.
const ONE_IN: usize = 50;
/// The same for a line that may be a name. A less frequent name may be that of a reporter.
const ONE_IN_NAMES: usize = 2;
/// Factor by which the minimum is higher for a long paragraph, which is rarely boilerplate.
const LONG_FACTOR: usize = 2;

/// Number of texts that one core looks at at a time.
const TEXTS_IN_PART: usize = 4096;

/// The recurring lines of each folder.
#[derive(Debug, Default)]
pub(crate) struct Boilerplate(HashMap<String, RecurringLines>);

impl Boilerplate {
    /// Returns the lines that recur in the folder of `path`, or in a folder above it.
    pub(crate) fn of(&self, path: &str) -> RecurringLines {
        self.0.get(folder_of(path)).cloned().unwrap_or_default()
    }

    /// Returns the texts of which lines recur in their folders: the index of each in the list that was given, and the packed
    /// hashes of these lines.
    pub(crate) fn marked(&self, texts: &TextEdges<'_>) -> Vec<(usize, Box<str>)> {
        let marked = on_all_cores(texts.0.chunks(TEXTS_IN_PART).collect(), 1, |parts| {
            parts.into_iter().flat_map(|texts| self.marked_among(texts)).collect::<Vec<_>>()
        });
        marked.concat()
    }

    fn marked_among(&self, texts: &[Edges<'_>]) -> Vec<(usize, Box<str>)> {
        let (mut folder, mut recurring) = ("", self.0.get(""));
        let mut marked = Vec::new();
        for text in texts {
            if folder_of(text.path) != folder {
                folder = folder_of(text.path);
                recurring = self.0.get(folder);
            }
            let Some(recurring) = recurring else { continue };
            let hashes = recurring.hashes_among(&text.lines);
            if !hashes.is_empty() {
                marked.push((text.number, packed::pack_hashes(hashes)));
            }
        }
        marked
    }
}

impl RecurringLines {
    /// Returns the packed hashes of the recurring lines among packed edge lines.
    pub(crate) fn among(&self, packed_lines: &str) -> Box<str> {
        if self.is_empty() {
            return Box::default();
        }
        packed::sections(packed_lines)
            .map_or_else(Box::default, |lines| packed::pack_hashes(self.hashes_among(&lines)))
    }

    /// Returns the hashes of the recurring lines of head and tail.
    fn hashes_among(&self, lines: &PackedLines<'_>) -> Vec<u32> {
        let hashes = lines.head.iter().chain(lines.tail).map(packed::hash);
        hashes.filter(|hash| self.contains(*hash)).collect()
    }
}

/// Returns the folder of an absolute path.
fn folder_of(path: &str) -> &str {
    // A run asks for those of all texts, and `Path::parent` takes much longer.
    let Some(end) = path.rfind(is_separator) else { return "" };
    let is_top = end == 0 || cfg!(windows) && path[..end].ends_with(':');
    &path[..end + usize::from(is_top)]
}

/// Returns the lines that recur in the folders of `texts`. A line of a text counts in its folder and in those above it, up to one of
/// `roots`.
pub(crate) fn detect<'a>(texts: &TextEdges<'a>, roots: &[&str]) -> Boilerplate {
    let mut folders = Folders::default();
    let state = |text: &Edges<'a>| TextState::new(text.edges(), folders.above(text.path, roots));
    let mut states: Vec<TextState<'_>> = texts.0.iter().map(state).collect();
    let frequent = Frequent::of(texts.0.iter().flat_map(Edges::edges).map(<[_]>::len).sum());
    let mut groups = None;
    loop {
        let uncovered = states.chunks_mut(TEXTS_IN_PART).collect();
        let uncovered = on_all_cores(uncovered, 1, |parts| {
            parts.into_iter().flatten().map(|state| state.uncover(&folders, &frequent)).sum::<usize>()
        });
        let uncovered: usize = uncovered.into_iter().sum();
        if uncovered == 0 {
            break;
        }
        // Most lines are of one text alone: the others are listed, and only these are counted.
        let numbered = (0..).zip(states.chunks(TEXTS_IN_PART)).collect();
        let lines = on_all_cores(numbered, 1, |parts| {
            let mut lines: Vec<(usize, EdgeLine)> = Vec::new();
            for (part, states) in parts {
                for (text, state) in (part * TEXTS_IN_PART..).zip(states) {
                    state.each_frequent(&frequent, &mut |line| lines.push((text, line)));
                }
            }
            lines
        });
        let lines = lines.concat();
        folders.counts.clear();
        for (text, line) in &lines {
            for folder in states[*text].folders.iter() {
                folders.count(key(*folder, line.hash), line.shape);
            }
        }
        let candidates = folders.candidates();
        if candidates.is_empty() {
            break;
        }
        let groups = groups.get_or_insert_with(|| copy_groups(texts));
        let mut holders: Vec<(Key, u32)> = Vec::new();
        for (text, line) in &lines {
            let keys = states[*text].folders.iter().map(|folder| key(*folder, line.hash));
            holders.extend(keys.filter(|key| candidates.contains(key)).map(|key| (key, groups[*text])));
        }
        holders.sort_unstable();
        holders.dedup();
        let before = folders.recurring.len();
        for of_line in holders.chunk_by(|(one, _), (other, _)| one == other) {
            folders.decide(of_line[0].0, of_line.len());
        }
        if folders.recurring.len() == before {
            break;
        }
    }
    folders.into_boilerplate()
}

/// Number of a folder (upper 32 bits) and hash of a line.
type Key = u64;

fn key(folder: u32, hash: u32) -> Key {
    u64::from(folder) << 32 | u64::from(hash)
}

/// How often a line was counted in one folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Count {
    texts: usize,
    /// The strictest shape that the line had ([`strictness`]).
    shape: LineShape,
}

/// All folders, by number.
#[derive(Default)]
struct Folders<'a> {
    /// For each folder with texts: itself and the folders above it, up to the root.
    above: HashMap<&'a str, Arc<[u32]>>,
    /// The folder of the last text. Texts in one folder follow each other.
    last: Option<(&'a str, Arc<[u32]>)>,
    numbers: HashMap<&'a str, u32>,
    /// Number of texts in each folder, including the folders below it.
    texts: Vec<usize>,
    counts: FxHashMap<Key, Count>,
    /// The recurring lines found so far.
    recurring: FxHashSet<Key>,
}

impl<'a> Folders<'a> {
    /// Counts a text in its folder and in those above it, up to the root. Returns these folders.
    fn above(&mut self, path: &'a str, roots: &[&str]) -> Arc<[u32]> {
        let own = folder_of(path);
        let above = match &self.last {
            Some((folder, above)) if *folder == own => Arc::clone(above),
            _ => self.above_folder(own, roots),
        };
        above.iter().for_each(|folder| self.texts[*folder as usize] += 1);
        above
    }

    fn above_folder(&mut self, own: &'a str, roots: &[&str]) -> Arc<[u32]> {
        if !self.above.contains_key(own) {
            let over = roots.iter().copied().filter(|root| Path::new(own).starts_with(root));
            let last = over.min_by_key(|root| root.len()).unwrap_or(own);
            let above = Path::new(own).ancestors().take_while(|folder| folder.starts_with(last));
            let above = above.filter_map(Path::to_str).map(|folder| self.number(folder)).collect();
            self.above.insert(own, above);
        }
        let above = Arc::clone(&self.above[own]);
        self.last = Some((own, Arc::clone(&above)));
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

    fn count(&mut self, key: Key, shape: LineShape) {
        let count = self.counts.entry(key).or_insert(Count { texts: 0, shape });
        count.texts += 1;
        if strictness(shape) > strictness(count.shape) {
            count.shape = shape;
        }
    }

    /// Returns the minimum number of articles that must have a line of this shape for it to recur.
    fn minimum(&self, key: Key, shape: LineShape) -> usize {
        let texts = self.texts[(key >> 32) as usize];
        match shape {
            LineShape::Short | LineShape::Prose => MINIMUM.max(texts.div_ceil(ONE_IN)),
            LineShape::Name => MINIMUM.max(texts.div_ceil(ONE_IN_NAMES)),
            LineShape::Long => LONG_FACTOR * MINIMUM.max(texts.div_ceil(ONE_IN)),
        }
    }

    /// Returns the lines that may recur: enough texts have them, including copies.
    fn candidates(&self) -> FxHashSet<Key> {
        let enough = |(key, count): (&Key, &Count)| {
            let enough = count.texts >= self.minimum(*key, count.shape);
            (enough && !self.recurring.contains(key)).then_some(*key)
        };
        self.counts.iter().filter_map(enough).collect()
    }

    /// Decides whether a line recurs, given the number of articles that have it.
    fn decide(&mut self, key: Key, articles: usize) {
        if articles >= self.minimum(key, self.counts[&key].shape) {
            self.recurring.insert(key);
        }
    }

    fn recur(&self, folders: &[u32], hash: u32) -> bool {
        !self.recurring.is_empty()
            && folders.iter().any(|folder| self.recurring.contains(&key(*folder, hash)))
    }

    fn into_boilerplate(self) -> Boilerplate {
        let mut by_folder = vec![Vec::new(); self.texts.len()];
        for key in &self.recurring {
            by_folder[(key >> 32) as usize].push((key & u64::from(u32::MAX)) as u32);
        }
        let lines = |above: &[u32]| -> Vec<u32> {
            above.iter().flat_map(|folder| &by_folder[*folder as usize]).copied().collect()
        };
        let folders = self.above.iter().map(|(path, above)| (*path, lines(above)));
        let folders = folders.filter(|(_, lines)| !lines.is_empty());
        Boilerplate(folders.map(|(path, lines)| (path.to_owned(), RecurringLines::new(lines))).collect())
    }
}

fn strictness(shape: LineShape) -> u8 {
    match shape {
        LineShape::Short | LineShape::Prose => 0,
        LineShape::Long => 1,
        LineShape::Name => 2,
    }
}

/// Progress of the count in one text, from both edges.
struct TextState<'a> {
    /// Head and tail.
    edges: [&'a [PackedLine]; 2],
    folders: Arc<[u32]>,
    /// Number of lines passed over at each edge.
    passed: [usize; 2],
    /// Number of lines that count at each edge.
    counted: [usize; 2],
}

impl<'a> TextState<'a> {
    fn new(edges: [&'a [PackedLine]; 2], folders: Arc<[u32]>) -> Self {
        Self { edges, folders, passed: [0, 0], counted: [0, 0] }
    }

    /// Counts the lines up to and including the first prose that does not recur. Returns the number of lines that did not count
    /// before.
    fn uncover(&mut self, folders: &Folders<'_>, frequent: &Frequent) -> usize {
        let before: usize = self.counted.iter().sum();
        for edge in [0, 1] {
            while let Some(line) = self.edges[edge].get(self.passed[edge]).map(packed::line) {
                if self.counted[edge] == self.passed[edge] {
                    self.counted[edge] += 1;
                    frequent.add(line.hash.into());
                }
                if line.shape.is_prose() && !folders.recur(&self.folders, line.hash) {
                    break;
                }
                self.passed[edge] += 1;
            }
        }
        self.counted.iter().sum::<usize>() - before
    }

    /// Calls `visit` once for each line that counts and may be frequent.
    fn each_frequent(&self, frequent: &Frequent, visit: &mut impl FnMut(EdgeLine)) {
        let [head, tail] = [0, 1].map(|edge| &self.edges[edge][..self.counted[edge]]);
        let hashes = || head.iter().chain(tail).map(packed::hash);
        for (at, line) in head.iter().chain(tail).map(packed::line).enumerate() {
            let is_again = || hashes().take(at).any(|before| before == line.hash);
            if line.hash != UNIQUE && frequent.may_have(line.hash.into(), MINIMUM) && !is_again() {
                visit(line);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boilerplate::EdgeLines;

    /// Returns edge lines with these hashes, from the edge inwards. A negative number is a line of prose.
    fn edges(head: &[i32], tail: &[i32], body: &[u32]) -> EdgeLines {
        let line = |line: &i32| EdgeLine {
            hash: line.unsigned_abs(),
            shape: if *line < 0 { LineShape::Prose } else { LineShape::Short },
        };
        EdgeLines {
            head: head.iter().map(line).collect(),
            tail: tail.iter().map(line).collect(),
            body: body.to_vec(),
        }
    }

    fn found(texts: &[(&str, EdgeLines)], roots: &[&str], path: &str) -> Vec<u32> {
        let packed: Vec<(&str, Box<str>)> =
            texts.iter().map(|(path, lines)| (*path, packed::pack(lines))).collect();
        let all = TextEdges::of(packed.iter().map(|(path, lines)| (*path, &**lines)));
        let lines = detect(&all, roots).of(path);
        (0..100).filter(|hash| lines.contains(*hash)).collect()
    }

    #[test]
    fn lines_at_the_edge_count_first_and_then_the_lines_that_they_cover() {
        // The tail of each text: recurring prose 1, a headline of another story, recurring prose 2, the story, and 3.
        let texts: Vec<(String, EdgeLines)> = (0..5)
            .map(|n| {
                let unique = 1000 + n * 10;
                let tail = [-1, unique, -2, -(unique + 1), 3];
                (format!("/news/{n}"), edges(&[unique + 2, -(unique + 3)], &tail, &[unique as u32]))
            })
            .collect();
        let texts: Vec<(&str, EdgeLines)> =
            texts.iter().map(|(path, lines)| (path.as_str(), lines.clone())).collect();
        assert_eq!(found(&texts, &["/news"], "/news/new"), [1, 2]);
        assert_eq!(found(&texts[1..], &["/news"], "/news/new"), [0; 0]);
        assert_eq!(found(&texts, &["/news"], "/other/new"), [0; 0]);
    }

    #[test]
    fn texts_count_in_the_folders_above_them_up_to_the_root() {
        let paths: Vec<String> = (0..5).map(|n| format!("/news/{n}/a")).collect();
        let texts: Vec<(&str, EdgeLines)> = paths
            .iter()
            .zip(100..)
            .map(|(path, n)| (path.as_str(), edges(&[1, -n], &[], &[n as u32])))
            .collect();
        assert_eq!(found(&texts, &["/news"], "/news/3/a"), [1]);
        assert_eq!(found(&texts, &["/news/1", "/news/2"], "/news/1/a"), [0; 0]);
        assert_eq!(found(&texts, &[], "/news/1/a"), [0; 0]);
    }

    #[test]
    fn copies_have_two_paragraphs_in_common() {
        let body = |n: u32| match n % 3 {
            0 => vec![1, 2, 3, 4],
            1 => vec![1, 2, 50 + n],
            _ => vec![2, 3, 60 + n],
        };
        let paths: Vec<String> = (0..9).map(|n| format!("/news/{n}")).collect();
        let texts = |body: &dyn Fn(u32) -> Vec<u32>| -> Vec<(&str, EdgeLines)> {
            let edges = |n| edges(&[7, -8], &[], &body(n));
            paths.iter().zip(0..).map(|(path, n)| (path.as_str(), edges(n))).collect()
        };
        assert_eq!(found(&texts(&body), &["/news"], "/news/1"), [0; 0]);
        // One paragraph in common may be boilerplate.
        assert_eq!(found(&texts(&|n| vec![1, 50 + n]), &["/news"], "/news/1"), [7, 8]);
    }

    #[test]
    fn names_and_long_paragraphs_must_be_more_frequent() {
        let shaped = |shape, have: usize, of: usize| {
            let text = |n: usize| {
                let hash = if n < have { 1 } else { 200 + n as u32 };
                let mut edges = edges(&[0], &[], &[500 + n as u32]);
                edges.head[0] = EdgeLine { hash, shape };
                edges
            };
            let paths: Vec<String> = (0..of).map(|n| format!("/news/{n}")).collect();
            let texts: Vec<(&str, EdgeLines)> =
                paths.iter().enumerate().map(|(n, path)| (path.as_str(), text(n))).collect();
            found(&texts, &["/news"], "/news/0") == [1]
        };
        let cases = [
            (LineShape::Short, 4, 4, false),
            (LineShape::Short, 5, 20, true),
            (LineShape::Prose, 5, 251, false),
            (LineShape::Prose, 6, 251, true),
            (LineShape::Name, 9, 20, false),
            (LineShape::Name, 10, 20, true),
            (LineShape::Long, 9, 20, false),
            (LineShape::Long, 10, 20, true),
        ];
        for (shape, have, of, expected) in cases {
            assert_eq!(shaped(shape, have, of), expected, "{shape:?} in {have} of {of}");
        }
    }
}
