//! One sentence with its tokens and cues, and checks that several rules share.

use std::ops::Range;

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        rules::CueSpan,
        syntax::{
            cue::{Cue, WordOrder},
            tagged_text::TaggedText,
            tokens::{Token, TokenKind},
        },
    },
    span::Span,
};

/// One sentence of an article with its cues.
pub(crate) struct Frame<'a> {
    pub(crate) tagged: &'a TaggedText<'a>,
    /// Zero-based index of the sentence in the article.
    pub(crate) ordinal: usize,
    /// Position of its first token in the article.
    pub(crate) first: usize,
    pub(crate) tokens: &'a [Token],
    pub(crate) cues: &'a [Cue],
    /// The tags of all tokens together. A rule that needs a word with some tag stops at once if no word has it.
    pub(crate) tags: Tags,
    /// Whether one of the tokens is quoted words.
    pub(crate) quotes: bool,
}

impl Frame<'_> {
    /// Returns the number of tokens of the sentence.
    pub(crate) fn end(&self) -> usize {
        self.tokens.len()
    }

    /// Returns the zero-based index of the sentence's paragraph.
    pub(crate) fn paragraph(&self) -> usize {
        self.tagged.sentences[self.ordinal].paragraph
    }

    /// Returns whether the sentence is English.
    pub(crate) fn is_english(&self) -> bool {
        self.tagged.grammar() == Grammar::English
    }

    /// Returns the span of a range of tokens, which must not be empty.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        self.tagged.span(&self.in_article(range))
    }

    /// Returns a range of the sentence's tokens as positions in the article.
    pub(crate) fn in_article(&self, range: &Range<usize>) -> Range<usize> {
        self.first + range.start..self.first + range.end
    }

    /// Returns the token at `at` as written.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.tagged.text)
    }

    /// Returns the text inside the quotation marks of the quoted token at `at`.
    pub(crate) fn quoted_text(&self, at: usize) -> &str {
        self.tagged.inner(&self.tokens[at]).of(self.tagged.text)
    }

    /// Returns the position of the first quoted token in a range.
    pub(crate) fn first_quoted(&self, mut range: Range<usize>) -> Option<usize> {
        range.find(|&at| self.quotes && self.tokens[at].kind == TokenKind::Quoted)
    }

    /// Returns the range without punctuation and conjunctions at its ends, and without "that" at its start.
    pub(crate) fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let is_edge = |token: &Token| {
            use TokenKind::{Colon, Comma, Dash, Semicolon, Stop};
            matches!(token.kind, Comma | Stop | Colon | Semicolon | Dash)
        };
        let leads = |token: &Token| {
            is_edge(token) || token.is(Tags::THAT.or(Tags::CONJUNCTION)) && !token.possessive // "that's untrue"
        };
        let trails = |token: &Token| is_edge(token) || token.is(Tags::CONJUNCTION);
        while range.start < range.end && leads(&self.tokens[range.start]) {
            range.start += 1;
        }
        while range.start < range.end && trails(&self.tokens[range.end - 1]) {
            range.end -= 1;
        }
        match &self.tokens[range.clone()] {
            [.., comma, last] if last.is(Tags::SUBORDINATE) && comma.kind == TokenKind::Comma => {
                range.start..range.end - 2 // "…, while"
            }
            _ => range,
        }
    }

    /// Returns the content spans of a range: the texts inside the quotation marks if the range has only quoted tokens,
    /// commas and conjunctions, else the whole range.
    pub(crate) fn content(&self, range: &Range<usize>) -> Vec<Span> {
        let tokens = &self.tokens[range.clone()];
        let joins = |token: &Token| token.kind == TokenKind::Comma || token.is(Tags::CONJUNCTION);
        if tokens.iter().all(|token| token.kind == TokenKind::Quoted || joins(token)) {
            let quoted = tokens.iter().filter(|token| token.kind == TokenKind::Quoted);
            return quoted.map(|token| self.tagged.inner(token)).collect();
        }
        vec![self.span(range)]
    }

    /// Returns whether the cue's subject is a relative pronoun ("Holt, who called it").
    pub(crate) fn is_relative(&self, cue: &Cue) -> bool {
        let last = cue.source.as_ref().and_then(|source| self.tokens.get(source.end.checked_sub(1)?));
        last.is_some_and(|token| token.is(Tags::RELATIVE) && !token.is_capitalized())
    }

    /// Returns whether an English cue and its subject follow a relative pronoun ("a plan which Holt said was dead").
    pub(crate) fn follows_relative(&self, cue: &Cue) -> bool {
        self.is_english() && cue.order == WordOrder::SpeakerFirst && self.relative_before(cue).is_some()
    }

    /// Returns whether cue and subject are in a relative clause after a comma ("the plan, which Holt called").
    pub(crate) fn is_in_relative(&self, cue: &Cue) -> bool {
        let relative = self.relative_before(cue);
        relative.is_some_and(|at| at > 0 && self.tokens[at - 1].kind == TokenKind::Comma)
    }

    /// Returns the position of the relative pronoun directly before a cue's subject.
    fn relative_before(&self, cue: &Cue) -> Option<usize> {
        let before = cue.source.as_ref()?.start.checked_sub(1)?;
        self.tokens[before].is(Tags::RELATIVE).then_some(before)
    }

    /// Returns speaker and verb as positions in the article.
    pub(crate) fn cue_span(&self, cue: &Cue) -> CueSpan {
        let start = if cue.tags.is(Tags::DENY) { cue.start } else { cue.verb };
        CueSpan {
            source: cue.source.as_ref().map(|source| self.in_article(source)),
            cue: Some(self.span(&(start..cue.end))),
        }
    }
}
