//! Nouns as cues: `Holt's claim that …`, `in the words of Holt, "…"`.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule, according_to::without_main_clause, clause_then_speaker::SHORTEST},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::{noun_phrase_after, noun_phrase_before},
        tokens::TokenKind,
    },
};

/// Adds the clause or quoted words after a noun of speech: `Holt's claim that the bridge was safe`, `her promise that "it
/// will hold"`.
pub(crate) fn noun_then_clause(frame: &Frame, collector: &mut Collector) {
    if !frame.tags.is(Tags::NOUN_CLAUSE) {
        return;
    }
    for noun in 1..frame.end() {
        if !frame.tokens[noun].is(Tags::NOUN_CLAUSE)
            || !collector.is_free(noun)
            || frame.tokens[noun].is_capitalized()
        {
            continue;
        }
        let Some(source) = possessor(frame, noun).filter(|source| !is_denied(frame, source)) else {
            continue;
        };
        let is = frame.tokens.get(noun + 1).is_some_and(|token| token.is(Tags::BE)); // "Holt's answer was that"
        let at = noun + 1 + usize::from(is);
        let Some(next) = frame.tokens.get(at) else { return };
        let content = match next.kind {
            TokenKind::Word if next.is(Tags::THAT) => at + 1..clause_end(frame, at + 1),
            TokenKind::Quoted => at..at + 1,
            TokenKind::Colon if frame.tokens.get(at + 1).is_some_and(|t| t.kind == TokenKind::Quoted) => {
                at + 1..at + 2
            }
            _ => continue,
        };
        let clause = frame.tokens[content.clone()].iter().all(|token| token.kind != TokenKind::Quoted);
        let english = frame.is_english();
        let thought = english && clause && frame.tokens[noun].is(Tags::THOUGHT);
        if thought
            || content.is_empty()
            || !collector.are_free(&content)
            || clause && content.len() < SHORTEST
        {
            continue;
        }
        let denies = if frame.tokens[noun].is(Tags::DENY) { Tags::DENY } else { Tags::NONE };
        let cue = noun_cue(noun..noun + 1, source);
        let cue = Cue { tags: cue.tags.or(denies), ..cue };
        collector.add_part(frame, content, &cue, Rule::NounThenClause);
    }
}

/// Adds the quoted words of `in the words of Holt, "it will hold"` and of `in Holt's words, it was "a mess"`.
pub(crate) fn in_the_words_of(frame: &Frame, collector: &mut Collector) {
    if !frame.quotes {
        return;
    }
    in_their_words(frame, collector);
    let text = frame.tagged.text;
    let is = |at: usize, word: &str| frame.tokens.get(at).is_some_and(|token| token.span.of(text) == word);
    let may_be = |at: usize| frame.tokens[at].is(Tags::NOUN_CLAUSE) && is(at, "words");
    let Some(words) = (1..frame.end()).find(|&at| may_be(at) && is(at + 1, "of") && is(at - 1, "the")) else {
        return;
    };
    let Some(source) = noun_phrase_after(frame.tokens, words + 2) else { return };
    let source = without_main_clause(frame, source);
    let quoted = (source.end..frame.end()).find(|&at| frame.tokens[at].kind == TokenKind::Quoted);
    let Some(quoted) = quoted.filter(|&at| collector.is_free(at) && at <= source.end + FARTHEST_WORDS) else {
        return;
    };
    collector.add_part(frame, quoted..quoted + 1, &noun_cue(words..words + 2, source), Rule::InTheWordsOf);
}

/// Adds the quoted words of `in Holt's words, it was "a mess"`.
fn in_their_words(frame: &Frame, collector: &mut Collector) {
    let text = frame.tagged.text;
    let is_words = |at: usize| frame.tokens[at].span.of(text) == "words" && collector.is_free(at);
    let Some(words) = (2..frame.end()).find(|&at| is_words(at)) else { return };
    let Some(source) = possessor(frame, words) else { return };
    let leads = source.start > 0 && frame.tokens[source.start - 1].is(Tags::PREPOSITION);
    let quoted = (words + 1..frame.end()).find(|&at| frame.tokens[at].kind == TokenKind::Quoted);
    let Some(quoted) = quoted.filter(|&at| leads && at <= words + FARTHEST_WORDS && collector.is_free(at))
    else {
        return;
    };
    collector.add_part(frame, quoted..quoted + 1, &noun_cue(words..words + 1, source), Rule::InTheWordsOf);
}

/// Maximum distance, in tokens, from "in Holt's words" to the quoted words.
const FARTHEST_WORDS: usize = 6;

fn noun_cue(words: Range<usize>, source: Range<usize>) -> Cue {
    Cue {
        verb: words.start,
        start: words.start,
        end: words.end,
        tags: Tags::SPEECH,
        source: Some(source),
        order: WordOrder::SpeakerFirst,
    }
}

/// Returns whether somebody denies the noun: "denied critics' charges that it was unsafe".
fn is_denied(frame: &Frame, source: &Range<usize>) -> bool {
    frame.cues.iter().any(|cue| cue.tags.is(Tags::DENY) && cue.end == source.start)
}

/// Returns the possessor of the noun: a possessive pronoun, or a name with a possessive ending.
fn possessor(frame: &Frame, noun: usize) -> Option<Range<usize>> {
    let start = noun.saturating_sub(3);
    let owner = (start..noun).rev().find(|&at| {
        frame.tokens[at].is(Tags::POSSESSIVE)
            || frame.tokens[at].possessive && !frame.tokens[at].is(Tags::SUBJECT)
    })?;
    if frame.tokens[owner + 1..noun].iter().any(|token| token.is(Tags::ROLE) && !token.is_capitalized()) {
        return None; // "Holt's lawyers claim"
    }
    if frame.tokens[owner].is(Tags::POSSESSIVE) {
        return Some(owner..owner + 1);
    }
    noun_phrase_before(frame.tokens, owner + 1)
}

/// Returns the end of the noun's clause: a comma, dash or semicolon, or the end of the sentence.
fn clause_end(frame: &Frame, from: usize) -> usize {
    let stops = |at: &usize| {
        matches!(frame.tokens[*at].kind, TokenKind::Comma | TokenKind::Dash | TokenKind::Semicolon)
    };
    (from..frame.end()).find(stops).unwrap_or(frame.end())
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn nouns_are_cues() {
        assert_rules(&[
            (
                "It was Anna Holt's claim that the bridge was safe.",
                "noun-then-clause",
                "the bridge was safe",
                "Anna Holt",
            ),
            ("Anna Holt left. Her promise “it will hold” stands.", "noun-then-clause", "it will hold", "Her"),
            (
                "Anna Holt’s answer was that “the bridge comes first.”",
                "noun-then-clause",
                "the bridge comes first.",
                "Anna Holt",
            ),
            ("It was, in the words of Anna Holt, “a mess.”", "in-the-words-of", "a mess.", "Anna Holt"),
            (
                "Asked about Anna Holt's claim that the bridge was safe, Karl Dale left.",
                "noun-then-clause",
                "the bridge was safe",
                "Anna Holt",
            ),
        ]);
    }
}
