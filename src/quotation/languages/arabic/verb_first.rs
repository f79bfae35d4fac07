//! Reported speech where the verb comes before the speaker and the script has no capitals: `قال الوزير إن …`. Input:
//! a sentence. Output: attributions.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of words in a speaker.
const LONGEST_SPEAKER: usize = 10;

/// "To the", joined to the listener after it.
const TO_THE: &str = "لل";

/// "The", joined to the next word.
const THE: &str = "ال";

/// "And", joined to the next word.
const AND: &str = "و";

/// Minimum number of quoted words that count as speech without a colon.
const FEWEST_WORDS: usize = 3;

/// Adds reported words in either order: verb, speaker, then quoted words or a clause; or quoted words, verb, speaker.
/// A verb or participle without a speaker of its own (`وأضاف: …`, `…، مضيفا أن`) continues the words of the last speaker.
pub(super) fn reported(frame: &Frame, collector: &mut Collector) {
    by_source(frame, collector);
    let verbs = verbs(frame);
    let mut last: Option<Range<usize>> = None;
    for (i, &verb) in verbs.iter().enumerate() {
        let limit = verbs.get(i + 1).copied().unwrap_or(frame.end());
        let own = source_of(frame, verb).filter(|source| !source.is_empty());
        let within = own.or_else(|| last.clone()).or_else(|| sentence_subject(frame, verb));
        last.clone_from(&within);
        let opens = verb == 0 || verb == 1 && frame.tokens[0].kind == TokenKind::Quoted;
        let earlier = collector.last_source();
        let from = within.as_ref().map_or(verb + 1, |source| source.end.max(verb + 1));
        let Some((content, rule)) = content(frame, verb, from..limit) else { continue };
        let source = within.clone();
        let cue =
            Cue { verb, start: verb, end: verb + 1, tags: Tags::SPEECH, source, order: WordOrder::Inverted };
        if !collector.are_free(&content) {
            continue;
        }
        let added = collector.add_part(frame, content, &cue, rule);
        if let Some(added) = added.filter(|_| within.is_none() && opens) {
            added.source = earlier;
        }
    }
}

/// Returns the reporting verbs of a sentence: the first one, those after punctuation or quoted words, and those in a
/// statement that an earlier verb introduces.
fn verbs(frame: &Frame) -> Vec<usize> {
    let tokens = frame.tokens;
    let apart = |at: usize| {
        at > 0
            && matches!(
                tokens[at - 1].kind,
                TokenKind::Comma | TokenKind::Semicolon | TokenKind::Quoted | TokenKind::Dash
            )
    };
    let mut found: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let first = found.is_empty() && token.is(Tags::SPEECH.or(Tags::GOES_ON).or(Tags::NOUN_CLAUSE));
        let later = apart(at) && token.is(Tags::SPEECH.or(Tags::GOES_ON));
        let nested = token.is(Tags::SPEECH) && !first && !later && in_statement(tokens, &found, at);
        if first || later || nested {
            found.push(at);
        }
    }
    found
}

/// Returns whether the verb at `at` is in a statement that the verb before it introduces: `ردت الوزارة في بيان قالت
/// فيه إن`.
fn in_statement(tokens: &[Token], found: &[usize], at: usize) -> bool {
    let Some(&last) = found.last() else { return false };
    let between = &tokens[last + 1..at];
    at - last < LONGEST_SPEAKER
        && between.iter().any(|token| token.is(Tags::PREPOSITION))
        && between.iter().all(|token| token.is_word() && !token.is(Tags::THAT))
}

/// Returns the speaker of the verb at `verb`: the words after the verb, the words between "from" and "his saying", or
/// the words from the start of the sentence to the verb.
fn source_of(frame: &Frame, verb: usize) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    if tokens[verb].is(Tags::NOUN_CLAUSE) {
        let from = (0..verb).rev().take(LONGEST_SPEAKER).find(|&at| tokens[at].is(Tags::BY))?;
        return Some(from + 1..verb);
    }
    if tokens[verb].is(Tags::GOES_ON) {
        return None;
    }
    let after = speaker(frame, verb + 1);
    if !after.is_empty() {
        return Some(after);
    }
    let start = tokens[..verb].iter().take_while(|token| token.is(Tags::CONJUNCTION)).count();
    let before = &tokens[start..verb];
    let name = |token: &Token| token.is_word() && !token.is(STOPS);
    (before.len() <= LONGEST_SPEAKER && before.len() > 1 && before.iter().all(name)).then_some(start..verb)
}

