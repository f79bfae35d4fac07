//! Quoted words after a colon or comma instead of a verb of speech: `Holt was blunt: "…"`, `Holt: "…"`, `Holt issued a
//! statement, "…"`.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Collector, CueSpan, Frame, Rule, titles_of_works::is_heading},
    syntax::{
        cue::{Cue, WordOrder},
        noun_phrase::noun_phrase_after,
        subject::{main_subject, main_verb},
        tokens::{Token, TokenKind},
    },
};

/// Minimum number of quoted words after a comma that count as speech; fewer may be a name.
const FEWEST_WORDS: usize = 4;

/// Adds the quoted words after a colon or comma in an English sentence. The speaker is the subject of the clause before
/// them, or the name before the colon: `Holt's answer was blunt: "…"`, `Holt issued a statement, "…"`.
pub(crate) fn after_colon(frame: &Frame, collector: &mut Collector) {
    if !frame.is_english() || !frame.quotes {
        return;
    }
    for at in 1..frame.end() {
        let token = &frame.tokens[at];
        if token.kind != TokenKind::Quoted || !collector.is_region_free(token) || !collector.is_free(at) {
            continue;
        }
        let after_colon_mark = frame.tokens[at - 1].kind == TokenKind::Colon;
        let after_comma = matches!(frame.tokens[at - 1].kind, TokenKind::Comma | TokenKind::Dash);
        let introduced = after_colon_mark || after_comma && is_sentence(frame, at);
        if !introduced || is_title(frame, token) {
            continue;
        }
        let start = clause_start(frame, at - 1);
        if (start..at).any(|before| frame.tokens[before].kind == TokenKind::Quoted) || at == start + 1 {
            continue;
        }
        let Some(speaker) = speaker(&frame.tokens[start..at - 1], after_colon_mark) else { continue };
        let source = speaker.map(|source| source.start + start..source.end + start);
        let cue = Cue::mark(at - 1, source, WordOrder::SpeakerFirst);
        collector.add_part(frame, at..at + 1, &cue, Rule::AfterColon);
        collector.open_last_as_quoted(frame);
    }
}

/// Returns the speaker of a sentence that ends with a colon and has no verb of speech.
pub(crate) fn speaker_of(frame: &Frame) -> CueSpan {
    let end = frame.end().saturating_sub(1);
    let start = clause_start(frame, end);
    let source = speaker(&frame.tokens[start..end], true).flatten();
    let source = source.map(|source| source.start + start + frame.first..source.end + start + frame.first);
    CueSpan { source, cue: None }
}

/// Returns whether the quoted token is a whole sentence that ends the sentence around it. It must begin with a capital,
/// end with final punctuation and have at least [`FEWEST_WORDS`] words.
fn is_sentence(frame: &Frame, at: usize) -> bool {
    let inner = frame.quoted_text(at);
    let rest = &frame.tokens[at + 1..];
    inner.starts_with(|c: char| c.is_uppercase() || c == '[')
        && inner.ends_with(['.', '!', '?', '…'])
        && inner.split_whitespace().nth(FEWEST_WORDS - 1).is_some()
        && rest.iter().all(|token| matches!(token.kind, TokenKind::Stop | TokenKind::Quoted))
}

fn is_title(frame: &Frame, token: &Token) -> bool {
    let inner = frame.tagged.inner(token).of(frame.tagged.text);
    !token.ends_clause && is_heading(inner)
}

/// Returns the start of the clause before a colon or comma: the position after a dash, semicolon or full stop.
fn clause_start(frame: &Frame, end: usize) -> usize {
    let ends = |token: &Token| matches!(token.kind, TokenKind::Dash | TokenKind::Semicolon | TokenKind::Stop);
    frame.tokens[..end].iter().rposition(ends).map_or(0, |at| at + 1)
}

/// Returns the speaker of the words after a clause. Candidates: the possessor of an answer, message or word; the subject;
/// a name that makes up the whole clause. `Some(None)` if the clause names no speaker ("Holt was asked"); `None` if it
/// introduces no words.
fn speaker(clause: &[Token], after_colon_mark: bool) -> Option<Option<Range<usize>>> {
    let asked = clause.last().is_some_and(|last| last.is(Tags::ADDRESS) && last.is(Tags::PARTICIPLE));
    let passive = clause.len() > 1 && clause[clause.len() - 2].is(Tags::BE);
    if asked && passive {
        return Some(None);
    }
    if main_verb(clause, clause.len()).is_some() {
        let subject = main_subject(clause)?;
        return Some(Some(owner(clause, &subject).unwrap_or(subject)));
    }
    if !after_colon_mark {
        return None;
    }
    let start = clause
        .iter()
        .position(|token| !token.is(Tags::PREPOSITION.or(Tags::ADVERB).or(Tags::CONJUNCTION)))?;
    let named = |token: &Token| {
        token.is_capitalized() && !token.is(Tags::TIME) || token.is(Tags::ROLE.or(Tags::ORGANIZATION))
    };
    let label = noun_phrase_after(clause, start).filter(|label| clause[label.clone()].iter().any(named));
    Some(label.map(|label| owner(clause, &label).unwrap_or(label)))
}

/// Returns the possessor of a phrase for something said: "Holt's answer", "her message".
fn owner(clause: &[Token], phrase: &Range<usize>) -> Option<Range<usize>> {
    let said = Tags::NOUN_CLAUSE.or(Tags::NOUN_OBJECT).or(Tags::EVENT);
    let tokens = &clause[phrase.clone()];
    let noun = tokens.iter().position(|token| token.is(said) && !token.is_capitalized())?;
    let end = tokens[..noun].iter().rposition(|token| token.possessive || token.is(Tags::POSSESSIVE))? + 1;
    if tokens[..end].iter().any(|token| token.is(Tags::PREPOSITION) && !token.is_capitalized()) {
        return None;
    }
    let pronoun = tokens[end - 1].is(Tags::POSSESSIVE);
    Some(if pronoun { phrase.start + end - 1 } else { phrase.start }..phrase.start + end)
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn a_colon_or_comma_introduces_words() {
        assert_rules(&[
            ("Anna Holt gloated: “I told you so.”", "after-colon", "I told you so.", "Anna Holt"),
            (
                "Anna Holt's response was blunt: “Is this a joke?”",
                "after-colon",
                "Is this a joke?",
                "Anna Holt",
            ),
            (
                "Anna Holt came. Her answer was short: “Ask the ferry.”",
                "after-colon",
                "Ask the ferry.",
                "Her",
            ),
            (
                "Mayor Anna Holt delivered a blunt message to drivers: “Stay at home.”",
                "after-colon",
                "Stay at home.",
                "Mayor Anna Holt",
            ),
            (
                "The mayor came late.\nHolt: “We had no other choice.” She left.",
                "after-colon",
                "We had no other choice.",
                "Holt",
            ),
            ("From the report: “It fell at dawn.”", "after-colon", "It fell at dawn.", "the report"),
            (
                "Anna Holt issued a statement, “Last night the bridge fell.”",
                "after-colon",
                "Last night the bridge fell.",
                "Anna Holt",
            ),
            (
                "Anna Holt was asked, “Will the bridge hold now?”",
                "after-colon",
                "Will the bridge hold now?",
                "",
            ),
            (
                "It was clear what Anna Holt did next.\nShe shouted at them:\n“Go home.”",
                "after-colon",
                "Go home.",
                "She",
            ),
        ]);
    }
}
