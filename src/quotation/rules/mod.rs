//! The rules that join cues, speakers and words. Enters: an article as sentences of tokens. Leaves:
//! [`Attribution`]s, not yet resolved to names. Each rule is a function in a file of its own.

mod clause;
mod direct;
mod source_phrase;
mod unattributed;
mod verb_first;

use std::{iter::Peekable, ops::Range};

use crate::{
    article::ParagraphKind,
    quotation::{
        QuotationInput,
        cue::{Cue, cues},
        lexicon::{Lexicon, Tags},
        marks::{Region, regions},
        tokens::{Kind, Token, tokenize},
    },
    span::Span,
};

/// How many tokens of a sentence the rules see at once: keeps their work linear in the text.
const LONGEST_SENTENCE: usize = 300;

/// An article prepared for the rules.
pub(crate) struct Analysis<'a> {
    pub(crate) text: &'a str,
    pub(crate) title: Option<&'a str>,
    pub(crate) lexicon: Option<&'static Lexicon>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) regions: Vec<Region>,
    pub(crate) sentences: Vec<Sentence>,
}

/// A sentence of the text around what is quoted; one quoted in several sentences is one token of it.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// Its tokens, as positions in [`Analysis::tokens`].
    pub(crate) tokens: Range<usize>,
    /// Ordinal of its paragraph.
    pub(crate) paragraph: usize,
}

/// A quotation before its speaker is resolved.
#[derive(Debug, Clone)]
pub(crate) struct Attribution {
    /// Content spans in order.
    pub(crate) content: Vec<Span>,
    /// The speaker's tokens, as positions in [`Analysis::tokens`].
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Option<Span>,
    pub(crate) rule: &'static str,
}

impl<'a> Analysis<'a> {
    /// Returns the article's marks paired, its sentences cut and its words tagged.
    pub(crate) fn of(input: &QuotationInput<'a>) -> Self {
        let lexicon = Lexicon::of(input.lang);
        let mut analysis = Self {
            text: input.text,
            title: input.title,
            lexicon,
            tokens: Vec::new(),
            regions: Vec::new(),
            sentences: Vec::new(),
        };
        let tagging = lexicon.unwrap_or_else(Lexicon::empty);
        let mut bounds = input.sentences.iter().copied().peekable();
        for (ordinal, paragraph) in input.paragraphs.iter().enumerate() {
            if paragraph.kind == ParagraphKind::Furniture {
                continue;
            }
            let found = regions(input.text, paragraph.span);
            let first = analysis.tokens.len();
            tokenize(
                input.text,
                paragraph.span,
                &found,
                analysis.regions.len(),
                tagging,
                &mut analysis.tokens,
            );
            analysis.regions.extend(found);
            analysis.cut(first, ordinal, &mut bounds);
        }
        analysis
    }

    /// Cuts the tokens from `first` on into sentences at the bounds that lie between two tokens.
    fn cut(&mut self, first: usize, paragraph: usize, bounds: &mut Peekable<impl Iterator<Item = Span>>) {
        let mut start = first;
        for at in first..self.tokens.len() {
            let end = self.tokens[at].span.end;
            let next = self.tokens.get(at + 1).map_or(usize::MAX, |next| next.span.start);
            let mut ends = at + 1 == self.tokens.len() || at + 1 - start >= LONGEST_SENTENCE;
            while let Some(bound) = bounds.next_if(|bound| bound.end <= next && bound.start < end) {
                ends |= bound.end >= end;
            }
            if ends {
                self.sentences.push(Sentence { tokens: start..at + 1, paragraph });
                start = at + 1;
            }
        }
    }

    /// Returns the tokens of a sentence.
    pub(crate) fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.clone()]
    }

    /// Returns the inside of the region that a quoted token stands for, without white space at its ends.
    pub(crate) fn inner(&self, token: &Token) -> Span {
        trimmed(self.text, self.regions[token.region].inner)
    }
}

/// Returns `span` without white space at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    let start = span.start + (slice.len() - slice.trim_start().len());
    Span::new(start, (span.start + slice.trim_end().len()).max(start))
}

/// Returns the attributions of an article, in no order.
pub(crate) fn attributions(analysis: &Analysis) -> Vec<Attribution> {
    let mut collector = Collector { claimed: vec![false; analysis.regions.len()], ..Collector::default() };
    for (ordinal, sentence) in analysis.sentences.iter().enumerate() {
        let tokens = analysis.tokens_of(sentence);
        let verb_first = verb_first::applies(analysis.lexicon);
        let finds_cues = analysis.lexicon.is_some() && !verb_first;
        let cues = if finds_cues { cues(analysis.text, tokens) } else { Vec::new() };
        let frame = Frame { analysis, ordinal, first: sentence.tokens.start, tokens, cues: &cues };
        collector.begin_sentence(tokens.len());
        source_phrase::according(&frame, &mut collector);
        if verb_first {
            verb_first::reported(&frame, &mut collector);
        } else if analysis.lexicon.is_some() {
            unattributed::headline(&frame, &mut collector);
            unattributed::signed(&frame, &mut collector);
        }
        unattributed::answered(&frame, &mut collector);
        direct::after_words(&frame, &mut collector);
        clause::before_cue(&frame, &mut collector);
        direct::before_words(&frame, &mut collector);
        unattributed::continued(&frame, &mut collector);
        if analysis.lexicon.is_none() {
            unattributed::words_alone(&frame, &mut collector);
        }
        collector.end_sentence(&frame);
    }
    collector.found
}

