//! An article's text as the rules see it. Input: paragraphs and sentences. Output: [`TaggedText`], with quoted regions,
//! tagged tokens and sentences.

use std::{iter::Peekable, ops::Range};

use crate::{
    article::ParagraphKind,
    quotation::{
        QuotationInput,
        languages::Language,
        lexicon::{Grammar, Lexicon, Tags},
        names::quoted_names,
        quotation_marks::{QuotedRegion, RegionContent, regions},
        syntax::{
            sentence_openers,
            tokens::{Shape, Token, TokenKind, tokenize},
        },
    },
    span::Span,
};

/// Maximum number of tokens per sentence; longer sentences are cut. Keeps the work of the rules linear in the text.
const LONGEST_SENTENCE: usize = 300;

/// Minimum length in bytes of a dateline's place, which is in capitals.
const SHORTEST_PLACE: usize = 3;
/// Maximum number of tokens of a dateline.
const LONGEST_DATELINE: usize = 16;

/// Minimum length in bytes of the words that title case capitalizes.
const SHORTEST_IN_TITLE: usize = 4;
/// Minimum number of words of that length in a headline in title case.
const FEWEST_IN_TITLE: usize = 3;

/// Number of bytes of text per token, roughly.
const BYTES_PER_TOKEN: usize = 5;

/// Number of characters at the start of a text that show its script.
const SCRIPT_SAMPLE: usize = 1000;

/// An article's text with its quoted regions, tagged tokens and sentences.
pub(crate) struct TaggedText<'a> {
    pub(crate) text: &'a str,
    /// The headline.
    pub(crate) title: Option<&'a str>,
    /// The word lists; `None` for a language without any.
    pub(crate) lexicon: Option<&'static Lexicon>,
    pub(crate) tokens: Vec<Token>,
    pub(crate) regions: Vec<QuotedRegion>,
    pub(crate) sentences: Vec<Sentence>,
}

/// A sentence of the text around the quotations. A quoted region is one token of it, even with several sentences inside.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    /// Its tokens, as positions in [`TaggedText::tokens`].
    pub(crate) tokens: Range<usize>,
    /// Zero-based index of its paragraph.
    pub(crate) paragraph: usize,
}

impl<'a> TaggedText<'a> {
    /// Finds the quoted regions of an article, tags its words and cuts its sentences.
    pub(crate) fn of(input: &QuotationInput<'a>) -> Self {
        let lexicon = Lexicon::of(input.lang.or_else(|| language_of_script(input.text)));
        let mut tagged = Self {
            text: input.text,
            title: input.title,
            lexicon,
            tokens: Vec::with_capacity(input.text.len() / BYTES_PER_TOKEN),
            regions: Vec::new(),
            sentences: Vec::with_capacity(input.sentences.len() + 1),
        };
        let mut bounds = input.sentences.iter().copied().peekable();
        for (ordinal, paragraph) in input.paragraphs.iter().enumerate() {
            if paragraph.kind == ParagraphKind::Furniture {
                continue;
            }
            let first = tagged.tokens.len();
            tagged.add_tokens(paragraph.span);
            let sentence = tagged.sentences.len();
            tagged.cut(first, ordinal, &mut bounds);
            let headline = sentence == 0 || paragraph.kind == ParagraphKind::Heading;
            if headline && tagged.grammar() == Grammar::English {
                tagged.lower_headline(sentence);
            }
        }
        sentence_openers::tag(&mut tagged);
        tagged
    }

    /// Adds the regions and tokens of a paragraph.
    fn add_tokens(&mut self, paragraph: Span) {
        let lexicon = self.lexicon.unwrap_or_else(Lexicon::empty);
        let mut found = regions(self.text, paragraph);
        if let Some(language) = lexicon.language {
            found = language.split_regions(self.text, paragraph, found);
        }
        if lexicon.grammar == Grammar::English {
            quoted_names::mark(self.text, paragraph, lexicon, &mut found);
        }
        let first = self.tokens.len();
        let numbered = (self.regions.len()..).zip(&found);
        tokenize(self.text, paragraph, numbered, lexicon, &mut self.tokens);
        if let Some(language) = lexicon.language {
            language.correct_tags(self.text, &mut self.tokens[first..]);
        }
        self.regions.extend(found);
    }

