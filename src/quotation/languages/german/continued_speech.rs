//! German sentences in the mood of reported speech that do not say who speaks. They continue the words of the last
//! speaker: `Holt warnte. Die Brücke sei morsch.` Input: the clauses of a sentence. Output: attributions.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind, Mood},
    names_of_things::is_name,
};
use crate::quotation::{
    languages::shared::speaker_beside_quotation::last_speaker,
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Shape, Token, TokenKind},
    },
};

/// Adds a sentence in the mood of reported speech to the words of the last speaker. If it has quoted words, adds only
/// them.
pub(super) fn add(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    let main = clauses.iter().find(|clause| clause.kind == ClauseKind::Main);
    let reported = main.is_some_and(|clause| clause.mood == Mood::Reported);
    if !reported || !collector.of_sentence().is_empty() {
        return;
    }
    let Some(source) = reporter(frame, collector) else { return };
    let cue = Cue { verb: 0, start: 0, end: 1, tags: Tags::NONE, source: None, order: WordOrder::Shared };
    let marked: Vec<Range<usize>> = (0..frame.end())
        .filter(|&at| frame.tokens[at].kind == TokenKind::Quoted && !is_name(frame, at))
        .map(|at| at..at + 1)
        .collect();
    let whole = std::slice::from_ref(&(0..frame.end())).to_vec();
    let parts = if marked.is_empty() { whole } else { marked };
    for part in parts {
        if let Some(added) = collector.add_part(frame, part, &cue, Rule::ReportedOn) {
            added.source = Some(source.clone());
            added.cue = None;
        }
    }
}

/// Returns the speaker whose words a sentence continues, as positions in the article: the speaker in the sentence
/// before, or else the last speaker or person named in the paragraph.
pub(super) fn reporter(frame: &Frame, collector: &Collector) -> Option<Range<usize>> {
    let sentences = &frame.tagged.sentences;
    let before = &sentences[frame.ordinal.saturating_sub(1)];
    let same = before.paragraph == sentences[frame.ordinal].paragraph;
    let start = frame.tagged.tokens[before.tokens.start].span.start;
    let said = collector
        .attributions()
        .iter()
        .rev()
        .take_while(|found| found.content.last().is_some_and(|span| span.end > start));
    let source = said.filter_map(|found| found.source.clone()).next();
    source.or_else(|| {
        last_speaker(frame, collector).filter(|last| same && speaks(&frame.tagged.tokens[last.clone()]))
    })
}

/// Returns whether a phrase mentions a person or an organization.
fn speaks(tokens: &[Token]) -> bool {
    let somebody =
        Tags::ROLE.or(Tags::TITLE).or(Tags::GIVEN).or(Tags::ORGANIZATION).or(Tags::MALE).or(Tags::FEMALE);
    tokens
        .iter()
        .any(|token| token.is(somebody) && !token.is(Tags::POSSESSIVE) || token.shape == Shape::Upper)
}
