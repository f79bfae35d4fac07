//! Finds cues: the reporting verbs of a sentence with their subjects. Nouns and adjectives of the same form are not cues.
//! Input: the tokens of a sentence. Output: [`Cue`]s in order.

use std::{ops::Range, sync::LazyLock};

use rustc_hash::FxHashMap;

use crate::quotation::{
    lexicon::Tags,
    syntax::{
        company::{with_company, with_first},
        noun_phrase::{closes_opening, group_start, is_finite, noun_phrase_after, noun_phrase_before},
        plural_subject::{is_plural_subject, is_somebody},
        speaker_position::{
            ends_clause, ends_with_comma, inverted_source, relayed, speaker_after_words,
            subject_after_participle,
        },
        subject::subject_before,
        tokens::{Token, TokenKind},
    },
};
use crate::word_list::classes;

/// A reporting verb.
#[derive(Debug, Clone)]
pub(crate) struct Cue {
    /// Position of the verb among the sentence's tokens.
    pub(crate) verb: usize,
    /// First token of the verb with its auxiliaries, or of the inverted verb.
    pub(crate) start: usize,
    /// One past the last token of verb and particle.
    pub(crate) end: usize,
    pub(crate) tags: Tags,
    /// The tokens of its subject, which mention the speaker.
    pub(crate) source: Option<Range<usize>>,
    pub(crate) order: WordOrder,
}

impl Cue {
    /// Returns a cue that is a punctuation mark: a colon or dash beside a speaker.
    pub(crate) fn mark(at: usize, source: Option<Range<usize>>, order: WordOrder) -> Self {
        Self { verb: at, start: at, end: at + 1, tags: Tags::SPEECH, source, order }
    }

    /// Returns whether the cue is a verb of speech.
    pub(crate) fn speaks(&self) -> bool {
        self.tags.is(SPEAKS)
    }

    /// Returns the tokens of speaker and verb.
    pub(crate) fn group(&self) -> Range<usize> {
        match &self.source {
            Some(source) if self.order != WordOrder::Shared => {
                source.start.min(self.start)..source.end.max(self.end)
            }
            _ => self.start..self.end,
        }
    }
}

/// Position of the speaker relative to the verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordOrder {
    /// "Holt said".
    SpeakerFirst,
    /// "said Holt".
    Inverted,
    /// "was told by Holt".
    Passive,
    /// "…, adding", "and said": the verb has the speaker of an earlier verb.
    Shared,
}

static PARTICLES: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut known = FxHashMap::default();
    for (verbs, particles) in classes(include_str!("../languages/english/cue_particles.txt")) {
        for verb in verbs.split_whitespace() {
            known.insert(verb, particles.split_whitespace().collect());
        }
    }
    known
});

/// Verbs of speech.
const SPEAKS: Tags = Tags::SPEECH.or(Tags::ADDRESS);

/// Returns the cues of a sentence.
pub(crate) fn cues(text: &str, tokens: &[Token]) -> Vec<Cue> {
    let mut found: Vec<Cue> = Vec::new();
    // Without quoted words, only the verbs in the lists are cues. Most sentences have none of either.
    let quotes = tokens.iter().any(|token| token.kind == TokenKind::Quoted);
    let unlisted = |at| quotes.then(|| unlisted(text, tokens, at)).flatten();
    for at in 0..tokens.len() {
        let cue = match tokens[at].is(Tags::CUE) {
            true if !tokens[at].is(SPEAKS) => unlisted(at).or_else(|| cue_at(text, tokens, at)),
            true => cue_at(text, tokens, at),
            false => unlisted(at),
        };
        if let Some(mut cue) = cue {
            if let Some((relayer, source)) = relayed(text, tokens, &cue) {
                found.retain(|cue| cue.verb != relayer);
                let start = subject_before(tokens, relayer).map_or(relayer, |subject| subject.start);
                cue = Cue { source: Some(source), order: WordOrder::SpeakerFirst, start, ..cue };
            }
            if cue.verb == 0 && cue.tags.is(Tags::ING) && cue.tags.is(SPEAKS.or(Tags::LABEL)) {
                cue.source = subject_after_participle(text, tokens);
            }
            if let Some(source) = goes_on_from(tokens, &cue, &found) {
                cue = Cue { source: Some(source), order: WordOrder::Shared, ..cue };
            }
            if cue.order == WordOrder::Shared
                && cue.source.is_none()
                && let Some(source) = shared_source(tokens, &found)
            {
                cue.source = Some(source);
            }
            found.push(cue);
        }
    }
    found
}

