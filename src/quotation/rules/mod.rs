//! The rules that join cues, speakers and words. Enters: an article as sentences of tokens. Leaves:
//! [`Attribution`]s, not yet resolved to names. Each rule is a function in a file of its own.

mod according_to;
mod addressee;
mod after_colon;
mod clause_then_speaker;
mod collector;
#[cfg(test)]
mod constructions_tests;
mod cue_scope;
mod noun_cues;
mod quoted_words;
mod reported_clause;
mod speaker_then_clause;
mod titles_of_works;
pub(crate) mod transcript;
mod unattributed;

use std::{iter::Peekable, ops::Range};

pub(crate) use addressee::LONGEST_HEARER;
pub(crate) use collector::{Collector, Open, Pending};
pub(crate) use titles_of_works::{is_heading, is_named};

use crate::{
    article::ParagraphKind,
    quotation::{
        QuotationInput,
        languages::Language,
        lexicon::{Grammar, Lexicon, Tags},
        marks::{Holds, Region, regions},
        names::quoted_names,
        syntax::{
            cue::{Cue, Order},
            sentence_openers,
            tokens::{Kind, Shape, Token, tokenize},
        },
    },
    span::Span,
};

/// How many tokens of a sentence the rules see at once: keeps their work linear in the text.
const LONGEST_SENTENCE: usize = 300;

/// How many letters a place in capitals has at least, and how many tokens a dateline at most.
const SHORTEST_PLACE: usize = 3;
const LONGEST_DATELINE: usize = 16;

/// How many letters a word has at least that title case writes with a capital, and how many such words tell a headline.
const SHORTEST_IN_TITLE: usize = 4;
const FEWEST_IN_TITLE: usize = 3;

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
    /// Whether the cue denies or withholds the content.
    pub(crate) denied: bool,
    pub(crate) rule: &'static str,
}

impl<'a> Analysis<'a> {
    /// Returns the article's marks paired, its sentences cut and its words tagged.
    pub(crate) fn of(input: &QuotationInput<'a>) -> Self {
        let lexicon = Lexicon::of(input.lang.or_else(|| by_script(input.text)));
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
            let mut found = match tagging.language {
                Some(language) => language.cut_regions(input.text, paragraph.span, found),
                None => found,
            };
            if tagging.grammar == Grammar::English {
                quoted_names::settle(input.text, paragraph.span, tagging, &mut found);
            }
            let first = analysis.tokens.len();
            let numbered = (analysis.regions.len()..).zip(&found);
            tokenize(input.text, paragraph.span, numbered, tagging, &mut analysis.tokens);
            if let Some(language) = tagging.language {
                language.settle(input.text, &mut analysis.tokens[first..]);
            }
            analysis.regions.extend(found);
            let sentence = analysis.sentences.len();
            analysis.cut(first, ordinal, &mut bounds);
            let headline = sentence == 0 || paragraph.kind == ParagraphKind::Heading;
            if headline && analysis.grammar() == Grammar::English {
                analysis.lower_headline(sentence);
            }
        }
        sentence_openers::settle(&mut analysis);
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
                let behind = behind_dateline(self.text, &self.tokens[start..at + 1]);
                if start == first && behind > 0 {
                    self.sentences.push(Sentence { tokens: start..start + behind, paragraph });
                    start += behind;
                }
                self.sentences.push(Sentence { tokens: start..at + 1, paragraph });
                start = at + 1;
            }
        }
    }

    /// Reads the words of a headline in title case that lists hold as verbs and words of grammar as if written small ("Holt Says Bridge
    /// Is Safe").
    fn lower_headline(&mut self, sentence: usize) {
        let Some(sentence) = self.sentences.get(sentence) else { return };
        let tokens = &mut self.tokens[sentence.tokens.clone()];
        let long = |token: &&Token| token.is_word() && token.span.len() >= SHORTEST_IN_TITLE;
        let capitals = tokens.iter().filter(long).filter(|token| token.is_capitalized()).count();
        let words = tokens.iter().filter(long).count();
        let verb = Tags::CUE.or(Tags::VERB).or(Tags::AUXILIARY);
        let written_small = tokens.iter().any(|token| token.shape == Shape::Lower && token.is(verb));
        if words < FEWEST_IN_TITLE || 10 * capitals < 9 * words || written_small {
            return;
        }
        let names = Tags::GIVEN.or(Tags::TITLE).or(Tags::ROLE).or(Tags::ORGANIZATION).or(Tags::OFFICE);
        for token in tokens.iter_mut().skip(1) {
            if token.shape == Shape::Capitalized && token.tags != Tags::NONE && !token.is(names) {
                token.shape = Shape::Lower;
            }
        }
    }

    /// Returns whose habits of writing the text follows.
    pub(crate) fn grammar(&self) -> Grammar {
        self.lexicon.map_or(Grammar::Other, |lexicon| lexicon.grammar)
    }

    /// Returns the language, `None` for one without word lists.
    pub(crate) fn language(&self) -> Option<&'static dyn Language> {
        self.lexicon.and_then(|lexicon| lexicon.language)
    }

    /// Returns whether sentences in marks that follow each other are one quotation in the language.
    pub(crate) fn joins_sentences(&self) -> bool {
        self.language().is_none_or(Language::joins_sentences)
    }

    /// Returns whether a cue of the language may have no subject, which is then the last speaker.
    pub(crate) fn drops_subjects(&self) -> bool {
        self.language().is_some_and(Language::drops_subjects)
    }

    /// Returns the tokens of a sentence.
    pub(crate) fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.clone()]
    }

    /// Returns where the tokens at `range` stand, which must not be empty, with the marks of a name at either end.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let (first, last) = (self.tokens[range.start].span, self.tokens[range.end - 1].span);
        let mut span = Span::new(first.start, last.end);
        if let Some(name) = self.marked_name(first).filter(|name| name.inner.start == first.start) {
            span.start = name.outer.start;
        }
        if let Some(name) = self.marked_name(last) {
            let rest = &self.text[last.end..name.inner.end];
            span.end = if rest.contains(char::is_alphanumeric) { last.end } else { name.outer.end };
        }
        span
    }

    /// Returns the region of a name in marks that a token stands in.
    fn marked_name(&self, token: Span) -> Option<&Region> {
        let at = self.regions.partition_point(|region| region.outer.end <= token.start);
        let region = self.regions.get(at)?;
        (region.holds == Holds::Name && region.inner.contains(token)).then_some(region)
    }

    /// Returns the inside of the region that a quoted token stands for, without white space at its ends.
    pub(crate) fn inner(&self, token: &Token) -> Span {
        trimmed(self.text, self.regions[token.region].inner)
    }
}

