//! Standard output with a buffer that never holds a line back for long.

use std::io::{self, StdoutLock, Write};
use std::time::{Duration, Instant};

/// Size at which the buffer is written, in bytes.
const FULL: usize = 64 * 1024;

/// Time after the first line in which every line is written at once, and later the time for which lines are collected.
const PATIENCE: Duration = Duration::from_millis(50);

/// Standard output. The first lines are written at once, then lines are collected until the buffer is full or [`PATIENCE`] is over.
/// So a reader sees the first results soon, and its end is noticed soon.
pub(crate) struct PromptOutput {
    out: StdoutLock<'static>,
    buffer: Vec<u8>,
    /// When the buffer was first written, and when it was last written.
    written: Option<(Instant, Instant)>,
}

impl PromptOutput {
    pub(crate) fn new() -> Self {
        Self { out: io::stdout().lock(), buffer: Vec::with_capacity(FULL), written: None }
    }

    fn is_due(&self) -> bool {
        let is_late = || {
            self.written.is_none_or(|(first, last)| {
                let now = Instant::now();
                now - first < PATIENCE || now - last >= PATIENCE
            })
        };
        self.buffer.len() >= FULL || (self.buffer.ends_with(b"\n") && is_late())
    }
}

impl Write for PromptOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.is_due() {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.buffer);
        // What cannot be written is not tried again: the reader is gone.
        self.buffer.clear();
        let now = Instant::now();
        self.written = Some((self.written.map_or(now, |(first, _)| first), now));
        written?;
        self.out.flush()
    }
}