/// Returns the speaker of a participle that follows another speaker and verb: "The bridge fell, Holt said, adding that".
fn goes_on_from(tokens: &[Token], cue: &Cue, before: &[Cue]) -> Option<Range<usize>> {
    let participle = tokens[cue.verb].is(Tags::ING) && cue.tags.is(SPEAKS) && cue.start == cue.verb;
    let last =
        before.last().filter(|last| participle && last.tags.is(SPEAKS) && last.order != WordOrder::Shared)?;
    let source = last.source.clone()?;
    let between = tokens.get(source.end.max(last.end)..cue.start)?;
    let joins = |token: &Token| token.kind == TokenKind::Comma || token.is(Tags::CONJUNCTION);
    ((1..=2).contains(&between.len()) && between.iter().all(joins)).then_some(source)
}

/// Returns the speaker of the last verb of speech outside subordinate clauses, for a verb without a speaker.
fn shared_source(tokens: &[Token], before: &[Cue]) -> Option<Range<usize>> {
    let speaks = |cue: &&Cue| cue.speaks() && cue.source.is_some() && !is_subordinate(tokens, cue);
    before.iter().rev().find(speaks).and_then(|cue| cue.source.clone())
}

/// Returns whether a cue is in a subordinate or relative clause.
pub(crate) fn is_subordinate(tokens: &[Token], cue: &Cue) -> bool {
    let start = cue.source.as_ref().map_or(cue.start, |source| source.start.min(cue.start));
    let inside = tokens[start..cue.start].last().is_some_and(|token| token.is(Tags::RELATIVE));
    let clause = tokens[..start].iter().rev().take(LONGEST_CHAIN).take_while(|token| token.is_word());
    let introduces = |token: &Token| {
        token.is(Tags::RELATIVE)
            || token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT)
            || token.is(Tags::THAT)
    };
    inside || clause.clone().take(3).any(introduces)
}

/// Returns the cue with the verb at `at`; `None` if the word is not a verb here.
fn cue_at(text: &str, tokens: &[Token], at: usize) -> Option<Cue> {
    let token = &tokens[at];
    let as_object = || token.is(NOUN) && tokens.get(at + 1).is_some_and(|next| next.span.of(text) == "as"); // "rated its claims as “false”"
    let is_other = token.is(Tags::BASE) && token.is(Tags::ADVERB.or(Tags::PREPOSITION))
        || token.is(Tags::THIRD) && as_object();
    let closes_opening = token.is(Tags::THIRD) && closes_opening(tokens, at);
    if token.is_capitalized() && at > 0 || token.possessive || is_other || closes_opening {
        return None;
    }
    let end = with_particle(text, tokens, at)?;
    let out = end > at + 1 && tokens[at + 1].span.of(text) == "out";
    let start = group_start(tokens, at);
    let before = start.checked_sub(1).map(|i| &tokens[i]);
    let auxiliary = tokens[start..at].iter().rev().find(|t| t.is(Tags::AUXILIARY));
    let tags = if out { token.tags.or(Tags::SPEECH) } else { token.tags }; // "he pointed out"
    let mut cue = Cue { verb: at, start, end, tags, source: None, order: WordOrder::SpeakerFirst };
    if token.is(Tags::PAST.or(Tags::PARTICIPLE)) && is_passive(tokens, at, auxiliary) {
        let is_authorship = token.span.of(text) == "written"; // "the report, written by Holt, said"
        return if is_authorship { None } else { passive(tokens, cue) };
    }
    let inverts = match auxiliary {
        None => token.is(Tags::PAST.or(Tags::THIRD).or(Tags::BASE)),
        Some(auxiliary) => token.is(Tags::PAST) && auxiliary.is(Tags::HAVE),
    };
    let verbs = if auxiliary.is_some() { start } else { at }..end;
    if inverts && let Some(source) = inverted_source(text, tokens, at, &verbs) {
        return Some(Cue { source: Some(source), order: WordOrder::Inverted, start: verbs.start, ..cue });
    }
    let framed = token.is(SPEAKS).then(|| speaker_after_words(text, tokens, start)).flatten();
    let words_beside = framed.is_some() || tokens.get(end).is_some_and(|next| next.kind == TokenKind::Quoted);
    let closes = ends_sentence_after_comma(tokens, start, end);
    let several = || is_plural_subject(text, tokens, start);
    let context = VerbContext {
        before,
        somebody: token.is(SPEAKS) && !token.is(NOUN) && is_somebody(text, tokens, start),
        auxiliary,
        words: words_beside,
        closes,
        framed: framed.is_some(),
        several: &several,
    };
    if !may_be_verb(token, &context) || auxiliary.is_none() && is_reduced(text, tokens, at) {
        return None;
    }
    let closing = || token.is(SPEAKS).then(|| closing_subject(tokens, start, end)).flatten();
    cue.source = framed.or_else(closing).or_else(|| subject_before(tokens, at));
    let whole = |source| with_first(text, tokens, with_company(text, tokens, source));
    cue.source = cue.source.map(whole);
    if cue.source.as_ref().is_none_or(|source| !one_group(&tokens[source.end.min(start)..start])) {
        cue.order = WordOrder::Shared;
    }
    Some(cue)
}

