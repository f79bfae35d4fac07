//! Finds German sources that are named in a phrase without a verb or in a clause of their own: `laut Holt`, `nach
//! Angaben der Polizei`, `Holt zufolge`, `so Holt`, `wie Holt mitteilte`. Input: a sentence. Output: attributions of
//! the words around the source.

use std::ops::Range;

use super::{
    clause::{Clause, ClauseKind},
    names_of_things::is_name,
    quoted_fragments::is_somebody,
    subject::{Side, nominative, phrase, subject},
    verbs::Class,
};
use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, Frame, Rule},
    syntax::{
        cue::{Cue, WordOrder},
        tokens::{Token, TokenKind},
    },
};

/// Maximum number of tokens in a source before "zufolge".
const LONGEST: usize = 14;

/// Maximum number of words between "nach" and "Angaben".
const FARTHEST: usize = 3;

/// A phrase or clause that names a source: all its tokens, the tokens of the cue, and the tokens of the speaker.
struct Source {
    all: Range<usize>,
    cue: Range<usize>,
    who: Option<Range<usize>>,
}

/// Adds the words around each source that a sentence names.
pub(super) fn according(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    let mut from = 0;
    while let Some(mut source) = (from..frame.end()).find_map(|at| source(frame, clauses, at)) {
        source.all.end = apposition_end(frame, clauses, source.all.end);
        from = source.all.end.max(from + 1);
        let cue = cue(&source);
        let parts = around(frame, clauses, &source.all);
        let taken = |part: &Range<usize>| !collector.are_free(part);
        if parts.is_empty() || parts.iter().any(taken) || !collector.are_free(&source.all) {
            continue;
        }
        let rule = Rule::AccordingTo;
        collector.add(frame, &parts, &cue, rule);
        collector.claim(source.all.clone());
    }
}

/// Returns the end of the source that ends at `end`. Includes an apposition or relative clause after a comma, if a verb
/// follows: `laut dem Vorsitzenden, Karl Brandt, fehlt Geld`.
fn apposition_end(frame: &Frame, clauses: &[Clause], end: usize) -> usize {
    let next = clauses.iter().position(|clause| {
        clause.range.start == end + 1 && matches!(clause.kind, ClauseKind::Phrase | ClauseKind::Relative)
    });
    let following = next.and_then(|next| clauses.get(next + 1).map(|following| (next, following)));
    match following {
        Some((next, following))
            if following.verb == Some(following.range.start)
                && frame.tokens[end].kind == TokenKind::Comma =>
        {
            clauses[next].range.end
        }
        _ => end,
    }
}

fn cue(source: &Source) -> Cue {
    Cue {
        verb: source.cue.start,
        start: source.cue.start,
        end: source.cue.end,
        tags: Tags::SPEECH,
        source: source.who.clone(),
        order: WordOrder::Inverted,
    }
}

/// Returns the source that starts at `at`, or that ends with "zufolge" at `at`.
fn source(frame: &Frame, clauses: &[Clause], at: usize) -> Option<Source> {
    let token = &frame.tokens[at];
    let word = token.span.of(frame.tagged.text);
    match word {
        "laut" | "Laut" | "gemäß" | "Gemäß" => {
            let who = somebody(frame, at + 1)?;
            Some(Source { all: at..who.end, cue: at..at + 1, who: Some(who) })
        }
        "zufolge" => {
            let who = before(frame, at)?;
            Some(Source { all: who.start..at + 1, cue: at..at + 1, who: Some(who) })
        }
        "nach" | "Nach" | "aus" | "Aus" => by_word_of(frame, at),
        "so" => thus(frame, clauses, at),
        _ if token.is(Tags::POSSESSIVE) => their_opinion(frame, at),
        _ => None,
    }
}

