//! Where a decoded text stands in its input: offsets in the text enter, in ascending order; bytes and lines of the input leave.

use super::encoding::{Decoded, encoded_len};
use crate::article::InputRun;

/// Finds places in an input one after the other.
pub(super) struct Places<'a> {
    decoded: &'a Decoded,
    /// Offset in the text up to which lines, and bytes of the run at hand, are counted.
    at: usize,
    line: u64,
    /// Bytes of the input that stand before `at`.
    input: usize,
    /// How many of the decoded runs begin at or before `at`.
    begun: usize,
}

impl<'a> Places<'a> {
    pub(super) fn of(decoded: &'a Decoded) -> Self {
        Self { decoded, at: 0, line: 1, input: 0, begun: 0 }
    }

    /// Returns a run that starts at byte `to` of the decoded text; `text_start` is that byte.
    pub(super) fn run(&mut self, to: usize) -> InputRun {
        debug_assert!(to >= self.at, "places are asked for in order");
        let passed = &self.decoded.text[self.at..to];
        self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
        let encoding = self.decoded.encoding.map(|encoding| encoding.name());
        let mut from = self.at;
        while let Some((text, input)) = self.decoded.runs.get(self.begun).filter(|(text, _)| *text <= to) {
            (from, self.input) = (*text, *input);
            self.begun += 1;
        }
        self.input += encoded_len(&self.decoded.text[from..to], encoding);
        self.at = to;
        InputRun { text_start: to, input_start: self.input as u64, line: self.line }
    }
}
