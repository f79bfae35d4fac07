//! How sure a quotation is: how often its rule found the right words and mention in judged articles, and how often a mention resolved
//! by such evidence was the right person. Enters: an attribution and its resolved speaker. Leaves: a number from 0 to 1.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        resolve::{Resolved, Trace},
        rules::{Analysis, Attribution},
        syntax::tokens::Token,
    },
    span::Span,
};

/// How a mention names its speaker; the order of the columns of the rules' table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MentionKind {
    Name,
    Pronoun,
    Noun,
    Relative,
    Missing,
}

/// Taken off where the mention does not stand beside the cue.
const FAR: f32 = 0.06;

/// Taken off where words of another paragraph, in marks of its own and without a cue, are counted to these.
const CARRIED: f32 = 0.1;

/// How many tokens may lie between a mention and its cue that stand beside each other.
const BESIDE: usize = 4;

static RULES: LazyLock<HashMap<&'static str, [f32; 5]>> =
    LazyLock::new(|| rows(include_str!("confidence.txt")).collect());

/// How often the right person was found, by evidence.
static PERSONS: LazyLock<HashMap<&'static str, [f32; 1]>> =
    LazyLock::new(|| rows(include_str!("persons.txt")).collect());

/// Returns the rows of a table: a name and its shares.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = (&'static str, [f32; N])> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split_whitespace();
        let name = columns.next()?;
        let mut shares = [0.0; N];
        for (share, column) in shares.iter_mut().zip(columns) {
            *share = column.parse().unwrap_or(0.0);
        }
        Some((name, shares))
    })
}

/// Returns how likely these are the words of this speaker, from 0 to 1.
pub(crate) fn confidence(analysis: &Analysis, attribution: &Attribution, resolved: &Resolved) -> f32 {
    let tokens = mention(analysis, attribution);
    let kind = mention_kind(attribution, tokens, resolved);
    let share = RULES.get(attribution.rule).map_or(0.0, |shares| shares[kind as usize]);
    let person = PERSONS.get(evidence(analysis, tokens, resolved)).map_or(0.0, |share| share[0]);
    let far = if is_far(analysis, attribution) { FAR } else { 0.0 };
    let carried = if is_carried(analysis, attribution) { CARRIED } else { 0.0 };
    (share * person - far - carried).clamp(0.0, 1.0)
}

/// Returns the tokens that name the speaker; none where nobody is named.
fn mention<'t>(analysis: &'t Analysis, attribution: &Attribution) -> &'t [Token] {
    attribution.source.as_ref().map_or(&[], |source| &analysis.tokens[source.clone()])
}

fn mention_kind(attribution: &Attribution, tokens: &[Token], resolved: &Resolved) -> MentionKind {
    let Some(last) = tokens.last() else { return MentionKind::Missing };
    if attribution.rule == "transcript" && resolved.speaker.is_none() {
        return MentionKind::Missing;
    }
    if tokens.len() == 1 && last.is(Tags::SUBJECT) {
        MentionKind::Pronoun
    } else if last.is(Tags::RELATIVE) {
        MentionKind::Relative
    } else if resolved.speaker.is_some() && resolved.trace == Trace::Named {
        MentionKind::Name
    } else {
        MentionKind::Noun
    }
}

/// Returns by what evidence a mention was resolved: a row of `persons.txt`.
fn evidence(analysis: &Analysis, tokens: &[Token], resolved: &Resolved) -> &'static str {
    let Some(first) = tokens.first() else { return "nobody" };
    let pronoun = tokens.len() == 1 && first.is(Tags::SUBJECT.or(Tags::POSSESSIVE));
    let person = pronoun && first.is(Tags::MALE.or(Tags::FEMALE));
    let Some(speaker) = &resolved.speaker else {
        return match (person, pronoun) {
            (true, _) => "unknown-pronoun",
            (_, true) => "other-pronoun",
            _ if is_word(analysis, first, &["the"]) => "unknown-noun",
            _ if is_word(analysis, first, &["this", "that", "which"]) => "other-pronoun",
            _ => "somebody",
        };
    };
    match (resolved.trace, pronoun) {
        (Trace::Named, _) if resolved.shared => "shared-name",
        (Trace::Named, _) if resolved.body => "body",
        (Trace::Named, _) if is_in_full(analysis, tokens, speaker) => "full-name",
        (Trace::Named, _) if speaker.contains(' ') || resolved.role.is_some() => "short-name",
        (Trace::Named, _) => "single-name",
        (Trace::Sure, true) => "sure-pronoun",
        (Trace::Likely, true) if person => "likely-pronoun",
        (Trace::Guess, true) if person => "guessed-pronoun",
        (Trace::Likely | Trace::Guess, true) => "it",
        (Trace::Nearest, _) if analysis.grammar() == Grammar::English => "nearest",
        (Trace::Nearest, _) => "nearest-elsewhere",
        (Trace::Sure, false) => "title",
        (Trace::Likely, false) => "likely-noun",
        (Trace::Guess, false) => "guessed-noun",
    }
}

fn is_word(analysis: &Analysis, token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| token.span.of(analysis.text).eq_ignore_ascii_case(word))
}

/// Returns whether a mention has the first word of its speaker's name and more.
fn is_in_full(analysis: &Analysis, tokens: &[Token], speaker: &str) -> bool {
    let first = speaker.split(' ').next().unwrap_or_default();
    first.len() < speaker.len() && tokens.iter().any(|token| is_word(analysis, token, &[first]))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_evidence_has_a_share() {
        for (evidence, share) in PERSONS.iter() {
            assert!((0.05..=1.0).contains(&share[0]), "{evidence}");
        }
    }

    #[test]
    fn every_line_of_the_table_has_five_shares() {
        for (rule, shares) in RULES.iter() {
            assert!(crate::quotation::explanation(rule).is_some(), "{rule} is not explained");
            assert!(shares.iter().all(|share| (0.05..=1.0).contains(share)), "{rule}");
        }
    }
}
