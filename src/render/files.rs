//! Bare lists of paths, one a matching article, for `xargs` and editors.

use std::io::{self, Write};

use super::clean::clean;

/// What ends a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathEnd {
    /// A line end. Control characters of the path are kept: a script needs the path as it is.
    Line,
    /// A line end, and control characters made visible: a terminal reads along.
    TerminalLine,
    /// A NUL byte, as `xargs -0` expects.
    Nul,
}

/// Writes a path.
///
/// # Errors
/// If `out` cannot be written.
pub fn path(path: &str, end: PathEnd, out: &mut dyn Write) -> io::Result<()> {
    match end {
        PathEnd::Line => writeln!(out, "{path}"),
        PathEnd::TerminalLine => writeln!(out, "{}", clean(path).replace('\n', "\u{fffd}")),
        PathEnd::Nul => write!(out, "{path}\0"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_end_as_asked() {
        let shown = |end| {
            let mut out = Vec::new();
            path("/a\x1b b\nc", end, &mut out).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert_eq!(shown(PathEnd::Line), "/a\x1b b\nc\n");
        assert_eq!(shown(PathEnd::TerminalLine), "/a\u{fffd} b\u{fffd}c\n");
        assert_eq!(shown(PathEnd::Nul), "/a\x1b b\nc\0");
    }
}
