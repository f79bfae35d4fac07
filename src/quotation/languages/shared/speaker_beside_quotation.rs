//! Finds the speaker next to quoted words, where any verb may report them: `„Es hält“, brummte Holt`, `« Il
//! tient », s'est félicitée la maire, Anna Holt`, `«Aguanta», añadió`, `Holt: „Es hält.“` Input: a sentence. Output:
//! attributions. German and the Romance languages use it.

use std::ops::Range;

use crate::quotation::{
    languages::{Language, shared::verb_group::verb_group},
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::noun_phrase_after,
        subject::subject_before,
        tokens::{Token, TokenKind},
    },
};

/// Minimum number of quoted words that count as speech before any verb.
const FEWEST_WORDS: usize = 4;

/// Maximum number of tokens between a verb and its speaker.
const FARTHEST: usize = 12;

/// Maximum number of tokens before a colon that are searched.
const LONGEST_LEAD: usize = 40;

/// Adds quoted words that have a speaker after them, or a speaker and a colon before them. Considers only the tokens
/// that `may_be` accepts.
pub(crate) fn attribute(frame: &Frame, collector: &mut Collector, may_be: impl Fn(usize) -> bool) {
    let quoted: Vec<usize> =
        (0..frame.end()).filter(|&at| frame.tokens[at].kind == TokenKind::Quoted).collect();
    for at in quoted {
        if !collector.is_free(at) || !may_be(at) {
            continue;
        }
        let colon = at > 0 && frame.tokens[at - 1].kind == TokenKind::Colon;
        if let Some(cue) = cue_after(frame, at).or_else(|| colon.then(|| cue_before(frame, at)).flatten()) {
            add(frame, collector, at, &cue);
        }
    }
    claim_attributed_verbs(frame, collector);
}

/// Adds the quoted words at token `at` and the quoted words that continue them. If the cue has no
/// speaker, the last speaker is taken.
fn add(frame: &Frame, collector: &mut Collector, at: usize, cue: &Cue) {
    let rule = match cue.order {
        WordOrder::Inverted => Rule::WordsThenSpeaker,
        _ => Rule::SpeakerThenWords,
    };
    let mut parts: Vec<Range<usize>> = std::iter::once(at..at + 1).collect();
    let mut from = cue.end.max(cue.source.as_ref().map_or(0, |source| source.end)).max(at + 1);
    for next in (at + 1..frame.end()).filter(|&next| frame.tokens[next].kind == TokenKind::Quoted) {
        let between = frame.tokens.get(from..next).unwrap_or_default();
        let apart = next > 0
            && matches!(
                frame.tokens[next - 1].kind,
                TokenKind::Comma
                    | TokenKind::Dash
                    | TokenKind::Colon
                    | TokenKind::Semicolon
                    | TokenKind::Quoted
            )
            || frame.tagged.joins_sentences() && next > 0 && frame.tokens[next - 1].kind == TokenKind::Stop;
        let other = between.iter().any(|token| token.is(Tags::SPEECH) && !token.is_capitalized());
        if !apart || other || !collector.is_free(next) || cue_after(frame, next).is_some() {
            break;
        }
        parts.push(next..next + 1);
        from = next + 1;
    }
    let last = if cue.source.is_none() { last_speaker(frame, collector) } else { None };
    let added = collector.add(frame, &parts, cue, rule);
    if let (Some(last), Some(added)) = (last, added) {
        added.source = Some(last);
    }
}

/// Returns the last speaker before this sentence, as positions in the article. The first person named in the sentence
/// before, if in the same paragraph, takes precedence over an earlier speaker.
pub(crate) fn last_speaker(frame: &Frame, collector: &Collector) -> Option<Range<usize>> {
    let sentences = &frame.tagged.sentences;
    let here = &sentences[frame.ordinal];
    let previous = frame.ordinal.checked_sub(1).map(|at| &sentences[at]);
    let previous = previous.filter(|previous| previous.paragraph == here.paragraph);
    let last = collector.last_source();
    let subject = previous.and_then(|previous| {
        let tokens = frame.tagged.tokens_of(previous);
        let found = first_person(tokens, 0)?;
        Some(previous.tokens.start + found.start..previous.tokens.start + found.end)
    });
    match (last, subject) {
        (Some(last), Some(subject)) if subject.start > last.start => Some(subject),
        (Some(last), _) => Some(last),
        (None, subject) => subject,
    }
}

