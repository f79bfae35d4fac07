//! A list of terms in one string, without an allocation for each term.

use crate::analysis::each_word;

/// Terms in order of their positions: term n is at position n, an empty term is a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackedTerms {
    packed: String,
    count: u32,
}

impl PackedTerms {
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
        let end = self.rest.bytes().position(|byte| byte == 0)?;
        let term = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        Some(term)
    }
}
