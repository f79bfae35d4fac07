//! Plain text in `format=flowed` (RFC 3676). Input: text as it was sent. Output: text with one paragraph per line.

/// What happens to the space at the end of a line that continues in the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TrailingSpace {
    /// It separates two words.
    Kept,
    /// It was added by the mail program (`DelSp=yes`).
    Deleted,
}

/// The line above a signature; the space at its end has no meaning.
const SIGNATURE: &str = "-- ";

/// Returns `text` with continued lines joined, and blank lines between the others; `None` if no line is continued.
pub(super) fn joined(text: &str, trailing_space: TrailingSpace) -> Option<String> {
    let mut joined = String::with_capacity(text.len());
    let mut flows = false;
    // Quotation depth of the previous line, if it continues.
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
        let continues = words.ends_with(' ') && words != SIGNATURE;
        flows |= continues;
        joined.push_str(match trailing_space {
            TrailingSpace::Deleted if continues => &words[..words.len() - 1],
            _ => words,
        });
        above = continues.then_some(depth);
    }
    flows.then_some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_in_a_space_continue() {
        use TrailingSpace::{Deleted, Kept};
        for (text, trailing_space, expected) in [
            ("Rain fell \nall day.\nWet.\n", Kept, Some("Rain fell all day.\n\nWet.")),
            ("Rain fe \nll.\n", Deleted, Some("Rain fell.")),
            ("> Rain \n> fell.\nWet \nhere", Kept, Some("> Rain fell.\n\nWet here")),
            (" From here \nto there", Kept, Some("From here to there")),
            ("Rain \nfell.\n-- \nThe Courier", Kept, Some("Rain fell.\n\n-- \n\nThe Courier")),
            ("Rain\nfell", Kept, None),
        ] {
            assert_eq!(joined(text, trailing_space).as_deref(), expected, "{text}");
        }
    }
}
