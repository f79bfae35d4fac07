//! Plain text of `format=flowed` (RFC 3676). A text as it was sent enters; a text with a paragraph a line leaves.

/// What becomes of the blank at the end of a line that goes on in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LastBlank {
    /// It parts two words.
    Kept,
    /// It was added (`DelSp=yes`).
    Deleted,
}

/// The line that stands above a signature; its blank at the end says nothing.
const SIGNATURE: &str = "-- ";

/// Returns `text` with the lines joined that go on in the next one, blank lines between the others; `None` where no line goes on.
pub(super) fn joined(text: &str, last_blank: LastBlank) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    let mut flows = false;
    // How deep the line above is quoted, while it goes on.
    let mut above: Option<usize> = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|byte| *byte == b'>').count();
        let words = &line[depth..];
        let words = words.strip_prefix(' ').unwrap_or(words);
        if above != Some(depth) && !joined.is_empty() {
            joined.push_str("\n\n");
        }
        if above != Some(depth) && depth > 0 {
            joined.push_str(&">".repeat(depth));
            joined.push(' ');
        }
        let goes_on = words.ends_with(' ') && words != SIGNATURE;
        flows |= goes_on;
        joined.push_str(match last_blank {
            LastBlank::Deleted if goes_on => &words[..words.len() - 1],
            _ => words,
        });
        above = goes_on.then_some(depth);
    }
    flows.then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_in_a_blank_go_on() {
        use LastBlank::{Deleted, Kept};
        for (text, last_blank, expected) in [
            ("Rain fell \nall day.\nWet.\n", Kept, Some("Rain fell all day.\n\nWet.")),
            ("Rain fe \nll.\n", Deleted, Some("Rain fell.")),
            ("> Rain \n> fell.\nWet \nhere", Kept, Some("> Rain fell.\n\nWet here")),
            (" From here \nto there", Kept, Some("From here to there")),
            ("Rain \nfell.\n-- \nThe Courier", Kept, Some("Rain fell.\n\n-- \n\nThe Courier")),
            ("Rain\nfell", Kept, None),
        ] {
            assert_eq!(joined(text, last_blank).as_deref(), expected, "{text}");
        }
    }
}
