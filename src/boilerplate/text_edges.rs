//! The edge lines of all texts of an archive, in packed form.

use super::packed::{PackedLine, PackedLines, sections};

/// The edge lines of texts.
#[derive(Default)]
pub(crate) struct TextEdges<'a>(pub(super) Vec<Edges<'a>>);

/// The edge lines of a text.
pub(super) struct Edges<'a> {
    /// Index of the text in the list that was given.
    pub(super) number: usize,
    pub(super) path: &'a str,
    pub(super) lines: PackedLines<'a>,
}

impl<'a> TextEdges<'a> {
    /// Returns the edge lines of texts, given their paths and packed edge lines. Those that are none are left out.
    pub(crate) fn of(texts: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let edges = |(number, (path, packed)): (usize, (&'a str, &'a str))| {
            let lines = sections(packed).filter(|_| !packed.is_empty())?;
            Some(Edges { number, path, lines })
        };
        Self(texts.enumerate().filter_map(edges).collect())
    }
}

impl<'a> Edges<'a> {
    /// Returns head and tail.
    pub(super) fn edges(&self) -> [&'a [PackedLine]; 2] {
        [self.lines.head, self.lines.tail]
    }
}