/// Returns whether subject and verb end the sentence after a comma: "The bridge is shut, sources claim."
fn ends_sentence_after_comma(tokens: &[Token], verb: usize, end: usize) -> bool {
    let ends = tokens.get(end).is_none_or(|token| token.kind == TokenKind::Stop);
    let comma = || {
        let phrase = noun_phrase_before(tokens, verb)?;
        phrase.start.checked_sub(1).map(|before| tokens[before].kind == TokenKind::Comma)
    };
    ends && comma().unwrap_or(false)
}

/// Returns the subject between the last comma and a verb group at `start` that ends the sentence: "…, traders and shop
/// owners said."
fn closing_subject(tokens: &[Token], start: usize, end: usize) -> Option<Range<usize>> {
    let ends = tokens.get(end).is_none_or(|token| token.kind == TokenKind::Stop || token.is(Tags::TIME));
    let lowest = start.saturating_sub(LONGEST_CLOSING);
    let comma =
        (lowest..start).rev().find(|&at| !tokens[at].is_word() && tokens[at].kind != TokenKind::Number)?;
    let phrase = comma + 1..start;
    let first = tokens
        .get(comma + 1)
        .filter(|_| ends && tokens[comma].kind == TokenKind::Comma && phrase.len() > 1)?;
    let opens =
        Tags::SUBORDINATE.or(Tags::CONJUNCTION).or(Tags::RELATIVE).or(Tags::PREPOSITION).or(Tags::SUBJECT);
    let leads_away = Tags::AUXILIARY.or(Tags::RELATIVE).or(Tags::THAT).or(Tags::TO).or(Tags::SUBJECT);
    let inside = |at: usize| {
        let (token, before) = (&tokens[at], &tokens[at - 1]);
        let agent = is_finite(token, Some(before))
            && !tokens[at + 1].is(Tags::PREPOSITION.or(Tags::BY).or(Tags::DETERMINER));
        token.is_capitalized() || !token.is(leads_away) && !agent
    };
    let nominal = first.is_capitalized() || !first.is(opens.or(Tags::ADVERB).or(Tags::TIME));
    (nominal && phrase.clone().skip(1).all(inside)).then_some(phrase)
}

/// Maximum number of tokens of a subject between a comma and a verb that ends the sentence.
const LONGEST_CLOSING: usize = 16;

