//! The confidence of a quotation. Input: an attribution and its resolved speaker. Output: a number from 0 to 1.
//!
//! It is the product of two shares, both counted on judged articles: how often the rule finds the right words and mention,
//! and how often a mention resolved by the same evidence is the right person.

use std::{collections::HashMap, sync::LazyLock};

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        resolve::{Certainty, Resolved},
        rules::{Attribution, MentionKind, Rule},
        syntax::{tagged_text::TaggedText, tokens::Token},
    },
    span::Span,
    word_list::pairs,
};

/// Deduction if the mention is not beside the cue.
const FAR: f32 = 0.06;

/// Deduction if the content includes a quoted paragraph that has no cue of its own.
const CARRIED: f32 = 0.1;

/// Maximum number of tokens between a mention and a cue that are beside each other.
const BESIDE: usize = 4;

/// Share of mentions that were resolved to the right person, by the evidence for it.
static RESOLUTION_SHARES: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    let rows = pairs(include_str!("resolution_shares.tsv"));
    rows.map(|(evidence, share)| (evidence, share.parse().expect("a share is a number"))).collect()
});

/// Returns how likely it is that the speaker said these words, from 0 to 1.
pub(crate) fn confidence(tagged: &TaggedText, attribution: &Attribution, resolved: &Resolved) -> f32 {
    let tokens = mention(tagged, attribution);
    let kind = mention_kind(attribution, tokens, resolved);
    let share = attribution.rule.share(kind);
    let person = RESOLUTION_SHARES.get(evidence(tagged, tokens, resolved)).copied().unwrap_or(0.0);
    let far = if is_far(tagged, attribution) { FAR } else { 0.0 };
    let carried = if is_carried(tagged, attribution) { CARRIED } else { 0.0 };
    (share * person - far - carried).clamp(0.0, 1.0)
}

/// Returns the tokens of the mention; empty if there is none.
fn mention<'t>(tagged: &'t TaggedText, attribution: &Attribution) -> &'t [Token] {
    attribution.source.as_ref().map_or(&[], |source| &tagged.tokens[source.clone()])
}

fn mention_kind(attribution: &Attribution, tokens: &[Token], resolved: &Resolved) -> MentionKind {
    let Some(last) = tokens.last() else { return MentionKind::Missing };
    if attribution.rule == Rule::Transcript && resolved.speaker.is_none() {
        return MentionKind::Missing;
    }
    if tokens.len() == 1 && last.is(Tags::SUBJECT) {
        MentionKind::Pronoun
    } else if last.is(Tags::RELATIVE) {
        MentionKind::RelativePronoun
    } else if resolved.speaker.is_some() && resolved.certainty == Certainty::Named {
        MentionKind::Name
    } else {
        MentionKind::Noun
    }
}

/// Returns the evidence for a speaker: the name of a row of `resolution_shares.tsv`.
fn evidence(tagged: &TaggedText, tokens: &[Token], resolved: &Resolved) -> &'static str {
    let Some(first) = tokens.first() else { return "nobody" };
    let pronoun = tokens.len() == 1 && first.is(Tags::SUBJECT.or(Tags::POSSESSIVE));
    let person = pronoun && first.is(Tags::MALE.or(Tags::FEMALE));
    let Some(speaker) = &resolved.speaker else {
        return match (person, pronoun) {
            (true, _) => "unknown-pronoun",
            (_, true) => "other-pronoun",
            _ if is_word(tagged, first, &["the"]) => "unknown-noun",
            _ if is_word(tagged, first, &["this", "that", "which"]) => "other-pronoun",
            _ => "somebody",
        };
    };
    match (resolved.certainty, pronoun) {
        (Certainty::Named, _) if resolved.shared => "shared-name",
        (Certainty::Named, _) if resolved.is_organization => "organization",
        (Certainty::Named, _) if is_in_full(tagged, tokens, speaker) => "full-name",
        (Certainty::Named, _) if speaker.contains(' ') || resolved.role.is_some() => "short-name",
        (Certainty::Named, _) => "single-name",
        (Certainty::Sure, true) => "sure-pronoun",
        (Certainty::Likely, true) if person => "likely-pronoun",
        (Certainty::Guess, true) if person => "guessed-pronoun",
        (Certainty::Likely | Certainty::Guess, true) => "it",
        (Certainty::Nearest, _) if tagged.grammar() == Grammar::English => "nearest",
        (Certainty::Nearest, _) => "nearest-elsewhere",
        (Certainty::Sure, false) => "title",
        (Certainty::Likely, false) => "likely-noun",
        (Certainty::Guess, false) => "guessed-noun",
    }
}

fn is_word(tagged: &TaggedText, token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| token.span.of(tagged.text).eq_ignore_ascii_case(word))
}

/// Returns whether a mention contains the first word of the speaker's name, and the name has more words.
fn is_in_full(tagged: &TaggedText, tokens: &[Token], speaker: &str) -> bool {
    let first = speaker.split(' ').next().unwrap_or_default();
    first.len() < speaker.len() && tokens.iter().any(|token| is_word(tagged, token, &[first]))
}

/// Returns whether other words separate mention and cue.
fn is_far(tagged: &TaggedText, attribution: &Attribution) -> bool {
    let (Some(source), Some(cue)) = (&attribution.source, attribution.cue) else { return false };
    let after = tagged.tokens.get(source.end + BESIDE).is_some_and(|token| token.span.start <= cue.start);
    let before = source.start.checked_sub(BESIDE).is_some_and(|at| tagged.tokens[at].span.start >= cue.end);
    after || before
}

/// Returns whether the content continues in another paragraph although its quotation marks were closed.
fn is_carried(tagged: &TaggedText, attribution: &Attribution) -> bool {
    let between = |pair: &[Span]| &tagged.text[pair[0].end..pair[1].start];
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
    fn every_share_is_a_probability() {
        for (evidence, share) in RESOLUTION_SHARES.iter() {
            assert!((0.05..=1.0).contains(share), "{evidence}");
        }
    }
}