    /// Cuts the tokens from `first` on into sentences, at the bounds that lie between two tokens.
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
                let dateline = dateline_length(self.text, &self.tokens[start..at + 1]);
                if start == first && dateline > 0 {
                    self.sentences.push(Sentence { tokens: start..start + dateline, paragraph });
                    start += dateline;
                }
                self.sentences.push(Sentence { tokens: start..at + 1, paragraph });
                start = at + 1;
            }
        }
    }

    /// Treats the verbs and function words of a headline in title case as lower-case words ("Holt Says Bridge Is Safe").
    fn lower_headline(&mut self, sentence: usize) {
        let Some(sentence) = self.sentences.get(sentence) else { return };
        let tokens = &mut self.tokens[sentence.tokens.clone()];
        let long = |token: &&Token| token.is_word() && token.span.len() >= SHORTEST_IN_TITLE;
        let capitals = tokens.iter().filter(long).filter(|token| token.is_capitalized()).count();
        let words = tokens.iter().filter(long).count();
        let verb = Tags::CUE.or(Tags::VERB).or(Tags::AUXILIARY);
        let lower_case_verb = tokens.iter().any(|token| token.shape == Shape::Lower && token.is(verb));
        if words < FEWEST_IN_TITLE || 10 * capitals < 9 * words || lower_case_verb {
            return;
        }
        let names = Tags::GIVEN.or(Tags::TITLE).or(Tags::ROLE).or(Tags::ORGANIZATION).or(Tags::OFFICE);
        for token in tokens.iter_mut().skip(1) {
            if token.shape == Shape::Capitalized && token.tags != Tags::NONE && !token.is(names) {
                token.shape = Shape::Lower;
            }
        }
    }

    /// Returns which grammar the rules assume.
    pub(crate) fn grammar(&self) -> Grammar {
        self.lexicon.map_or(Grammar::Other, |lexicon| lexicon.grammar)
    }

    /// Returns the language; `None` for one without word lists.
    pub(crate) fn language(&self) -> Option<&'static dyn Language> {
        self.lexicon.and_then(|lexicon| lexicon.language)
    }

    /// Returns whether consecutive quoted sentences are one quotation in the language.
    pub(crate) fn joins_sentences(&self) -> bool {
        self.language().is_none_or(Language::joins_sentences)
    }

    /// Returns whether a cue of the language may have no subject; the last speaker is then meant.
    pub(crate) fn drops_subjects(&self) -> bool {
        self.language().is_some_and(Language::drops_subjects)
    }

    /// Returns the zero-based index of the sentence that contains token `at`.
    pub(crate) fn sentence_at(&self, at: usize) -> usize {
        self.sentences.partition_point(|sentence| sentence.tokens.end <= at)
    }

    /// Returns the end of the sentence that contains token `at`.
    pub(crate) fn sentence_end(&self, at: usize) -> usize {
        self.sentences.get(self.sentence_at(at)).map_or(self.tokens.len(), |sentence| sentence.tokens.end)
    }

    /// Returns the tokens of a sentence.
    pub(crate) fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.clone()]
    }

    /// Returns the span of the tokens at `range`, which must not be empty, with quotation marks of a name at either end.
    pub(crate) fn span(&self, range: &Range<usize>) -> Span {
        let (first, last) = (self.tokens[range.start].span, self.tokens[range.end - 1].span);
        let mut span = Span::new(first.start, last.end);
        if let Some(name) = self.quoted_name(first).filter(|name| name.inner.start == first.start) {
            span.start = name.outer.start;
        }
        if let Some(name) = self.quoted_name(last) {
            let rest = &self.text[last.end..name.inner.end];
            span.end = if rest.contains(char::is_alphanumeric) { last.end } else { name.outer.end };
        }
        span
    }

    /// Returns the region of the quoted name that a token is part of.
    fn quoted_name(&self, token: Span) -> Option<&QuotedRegion> {
        let at = self.regions.partition_point(|region| region.outer.end <= token.start);
        let region = self.regions.get(at)?;
        (matches!(region.content, RegionContent::Name | RegionContent::Work) && region.inner.contains(token))
            .then_some(region)
    }

    /// Returns the text inside the quotation marks of a quoted token, without white space at its ends.
    pub(crate) fn inner(&self, token: &Token) -> Span {
        trimmed(self.text, self.regions[token.region].inner)
    }
}

/// Returns the language code for the script of most letters of a text: `ar` for Arabic, `und` for other scripts, `None` for
/// Latin or if no script has a majority.
fn language_of_script(text: &str) -> Option<&'static str> {
    let letters = text.chars().take(SCRIPT_SAMPLE).filter(|c| c.is_alphabetic());
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

/// Returns `span` without white space at its ends.
pub(crate) fn trimmed(text: &str, span: Span) -> Span {
    let slice = span.of(text);
    let start = span.start + (slice.len() - slice.trim_start().len());
    Span::new(start, (span.start + slice.trim_end().len()).max(start))
}

/// Returns the number of tokens of the dateline at the start of a sentence (`PORT ELLIS, March 3 (Agency) — `), or 0.
fn dateline_length(text: &str, tokens: &[Token]) -> usize {
    let Some(place) = tokens.first() else { return 0 };
    if place.shape != Shape::Upper || place.span.len() < SHORTEST_PLACE {
        return 0;
    }
    let dash = |token: &Token| token.kind == TokenKind::Dash || matches!(token.span.of(text), "-" | "--");
    let dash = tokens[..tokens.len().min(LONGEST_DATELINE)].iter().position(dash);
    dash.filter(|&at| at + 1 < tokens.len()).map_or(0, |at| at + 1)
}