/// Returns the language of a text in another script than Latin: of Arabic letters Arabic, of any other that of no word list; `None` for
/// Latin letters.
fn by_script(text: &str) -> Option<&'static str> {
    let letters = text.chars().take(LOOKED_AT).filter(|c| c.is_alphabetic());
    let (mut latin, mut arabic, mut others) = (0, 0, 0);
    for letter in letters {
        match u32::from(letter) {
            0..0x250 | 0x1e00..0x1f00 => latin += 1,
            0x600..0x780 => arabic += 1,
            _ => others += 1,
        }
    }
    match (arabic > latin + others, others > latin + arabic) {
        (true, _) => Some("ar"),
        (_, true) => Some("und"),
        _ => None,
    }
}

/// How many characters tell a text's script.
const LOOKED_AT: usize = 1000;

/// Returns `span` without white space at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    let start = span.start + (slice.len() - slice.trim_start().len());
    Span::new(start, (span.start + slice.trim_end().len()).max(start))
}

/// Returns the attributions of an article, in no order.
pub(crate) fn attributions(analysis: &Analysis) -> Vec<Attribution> {
    let mut collector = Collector { claimed: vec![false; analysis.regions.len()], ..Collector::default() };
    let mut consumed = vec![false; analysis.sentences.len()];
    collector.found = transcript::labelled(analysis, &mut consumed);
    let sentences = analysis.sentences.iter().enumerate().filter(|(ordinal, _)| !consumed[*ordinal]);
    for (ordinal, sentence) in sentences {
        let tokens = analysis.tokens_of(sentence);
        let cues = analysis.language().map_or_else(Vec::new, |language| language.cues(analysis.text, tokens));
        let frame = Frame { analysis, ordinal, first: sentence.tokens.start, tokens, cues: &cues };
        collector.begin_sentence(tokens.len());
        if let Some(language) = analysis.language() {
            language.attribute(&frame, &mut collector);
        }
        unattributed::continued(&frame, &mut collector);
        collector.end_sentence(&frame);
    }
    unattributed::words_alone(analysis, &consumed, &mut collector);
    collector.found
}

