//! What the rules of an article have found so far, and what of each sentence is taken. Enters: content, speaker and cue
//! as token ranges. Leaves: [`Attribution`]s.

use std::ops::Range;

use crate::{
    quotation::{
        lexicon::Tags,
        rules::{Attribution, Frame, after_colon},
        syntax::{
            cue::Cue,
            tokens::{Kind, Token},
        },
    },
    span::Span,
};

/// Rules whose cue stands before a clause and tells how it is meant.
const TELLS_BEFORE: &[&str] = &["speaker-then-clause", "speaker-then-fragment", "noun-then-clause"];

/// What the rules have found so far.
#[derive(Default)]
pub(crate) struct Collector {
    pub(crate) found: Vec<Attribution>,
    /// Whether the region is part of an attribution.
    pub(crate) claimed: Vec<bool>,
    /// Whether the sentence's token is content already.
    pub(crate) taken: Vec<bool>,
    /// How many attributions there were before this sentence.
    pub(crate) before_sentence: usize,
    /// The last attribution that following quoted sentences continue.
    pub(crate) open: Option<Open>,
    /// The cue of a sentence that ended with a colon right before this one.
    pub(crate) pending: Option<Pending>,
}

/// A cue whose words stand in another sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Span>,
}

/// An attribution that may go on in the sentences after it.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    pub(crate) attribution: usize,
    pub(crate) paragraph: usize,
    /// Ordinal of the last sentence that holds words or cue of it.
    pub(crate) sentence: usize,
    /// Whether its own words are in marks.
    pub(crate) quotes: bool,
}

impl Collector {
    pub(crate) fn begin_sentence(&mut self, tokens: usize) {
        self.taken.clear();
        self.taken.resize(tokens, false);
        self.before_sentence = self.found.len();
    }

    /// Takes `content` back from the attribution it was last added to.
    pub(crate) fn release(&mut self, content: Span) {
        let Some(open) = &self.open else { return };
        let attribution = &mut self.found[open.attribution];
        if attribution.content.last() == Some(&content) {
            attribution.content.pop();
        }
    }

    /// Adds an attribution of `content` outside the cue's sentence.
    pub(crate) fn add_spans(&mut self, frame: &Frame, content: Vec<Span>, cue: &Pending, rule: &'static str) {
        self.found.push(Attribution {
            content,
            source: cue.source.clone(),
            cue: cue.cue,
            denied: false,
            rule,
        });
        self.open_last(frame, "words-then-speaker");
    }

    /// Keeps the last verb of speech of a sentence that ends with a colon for the words that follow.
    pub(crate) fn end_sentence(&mut self, frame: &Frame) {
        self.pending = None;
        if frame.tokens.last().is_none_or(|token| token.kind != Kind::Colon) {
            return;
        }
        let speaks = |cue: &&Cue| cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some();
        let last = frame.cues.iter().rev().find(speaks);
        self.pending = Some(last.map_or_else(|| after_colon::pending(frame), |cue| frame.pending(cue)));
    }

    /// Returns whether a token of the range is content already.
    pub(crate) fn is_taken(&self, range: &Range<usize>) -> bool {
        self.taken[range.clone()].iter().any(|taken| *taken)
    }

    /// Adds an attribution whose content is one range of the sentence's tokens.
    pub(crate) fn add_part(&mut self, frame: &Frame, part: Range<usize>, cue: &Cue, rule: &'static str) {
        self.add(frame, std::slice::from_ref(&part), cue, rule);
    }

    /// Adds an attribution whose content is made of `parts`, ranges of the sentence's tokens.
    pub(crate) fn add(&mut self, frame: &Frame, parts: &[Range<usize>], cue: &Cue, rule: &'static str) {
        let mut content = Vec::new();
        for part in parts {
            let part = frame.trim(part.clone());
            if part.is_empty() {
                continue;
            }
            content.extend(frame.content(&part));
            for at in part {
                self.taken[at] = true;
                if frame.tokens[at].kind == Kind::Quoted {
                    self.claimed[frame.tokens[at].region] = true;
                }
            }
        }
        self.taken[cue.verb] = true;
        content.retain(|span| !span.is_empty());
        content.sort_unstable();
        if content.is_empty() {
            return;
        }
        if let Some(source) = &cue.source {
            self.taken[source.clone()].fill(true);
        }
        let denied = cue.tags.is(Tags::DENY) && TELLS_BEFORE.contains(&rule);
        let Pending { source, cue } = frame.pending(cue);
        self.found.push(Attribution { content, source, cue, denied, rule });
        self.open_last(frame, rule);
    }

    /// Returns whether the last attribution names somebody whom the open one does not.
    fn is_another(&self, frame: &Frame) -> bool {
        let source = |attribution: &Attribution| attribution.source.clone().unwrap_or_default();
        let text = |range: Range<usize>| frame.analysis.tokens[range].iter();
        let word = |token: &Token| token.span.of(frame.analysis.text);
        let open = self.open.as_ref().map(|open| source(&self.found[open.attribution])).unwrap_or_default();
        let names = |token: &&Token| {
            token.is_capitalized() && !token.is(Tags::SUBJECT.or(Tags::DETERMINER).or(Tags::TITLE))
        };
        let last = self.found.last().map(source).unwrap_or_default();
        let mut named = text(last).filter(names).peekable();
        named.peek().is_some()
            && named.all(|token| text(open.clone()).all(|known| word(known) != word(token)))
    }

    /// Lets the quoted sentences that follow continue the last attribution, if its words are quoted themselves.
    pub(crate) fn open_last(&mut self, frame: &Frame, rule: &str) {
        let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
        let quotes = matches!(
            rule,
            "words-then-speaker"
                | "speaker-then-words"
                | "speaker-then-fragment"
                | "verb-speaker-words"
                | "words-verb-speaker"
        );
        let taken = self.open.as_ref().is_some_and(|open| open.paragraph == paragraph && open.quotes);
        if quotes || !taken || self.is_another(frame) {
            self.open =
                Some(Open { attribution: self.found.len() - 1, paragraph, sentence: frame.ordinal, quotes });
        }
    }
}
