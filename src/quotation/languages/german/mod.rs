//! German word lists and rules. The finite verb comes second or last, and its mood shows reported speech.

mod carried;
mod clause;
mod fragments;
mod grammar;
mod neighbours;
mod office;
mod reported;
mod sources;
mod spoken;
mod subject;
#[cfg(test)]
mod tests;
mod thing_names;
mod verbs;

use std::{ops::Range, sync::LazyLock};

use clause::clauses;

use crate::quotation::{
    languages::{Language, beside_marks, offices},
    lexicon::{Lexicon, Tags},
    names::{name_run::NameRun, people::People},
    rules::{self, Collector, Frame},
    syntax::{cue::Cue, tagged_text::TaggedText, tokens::Token},
};

pub(crate) struct German;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of_list(include_str!("words.txt"), &German));

/// Returns whether quoted words stand alone and not inside a clause.
fn is_utterance(frame: &Frame, at: usize) -> bool {
    let before = at.checked_sub(1).map(|at| &frame.tokens[at]);
    before.is_none_or(|before| !before.is_word() || before.is(Tags::CONJUNCTION) && at == 1)
}

impl Language for German {
    fn code(&self) -> &'static str {
        "de"
    }

    fn lexicon(&'static self) -> &'static Lexicon {
        &LEXICON
    }

    /// The rules find verbs themselves.
    fn cues(&self, _text: &str, _tokens: &[Token]) -> Vec<Cue> {
        Vec::new()
    }

    fn attribute(&self, frame: &Frame, collector: &mut Collector) {
        rules::apply(rules::LABEL_RULES, frame, collector);
        let clauses = clauses(frame);
        spoken::it_says(frame, &clauses, collector);
        spoken::cited(frame, &clauses, collector);
        spoken::behind_colon(frame, &clauses, collector);
        beside_marks::spoken(frame, collector, |at| is_utterance(frame, at));
        sources::as_told(frame, &clauses, collector);
        sources::according(frame, &clauses, collector);
        reported::clauses_of_verbs(frame, &clauses, collector);
        fragments::in_clauses(frame, &clauses, collector);
        carried::goes_on(frame, &clauses, collector);
        fragments::inside_reported(frame, collector);
    }

    fn settle(&self, text: &str, tokens: &mut [Token]) {
        neighbours::settle(text, tokens, &LEXICON);
    }

    fn compounds(&self) -> bool {
        true
    }

    fn verb_second(&self) -> bool {
        true
    }

    fn joins_sentences(&self) -> bool {
        false
    }

    fn speaks_on(&self, frame: &Frame, collector: &Collector) -> Option<Range<usize>> {
        carried::reporter(frame, collector).or_else(|| beside_marks::last_speaker(frame, collector))
    }

    fn named_behind_office(&self, tagged: &TaggedText, source: &Range<usize>) -> Option<NameRun> {
        offices::name(tagged, source)
    }

    fn is_common_noun(&self, tagged: &TaggedText, people: &People, source: &Range<usize>) -> bool {
        office::is_common_noun(tagged, people, source)
    }

    fn office_before(&self, tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
        office::before(tagged, run)
    }
}
