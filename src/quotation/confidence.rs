//! The confidence of a quotation. Input: an attribution and its resolved speaker. Output: a number from 0 to 1.
//!
//! It is the product of two shares, minus deductions. The first share says how often the rule finds the right words and
//! mention. The second says how often the same evidence leads to the right person. Most shares were counted on articles
//! judged by people; `rules/rule.rs` says which are estimates.

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        resolve::{Certainty, Resolved},
        rules::{Attribution, MentionKind, Rule},
        syntax::{tagged_text::TaggedText, tokens::Token},
    },
    span::Span,
};

/// Deduction if the mention is far from the cue.
const FAR: f32 = 0.06;

/// Deduction if the content continues in another paragraph after closed quotation marks.
const CARRIED: f32 = 0.1;

/// Minimum number of tokens between a mention and a cue that are far from each other.
const BESIDE: usize = 4;

/// Returns how likely it is that the speaker said these words, from 0 to 1.
pub(crate) fn confidence(tagged: &TaggedText, attribution: &Attribution, resolved: &Resolved) -> f32 {
    let tokens = mention(tagged, attribution);
    let kind = mention_kind(attribution, tokens, resolved);
    let share = attribution.rule.share(kind);
    let person = resolution_share(tagged, tokens, resolved);
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

/// Returns the share of mentions with the same evidence that were resolved to the right person, from 0 to 1.
///
/// Counted on 66 articles whose speakers were judged by people; values for rare evidence are smoothed towards those for
/// similar evidence.
fn resolution_share(tagged: &TaggedText, tokens: &[Token], resolved: &Resolved) -> f32 {
    let Some(first) = tokens.first() else { return 1.0 }; // the rule's share already counts missing mentions
    let pronoun = tokens.len() == 1 && first.is(Tags::SUBJECT.or(Tags::POSSESSIVE));
    let person = pronoun && first.is(Tags::MALE.or(Tags::FEMALE));
    let Some(speaker) = &resolved.speaker else {
        return match (person, pronoun) {
            (true, _) => 0.75,
            (_, true) => 0.90,
            _ if is_word(tagged, first, &["the"]) => 0.75,
            _ if is_word(tagged, first, &["this", "that", "which"]) => 0.90,
            _ => 0.95,
        };
    };
    match (resolved.certainty, pronoun) {
        (Certainty::Named, _) if resolved.shared => 0.70,
        (Certainty::Named, _) if resolved.is_organization => 0.97,
        (Certainty::Named, _) if is_in_full(tagged, tokens, speaker) => 0.99,
        (Certainty::Named, _) if speaker.contains(' ') || resolved.role.is_some() => 0.99,
        (Certainty::Named, _) => 0.90,
        (Certainty::Sure, true) => 0.98,
        (Certainty::Likely, true) if person => 0.94,
        (Certainty::Guess, true) if person => 0.60,
        (Certainty::Likely | Certainty::Guess, true) => 0.85,
        (Certainty::Nearest, _) if tagged.grammar() == Grammar::English => 0.60,
        (Certainty::Nearest, _) => 1.0,
        (Certainty::Sure, false) => 0.97,
        (Certainty::Likely, false) => 0.90,
        (Certainty::Guess, false) => 0.70,
    }
}

fn is_word(tagged: &TaggedText, token: &Token, words: &[&str]) -> bool {
    words.iter().any(|word| token.span.of(tagged.text).eq_ignore_ascii_case(word))
}

/// Returns whether the speaker's name has several words, and the mention contains the first.
fn is_in_full(tagged: &TaggedText, tokens: &[Token], speaker: &str) -> bool {
    let first = speaker.split(' ').next().unwrap_or_default();
    first.len() < speaker.len() && tokens.iter().any(|token| is_word(tagged, token, &[first]))
}

/// Returns whether [`BESIDE`] or more tokens separate the mention from the cue.
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