/// Returns the phrase or pronoun at `at`, including quoted words that name a newspaper.
fn somebody(frame: &Frame, at: usize) -> Option<Range<usize>> {
    let quoted = |at: usize| frame.tokens.get(at).is_some_and(|token| token.kind == TokenKind::Quoted);
    let article = frame.tokens.get(at).is_some_and(|token| token.is(Tags::DETERMINER));
    let of = |at: usize| {
        frame
            .tokens
            .get(at)
            .is_some_and(|token| matches!(token.span.of(frame.tagged.text), "von" | "in" | "der" | "des"))
    };
    match phrase(frame, at, Side::After) {
        Some(found) if of(found.end) && quoted(found.end + 1) => Some(found.start..found.end + 2),
        Some(found) if quoted(found.end) && is_name(frame, found.end) => Some(found.start..found.end + 1),
        Some(found) => Some(found),
        None if quoted(at) => Some(at..at + 1),
        None if article && quoted(at + 1) => Some(at..at + 2),
        None => frame
            .tokens
            .get(at)
            .filter(|token| token.is(Tags::POSSESSIVE.or(Tags::OBJECT)) && token.is_word())
            .map(|_| at..at + 1),
    }
}

/// Returns the phrase that ends directly before "zufolge".
fn before(frame: &Frame, end: usize) -> Option<Range<usize>> {
    let lowest = end.saturating_sub(LONGEST);
    let fits = |start: &usize| {
        let after_preposition = start
            .checked_sub(1)
            .is_some_and(|at| frame.tokens[at].is(Tags::PREPOSITION) && !frame.tokens[at].is(Tags::SOURCE));
        !after_preposition && phrase(frame, *start, Side::Before).is_some_and(|found| found.end == end)
    };
    let start = (lowest..end)
        .find(fits)
        .or_else(|| end.checked_sub(1).filter(|&at| frame.tokens[at].kind == TokenKind::Quoted))?;
    Some(start..end)
}

/// Returns the source of `nach Angaben der Polizei`, `nach seinen Worten`, `nach Auffassung von Holt`, `aus Sicht der
/// Partei`.
fn by_word_of(frame: &Frame, at: usize) -> Option<Source> {
    let tokens = frame.tokens;
    let limit = tokens.len().min(at + 2 + FARTHEST);
    let plain = |token: &Token| token.is_word();
    let noun = (at + 1..limit).take_while(|&at| plain(&tokens[at])).find(|&at| {
        tokens[at].is_capitalized() && (tokens[at].is(Tags::ACCORDING) || is_of_somebody(frame, at))
    })?;
    let text = frame.tagged.text;
    if !tokens[noun].is(Tags::ACCORDING) {
        return Some(Source { all: at..noun + 1, cue: at..at + 1, who: Some(noun..noun + 1) });
    }
    let between = &tokens[at + 1..noun];
    let owner = between
        .iter()
        .position(|token| token.is(Tags::POSSESSIVE) || matches!(token.span.of(text), "dessen" | "deren"))
        .map(|i| at + 1 + i);
    if let Some(owner) = owner {
        return Some(Source { all: at..noun + 1, cue: at..at + 1, who: Some(owner..owner + 1) });
    }
    let next = tokens.get(noun + 1);
    let of = next.is_some_and(|token| matches!(token.span.of(text), "von" | "vom"));
    let start = noun + 1 + usize::from(of);
    let genitive = next.is_some_and(|token| {
        matches!(token.span.of(text), "der" | "des" | "eines" | "einer" | "mehrerer" | "dieser" | "dieses")
            || token.is_capitalized()
    });
    match somebody(frame, start).filter(|_| of || genitive) {
        Some(who) => Some(Source { all: at..who.end, cue: at..at + 1, who: Some(who) }),
        None if between.is_empty() || matches!(tokens[at].span.of(text), "aus" | "Aus") => None,
        None => Some(Source { all: at..noun + 1, cue: at..at + 1, who: Some(at + 1..noun + 1) }),
    }
}

/// Returns whether a compound names the source of a statement: `Polizeiangaben`.
fn is_of_somebody(frame: &Frame, at: usize) -> bool {
    let word = frame.word(at);
    ["angaben", "informationen", "berichten", "auskunft"].iter().any(|ending| word.ends_with(ending))
}

