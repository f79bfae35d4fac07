//! Cuts text into the tokens that dates are made of. Input: text. Output: words, numbers and single characters.

/// A word, a number, or any other single character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'a> {
    pub(crate) text: &'a str,
    /// Byte where it starts.
    pub(crate) start: usize,
}

impl Token<'_> {
    /// Returns the number that a token of digits stands for.
    pub(crate) fn number(&self) -> Option<i64> {
        self.text.parse().ok().filter(|_| self.text.as_bytes()[0].is_ascii_digit())
    }

    pub(crate) fn is_word(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }

    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Returns the runs of digits, runs of letters and other single characters of `text`, without white space.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_ascii_digit() {
            rest.find(|character: char| !character.is_ascii_digit())
        } else if matches!(first, '年' | '月' | '日') {
            Some(first.len_utf8())
        } else if first.is_alphabetic() {
            // Some weekdays contain a hyphen (`segunda-feira`), which is always between letters.
            rest.char_indices().zip(rest.chars().skip(1).chain([' '])).find_map(|((at, this), next)| {
                let inside =
                    this.is_alphabetic() || (this == '-' && next.is_alphabetic() && first.is_lowercase());
                (!inside).then_some(at)
            })
        } else {
            Some(first.len_utf8())
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        if !first.is_whitespace() {
            tokens.push(Token { text: token, start: text.len() - rest.len() });
        }
        rest = after;
    }
    tokens
}
