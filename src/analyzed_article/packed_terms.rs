//! A list of terms in one string, without an allocation for each term.

use crate::analysis::{SEPARATOR, ascii::first_zero, each_word};

/// Terms in order of their positions: term n is at position n, an empty term is a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackedTerms {
    packed: String,
    count: u32,
}

impl PackedTerms {
    /// Returns an empty list with room for the terms of `bytes` bytes of text.
    pub(super) fn with_room_for(bytes: usize) -> Self {
        Self { packed: String::with_capacity(bytes + bytes / 8), count: 0 }
    }

    /// Appends a term; an empty term leaves a gap.
    pub fn push(&mut self, term: &str) {
        self.packed.push_str(term);
        self.packed.push('\0');
        self.count += 1;
    }

    /// Appends the terms of `text`. If there are terms already, a gap of one position comes first.
    pub(super) fn push_value(&mut self, text: &str) {
        if !self.is_empty() {
            self.push("");
        }
        each_word(text, &mut |term, _, _| self.push(term));
    }

    /// Returns the terms in order, gaps as empty strings.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        Terms { rest: &self.packed }
    }

    /// Returns the folded forms of the terms in order, gaps as empty strings. `ends` are what [`Self::end`] returned after each
    /// term, so that only the few separators are searched.
    pub(super) fn folded(&self, ends: &[usize]) -> Vec<&str> {
        let mut folded = Vec::with_capacity(ends.len());
        let mut separators = memchr::memchr_iter(SEPARATOR as u8, self.packed.as_bytes());
        // Most terms have none, and most texts only a few.
        let mut next = separators.next().unwrap_or(usize::MAX);
        let mut start = 0;
        for &end in ends {
            let folded_end = next.min(end - 1);
            while next < end {
                next = separators.next().unwrap_or(usize::MAX);
            }
            folded.push(&self.packed[start..folded_end]);
            start = end;
        }
        folded
    }

    /// Returns where the last term ends, with the NUL after it.
    pub(super) fn end(&self) -> usize {
        self.packed.len()
    }

    /// Returns the number of positions, gaps included.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.count
    }

    /// Returns whether there is no term.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the terms, each followed by NUL.
    #[must_use]
    pub fn packed(&self) -> &str {
        &self.packed
    }

    /// Returns the terms, each followed by NUL.
    pub(crate) fn into_packed(self) -> String {
        self.packed
    }
}

/// Iterator over packed terms. Terms are short, so it searches for their ends byte by byte.
#[derive(Debug, Clone)]
struct Terms<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Terms<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let end = first_zero(self.rest.as_bytes())?;
        let term = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Some(term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::TermParts;

    #[test]
    fn folded_forms_end_at_the_separator() {
        let mut terms = PackedTerms::default();
        for text in ["Rain in the U.S. and in São Paulo", "", "$5bn for #rain"] {
            terms.push_value(text);
        }
        terms.push("a\u{1f}b\u{1f}c");
        let ends: Vec<usize> = terms.packed().match_indices('\0').map(|(at, _)| at + 1).collect();
        assert_eq!(ends.last(), Some(&terms.end()));
        let folded = terms.folded(&ends);
        assert_eq!(folded, terms.iter().map(|term| TermParts::of(term).folded).collect::<Vec<_>>());
        assert!(folded.contains(&"sao") && folded.contains(&"a") && folded.contains(&""));
    }
}
