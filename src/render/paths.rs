//! Bare output for scripts: the paths of matching articles, one per line, for `xargs` and editors; or their number.

use std::io::{self, Write};

use super::{Renderer, clean::clean};
use crate::archive::{Location, Summary};

/// Paths and counts, without anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paths(pub PathEnd);

/// What ends a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathEnd {
    /// A newline. Control characters of the path are kept: a script needs the path as it is.
    Newline,
    /// A newline; control characters are replaced, because the output is a terminal.
    TerminalNewline,
    /// A NUL byte, as `xargs -0` expects.
    Nul,
}

impl Renderer for Paths {
    fn count(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", summary.total)
    }

    /// Writes a path; `-` for an article from standard input.
    fn location(&mut self, location: &Location, out: &mut dyn Write) -> io::Result<()> {
        let path = location.path.as_deref().unwrap_or("-");
        match self.0 {
            PathEnd::Newline => writeln!(out, "{path}"),
            PathEnd::TerminalNewline => writeln!(out, "{}", clean(path).replace('\n', "\u{fffd}")),
            PathEnd::Nul => write!(out, "{path}\0"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::written;
    use super::*;

    #[test]
    fn paths_end_as_requested() {
        for (end, expected) in [
            (PathEnd::Newline, "/a\x1b b\nc\n"),
            (PathEnd::TerminalNewline, "/a\u{fffd} b\u{fffd}c\n"),
            (PathEnd::Nul, "/a\x1b b\nc\0"),
        ] {
            let location = Location { id: "a".into(), path: Some("/a\x1b b\nc".into()) };
            assert_eq!(written(|out| Paths(end).location(&location, out)), expected);
        }
        let stdin = Location { id: "a".into(), path: None };
        assert_eq!(written(|out| Paths(PathEnd::Newline).location(&stdin, out)), "-\n");
    }
}