/// Returns the verb and speaker after the quoted words at token `at`.
fn cue_after(frame: &Frame, at: usize) -> Option<Cue> {
    let quoted = &frame.tokens[at];
    let comma = frame
        .tokens
        .get(at + 1)
        .is_some_and(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Dash));
    let start = at + 1 + usize::from(comma);
    let words =
        frame.tagged.inner(quoted).of(frame.tagged.text).split_whitespace().take(FEWEST_WORDS).count();
    let long = words == FEWEST_WORDS || quoted.ends_clause || at == 0;
    if frame.tokens.get(start)?.is(Tags::THUS) {
        return thus(frame, start);
    }
    let group = verb_group(frame.tagged.text, frame.tokens, start)?;
    if !comma && !quoted.ends_clause && (!group.known || words < FEWEST_WORDS) {
        return None;
    }
    let inside = at > 0 && frame.tokens[at - 1].is_word() && !frame.tokens[at - 1].is(Tags::CONJUNCTION);
    if inside && !quoted.ends_clause && !group.known {
        return None;
    }
    let source = match group.pronoun {
        Some(pronoun) => Some(pronoun..pronoun + 1),
        None => speaker(frame, group.end, group.known),
    };
    let named = |token: &Token| token.is_capitalized() || token.is(Tags::ROLE.or(Tags::TITLE));
    let set_off = comma || quoted.ends_clause;
    if !set_off && source.as_ref().is_some_and(|source| !frame.tokens[source.clone()].iter().any(named)) {
        return None; // "«La casa del viento» narra la vida"
    }
    let dropped = source.is_none() && frame.tagged.drops_subjects() && group.known;
    let ends = frame.tokens.get(group.end).is_none_or(|token| token.kind == TokenKind::Stop);
    let alone = comma && ends && frame.tagged.drops_subjects(); // "«Juntan polvo», sonríe."
    if source.is_none() && !dropped && !alone || !group.known && !long && !alone {
        return None;
    }
    let sure = group.known || group.joined || long || alone;
    sure.then_some(Cue {
        verb: group.verb,
        start,
        end: group.end,
        tags: Tags::SPEECH,
        source,
        order: WordOrder::Inverted,
    })
}

/// Returns the speaker after "so" (`„Es hält“, so Holt`).
fn thus(frame: &Frame, at: usize) -> Option<Cue> {
    let adverb = frame.tokens.get(at + 1).is_some_and(|token| token.is(Tags::ADVERB));
    let source = noun_phrase_after(frame.tokens, at + 1 + usize::from(adverb))?;
    let source = without_second_verb(frame.tokens, source);
    let named = frame.tokens[source.clone()].iter().any(Token::is_capitalized);
    named.then_some(Cue {
        verb: at,
        start: at,
        end: at + 1,
        tags: Tags::SPEECH,
        source: Some(source),
        order: WordOrder::Inverted,
    })
}

/// Returns the speaker after a verb. Times and adverbs may come between, and after a verb of speech (`far`) also
/// listeners and places.
fn speaker(frame: &Frame, from: usize, far: bool) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    let mut at = from;
    let limit = tokens.len().min(from + FARTHEST);
    while at < limit {
        let token = &tokens[at];
        let next_time = tokens.get(at + 1).is_some_and(|next| next.is(Tags::TIME));
        if token.is(Tags::SUBJECT) && !token.is(Tags::DETERMINER) {
            return Some(at..at + 1);
        }
        if token.is(Tags::TIME)
            || token.is(Tags::ADVERB.or(Tags::NEGATION))
            || token.kind == TokenKind::Number && at > from
        {
            at += 1;
        } else if token.is(Tags::DETERMINER) && next_time {
            at += 2;
        } else if token.is(Tags::PREPOSITION) && !(token.is(Tags::DETERMINER) && !next_time && at == from) {
            if !far && !tokens[at..limit].iter().take(3).any(|token| token.is(Tags::TIME)) {
                return None;
            }
            at = phrase_end(tokens, at + 1);
            while at < limit && goes_on(&tokens[at - 1], &tokens[at]) {
                at += 1; // "dijo a Radio Centro"
            }
        } else if far && token.tags == Tags::NONE && describes(tokens, at)
            || token.is(Tags::OBJECT) && !token.is(Tags::DETERMINER)
        {
            at += 1;
        } else {
            return somebody(frame, at);
        }
    }
    None
}