/// Returns the source of `ihrer Meinung nach`.
fn their_opinion(frame: &Frame, at: usize) -> Option<Source> {
    let noun = frame.tokens.get(at + 1).is_some_and(|token| token.is(Tags::ACCORDING));
    if at > 0 && frame.tokens[at].is_capitalized() {
        return None; // "Was halten Sie Ihrer Meinung nach davon?"
    }
    let follows = frame
        .tokens
        .get(at + 2)
        .is_some_and(|token| matches!(token.span.of(frame.tagged.text), "nach" | "zufolge"));
    (noun && follows).then(|| Source { all: at..at + 3, cue: at + 2..at + 3, who: Some(at..at + 1) })
}

/// Returns the source of `so Holt`, `so die Ministerin weiter`, if a comma separates it from what was said.
fn thus(frame: &Frame, clauses: &[Clause], at: usize) -> Option<Source> {
    let opens =
        clauses.iter().any(|clause| clause.range.start == at && clause.kind == ClauseKind::Phrase) && at > 0;
    let adverb = frame.tokens.get(at + 1).is_some_and(|token| token.is(Tags::ADVERB));
    let who = nominative(frame, at + 1 + usize::from(adverb), Side::Before).filter(|_| opens)?;
    let named =
        frame.tokens[who.clone()].iter().any(|token| token.is_capitalized() || token.is(Tags::SUBJECT));
    let clause = clauses.iter().find(|clause| clause.range.start == at)?;
    named.then(|| Source { all: at..clause.range.end.max(who.end), cue: at..at + 1, who: Some(who) })
}

/// Returns the words around a source: the rest of the sentence, or of the subordinate clause that contains it.
fn around(frame: &Frame, clauses: &[Clause], all: &Range<usize>) -> Vec<Range<usize>> {
    let inner = clauses.iter().find(|clause| {
        clause.range.contains(&all.start)
            && matches!(clause.kind, ClauseKind::Subordinate | ClauseKind::Relative)
            && clause.range.start > 0
    });
    let whole = inner.map_or(0..frame.end(), |clause| clause.range.clone());
    let words = |part: &Range<usize>| {
        frame.tokens[part.clone()].iter().any(|token| token.is_word() || token.kind == TokenKind::Quoted)
    };
    [whole.start..all.start, all.end..whole.end]
        .into_iter()
        .filter(|part| part.start < part.end && words(part))
        .collect()
}

/// Adds the rest of a sentence with a clause that names its source: `Wie Holt mitteilte, …`, `…, wie Holt sagte`.
pub(super) fn source_clause(frame: &Frame, clauses: &[Clause], collector: &mut Collector) {
    let word = |at: usize| frame.word(at);
    for (ordinal, clause) in clauses.iter().enumerate() {
        if !matches!(word(clause.range.start), "wie" | "Wie") || clauses.len() < 2 {
            continue;
        }
        let Some((last, verb)) = source_verb(frame, clauses, ordinal) else { continue };
        let all = clause.range.start..last.range.end;
        let source = nominative(frame, clause.range.start + 1, Side::Before)
            .or_else(|| subject(frame, clauses, ordinal));
        let source = source
            .map(|source| source.start..source.end.min(verb))
            .filter(|source| is_somebody(frame, source));
        let cue = Cue {
            verb,
            start: verb,
            end: verb + 1,
            tags: Tags::SPEECH,
            source,
            order: WordOrder::SpeakerFirst,
        };
        let parts = around(frame, &[], &all);
        if parts.iter().any(|part| !collector.are_free(part)) || !collector.are_free(&all) {
            continue;
        }
        collector.add(frame, &parts, &cue, Rule::AccordingTo);
        collector.claim(all);
    }
}

/// Returns the clause whose verb of speech belongs to "wie", and the position of that verb. It is the clause of "wie",
/// or a clause after appositions (`wie Anna Holt, die Ministerin, sagte`).
fn source_verb<'c>(frame: &Frame, clauses: &'c [Clause], ordinal: usize) -> Option<(&'c Clause, usize)> {
    let open = |clause: &&Clause| clause.verb.is_none() || clause.kind == ClauseKind::Relative;
    let skipped = clauses[ordinal..].iter().take_while(open).count();
    let last = clauses.get(ordinal + skipped)?;
    let (verb, class) = last.reports(frame)?;
    let ends =
        last.verb.is_some_and(|verb| verb + 1 >= last.range.end || skipped > 0 && verb == last.range.start);
    (class == Class::Speech && ends).then_some((last, verb))
}
