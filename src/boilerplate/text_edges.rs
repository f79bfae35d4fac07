//! The edge lines of all texts of an archive, in flat lists.

use super::{EdgeLine, packed};

/// The edge lines of texts.
#[derive(Default)]
pub(crate) struct TextEdges<'a> {
    pub(super) texts: Vec<Edges<'a>>,
    /// Of all texts, one after the other: first the head, then the tail.
    pub(super) lines: Vec<EdgeLine>,
    body: Vec<u32>,
}

/// Where the edge lines of a text are in the lists of all texts. They begin where those of the text before end.
pub(super) struct Edges<'a> {
    pub(super) path: &'a str,
    head_end: usize,
    tail_end: usize,
    body_end: usize,
}

impl<'a> TextEdges<'a> {
    /// Adds the edge lines of a text. Those that are none are left out.
    pub(crate) fn add(&mut self, path: &'a str, packed_lines: &str) {
        if packed_lines.is_empty() {
            return;
        }
        let (first, body) = (self.lines.len(), self.body.len());
        match packed::unpack(packed_lines, &mut self.lines, &mut self.body) {
            Some(head) => self.texts.push(Edges {
                path,
                head_end: first + head,
                tail_end: self.lines.len(),
                body_end: self.body.len(),
            }),
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

    /// Returns the body of each text.
    pub(super) fn bodies(&self) -> impl Iterator<Item = &[u32]> {
        let mut first = 0;
        self.texts
            .iter()
            .map(move |text| &self.body[std::mem::replace(&mut first, text.body_end)..text.body_end])
    }
}
