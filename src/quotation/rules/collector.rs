//! The attributions found so far, and what is left for later rules. Input: content, speaker and cue as token ranges.
//! Output: [`Attribution`]s.
//!
//! Rules claim what they use. A *token* of the current sentence is free until it is content, speaker or verb of an
//! attribution; a *quoted region* is free until an attribution contains it.

use std::{mem, ops::Range};

use crate::{
    quotation::{
        lexicon::Tags,
        rules::{Frame, Rule, after_colon},
        syntax::{
            cue::Cue,
            tagged_text::TaggedText,
            tokens::{Token, TokenKind},
        },
    },
    span::Span,
};

/// A quotation before its speaker is resolved.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    /// Content spans in order.
    pub(crate) content: Vec<Span>,
    /// The tokens that mention the speaker, as positions in [`TaggedText::tokens`].
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Span>,
    /// Whether the cue denies or withholds the content.
    pub(crate) denied: bool,
    pub(crate) rule: Rule,
}

/// A cue with its speaker, as positions in the article.
#[derive(Debug, Clone, Default)]
pub(crate) struct CueSpan {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Span>,
}

/// An attribution that later sentences may continue.
#[derive(Debug, Clone)]
pub(crate) struct Open {
    /// Its position among the attributions.
    attribution: usize,
    /// Zero-based index of its paragraph.
    pub(crate) paragraph: usize,
    /// Zero-based index of the last sentence that contains its content or cue.
    pub(crate) sentence: usize,
    /// Whether its own content is in quotation marks.
    pub(crate) is_quoted: bool,
}

/// The attributions found so far.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    attributions: Vec<Attribution>,
    /// For each quoted region of the article, whether an attribution contains it.
    claimed_regions: Vec<bool>,
    /// For each token of the sentence, whether an attribution uses it.
    claimed_tokens: Vec<bool>,
    /// Number of attributions before this sentence.
    before_sentence: usize,
    /// Number of attributions before the sentence that was read before this one.
    before_previous: usize,
    open: Option<Open>,
    /// The cue of the previous sentence, if that ended with a colon.
    colon: Option<CueSpan>,
}

impl Collector {
    /// Returns a collector that already has some attributions of an article.
    pub(crate) fn new(tagged: &TaggedText, attributions: Vec<Attribution>) -> Self {
        Self { attributions, claimed_regions: vec![false; tagged.regions.len()], ..Self::default() }
    }

    /// Returns the attributions, in no particular order.
    pub(crate) fn into_attributions(self) -> Vec<Attribution> {
        self.attributions
    }

    pub(crate) fn begin_sentence(&mut self, tokens: usize) {
        self.claimed_tokens.clear();
        self.claimed_tokens.resize(tokens, false);
        self.before_previous = self.before_sentence;
        self.before_sentence = self.attributions.len();
    }

    /// Keeps the speaker of a sentence that ends with a colon, and its last verb of speech, for the words that follow.
    pub(crate) fn end_sentence(&mut self, frame: &Frame) {
        self.colon = None;
        if frame.tokens.last().is_none_or(|token| token.kind != TokenKind::Colon) {
            return;
        }
        let speaks = |cue: &&Cue| cue.speaks() && cue.source.is_some();
        let last = frame.cues.iter().rev().find(speaks);
        self.colon = Some(last.map_or_else(|| after_colon::speaker_of(frame), |cue| frame.cue_span(cue)));
    }

    /// Returns whether no attribution uses the sentence's token at `at`.
    pub(crate) fn is_free(&self, at: usize) -> bool {
        !self.claimed_tokens[at]
    }

    /// Returns whether no attribution uses any of these tokens of the sentence.
    pub(crate) fn are_free(&self, range: &Range<usize>) -> bool {
        range.clone().all(|at| self.is_free(at))
    }

    /// Claims tokens of the sentence.
    pub(crate) fn claim(&mut self, range: Range<usize>) {
        self.claimed_tokens[range].fill(true);
    }

    /// Frees a token of the sentence for later rules.
    pub(crate) fn unclaim(&mut self, at: usize) {
        self.claimed_tokens[at] = false;
    }

    /// Returns whether no attribution contains the region of a quoted token.
    pub(crate) fn is_region_free(&self, quoted: &Token) -> bool {
        !self.claimed_regions[quoted.region]
    }

    /// Claims the region of a quoted token.
    pub(crate) fn claim_region(&mut self, quoted: &Token) {
        self.claimed_regions[quoted.region] = true;
    }

    /// Returns the attributions so far.
    pub(crate) fn attributions(&self) -> &[Attribution] {
        &self.attributions
    }

    /// Returns the attributions of this sentence so far.
    pub(crate) fn of_sentence(&self) -> &[Attribution] {
        self.attributions.get(self.before_sentence..).unwrap_or_default()
    }

    /// Returns the speaker of the last attribution, if it has one.
    pub(crate) fn last_source(&self) -> Option<Range<usize>> {
        self.attributions.last()?.source.clone()
    }

    /// Returns the attribution that quoted sentences may continue, with its state.
    pub(crate) fn open(&self) -> Option<(&Open, &Attribution)> {
        let open = self.open.as_ref()?;
        Some((open, &self.attributions[open.attribution]))
    }

    /// Returns the cue of the previous sentence, if that ended with a colon.
    pub(crate) fn colon(&self) -> Option<&CueSpan> {
        self.colon.as_ref()
    }

    /// Adds an attribution as it is.
    pub(crate) fn push(&mut self, attribution: Attribution) {
        self.attributions.push(attribution);
    }

