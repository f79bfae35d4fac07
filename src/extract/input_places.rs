//! Maps decoded text back to its input. Input: offsets in the text, in ascending order. Output: bytes and lines of the input.

use crate::{
    article::InputRun,
    encoding::{Decoded, encoded_len},
};

/// Finds places in an input, one after the other.
pub(super) struct InputPlaces<'a> {
    decoded: &'a Decoded,
    /// Offset in the text up to which lines and bytes were counted.
    at: usize,
    line: u64,
    /// Byte of the input where `line` starts.
    line_start: usize,
    /// Number of bytes of the input before `at`.
    input: usize,
    /// Number of decoded runs that begin at or before `at`.
    begun: usize,
}

impl<'a> InputPlaces<'a> {
    pub(super) fn of(decoded: &'a Decoded) -> Self {
        let mut places = Self { decoded, at: 0, line: 1, line_start: 0, input: 0, begun: 0 };
        places.advance(0);
        places.line_start = places.input;
        places
    }

    /// Appends the run that starts at byte `to` of the decoded text and at byte `text_start` of the article. If the run starts inside a
    /// line, appends an empty run for the start of that line before it.
    pub(super) fn push_run(&mut self, to: usize, text_start: usize, runs: &mut Vec<InputRun>) {
        debug_assert!(to >= self.at, "the offsets are in ascending order");
        let passed = &self.decoded.text[self.at..to];
        if let Some(newline) = memchr::memrchr(b'\n', passed.as_bytes()) {
            self.line += memchr::memchr_iter(b'\n', passed.as_bytes()).count() as u64;
            self.advance(self.at + newline + 1);
            self.line_start = self.input;
        }
        self.advance(to);
        let run = |input: usize, line| InputRun { text_start, input_start: input as u64, line };
        if self.line_start < self.input {
            runs.push(run(self.line_start, self.line));
        }
        runs.push(run(self.input, self.line));
    }

    /// Counts the bytes of the input up to byte `to` of the decoded text.
    fn advance(&mut self, to: usize) {
        let mut from = self.at;
        while let Some((text, input)) = self.decoded.runs.get(self.begun).filter(|(text, _)| *text <= to) {
            (from, self.input) = (*text, *input);
            self.begun += 1;
        }
        self.input += encoded_len(&self.decoded.text[from..to], self.decoded.encoding);
        self.at = to;
    }
}