/// Returns whether a participle describes a noun instead of reporting: "the man accused of the theft", "doctors told of the
/// plan were angry".
fn is_reduced(text: &str, tokens: &[Token], at: usize) -> bool {
    let of = tokens.get(at + 1).is_some_and(|next| next.span.of(text) == "of");
    let takes_object = tokens[at].is(Tags::PARTICIPLE)
        && matches!(tokens[at].span.of(text), "accused" | "suspected" | "informed");
    let passive = tokens[at].is(Tags::ADDRESS.or(Tags::LABEL)) && tokens[at].is(Tags::PARTICIPLE);
    let main = || {
        let words = (at + 2..tokens.len())
            .take_while(|&i| tokens[i].is_word() && !tokens[i].is(Tags::RELATIVE.or(Tags::THAT)));
        words.skip(1).any(|i| is_finite(&tokens[i], Some(&tokens[i - 1])))
    };
    of && (takes_object || passive && main())
}

/// Returns whether the tokens between a subject and a verb only lead to the verb ("went on to say").
fn one_group(between: &[Token]) -> bool {
    between.len() <= LONGEST_CHAIN
        && between.iter().all(|token| {
            token.is(Tags::AUXILIARY
                .or(Tags::ADVERB)
                .or(Tags::VERB)
                .or(Tags::CUE)
                .or(Tags::TO)
                .or(Tags::PREPOSITION))
                && !token.is_capitalized()
        })
}

/// Maximum number of tokens between a subject and its verb.
const LONGEST_CHAIN: usize = 5;

/// Returns the end of verb and particle; `None` if the verb needs a particle that is missing.
fn with_particle(text: &str, tokens: &[Token], at: usize) -> Option<usize> {
    let Some(particles) = PARTICLES.get(tokens[at].span.of(text)) else { return Some(at + 1) };
    let next = tokens.get(at + 1)?.span.of(text);
    particles.iter().any(|particle| particle.eq_ignore_ascii_case(next)).then_some(at + 2)
}

/// Returns whether the participle at `at` is passive: after a form of "be", or directly before "by" and an agent.
fn is_passive(tokens: &[Token], at: usize, auxiliary: Option<&Token>) -> bool {
    match auxiliary {
        Some(auxiliary) => auxiliary.is(Tags::BE),
        None => {
            tokens.get(at + 1).is_some_and(|next| next.is(Tags::BY))
                && !by_medium(tokens, at + 1)
                && !by_time(tokens, at + 1)
        }
    }
}

/// Returns whether "by" introduces a medium and not an agent: "by phone", "by text message".
fn by_medium(tokens: &[Token], by: usize) -> bool {
    let event =
        |at: usize| tokens.get(at).is_some_and(|token| token.is(Tags::EVENT) && !token.is_capitalized());
    event(by + 1) || event(by + 2) && tokens[by + 1].is(Tags::BASE)
}

/// Returns whether "by" introduces a time: "said by 1991, Holt wants".
fn by_time(tokens: &[Token], by: usize) -> bool {
    tokens.get(by + 1).is_some_and(|token| {
        token.kind == TokenKind::Number || token.is(Tags::TIME) && !token.is(Tags::GIVEN)
    })
}

/// Returns the passive cue with its agent after "by"; `None` if no "by" with an agent is near.
fn passive(tokens: &[Token], cue: Cue) -> Option<Cue> {
    let by = (cue.end..tokens.len().min(cue.end + 3)).find(|&i| tokens[i].is(Tags::BY))?;
    let source = noun_phrase_after(tokens, by + 1)?;
    Some(Cue { source: Some(source), order: WordOrder::Passive, end: by + 1, ..cue })
}

/// Tags of words that precede a noun or adjective, not a verb.
const NOMINAL: Tags = Tags::DETERMINER.or(Tags::PREPOSITION).or(Tags::POSSESSIVE);

/// Tags of nouns that may have the same form as a verb.
const NOUN: Tags =
    Tags::NOUN_CLAUSE.or(Tags::NOUN_OBJECT).or(Tags::ROLE).or(Tags::ORGANIZATION).or(Tags::EVENT);

