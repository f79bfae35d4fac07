//! Splits German sentences into clauses and finds the verb of each and its mood. Input: the tokens of a sentence.
//! Output: [`Clause`]s.

use std::ops::Range;

use super::{
    grammar::ADJECTIVE_ENDINGS,
    verbs::{Class, Form, Reading, readings},
};
use crate::quotation::{
    lexicon::Tags,
    rules::Frame,
    syntax::tokens::{Token, TokenKind},
};

/// A part of a sentence, separated by punctuation or by an "and" before a verb of speech or a form of "haben".
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub(super) range: Range<usize>,
    pub(super) kind: ClauseKind,
    /// Position of the finite verb.
    pub(super) verb: Option<usize>,
    pub(super) mood: Mood,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClauseKind {
    /// The verb comes second or first.
    Main,
    /// Begins with a conjunction and ends with the verb.
    Subordinate,
    Relative,
    /// Has no finite verb: an apposition or an infinitive.
    Phrase,
}

/// The mood of a verb, by what it means for reported speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Indicative,
    /// Reported speech or a wish (`hätte`, `würde`).
    Conditional,
    /// Reported speech (`sei`, `habe`, `komme`).
    Reported,
}

/// Returns the clauses of a sentence in order.
pub(super) fn clauses(frame: &Frame) -> Vec<Clause> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut open = 0usize;
    for at in 0..frame.end() {
        match frame.tokens[at].kind {
            TokenKind::Open => open += 1,
            TokenKind::Close => open = open.saturating_sub(1),
            _ => {}
        }
        let joins = joins_verb(frame, at);
        if ends_quoted(frame, at) {
            push(frame, start..at + 1, &mut found);
            start = at + 1;
            continue;
        }
        if open > 0 && !matches!(frame.tokens[at].kind, TokenKind::Stop)
            || !(joins || is_boundary(&frame.tokens[at]))
        {
            continue;
        }
        push(frame, start..at, &mut found);
        start = if joins { at } else { at + 1 };
    }
    push(frame, start..frame.end(), &mut found);
    found
}

/// Returns whether the quoted words at `at` end a sentence and the next sentence begins after them.
fn ends_quoted(frame: &Frame, at: usize) -> bool {
    let next = frame.tokens.get(at + 1);
    frame.tokens[at].kind == TokenKind::Quoted
        && frame.tokens[at].ends_clause
        && next.is_some_and(Token::is_capitalized)
}

fn push(frame: &Frame, range: Range<usize>, found: &mut Vec<Clause>) {
    if !range.is_empty() {
        found.push(clause(frame, range));
    }
}

fn is_boundary(token: &Token) -> bool {
    matches!(
        token.kind,
        TokenKind::Comma | TokenKind::Semicolon | TokenKind::Dash | TokenKind::Colon | TokenKind::Stop
    )
}

/// Returns whether "and" or "but" at `at` precedes a verb that shares the subject of the verb before: `und fügte
/// hinzu`.
fn joins_verb(frame: &Frame, at: usize) -> bool {
    let next = |at: usize| frame.tokens.get(at).is_some_and(|next| !next.is_capitalized());
    at > 0 && frame.tokens[at].is(Tags::CONJUNCTION) && next(at + 1) && {
        let finite = |reading: &Reading| reading.form == Form::Finite;
        let verb = frame.tokens.get(at + 1).is_some_and(|token| token.is(Tags::HAVE))
            || read(frame, at + 1).iter().any(finite);
        let words = frame.tokens[at + 1..].iter().take_while(|token| token.is_word()).count();
        let sets_off = frame
            .tokens
            .get(at + 2)
            .is_some_and(|next| matches!(next.kind, TokenKind::Comma | TokenKind::Colon));
        verb && (words > 1 || sets_off)
    }
}

/// Returns the possible readings of the token at `at` as a verb of speech.
pub(super) fn read(frame: &Frame, at: usize) -> &'static [Reading] {
    match frame.tokens.get(at).filter(|token| token.is_word()) {
        Some(token) if at == 0 || !token.is_capitalized() => {
            let word = token.span.of(frame.tagged.text);
            if token.is(Tags::ACCORDING.or(Tags::NOUN_CLAUSE)) {
                &[]
            } else if token.is_capitalized() {
                readings(&word.to_lowercase())
            } else {
                readings(word)
            }
        }
        _ => &[],
    }
}

