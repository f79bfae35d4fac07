//! The edge lines of all texts of an archive, in flat lists.

use super::{EdgeLine, packed};

/// The edge lines of texts.
#[derive(Default)]
pub(crate) struct TextEdges<'a> {
    pub(super) texts: Vec<Edges<'a>>,
    /// Of all texts, one after the other: first the head, then the tail.
    pub(super) lines: Vec<EdgeLine>,
    /// Hashes of the body of each text: different ones, in ascending order.
    body: Vec<u32>,
}

/// Where the edge lines of a text are in the lists of all texts. They begin where those of the text before end.
pub(super) struct Edges<'a> {
    /// Index of the text in the list that was given.
    pub(super) number: usize,
    pub(super) path: &'a str,
    head_end: usize,
    tail_end: usize,
    body_end: usize,
}

impl<'a> TextEdges<'a> {
    /// Returns the edge lines of texts, given their paths and packed edge lines. Those that are none are left out.
    pub(crate) fn of<'p>(texts: impl Iterator<Item = (&'a str, &'p str)> + Clone) -> Self {
        // Lists of millions of lines that grow are copied again and again.
        let (count, lines) = texts.clone().fold((0, 0), |(count, lines), (_, packed_lines)| {
            (count + 1, lines + packed::most_lines(packed_lines))
        });
        let mut all = Self {
            texts: Vec::with_capacity(count),
            lines: Vec::with_capacity(lines),
            body: Vec::with_capacity(lines),
        };
        texts.enumerate().for_each(|(number, (path, packed_lines))| all.add(number, path, packed_lines));
        all
    }

    fn add(&mut self, number: usize, path: &'a str, packed_lines: &str) {
        if packed_lines.is_empty() {
            return;
        }
        let (first, body) = (self.lines.len(), self.body.len());
        match packed::unpack(packed_lines, &mut self.lines, &mut self.body) {
            Some(head) => {
                sort_and_dedup(&mut self.body, body);
                let (tail_end, body_end) = (self.lines.len(), self.body.len());
                self.texts.push(Edges { number, path, head_end: first + head, tail_end, body_end });
            }
            None => {
                self.lines.truncate(first);
                self.body.truncate(body);
            }
        }
    }

    /// Returns head and tail of each text.
    pub(super) fn edges(&self) -> impl Iterator<Item = [&[EdgeLine]; 2]> {
        let mut first = 0;
        self.texts.iter().map(move |text| {
            let start = std::mem::replace(&mut first, text.tail_end);
            [&self.lines[start..text.head_end], &self.lines[text.head_end..text.tail_end]]
        })
    }

    /// Returns the body of each text: different hashes in ascending order.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &[u32]> {
        let mut first = 0;
        self.texts
            .iter()
            .map(move |text| &self.body[std::mem::replace(&mut first, text.body_end)..text.body_end])
    }
}

/// Sorts the hashes from index `first` on, and removes duplicates among them.
fn sort_and_dedup(hashes: &mut Vec<u32>, first: usize) {
    hashes[first..].sort_unstable();
    let mut kept = first;
    for at in first..hashes.len() {
        if at == first || hashes[at] != hashes[kept - 1] {
            hashes[kept] = hashes[at];
            kept += 1;
        }
    }
    hashes.truncate(kept);
}
