//! Quoted words, then speaker and verb in the same sentence: `"We won," Holt said. "It was close."`

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule, collector::Open, titles_of_works::is_title_after_preposition},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Maximum distance, in tokens, from "Asked" to the word that opens the question.
const FARTHEST_QUESTION: usize = 6;

/// Adds the quoted words before speaker and verb, with the quoted words after them that continue the quotation.
pub(crate) fn words_then_speaker(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let alone = cue.source.is_none();
        if !cue.speaks() || alone && !frame.tagged.drops_subjects() || !collector.is_free(cue.verb) {
            continue;
        }
        let Some(quoted) = quoted_before(frame, cue.group().start) else { continue };
        let relative = frame.is_relative(cue) && !frame.tokens[quoted].ends_clause; // "a “clerk of tolls” who reports to her"
        if !collector.is_free(quoted)
            || relative
            || introduces_more(frame, cue)
            || belongs_before(frame, i, quoted)
            || is_title_after_preposition(frame, quoted)
        {
            continue;
        }
        if is_in_question(frame, quoted) {
            collector.claim_region(&frame.tokens[quoted]);
            collector.claim(quoted..quoted + 1);
            continue;
        }
        let mut parts = vec![left_part(frame, collector, quoted)];
        parts.extend(right_parts(frame, i, cue.group().end));
        let last = collector.last_source();
        let earlier = reopened(frame, collector, quoted);
        let Some(added) = collector.add(frame, &parts, cue, Rule::WordsThenSpeaker) else { continue };
        if alone {
            added.source = last;
        }
        if let Some(earlier) = earlier {
            collector.join_to_last(&earlier);
        }
    }
}

/// Returns whether speaker and verb introduce what follows them: before a colon, or before "that" if the verb does not
/// come first.
fn introduces_more(frame: &Frame, cue: &Cue) -> bool {
    frame.tokens.get(cue.group().end).is_some_and(|next| {
        next.kind == TokenKind::Colon || next.is(Tags::THAT) && cue.order != WordOrder::Inverted
    })
}

/// Returns whether quoted words are part of a question to other people: `Asked if Holt is “fit to lead,” most said yes.`
fn is_in_question(frame: &Frame, quoted: usize) -> bool {
    let asked = frame.tokens[0].is(Tags::ASKS) && frame.tokens[0].is(Tags::PARTICIPLE);
    let opens = |token: &Token| token.is(Tags::OPENS_CLAUSE.or(Tags::RELATIVE)) && !token.is(Tags::THAT);
    let question = &frame.tokens[1.min(quoted)..quoted];
    asked
        && question.iter().take(FARTHEST_QUESTION).any(opens)
        && question.iter().all(|token| token.kind != TokenKind::Comma)
}

/// Returns the open attribution if this paragraph continues its quotation: its quotation marks are not closed at the end
/// of the previous paragraph and open again here, and its speaker was a guess.
fn reopened(frame: &Frame, collector: &Collector, quoted: usize) -> Option<Open> {
    let (open, attribution) = collector.open().filter(|(open, _)| open.sentence + 1 == frame.ordinal)?;
    let before = &frame.tagged.tokens[frame.first.checked_sub(1)?];
    let stays_open = before.kind == TokenKind::Quoted && !frame.tagged.regions[before.region].closed;
    let is_last = attribution.content.last() == Some(&frame.tagged.inner(before));
    let new_paragraph = open.paragraph != frame.paragraph();
    let guessed = attribution.rule == Rule::CarriedOver;
    (quoted == 0 && stays_open && is_last && new_paragraph && guessed).then(|| open.clone())
}

/// Returns whether quoted words inside a clause belong to an earlier cue: one that gives a name, or one in a relative
/// clause ("…, who called it a “fix,” Holt said that").
fn belongs_before(frame: &Frame, cue: usize, quoted: usize) -> bool {
    let inside =
        quoted > 0 && frame.tokens[quoted - 1].is_word() && !frame.tokens[quoted - 1].is(Tags::CONJUNCTION);
    let names = frame.cues[..cue].iter().any(|earlier| {
        earlier.verb < quoted
            && (earlier.tags.is(Tags::LABEL) && (earlier.source.is_some() || earlier.tags.is(Tags::ING))
                || earlier.source.is_some() && frame.is_relative(earlier))
    });
    inside && names
}

/// Returns the quoted token directly before `start`; a comma or dash may be between them.
fn quoted_before(frame: &Frame, start: usize) -> Option<usize> {
    let mut at = start.checked_sub(1)?;
    if matches!(frame.tokens[at].kind, TokenKind::Comma | TokenKind::Dash) {
        at = at.checked_sub(1)?;
    } else if frame.tokens[at].is(Tags::HAVE) && at + 1 == start {
        at = at.checked_sub(2)?; // "…, a-t-elle dit"
    }
    (frame.tokens[at].kind == TokenKind::Quoted).then_some(at)
}

/// Returns the quoted token with the words before it in the sentence, or alone if they contain a cue or are not free.
fn left_part(frame: &Frame, collector: &Collector, quoted: usize) -> Range<usize> {
    let claimed = |at: usize| !collector.is_free(at) || frame.cues.iter().any(|cue| cue.verb == at);
    let bracket = frame.tokens[0].kind == TokenKind::Open
        && quoted > 1
        && frame.tokens[quoted - 1].kind == TokenKind::Close; // "[Laughter] “…”"
    if bracket || (0..quoted).any(claimed) { quoted..quoted + 1 } else { 0..quoted + 1 }
}

/// Returns the quoted tokens after speaker and verb that continue the words before.
fn right_parts(frame: &Frame, cue: usize, from: usize) -> Vec<Range<usize>> {
    use TokenKind::{Colon, Comma, Dash, Quoted, Semicolon, Stop};
    let next = frame.cues[cue + 1..].iter().find(|next| !is_aside(frame, next));
    let limit = next.map_or(frame.end(), |next| next.group().start.max(from));
    let continues = |at: usize| {
        let before = &frame.tokens[at - 1];
        let abbreviation = before.is_word() && frame.word(at - 1).ends_with('.');
        let separated = matches!(before.kind, Comma | Dash | Colon | Semicolon | Quoted | Stop)
            || abbreviation && frame.tokens[at].ends_clause;
        frame.tokens[at].kind == Quoted
            && (separated || before.is(Tags::CONJUNCTION))
            && !(at + 2 >= limit && limit < frame.end())
    };
    (from..limit).filter(|&at| continues(at)).map(|at| at..at + 1).collect()
}

/// Returns whether a verb only describes what somebody did while speaking: `said as he pointed to the ridge`.
fn is_aside(frame: &Frame, cue: &Cue) -> bool {
    let before = cue.group().start.checked_sub(1).map(|at| &frame.tokens[at]);
    let pronoun = cue.source.as_ref().is_some_and(|source| frame.tokens[source.start].is(Tags::SUBJECT));
    let subordinate = |token: &Token| token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT);
    pronoun && !cue.speaks() && before.is_some_and(subordinate)
}