    /// Adds an attribution whose content is one range of the sentence's tokens; see [`Self::add`].
    pub(crate) fn add_part(
        &mut self,
        frame: &Frame,
        part: Range<usize>,
        cue: &Cue,
        rule: Rule,
    ) -> Option<&mut Attribution> {
        self.add(frame, std::slice::from_ref(&part), cue, rule)
    }

    /// Adds an attribution whose content consists of `parts`, which are ranges of the sentence's tokens. Claims content,
    /// verb and speaker. Returns `None` if the parts contain only punctuation and conjunctions; then only the verb is
    /// claimed.
    pub(crate) fn add(
        &mut self,
        frame: &Frame,
        parts: &[Range<usize>],
        cue: &Cue,
        rule: Rule,
    ) -> Option<&mut Attribution> {
        debug_assert!(
            frame.tagged.language().is_none_or(|language| rule.is_for(language.code())),
            "{rule:?}"
        );
        let mut content = Vec::new();
        for part in parts {
            let part = frame.trim(part.clone());
            if part.is_empty() {
                continue;
            }
            content.extend(frame.content(&part));
            for quoted in frame.tokens[part.clone()].iter().filter(|token| token.kind == TokenKind::Quoted) {
                self.claim_region(quoted);
            }
            self.claim(part);
        }
        self.claim(cue.verb..cue.verb + 1);
        content.retain(|span| !span.is_empty());
        content.sort_unstable();
        if content.is_empty() {
            return None;
        }
        if let Some(source) = &cue.source {
            self.claim(source.clone());
        }
        let denied = cue.tags.is(Tags::DENY) && rule.is_cue_first();
        let CueSpan { source, cue } = frame.cue_span(cue);
        self.push(Attribution { content, source, cue, denied, rule });
        if rule.is_quoted() {
            self.open_last_as_quoted(frame);
        } else {
            self.open_last(frame);
        }
        self.attributions.last_mut()
    }

    /// Adds an attribution of `content` outside the cue's sentence.
    pub(crate) fn add_spans(&mut self, frame: &Frame, content: Vec<Span>, cue: CueSpan, rule: Rule) {
        self.push(Attribution { content, source: cue.source, cue: cue.cue, denied: false, rule });
        self.open_last_as_quoted(frame);
    }

    /// Adds the content of a sentence to the open attribution. If the language does not join quoted sentences, adds
    /// another attribution with the same speaker instead.
    pub(crate) fn continue_open(&mut self, frame: &Frame, content: Vec<Span>) {
        let Some(open) = &mut self.open else { return };
        if frame.tagged.joins_sentences() {
            self.attributions[open.attribution].content.extend(content);
        } else {
            let before = self.attributions[open.attribution].clone();
            self.attributions.push(Attribution { content, ..before });
            open.attribution = self.attributions.len() - 1;
        }
        open.paragraph = frame.paragraph();
        open.sentence = frame.ordinal;
    }

    /// Removes `content` from the open attribution, if it was added last.
    pub(crate) fn take_back(&mut self, content: Span) {
        let Some(open) = &self.open else { return };
        self.attributions[open.attribution].content.pop_if(|last| *last == content);
    }

    /// Replaces guessed attributions of `content`, which ends the previous sentence or is part of this one, with
    /// `attribution`. Closes the open attribution and claims the whole
    /// sentence.
    pub(crate) fn replace_guess(&mut self, content: Span, attribution: Attribution) {
        let guessed = |found: &Attribution| {
            matches!(found.rule, Rule::CarriedOver | Rule::GoesOn) && found.content == [content]
        };
        let last = self.attributions.split_off(self.before_previous.min(self.attributions.len()));
        self.attributions.extend(last.into_iter().filter(|found| !guessed(found)));
        self.push(attribution);
        self.open = None;
        self.claimed_tokens.fill(true);
    }

    /// Moves the content of an earlier attribution to the front of the last one's.
    pub(crate) fn join_to_last(&mut self, earlier: &Open) {
        let mut content = mem::take(&mut self.attributions[earlier.attribution].content);
        if let Some(last) = self.attributions.last_mut() {
            content.append(&mut last.content);
            last.content = content;
        }
    }

    /// Lets quoted sentences continue the last attribution.
    pub(crate) fn open_last_as_quoted(&mut self, frame: &Frame) {
        self.open = Some(self.opened(frame, true));
    }

    /// Lets quoted sentences continue the last attribution, whose content is not in quotation marks. If a quoted one is
    /// open in the same paragraph and may have the same speaker, that one stays open instead.
    fn open_last(&mut self, frame: &Frame) {
        let quoted = |open: &Open| open.paragraph == frame.paragraph() && open.is_quoted;
        if !self.open.as_ref().is_some_and(quoted) || self.is_another(frame) {
            self.open = Some(self.opened(frame, false));
        }
    }

    fn opened(&self, frame: &Frame, is_quoted: bool) -> Open {
        let attribution = self.attributions.len() - 1;
        Open { attribution, paragraph: frame.paragraph(), sentence: frame.ordinal, is_quoted }
    }

    /// Returns whether the last attribution has a named speaker whose name does not occur in the open attribution's
    /// mention.
    fn is_another(&self, frame: &Frame) -> bool {
        let tokens = |source: Option<Range<usize>>| &frame.tagged.tokens[source.unwrap_or_default()];
        let word = |token: &Token| token.span.of(frame.tagged.text);
        let open = tokens(self.open().and_then(|(_, attribution)| attribution.source.clone()));
        let names = |token: &&Token| {
            token.is_capitalized() && !token.is(Tags::SUBJECT.or(Tags::DETERMINER).or(Tags::TITLE))
        };
        let mut named = tokens(self.last_source()).iter().filter(names).peekable();
        named.peek().is_some() && named.all(|token| open.iter().all(|known| word(known) != word(token)))
    }
}
