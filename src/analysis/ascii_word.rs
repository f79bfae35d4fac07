//! Words of ASCII letters and digits, which are most words of most texts. Input: the bytes of a text, and where a word starts.
//! Output: where it ends, and whether the rules for other words are needed.

use super::ascii;

/// A run of ASCII letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) end: usize,
    /// Whether it has letters in upper case.
    pub(super) has_upper: bool,
}

impl Run {
    /// Returns the run that starts at `start`.
    pub(super) fn at(bytes: &[u8], start: usize) -> Self {
        let (mut end, mut upper_case) = (start, 0);
        loop {
            let characters = ascii::eight(bytes, end);
            let count = ascii::leading(ascii::letters(characters) | ascii::digits(characters));
            upper_case |= ascii::upper_case(characters) & ascii::first_bytes(count);
            end += count;
            if count < ascii::EIGHT {
                return Self { end, has_upper: upper_case != 0 };
            }
        }
    }
}

/// What a run of ASCII letters and digits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word without special cases.
    Plain,
    /// A word of two to five capitals.
    Capitals,
    /// It may be part of a longer word.
    Joined,
    /// A symbol, or a character that is not ASCII, is before it.
    AfterSymbol,
}

impl Kind {
    pub(super) fn of(bytes: &[u8], start: usize, Run { end, has_upper }: Run) -> Self {
        if start > 0 && (matches!(bytes[start - 1], b'$' | b'#' | b'@') || !bytes[start - 1].is_ascii()) {
            return Self::AfterSymbol;
        }
        if may_go_on(bytes, start, end) {
            return Self::Joined;
        }
        let is_short = (2..=5).contains(&(end - start));
        match has_upper && is_short && bytes[start..end].iter().all(u8::is_ascii_uppercase) {
            true => Self::Capitals,
            false => Self::Plain,
        }
    }
}

/// Returns whether a word of ASCII letters and digits, `start..end`, may go on with what follows it.
fn may_go_on(bytes: &[u8], start: usize, end: usize) -> bool {
    match bytes.get(end) {
        None => false,
        Some(b'.') => end - start == 1 || bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(b',') => bytes[end - 1].is_ascii_digit() && bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(b'\'' | b'`' | b'&' | b'_') => true,
        Some(b'-') => bytes.get(end + 1).is_some_and(u8::is_ascii_whitespace),
        Some(byte) => !byte.is_ascii(),
    }
}

/// Returns the end of a number with decimals or with commas before three digits, whose first run of digits ends at `end`;
/// `None` if it may go on after that, or is no number.
pub(super) fn number_end(bytes: &[u8], start: usize, mut end: usize) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    while bytes[start].is_ascii_digit()
        && bytes[end - 1].is_ascii_digit()
        && match bytes.get(end) {
            Some(b'.') => digits(end + 1) > 0,
            Some(b',') => digits(end + 1) == 3,
            _ => false,
        }
    {
        end = Run::at(bytes, end + 1).end;
    }
    (!may_go_on(bytes, start, end)).then_some(end)
}
