//! Words in marks beside a cue of the same sentence: `"…," Holt said. "…"`, `Holt said: "…"`.

use std::ops::Range;

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::Tags,
    rules::{Collector, Frame},
    tokens::Kind,
};

/// `"We won," Holt said`: the words stand before speaker and verb; those that follow belong to them too.
pub(crate) fn after_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        if !cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) || cue.source.is_none() || collector.taken[cue.verb] {
            continue;
        }
        let start = group(cue).start;
        let Some(quoted) = quoted_before(frame, start) else { continue };
        if collector.taken[quoted] {
            continue;
        }
        let mut parts = vec![left_part(frame, collector, quoted)];
        parts.extend(right_parts(frame, i, group(cue).end));
        collector.add(frame, &parts, cue, "words-then-speaker");
    }
}

/// Returns the tokens that speaker and verb take.
pub(crate) fn group(cue: &Cue) -> Range<usize> {
    match (&cue.source, cue.order) {
        (Some(source), Order::SpeakerFirst | Order::Inverted | Order::Passive) => {
            source.start.min(cue.start)..source.end.max(cue.end)
        }
        _ => cue.start..cue.end,
    }
}

/// Returns the quoted token right before `start`, a comma or dash between them allowed.
fn quoted_before(frame: &Frame, start: usize) -> Option<usize> {
    let mut at = start.checked_sub(1)?;
    if matches!(frame.tokens[at].kind, Kind::Comma | Kind::Dash) {
        at = at.checked_sub(1)?;
    }
    (frame.tokens[at].kind == Kind::Quoted).then_some(at)
}

/// Returns what was said up to the quoted token: with the clause that leads to it, unless another took that.
fn left_part(frame: &Frame, collector: &Collector, quoted: usize) -> Range<usize> {
    let start =
        (0..quoted).rev().find(|&at| collector.taken[at] || frame.cues.iter().any(|cue| cue.verb == at));
    start.map_or(0, |_| quoted)..quoted + 1
}

/// Returns the quoted tokens behind speaker and verb that go on with the words before.
fn right_parts(frame: &Frame, cue: usize, from: usize) -> Vec<Range<usize>> {
    let limit = frame.cues.get(cue + 1).map_or(frame.end(), |next| next.start);
    let continues = |at: usize| {
        let before = &frame.tokens[at - 1];
        frame.tokens[at].kind == Kind::Quoted
            && (matches!(
                before.kind,
                Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon | Kind::Quoted | Kind::Stop
            ) || before.is(Tags::CONJUNCTION))
    };
    (from..limit).filter(|&at| continues(at)).map(|at| at..at + 1).collect()
}

/// `Holt said: "We won."`, `Holt called it "a day to remember"`.
pub(crate) fn before_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        if collector.taken[cue.verb] || cue.source.is_none() {
            continue;
        }
        let limit = frame.cues.get(i + 1).map_or(frame.end(), |next| next.start);
        let from = group(cue).end.max(cue.end);
        let Some(quoted) = (from..limit).find(|&at| frame.tokens[at].kind == Kind::Quoted) else { continue };
        if collector.is_taken(&(from..quoted + 1)) {
            continue;
        }
        let framed = quoted == from || matches!(frame.tokens[quoted - 1].kind, Kind::Comma | Kind::Colon);
        let start = if framed && cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) { quoted } else { from };
        let rule = if start == quoted { "speaker-then-words" } else { "speaker-then-clause" };
        let limit = if frame.is_relative(cue) { end_of_relative(frame, quoted, limit) } else { limit };
        collector.add(frame, &[start..limit], cue, rule);
    }
}

/// Returns where a relative clause ends that holds the quoted token: at a comma behind it, or inside its marks.
fn end_of_relative(frame: &Frame, quoted: usize, limit: usize) -> usize {
    if frame.tokens[quoted].ends_clause {
        return quoted + 1;
    }
    (quoted..limit).find(|&at| frame.tokens[at].kind == Kind::Comma).unwrap_or(limit)
}
