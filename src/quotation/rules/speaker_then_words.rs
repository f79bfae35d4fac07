//! A speaker with a verb, then quoted words or a clause in the same sentence: `Holt said: "We won."`, `Holt called it "a
//! day to remember"`, `Holt said that they had won.`

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{
        Collector, Frame, Rule,
        addressee::{after_addressee, without_addressee},
        cue_scope::scope_end,
        speaker_then_clause::{relative_end, speaker_then_clause},
        titles_of_works::{holds_only_titles, is_title},
    },
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens between a verb without a known speaker and quoted words.
const FARTHEST_WITHOUT_SPEAKER: usize = 3;

/// Adds the quoted words after each cue, or the clause if nothing there is quoted.
pub(crate) fn speaker_then_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let alone = cue.source.is_none();
        if !collector.is_free(cue.verb) || alone && !cue.tags.is(Tags::SPEECH.or(Tags::LABEL)) {
            continue;
        }
        if let Some(quoted) = inside_passive(frame, cue) {
            let verb = Cue { end: cue.verb + 1, ..cue.clone() };
            collector.add_part(frame, quoted..quoted + 1, &verb, Rule::SpeakerThenFragment);
            continue;
        }
        let from = after_addressee(frame, cue, cue.group().end.max(cue.end));
        let limit = scope_end(frame, i, from);
        let limit = (from..limit).find(|&at| !collector.is_free(at)).unwrap_or(limit);
        match frame.first_quoted(from..limit) {
            Some(quoted) if is_title(frame, cue, quoted) || has_other_speaker(frame, i, from, quoted) => {}
            Some(quoted) if alone && quoted > from + FARTHEST_WITHOUT_SPEAKER => {}
            Some(quoted) => add_words(frame, collector, cue, from..limit, quoted),
            None if alone => {}
            None => speaker_then_clause(frame, collector, cue, from..limit),
        }
    }
}

/// Returns whether another speaker and verb, set off by commas, directly precede the quoted words after a cue: `Asked by
/// Dale to respond, Holt said, “…”`.
fn has_other_speaker(frame: &Frame, cue: usize, from: usize, quoted: usize) -> bool {
    let set_off = |at: usize| matches!(frame.tokens[at].kind, TokenKind::Comma | TokenKind::Colon);
    frame.cues[cue + 1..].iter().any(|next| {
        let Range { start, end } = next.group();
        next.order == WordOrder::SpeakerFirst
            && next.speaks()
            && start > from
            && frame.tokens[start - 1].kind == TokenKind::Comma
            && end + 1 == quoted
            && set_off(end)
    })
}

/// Returns the quoted words between a passive and its agent: `has been called “a mess” by Holt`.
fn inside_passive(frame: &Frame, cue: &Cue) -> Option<usize> {
    (cue.order == WordOrder::Passive).then(|| frame.first_quoted(cue.verb + 1..cue.end)).flatten()
}

/// Adds the quoted words after a cue: alone if a comma or colon sets them off, else with their clause.
fn add_words(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>, quoted: usize) {
    let is_set_off = matches!(frame.tokens[quoted - 1].kind, TokenKind::Comma | TokenKind::Colon);
    let recited = cue.tags.is(Tags::RECITES) && quoted > range.start;
    if !is_set_off && (cue.tags.is(Tags::UNSAID) || recited) {
        return;
    }
    if holds_only_titles(frame, cue, &range) {
        if cue.speaks() {
            speaker_then_clause(frame, collector, cue, range);
        }
        return;
    }
    let range = without_addressee(frame, cue, &range, quoted);
    let is_utterance = cue.speaks() && (quoted == range.start || is_set_off);
    let that = |token: &Token| token.is(Tags::THAT);
    let has_clause = frame.tokens[range.start..quoted].iter().any(that);
    let relative = frame.is_relative(cue) || frame.is_in_relative(cue);
    let limit = if relative { relative_end(frame, quoted, range.end) } else { range.end };
    if !frame.is_english() && !is_utterance && !has_personal_subject(frame, cue) {
        return;
    }
    if !is_utterance || has_clause || range.start > 0 && that(&frame.tokens[range.start - 1]) {
        collector.add_part(frame, range.start..limit, cue, Rule::SpeakerThenFragment);
        return;
    }
    if !frame.tokens[quoted].ends_clause && quoted + 1 < limit {
        collector.add_part(frame, quoted..limit, cue, Rule::SpeakerThenWords);
        return;
    }
    let quoted: Vec<Range<usize>> = (quoted..limit)
        .filter(|&at| frame.tokens[at].kind == TokenKind::Quoted)
        .map(|at| at..at + 1)
        .collect();
    collector.add(frame, &quoted, cue, Rule::SpeakerThenWords);
}

/// Returns whether a name, an office or a pronoun is the subject.
fn has_personal_subject(frame: &Frame, cue: &Cue) -> bool {
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT).or(Tags::RELATIVE);
    let source = cue.source.clone().unwrap_or_default();
    frame.tokens[source].iter().any(|token| token.is_capitalized() || token.is(somebody))
}