fn clause(frame: &Frame, range: Range<usize>) -> Clause {
    let tokens = &frame.tokens[range.clone()];
    let lead = tokens.iter().take_while(|token| token.is(Tags::CONJUNCTION)).count();
    let first = tokens.get(lead).unwrap_or(&tokens[0]);
    let opens = Tags::THAT.or(Tags::SUBORDINATE).or(Tags::OPENS_CLAUSE);
    let relative =
        |at: usize| tokens.get(at).is_some_and(|token| token.is(Tags::RELATIVE) && !token.is_capitalized());
    let after_preposition = range.start > 0 && first.is(Tags::PREPOSITION) && relative(lead + 1);
    let article = relative(lead) && opens_reported(frame, range.start + lead..range.end);
    let kind = if relative(lead) && !article || after_preposition {
        ClauseKind::Relative
    } else if first.is(opens) {
        ClauseKind::Subordinate
    } else {
        ClauseKind::Main
    };
    let last = last_verb(frame, &range).filter(|_| kind != ClauseKind::Main);
    let second = || second_verb(frame, range.start + lead..range.end);
    let verb = last.or_else(second);
    let kind = match verb {
        Some(_) if kind != ClauseKind::Subordinate && is_infinitive(frame, &range) => ClauseKind::Phrase,
        None if kind == ClauseKind::Subordinate && first.is(Tags::OPENS_CLAUSE.or(Tags::THAT)) => kind,
        None => ClauseKind::Phrase,
        Some(_) if last.is_none() && kind == ClauseKind::Subordinate && !first.is(Tags::THAT) => {
            ClauseKind::Main
        } // "Als Grund nannte Holt"
        Some(_) => kind,
    };
    let verb = verb.filter(|_| kind != ClauseKind::Phrase);
    let mood = verb.map_or(Mood::Indicative, |verb| mood(frame, verb));
    Clause { range, kind, verb, mood }
}

/// Returns whether the first word of `range` is an article and not a relative pronoun, as the mood of reported speech
/// shows: `…, der Bruch komme spät`.
fn opens_reported(frame: &Frame, range: Range<usize>) -> bool {
    let noun = frame.tokens[range.clone()].iter().skip(1).take(2).any(Token::is_capitalized);
    let verb =
        second_verb(frame, range.start + 1..range.end).filter(|&verb| verb < range.start + LONGEST_SUBJECT);
    let ends = |verb: usize| frame.tokens[verb + 1..range.end].iter().all(|token| !token.is_word());
    noun && verb.is_some_and(|verb| !ends(verb) && mood(frame, verb) != Mood::Indicative)
}

/// Maximum number of tokens in the subject of a reported clause that begins with an article.
const LONGEST_SUBJECT: usize = 12;

/// Returns whether the range is an infinitive phrase with "zu": `sie zu sperren`.
pub(super) fn is_infinitive(frame: &Frame, range: &Range<usize>) -> bool {
    let word = |at: usize| frame.word(at);
    let Some(last) = range.clone().rev().find(|&at| frame.tokens[at].is_word()) else { return false };
    let apart = last > range.start && word(last - 1) == "zu";
    let inside = word(last).contains("zu") && word(last).ends_with("en");
    let finite = frame.tokens[range.clone()]
        .iter()
        .any(|token| token.is(Tags::AUXILIARY) && !token.is(Tags::POSSESSIVE));
    (apart || inside) && !frame.tokens[last].is_capitalized() && !finite
}

/// Returns the verb at the end of a subordinate or relative clause.
fn last_verb(frame: &Frame, range: &Range<usize>) -> Option<usize> {
    let last = range.clone().rev().find(|&at| frame.tokens[at].is_word())?;
    let token = &frame.tokens[last];
    let tagged = Tags::AUXILIARY.or(Tags::REPORTED).or(Tags::CONDITIONAL);
    let finite = token.is(tagged) || listed(frame, last) || is_guess(frame, last);
    (!token.is_capitalized() && finite && last > range.start).then_some(last)
}

/// Returns whether the word at `at` is a finite verb of speech.
fn listed(frame: &Frame, at: usize) -> bool {
    read(frame, at).iter().any(|reading| matches!(reading.form, Form::Finite | Form::Subjunctive))
}

/// Returns whether an unlisted word may be a verb, judged by its ending.
fn is_guess(frame: &Frame, at: usize) -> bool {
    let token = &frame.tokens[at];
    let word = token.span.of(frame.tagged.text);
    let adjective = ADJECTIVE_ENDINGS.iter().any(|ending| word.ends_with(ending));
    matches!(token.tags, Tags::NONE | Tags::VERB)
        && token.is_word()
        && !token.is_capitalized()
        && word.len() > 3
        && !adjective
}

