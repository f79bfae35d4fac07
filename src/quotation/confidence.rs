//! How sure a quotation is: how often its rule found the right words and speaker in judged articles. Enters: an
//! attribution and its resolved speaker. Leaves: a number from 0 to 1.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        resolve::{Resolved, Trace},
        rules::{Analysis, Attribution},
    },
    span::Span,
};

/// How a mention names its speaker; the order of the table's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MentionKind {
    Name,
    Pronoun,
    Noun,
    Relative,
    Missing,
}

/// Taken off where the mention does not stand beside the cue, and where nobody in particular is the subject.
const FAR: f32 = 0.06;
const IMPERSONAL: f32 = 0.25;

/// Taken off where several people of the article bear the surname that is given; an estimate.
const SHARED: f32 = 0.3;

/// Taken off where words of another paragraph, in marks of its own and without a cue, are counted to these.
const CARRIED: f32 = 0.1;

/// Taken off where others may be meant by a pronoun or noun, and where it was traced by little.
const LIKELY: f32 = 0.1;
const GUESS: f32 = 0.3;

/// How many tokens may lie between a mention and its cue that stand beside each other.
const BESIDE: usize = 4;

static RULES: LazyLock<HashMap<&'static str, [f32; 5]>> = LazyLock::new(|| {
    let mut rules = HashMap::new();
    for line in include_str!("confidence.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split_whitespace();
        let Some(rule) = columns.next() else { continue };
        let mut shares = [0.0; 5];
        for (share, column) in shares.iter_mut().zip(columns) {
            *share = column.parse().unwrap_or(0.0);
        }
        rules.insert(rule, shares);
    }
    rules
});

/// Returns how likely these are the words of this speaker, from 0 to 1.
pub(crate) fn confidence(analysis: &Analysis, attribution: &Attribution, resolved: &Resolved) -> f32 {
    let kind = mention_kind(analysis, attribution, resolved);
    let share = RULES.get(attribution.rule).map_or(0.0, |shares| shares[kind as usize]);
    let far = if is_far(analysis, attribution) { FAR } else { 0.0 };
    let impersonal =
        if resolved.speaker.is_none() && is_impersonal(analysis, attribution) { IMPERSONAL } else { 0.0 };
    let shared = if resolved.shared { SHARED } else { 0.0 };
    let carried = if is_carried(analysis, attribution) { CARRIED } else { 0.0 };
    let traced = match (resolved.trace, &resolved.speaker) {
        (Trace::Likely, Some(_)) => LIKELY,
        (Trace::Guess, Some(_)) => GUESS,
        (Trace::Nearest, Some(_)) if analysis.grammar() == Grammar::English => GUESS,
        (_, None) if kind == MentionKind::Pronoun && is_he_or_she(analysis, attribution) => GUESS,
        (_, None) if kind == MentionKind::Noun && is_definite(analysis, attribution) => LIKELY,
        _ => 0.0,
    };
    (share - far - impersonal - shared - carried - traced).clamp(0.0, 1.0)
}

/// Returns whether the mention is a pronoun of one person.
fn is_he_or_she(analysis: &Analysis, attribution: &Attribution) -> bool {
    let pronoun = |source: &Range<usize>| analysis.tokens[source.start].is(Tags::MALE.or(Tags::FEMALE));
    attribution.source.as_ref().is_some_and(pronoun)
}

/// Returns whether the mention is a noun with "the", which stands for somebody who has been named.
fn is_definite(analysis: &Analysis, attribution: &Attribution) -> bool {
    let first =
        attribution.source.as_ref().map(|source| analysis.tokens[source.start].span.of(analysis.text));
    first.is_some_and(|first| first.eq_ignore_ascii_case("the"))
}

fn mention_kind(analysis: &Analysis, attribution: &Attribution, resolved: &Resolved) -> MentionKind {
    let Some(source) = attribution.source.as_ref().filter(|source| !source.is_empty()) else {
        return MentionKind::Missing;
    };
    let tokens = &analysis.tokens[source.clone()];
    if attribution.rule == "transcript" && resolved.speaker.is_none() {
        return MentionKind::Missing;
    }
    if tokens.len() == 1 && tokens[0].is(Tags::SUBJECT) {
        MentionKind::Pronoun
    } else if tokens[tokens.len() - 1].is(Tags::RELATIVE) {
        MentionKind::Relative
    } else if resolved.speaker.is_some() && resolved.trace == Trace::Named {
        MentionKind::Name
    } else {
        MentionKind::Noun
    }
}

/// Returns whether other words stand between mention and cue.
fn is_far(analysis: &Analysis, attribution: &Attribution) -> bool {
    let (Some(source), Some(cue)) = (&attribution.source, attribution.cue) else { return false };
    let after = analysis.tokens.get(source.end + BESIDE).is_some_and(|token| token.span.start <= cue.start);
    let before = source.start.checked_sub(BESIDE).is_some_and(|at| analysis.tokens[at].span.start >= cue.end);
    after || before
}

/// Returns whether the content goes on in another paragraph though its marks were closed.
fn is_carried(analysis: &Analysis, attribution: &Attribution) -> bool {
    let between = |pair: &[Span]| &analysis.text[pair[0].end..pair[1].start];
    let closed = |line: &str| line.contains(['”', '"', '’', '\'', '»', '“']);
    attribution
        .content
        .windows(2)
        .any(|pair| between(pair).split_once('\n').is_some_and(|(line, _)| closed(line)))
}

fn is_impersonal(analysis: &Analysis, attribution: &Attribution) -> bool {
    let Some(source) = attribution.source.as_ref().filter(|source| source.len() == 1) else { return false };
    let token = &analysis.tokens[source.start];
    token.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::DETERMINER).or(Tags::THAT))
        && ["it", "this", "that", "which", "you"]
            .iter()
            .any(|word| token.span.of(analysis.text).eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_has_five_shares() {
        for (rule, shares) in RULES.iter() {
            assert!(crate::quotation::explanation(rule).is_some(), "{rule} is not explained");
            assert!(shares.iter().all(|share| (0.05..=1.0).contains(share)), "{rule}");
        }
    }
}