/// Adds the attributions of a sentence by the rules that languages share.
pub(crate) fn attribute(frame: &Frame, collector: &mut Collector) {
    according_to::according(frame, collector);
    labelled(frame, collector);
    if let Some(language) = frame.analysis.language() {
        language.spoken(frame, collector);
    }
    unattributed::answered(frame, collector);
    quoted_words::after_words(frame, collector);
    clause_then_speaker::before_cue(frame, collector);
    quoted_words::before_words(frame, collector);
    noun_cues::in_the_words_of(frame, collector);
    noun_cues::claims(frame, collector);
    if frame.analysis.grammar() == Grammar::English {
        after_colon::introduced(frame, collector);
    }
}

/// Adds the words in marks of a sentence that its form gives to somebody: a name before a colon, or behind a dash.
pub(crate) fn labelled(frame: &Frame, collector: &mut Collector) {
    unattributed::headline(frame, collector);
    unattributed::headline_signed(frame, collector);
    unattributed::signed(frame, collector);
    unattributed::labelled(frame, collector);
}

/// Returns where a sentence goes on behind a dateline (`PORT ELLIS, March 3 (Agency) — `), 0 where it has none.
fn behind_dateline(text: &str, tokens: &[Token]) -> usize {
    let Some(place) = tokens.first() else { return 0 };
    if place.shape != Shape::Upper || place.span.len() < SHORTEST_PLACE {
        return 0;
    }
    let dash = |token: &Token| token.kind == Kind::Dash || matches!(token.span.of(text), "-" | "--");
    let begins = tokens[..tokens.len().min(LONGEST_DATELINE)].iter().position(dash);
    begins.filter(|&at| at + 1 < tokens.len()).map_or(0, |at| at + 1)
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
        self.analysis.span(&(self.first + range.start..self.first + range.end))
    }

    /// Returns the token at `at` as written.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.tokens[at].span.of(self.analysis.text)
    }

    /// Returns the range without punctuation and conjunctions at its ends.
    pub(crate) fn trim(&self, mut range: Range<usize>) -> Range<usize> {
        let is_edge = |token: &Token| {
            matches!(token.kind, Kind::Comma | Kind::Stop | Kind::Colon | Kind::Semicolon | Kind::Dash)
        };
        while range.start < range.end
            && (is_edge(&self.tokens[range.start])
                || self.tokens[range.start].is(Tags::THAT.or(Tags::CONJUNCTION))
                    && !self.tokens[range.start].possessive)
        // "that's untrue"
        {
            range.start += 1;
        }
        while range.start < range.end
            && (is_edge(&self.tokens[range.end - 1]) || self.tokens[range.end - 1].is(Tags::CONJUNCTION))
        {
            range.end -= 1;
        }
        let last = |back: usize| {
            range.end.checked_sub(back).filter(|at| *at >= range.start).map(|at| &self.tokens[at])
        };
        let joined = last(1).is_some_and(|token| token.is(Tags::SUBORDINATE))
            && last(2).is_some_and(|token| token.kind == Kind::Comma);
        if joined { range.start..range.end - 2 } else { range } // "…, while"
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

    /// Returns whether cue and subject stand right behind a relative pronoun ("a plan which Holt said was dead").
    pub(crate) fn is_behind_relative(&self, cue: &Cue) -> bool {
        let before = cue.source.as_ref().and_then(|source| source.start.checked_sub(1));
        let english = self.analysis.grammar() == Grammar::English;
        english
            && cue.order == Order::SpeakerFirst
            && before.is_some_and(|at| self.tokens[at].is(Tags::RELATIVE))
    }

    /// Returns whether cue and subject stand in a relative clause whose object is the noun before it ("the plan, which Holt called").
    pub(crate) fn is_in_relative(&self, cue: &Cue) -> bool {
        let before = cue.source.as_ref().and_then(|source| source.start.checked_sub(1));
        before.is_some_and(|at| {
            self.tokens[at].is(Tags::RELATIVE) && at > 0 && self.tokens[at - 1].kind == Kind::Comma
        })
    }

    /// Returns speaker and verb as positions in the article.
    pub(crate) fn pending(&self, cue: &Cue) -> Pending {
        let source = cue.source.as_ref().map(|source| self.first + source.start..self.first + source.end);
        let start = if cue.tags.is(Tags::DENY) { cue.start } else { cue.verb };
        Pending { source, cue: Some(self.span(&(start..cue.end))) }
    }

    /// Returns how many tokens the sentence has.
    pub(crate) fn end(&self) -> usize {
        self.tokens.len()
    }
}