/// One sentence as the rules see it.
pub(crate) struct Frame<'a> {
    pub(crate) analysis: &'a Analysis<'a>,
    /// Ordinal of the sentence in the article.
    pub(crate) ordinal: usize,
    /// Position of its first token in the article.
    pub(crate) first: usize,
    pub(crate) tokens: &'a [Token],
    pub(crate) cues: &'a [Cue],
}

impl Frame<'_> {
    /// Returns the text of a range of tokens, which must not be empty.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.tokens[range.start].span.start, self.tokens[range.end - 1].span.end)
    }

    /// Returns the range without punctuation and conjunctions at its ends.
    pub(crate) fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let is_edge = |token: &Token| {
            matches!(token.kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Semicolon | Kind::Dash)
        };
        while range.start < range.end
            && (is_edge(&self.tokens[range.start])
                || self.tokens[range.start].is(Tags::THAT.or(Tags::CONJUNCTION)))
        {
            range.start += 1;
        }
        while range.start < range.end
            && (is_edge(&self.tokens[range.end - 1]) || self.tokens[range.end - 1].is(Tags::CONJUNCTION))
        {
            range.end -= 1;
        }
        range
    }

    /// Returns the content spans for a clause: a lone quoted region without its marks, else the whole stretch.
    pub(crate) fn content(&self, range: &Range<usize>) -> Vec<Span> {
        let tokens = &self.tokens[range.clone()];
        let joins = |token: &Token| token.kind == Kind::Comma || token.is(Tags::CONJUNCTION);
        if tokens.iter().all(|token| token.kind == Kind::Quoted || joins(token)) {
            let quoted = tokens.iter().filter(|token| token.kind == Kind::Quoted);
            return quoted.map(|token| self.analysis.inner(token)).collect();
        }
        vec![self.span(range)]
    }

    /// Returns whether the cue's subject is a relative pronoun ("Holt, who called it").
    pub(crate) fn is_relative(&self, cue: &Cue) -> bool {
        let last = cue.source.as_ref().and_then(|source| self.tokens.get(source.end.checked_sub(1)?));
        last.is_some_and(|token| token.is(Tags::RELATIVE) && !token.is_capitalized())
    }

    /// Returns speaker and verb as positions in the article.
    pub(crate) fn pending(&self, cue: &Cue) -> Pending {
        let source = cue.source.as_ref().map(|source| self.first + source.start..self.first + source.end);
        Pending { source, cue: Some(self.span(&(cue.verb..cue.end))) }
    }

    /// Returns how many tokens the sentence has.
    pub(crate) fn end(&self) -> usize {
        self.tokens.len()
    }
}

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
    /// Whether its own words are in marks.
    pub(crate) quotes: bool,
}

impl Collector {
    fn begin_sentence(&mut self, tokens: usize) {
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
        self.found.push(Attribution { content, source: cue.source.clone(), cue: cue.cue, rule });
        self.open_last(frame, "words-then-speaker");
    }

    /// Keeps the last verb of speech of a sentence that ends with a colon for the words that follow.
    fn end_sentence(&mut self, frame: &Frame) {
        self.pending = None;
        if frame.tokens.last().is_none_or(|token| token.kind != Kind::Colon) {
            return;
        }
        let speaks = |cue: &&Cue| cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some();
        self.pending = Some(
            frame.cues.iter().rev().find(speaks).map_or_else(Pending::default, |cue| frame.pending(cue)),
        );
    }

    /// Returns whether a token of the range is content already.
    pub(crate) fn is_taken(&self, range: &Range<usize>) -> bool {
        self.taken[range.clone()].iter().any(|taken| *taken)
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
        let Pending { source, cue } = frame.pending(cue);
        self.found.push(Attribution { content, source, cue, rule });
        self.open_last(frame, rule);
    }

    /// Lets the quoted sentences that follow continue the last attribution, if its words are quoted themselves.
    fn open_last(&mut self, frame: &Frame, rule: &str) {
        let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
        let quotes = matches!(rule, "words-then-speaker" | "speaker-then-words" | "speaker-then-fragment");
        let taken = self.open.as_ref().is_some_and(|open| open.paragraph == paragraph && open.quotes);
        if quotes || !taken {
            self.open = Some(Open { attribution: self.found.len() - 1, paragraph, quotes });
        }
    }
}