/// Returns whether a word continues the name of a newspaper or place and is not part of the speaker's name.
fn goes_on(before: &Token, token: &Token) -> bool {
    let person = Tags::GIVEN.or(Tags::TITLE).or(Tags::ROLE);
    before.is_capitalized() && token.is_capitalized() && !token.is(person)
}

/// Returns whether the word at `at` describes the state of a speaker whose article follows: `recordó emocionado el
/// delantero`.
fn describes(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1).is_some_and(|next| next.is(Tags::DETERMINER) && !next.is_capitalized());
    tokens[at].is_word() && !tokens[at].is_capitalized() && next
}

/// Returns the end of a phrase whose preposition is directly before `at`: the position after its first noun.
fn phrase_end(tokens: &[Token], at: usize) -> usize {
    let small = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::PREPOSITION);
    let leads = tokens[at.min(tokens.len())..].iter().take_while(|token| token.is(small)).count();
    at + leads + 1
}

/// Returns the noun phrase at `at` if it is definite, or names a person, an office or an organization.
fn somebody(frame: &Frame, at: usize) -> Option<Range<usize>> {
    let phrase = noun_phrase_after(frame.tokens, at)?;
    let phrase = without_second_verb(frame.tokens, phrase);
    let names =
        |token: &Token| token.is_capitalized() || token.is(Tags::ROLE.or(Tags::TITLE).or(Tags::ORGANIZATION));
    let definite = frame.tokens[at].is(Tags::DETERMINER.or(Tags::POSSESSIVE));
    (definite || frame.tokens[phrase.clone()].iter().any(names)).then_some(phrase)
}

/// Returns a phrase without the words after its name. The name ends before a lower-case word that is not a function
/// word, and before the article of an object (`Holt das Vorhaben`).
fn without_second_verb(tokens: &[Token], phrase: Range<usize>) -> Range<usize> {
    let named = phrase.clone().find(|&at| tokens[at].is_capitalized());
    let Some(named) = named else { return phrase };
    let grammar = Tags::PREPOSITION.or(Tags::DETERMINER).or(Tags::CONJUNCTION).or(Tags::RELATIVE);
    let office = Tags::ROLE.or(Tags::TITLE).or(Tags::ORGANIZATION);
    let ends = |at: &usize| {
        let (token, before) = (&tokens[*at], &tokens[*at - 1]);
        let object = token.is(Tags::DETERMINER) && !token.is(Tags::PREPOSITION) && !before.is(office);
        token.is_word()
            && !token.is_capitalized()
            && before.is_capitalized()
            && (!token.is(grammar) || object)
    };
    phrase.start..(named + 1..phrase.end).find(ends).unwrap_or(phrase.end)
}

/// Returns the cue before the colon and the quoted words at token `at`. Its speaker is the subject of the last verb of
/// speech, or the first person whom the clause names.
fn cue_before(frame: &Frame, at: usize) -> Option<Cue> {
    let tokens = frame.tokens;
    let colon = at - 1;
    let ends = |at: &usize| {
        matches!(tokens[*at].kind, TokenKind::Quoted if tokens[*at].ends_clause)
            || matches!(tokens[*at].kind, TokenKind::Stop | TokenKind::Semicolon)
    };
    let lowest = colon.saturating_sub(LONGEST_LEAD);
    let start = (lowest..colon).rev().find(ends).map_or(lowest, |at| at + 1);
    let verb = (start..colon).rev().find(|&at| tokens[at].is(Tags::SPEECH) && !tokens[at].is_capitalized());
    let words =
        frame.tagged.inner(&tokens[at]).of(frame.tagged.text).split_whitespace().take(FEWEST_WORDS).count();
    let speech = tokens[at].ends_clause || words == FEWEST_WORDS;
    let infinitive = tokens[start].is(Tags::CONJUNCTION)
        && (tokens.get(start + 1).is_some_and(|next| next.is(Tags::PREPOSITION))
            || frame.tagged.drops_subjects() && colon == start + 2); // "Et d'ajouter :", "Y remata:"
    let source = match verb {
        Some(verb) => subject_of(frame, start, verb),
        None if speech && !infinitive => first_person(&tokens[..colon], start),
        None if infinitive => None,
        None => return None,
    };
    let drops = frame.tagged.drops_subjects() && verb.is_some() || infinitive;
    if source.is_none() && !drops {
        return None;
    }
    let verb = verb.unwrap_or(colon);
    let taken = source.as_ref().map_or(0, |source| source.end);
    Some(Cue {
        verb,
        start: verb,
        end: (verb + 1).max(taken).min(at),
        tags: Tags::SPEECH,
        source,
        order: WordOrder::SpeakerFirst,
    })
}

