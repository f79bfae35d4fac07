//! What can come between a verb of speech and the words it reports: the addressee, and the time, place or manner of
//! speaking.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Frame, reported_clause::opens_with_noun},
    syntax::{
        cue::Cue,
        noun_phrase::is_finite,
        tokens::{Token, TokenKind},
    },
};

/// Returns the start of the reported words, after an addressee (`told the paper's "Daily Page" that`) or after the time
/// or place of speaking. Returns `from` if there is neither.
pub(crate) fn after_addressee(frame: &Frame, cue: &Cue, from: usize) -> usize {
    if !cue.tags.is(Tags::ADDRESS) {
        return if cue.tags.is(Tags::SPEECH) { after_circumstance(frame, from) } else { from };
    }
    let addressee = |at: &usize| !frame.tokens[*at].is(Tags::SUBJECT);
    let mut near = (from..frame.end().min(from + LONGEST_ADDRESSEE)).take_while(addressee);
    let that = near.find(|&at| frame.tokens[at].is(Tags::THAT));
    that.map_or_else(|| after_plain_addressee(frame, from), |at| at + 1)
}

/// Returns the start of the reported words after their time or place: `said on Thursday that`, `said in a statement that`,
/// `said Thursday the`.
fn after_circumstance(frame: &Frame, from: usize) -> usize {
    let tokens = frame.tokens;
    let limit = frame.end().min(from + LONGEST_ADDRESSEE);
    let Some(first) = tokens.get(from).filter(|token| token.is_word()) else { return from };
    let time =
        |at: usize| tokens.get(at).is_some_and(|t| t.is(Tags::TIME) && !t.is(Tags::GIVEN) && !t.possessive);
    let early = matches!(first.span.of(frame.tagged.text), "late" | "early") && time(from + 1);
    let adverb =
        first.is(Tags::ADVERB) && !first.is(Tags::PREPOSITION.or(Tags::SUBORDINATE).or(Tags::NEGATION));
    if !first.is(Tags::PREPOSITION.or(Tags::TO)) && !time(from) && !early && !adverb {
        return from;
    }
    let plain = |at: &usize| {
        let token = &tokens[*at];
        (token.is_word() || token.kind == TokenKind::Number) && !is_finite(token, Some(&tokens[at - 1]))
    };
    let that = (from + 1..limit)
        .take_while(plain)
        .find(|&at| tokens[at].is(Tags::THAT) && !tokens[at - 1].is(Tags::PREPOSITION));
    // "about the wall that blocks", but not "on Thursday that talks would go on"
    let relative = |that: &usize| {
        let rest = &tokens[that + 1..];
        rest.first().is_some_and(|next| is_finite(next, None)) && !time(that - 1) && !opens_with_noun(rest)
    };
    let that = that.filter(|that| !relative(that));
    let to_somebody = |that: usize| {
        that <= from + 3 && (tokens[that - 1].is_capitalized() || tokens[that - 1].is(Tags::ROLE))
    };
    if let Some(that) = that.filter(|&that| !first.is(Tags::TO) || to_somebody(that)) {
        return that + 1;
    }
    let clause = |at: usize| {
        let opens = Tags::DETERMINER.or(Tags::SUBJECT).or(Tags::POSSESSIVE);
        tokens.get(at).is_some_and(|token| token.is(opens) && !token.is(Tags::THAT))
    };
    let start = if time(from) || adverb { from + 1 } else { from + 2 };
    let event = (from + 1..limit).take_while(plain).find(|&at| tokens[at].is(Tags::EVENT));
    match event {
        Some(event) if first.is(Tags::PREPOSITION) && clause(event + 1) => event + 1,
        _ if (time(start - 1) || adverb) && clause(start) => start,
        _ if first.is(Tags::PREPOSITION) && tokens.get(from + 1).is_some_and(Token::is_capitalized) => {
            let subject = tokens.get(from + 2).is_some_and(|token| token.is(Tags::SUBJECT));
            if subject { from + 2 } else { from }
        }
        _ => from,
    }
}

/// Returns the start of a clause that follows an addressee without "that": `told the council she saw nobody`.
fn after_plain_addressee(frame: &Frame, from: usize) -> usize {
    let tokens = frame.tokens;
    if tokens
        .get(from)
        .is_none_or(|token| !token.is_word() || token.is(Tags::SUBJECT.or(Tags::PREPOSITION).or(Tags::TO)))
    {
        return from;
    }
    let limit = frame.end().min(from + LONGEST_ADDRESSEE);
    let starts = |at: usize| {
        let before = &tokens[at - 1];
        tokens[at].is(Tags::SUBJECT.or(Tags::DETERMINER).or(Tags::POSSESSIVE))
            && !before.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::DETERMINER))
            && !before.possessive
            && tokens.get(at + 1).is_none_or(|next| !next.is(Tags::TIME))
    };
    let addressee = |at: &usize| {
        let token = &tokens[*at];
        token.is_word() && !token.is(Tags::TO) && !is_finite(token, Some(&tokens[at - 1]))
    };
    let Some(start) = (from + 1..limit).take_while(addressee).find(|&at| starts(at)) else { return from };
    let verb = (start + 1..limit)
        .take_while(|&at| tokens[at].is_word() && !tokens[at].is(Tags::TO))
        .any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])));
    let people = &tokens[start - 1];
    let several = people.is(Tags::ROLE) && !people.is_capitalized() && start == from + 1; // "told reporters a third man was held"
    if verb || several { start } else { from }
}

/// Maximum number of tokens of an addressee.
pub(crate) const LONGEST_ADDRESSEE: usize = 12;

/// Returns the words after a cue without the addressee directly before quoted words: `tells the BBC “it is over”`.
pub(crate) fn without_addressee(
    frame: &Frame,
    cue: &Cue,
    range: &Range<usize>,
    quoted: usize,
) -> Range<usize> {
    let addressee = &frame.tokens[range.start..quoted];
    let name = addressee.iter().all(|token| token.is_capitalized() || token.is(Tags::DETERMINER));
    let takes_addressee = cue.tags.is(Tags::ADDRESS)
        && !addressee.is_empty()
        && addressee.last().is_some_and(Token::is_capitalized);
    if takes_addressee && name { quoted..range.end } else { range.clone() }
}
