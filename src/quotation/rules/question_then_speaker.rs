//! A quoted question or exclamation, then its speaker: `"Did we win?" Holt asked.` The question mark seems to end the
//! sentence before the speaker.

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::noun_phrase_after,
        tagged_text::Sentence,
        tokens::{Token, TokenKind},
    },
};

/// Adds the quoted words that end the previous sentence, if speaker and verb open this one.
pub(crate) fn question_then_speaker(frame: &Frame, collector: &mut Collector) {
    let unlisted = unlisted_verb(frame);
    let Some(cue) = unlisted.as_ref().or_else(|| frame.cues.first()) else { return };
    if !(opens_sentence(frame, cue) && (unlisted.is_some() || is_all(frame, cue))) {
        return;
    }
    let Some(previous) = previous_sentence(frame) else { return };
    let quoted = frame.tagged.tokens_of(previous).last().filter(|token| token.kind == TokenKind::Quoted);
    let Some(quoted) = quoted else { return };
    let inner = frame.tagged.inner(quoted);
    let words = inner.of(frame.tagged.text).trim_end_matches(['’', '\'', '”', '"']);
    if !words.ends_with(['?', '!', '…', '-', '—']) {
        return;
    }
    collector.take_back(inner);
    collector.claim_region(quoted);
    collector.add_spans(frame, vec![inner], frame.cue_span(cue), Rule::WordsThenSpeaker);
    collector.claim(cue.verb..cue.verb + 1);
}

/// Returns whether a verb of speech with its own speaker opens the sentence, and no quoted words follow.
fn opens_sentence(frame: &Frame, cue: &Cue) -> bool {
    let group = cue.group();
    let speaks = cue.speaks() && cue.source.is_some() && cue.order != WordOrder::Shared;
    speaks && group.start == 0 && frame.first_quoted(group.end..frame.end()).is_none()
}

/// Returns whether only an addressee or the circumstances of speaking follow speaker and verb, judged by the next token.
fn is_all(frame: &Frame, cue: &Cue) -> bool {
    let addressee = |token: &Token| cue.tags.is(Tags::ADDRESS) && !token.is(Tags::THAT.or(Tags::SUBJECT));
    frame.tokens.get(cue.group().end).is_none_or(|token| {
        matches!(token.kind, TokenKind::Stop | TokenKind::Comma)
            || token.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB).or(Tags::TO))
            || addressee(token)
    })
}

/// Returns a verb that is in no list of verbs of speech, if it opens an English sentence before a name: `"What a day!"
/// beamed Anna Holt.`
fn unlisted_verb(frame: &Frame) -> Option<Cue> {
    let first = frame.tokens.first()?;
    let verb = first.is_word() && !first.is_capitalized() && first.tags == Tags::VERB;
    let named = frame.tokens.get(1).is_some_and(Token::is_capitalized);
    if !verb || !named || !frame.is_english() {
        return None;
    }
    let source = noun_phrase_after(frame.tokens, 1)?;
    let tags = Tags::SPEECH.or(Tags::PAST);
    Some(Cue { verb: 0, start: 0, end: 1, tags, source: Some(source), order: WordOrder::Inverted })
}

/// Returns the previous sentence, if it is in the same paragraph.
pub(super) fn previous_sentence<'a>(frame: &Frame<'a>) -> Option<&'a Sentence> {
    let previous = &frame.tagged.sentences[frame.ordinal.checked_sub(1)?];
    (previous.paragraph == frame.paragraph()).then_some(previous)
}