/// The context of a possible reporting verb.
struct VerbContext<'a> {
    before: Option<&'a Token>,
    /// Whether the subject is a word like "others".
    somebody: bool,
    auxiliary: Option<&'a Token>,
    /// Whether quoted words are beside the verb or its subject.
    words: bool,
    /// Whether verb and subject end the sentence.
    closes: bool,
    /// Whether the subject is between quoted words and the verb.
    framed: bool,
    /// Whether the subject is plural.
    several: &'a dyn Fn() -> bool,
}

/// Returns whether a possible reporting verb is a verb in its context.
fn may_be_verb(token: &Token, context: &VerbContext) -> bool {
    let &VerbContext { before, somebody, auxiliary, words, closes, framed, several } = context;
    let Some(before) = before else { return token.is(Tags::ING) };
    let person = somebody || before.is(Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::THAT));
    if token.is(Tags::PAST) {
        let counted = before.kind == TokenKind::Number && token.is(Tags::WEAK.or(Tags::STANCE));
        let nominal = before.is(NOMINAL) || before.possessive || counted;
        return !nominal || person || auxiliary.is_some() || framed;
    }
    if token.is(Tags::ING) {
        let place =
            matches!(before.kind, TokenKind::Comma | TokenKind::Quoted | TokenKind::Dash | TokenKind::Word);
        return place && !before.is(Tags::DETERMINER.or(Tags::POSSESSIVE));
    }
    let is_noun = token.is(NOUN);
    if token.is(Tags::THIRD) {
        let nominal =
            before.is(if is_noun { NOMINAL } else { Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::TO) });
        let agent = before.is_capitalized() || before.is(Tags::ROLE.or(Tags::ORGANIZATION)) || person;
        return person || !nominal && !before.possessive && (!is_noun || agent || words && before.is_word());
    }
    if token.is(Tags::BASE) {
        return person
            || auxiliary.is_some_and(|a| a.is(Tags::MODAL.or(Tags::DO)))
            || before.is(Tags::TO) && !is_noun
            || (!is_noun || words || closes || before.is(Tags::ROLE)) && !before.possessive && several()
            || !is_noun && before.kind == TokenKind::Comma && !token.is(Tags::WEAK);
    }
    token.is(Tags::PARTICIPLE) && auxiliary.is_some_and(|a| a.is(Tags::HAVE))
}

/// Returns the cue of a verb that is not in the lists as a verb of speech. Quoted words that end with a comma must precede
/// the verb or its subject: `"…," gloated Holt.`, `"…," Holt gloated.`
fn unlisted(text: &str, tokens: &[Token], at: usize) -> Option<Cue> {
    let token = &tokens[at];
    let finite = token.is(Tags::VERB) || token.is(Tags::CUE) && token.is(Tags::PAST.or(Tags::THIRD));
    if !finite || token.is_capitalized() || token.is(Tags::AUXILIARY) {
        return None;
    }
    let cue = Cue {
        verb: at,
        start: at,
        end: at + 1,
        tags: Tags::SPEECH.or(Tags::PAST),
        source: None,
        order: WordOrder::Inverted,
    };
    let speaker_after_words =
        |at: usize| at.checked_sub(1).is_some_and(|words| ends_with_comma(text, &tokens[words]));
    let exclaimed = at == 1 && token.span.of(text).ends_with("ed") && tokens[0].ends_clause; // "“Great!” beamed Holt."
    let somebody = |phrase: &Range<usize>| {
        let person = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT);
        tokens[phrase.clone()].iter().any(|token| token.is_capitalized() || token.is(person))
    };
    if speaker_after_words(at) || exclaimed {
        let phrase = noun_phrase_after(tokens, at + 1).filter(somebody)?;
        return ends_clause(tokens, phrase.end).then_some(Cue { source: Some(phrase), ..cue });
    }
    let phrase = noun_phrase_before(tokens, at).filter(somebody)?;
    let particle =
        tokens.get(at + 1).is_some_and(|next| next.is_word() && next.is(Tags::PREPOSITION.or(Tags::ADVERB)));
    let ends = ends_clause(tokens, at + 1) || particle && ends_clause(tokens, at + 2);
    (speaker_after_words(phrase.start) && phrase.end == at && ends).then_some(Cue {
        source: Some(phrase),
        order: WordOrder::SpeakerFirst,
        ..cue
    })
}