/// Returns the subject of the sentence's first verb, for a later verb of speech without a speaker: `وانتقد
/// رئيس البلدية … قائلا`.
fn sentence_subject(frame: &Frame, verb: usize) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    let joined = tokens[verb].is(Tags::GOES_ON) || tokens[verb].span.of(frame.tagged.text).starts_with(AND);
    let opens = tokens[0].is_word() && tokens[0].tags == Tags::NONE;
    if verb < 2 || !joined || !opens || tokens[0].span.of(frame.tagged.text).starts_with(THE) {
        return None;
    }
    Some(speaker(frame, 1)).filter(|source| !source.is_empty())
}

/// Returns the tokens that a verb reports, and the rule that finds them. `after` is the range after verb and speaker.
fn content(frame: &Frame, verb: usize, after: Range<usize>) -> Option<(Range<usize>, Rule)> {
    let tokens = frame.tokens;
    let quoted = after.clone().find(|&at| tokens[at].kind == TokenKind::Quoted);
    let that = after.clone().find(|&at| tokens[at].is(Tags::THAT));
    let colon = quoted.is_some_and(|at| tokens[at - 1].kind == TokenKind::Colon);
    let words = |at: usize| frame.tagged.inner(&tokens[at]).of(frame.tagged.text).split_whitespace().count();
    let comma = |at: usize| matches!(tokens[at].kind, TokenKind::Comma | TokenKind::Dash);
    let before = verb.checked_sub(1).map(|at| if at > 0 && comma(at) { at - 1 } else { at });
    let before = before.filter(|&at| tokens[at].kind == TokenKind::Quoted && !colon);
    match (quoted, that, before) {
        (Some(quoted), that, _) if colon && that.is_none_or(|that| that > quoted) => {
            Some((quoted..quoted + 1, Rule::VerbSpeakerWords))
        }
        (_, Some(that), _) if that + 1 < after.end => Some((that + 1..after.end, Rule::VerbSpeakerClause)),
        (_, _, Some(before)) => Some((before..before + 1, Rule::WordsVerbSpeaker)),
        (Some(quoted), None, None) if quoted == after.start && words(quoted) >= FEWEST_WORDS => {
            Some((quoted..quoted + 1, Rule::VerbSpeakerWords))
        }
        _ => None,
    }
}

/// Adds the words after a phrase that names their source: `بحسب حداد، …`, `وفقا للوزير، …`, `على حد قول حداد، …`.
fn by_source(frame: &Frame, collector: &mut Collector) {
    let tokens = frame.tokens;
    let Some(at) = tokens.iter().take(LONGEST_SPEAKER).position(|token| token.is(Tags::SOURCE)) else {
        return;
    };
    let source = speaker(frame, at + 1);
    let comma = tokens.get(source.end).is_some_and(|token| token.kind == TokenKind::Comma);
    let leads = tokens[..at].iter().all(|token| token.is(Tags::PREPOSITION.or(Tags::ACCORDING)));
    if source.is_empty() || !comma || !leads {
        return;
    }
    let content = source.end + 1..frame.end();
    let cue = Cue {
        verb: at,
        start: at,
        end: at + 1,
        tags: Tags::SPEECH,
        source: Some(source),
        order: WordOrder::Inverted,
    };
    collector.add_part(frame, content, &cue, Rule::AccordingTo);
}

/// Tags of words that are never part of a speaker's name.
const STOPS: Tags = Tags::THAT
    .or(Tags::PREPOSITION)
    .or(Tags::TIME)
    .or(Tags::RELATIVE)
    .or(Tags::DETERMINER)
    .or(Tags::GOES_ON)
    .or(Tags::SPEECH);

/// Returns the words from token `start` on, up to "that", a time, a preposition, a listener or punctuation.
fn speaker(frame: &Frame, start: usize) -> Range<usize> {
    let limit = frame.end().min(start + LONGEST_SPEAKER);
    let word = |at: usize| frame.tokens[at].span.of(frame.tagged.text);
    let ends = |at: &usize| {
        let token = &frame.tokens[*at];
        !token.is_word()
            || token.is(STOPS)
            || at > &start && word(*at).starts_with(TO_THE) && !is_of_the_office(frame, *at)
            || at > &start && frame.tokens.get(at + 1).is_some_and(|next| next.is(Tags::NOUN_CLAUSE))
    };
    start.min(limit)..(start..limit).find(ends).unwrap_or(limit)
}

/// Returns whether the word with "to the" at token `at` belongs to an office before a name:
/// `الأمين العام للأمم المتحدة بيتر هولم`.
fn is_of_the_office(frame: &Frame, at: usize) -> bool {
    let plain = |token: &&Token| token.is_word() && !token.is(STOPS);
    let adjective = |token: &&Token| token.span.of(frame.tagged.text).starts_with(THE);
    let rest = &frame.tokens[at + 1..];
    let adjectives = rest.iter().take_while(adjective).count();
    rest[adjectives..].iter().take(2).take_while(plain).count() == 2
}