/// Returns the verb of a main clause: the first finite word that is not part of a noun phrase.
fn second_verb(frame: &Frame, range: Range<usize>) -> Option<usize> {
    let tokens = frame.tokens;
    let small = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::PREPOSITION);
    let attributive = |at: usize| {
        let before = at.checked_sub(1).filter(|&before| before >= range.start).map(|before| &tokens[before]);
        before.is_some_and(|before| before.is(small) && !before.is(Tags::SUBJECT) && before.is_word())
    };
    let opens = |at: usize| {
        let comma = at == range.start && at > 0 && tokens[at - 1].kind == TokenKind::Comma;
        let next = tokens.get(at + 1).filter(|_| comma);
        next.is_some_and(|next| next.is_capitalized() || next.is(Tags::DETERMINER.or(Tags::SUBJECT)))
    };
    let after_noun = |at: usize| {
        let before = at.checked_sub(1).filter(|&before| before >= range.start).map(|before| &tokens[before]);
        before.is_some_and(|before| {
            before.is_capitalized() && !before.is(small.or(Tags::ADVERB).or(Tags::CONJUNCTION))
                || before.is(Tags::SUBJECT.or(Tags::TIME))
                || before.is(Tags::ADVERB) && at == range.start + 1
                || before.is(Tags::DETERMINER)
                    && at == range.start + 1
                    && tokens.get(at + 1).is_some_and(|next| next.is(Tags::PREPOSITION.or(Tags::ADVERB)))
                || matches!(before.kind, TokenKind::Close | TokenKind::Quoted | TokenKind::Number)
        }) || opens(at)
    };
    range.clone().find(|&at| {
        let token = &tokens[at];
        let finite = Tags::AUXILIARY.or(Tags::REPORTED).or(Tags::CONDITIONAL).or(Tags::SPEECH);
        let known = token.is(finite) && !token.is(Tags::POSSESSIVE) || listed(frame, at);
        let small = !token.is_capitalized() || at == 0;
        let sure = token.is(Tags::AUXILIARY.or(Tags::REPORTED)) && !token.is(Tags::POSSESSIVE);
        token.is_word()
            && small
            && (sure || known && !attributive(at) || is_guess(frame, at) && after_noun(at))
    })
}

/// Returns the mood of the finite verb at `at`.
fn mood(frame: &Frame, at: usize) -> Mood {
    let token = &frame.tokens[at];
    let word = token.span.of(frame.tagged.text);
    if token.is(Tags::REPORTED) {
        return Mood::Reported;
    }
    if token.is(Tags::CONDITIONAL) {
        return Mood::Conditional;
    }
    let subjunctive = |reading: &Reading| reading.form == Form::Subjunctive;
    let ends = word.ends_with('e') && !PAST_ENDINGS.iter().any(|ending| word.ends_with(ending));
    let first_person =
        frame.tokens.get(at + 1).into_iter().chain(at.checked_sub(1).map(|at| &frame.tokens[at]));
    let i = |token: &Token| matches!(token.span.of(frame.tagged.text), "ich" | "Ich");
    let open = !token.is(Tags::AUXILIARY) && (ends || read(frame, at).iter().any(subjunctive));
    if open && !first_person.into_iter().any(i) && !read(frame, at).iter().any(|r| r.form == Form::Finite) {
        Mood::Reported
    } else {
        Mood::Indicative
    }
}

/// Endings of the past tense, which are rare in the mood of reported speech.
const PAST_ENDINGS: &[&str] = &["te", "de"];

impl Clause {
    /// Returns the position and class of the clause's verb of speech: the finite verb, or the participle or infinitive
    /// that belongs to an auxiliary.
    pub(super) fn reports(&self, frame: &Frame) -> Option<(usize, Class)> {
        let verb = self.verb?;
        let whole = |at: usize, form: &dyn Fn(Form) -> bool| {
            let readings = read(frame, at).iter();
            let mut fitting =
                readings.filter(|reading| form(reading.form) && self.has(frame, at, reading.particle));
            let first = fitting.next();
            let apart = fitting.find(|reading| !reading.particle.is_empty());
            apart.or(first).map(|reading| (at, reading.class))
        };
        if frame.tokens[verb].is(Tags::AUXILIARY) {
            let rest =
                if self.kind == ClauseKind::Main { verb + 1..self.range.end } else { self.range.start..verb };
            return rest
                .rev()
                .find_map(|at| whole(at, &|form| matches!(form, Form::Participle | Form::Infinitive)));
        }
        whole(verb, &|form| matches!(form, Form::Finite | Form::Subjunctive))
    }

    /// Returns whether `particle` is empty or is in the clause after the verb at `at`, as its separable prefix.
    fn has(&self, frame: &Frame, at: usize, particle: &str) -> bool {
        let word = |at: usize| frame.word(at);
        particle.is_empty() || (at + 1..self.range.end).any(|at| word(at) == particle)
    }
}