/// Returns the subject of the verb of speech at `verb` in a clause that starts at `start`.
fn subject_of(frame: &Frame, start: usize, verb: usize) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    let joined = tokens.get(verb + 1).filter(|next| next.is(Tags::SUBJECT) && !next.is(Tags::DETERMINER));
    if joined.is_some() {
        return Some(verb + 1..verb + 2);
    }
    let verb_second = frame.tagged.language().is_some_and(Language::verb_second);
    let before = || {
        let found = subject_before(tokens, verb).filter(|found| found.start >= start)?;
        let somebody = Tags::SUBJECT.or(Tags::ROLE).or(Tags::TITLE);
        let name = |token: &Token| token.is_capitalized() && !token.is(Tags::CONJUNCTION);
        let aside = found.start == start && is_aside(tokens, &found);
        let named = tokens[found.clone()].iter().any(|token| name(token) || token.is(somebody));
        (named && !aside).then_some(found)
    };
    let name = |at: usize| {
        let found = somebody(frame, at)?;
        let colon = tokens
            .get(found.end)
            .is_some_and(|token| matches!(token.kind, TokenKind::Colon | TokenKind::Comma));
        (colon || verb_second).then_some(found)
    };
    let led = verb_second
        && tokens.get(start).is_some_and(|first| {
            first.is(Tags::PREPOSITION.or(Tags::ADVERB).or(Tags::SUBORDINATE).or(Tags::TIME)) || start == verb
        });
    if led {
        return name(verb + 1).or_else(before);
    }
    before().or_else(|| first_person(&tokens[..verb], start)).or_else(|| name(verb + 1))
}

/// Returns whether the phrase `found` at the start of a sentence is more likely a participle than a name: `Interrogé par
/// la presse, …`.
fn is_aside(tokens: &[Token], found: &Range<usize>) -> bool {
    let name = tokens[found.start].is(Tags::GIVEN.or(Tags::ROLE));
    found.len() == 1 && !name && tokens.get(found.end).is_some_and(|next| next.is(Tags::PREPOSITION))
}

/// Returns the first phrase from token `from` on that names a person and does not follow a preposition.
pub(crate) fn first_person(tokens: &[Token], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    while at < tokens.len() {
        let token = &tokens[at];
        if token.is(Tags::PREPOSITION) && !token.is(Tags::DETERMINER) {
            at = phrase_end(tokens, at + 1);
            while tokens.get(at).is_some_and(Token::is_capitalized) {
                at += 1;
            }
            continue;
        }
        if token.is(Tags::SUBJECT) && token.is(Tags::MALE.or(Tags::FEMALE)) {
            return Some(at..at + 1);
        }
        let starts = token.is_capitalized()
            && !token.is(Tags::TIME.or(Tags::CONJUNCTION).or(Tags::ADVERB).or(Tags::SUBORDINATE))
            || token.is(Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::ROLE));
        if token.is_word() && starts && !tokens.get(at + 1).is_some_and(|next| next.is(Tags::TIME)) {
            let found = without_second_verb(tokens, noun_phrase_after(tokens, at)?);
            if at == from && is_aside(tokens, &found) {
                at = tokens[at..].iter().position(|token| token.kind == TokenKind::Comma)? + at + 1;
                continue; // "Interrogé par la presse, …"
            }
            let person = tokens[found.clone()].iter().any(|token| {
                token.is_capitalized() && !token.is(Tags::ORGANIZATION.or(Tags::DETERMINER).or(Tags::TIME))
            });
            let named = tokens[found.clone()]
                .iter()
                .any(|token| token.is(Tags::ROLE.or(Tags::TITLE).or(Tags::GIVEN)));
            if person && (named || found.len() <= 3) {
                return Some(found);
            }
            at = found.end;
        }
        at += 1;
    }
    None
}

/// Claims inverted verbs whose speaker is already claimed, so that no other rule uses them.
fn claim_attributed_verbs(frame: &Frame, collector: &mut Collector) {
    for cue in frame.cues {
        let source = cue.source.clone().unwrap_or(0..0);
        if !collector.are_free(&source) && cue.order == WordOrder::Inverted {
            collector.claim(cue.verb..cue.verb + 1);
        }
    }
}
