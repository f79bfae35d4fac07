//! German word lists and rules. The finite verb comes second or last, and its mood shows reported speech.

mod clause;
mod continued_speech;
mod grammar;
mod named_sources;
mod names_of_things;
mod office_before_name;
mod quoted_fragments;
mod quoted_utterances;
mod reported_clauses;
mod subject;
mod tag_corrections;
#[cfg(test)]
mod tests;
mod verbs;

use std::{ops::Range, sync::LazyLock};

use clause::clauses;

use crate::quotation::{
    languages::{
        Language,
        shared::{name_after_office, speaker_beside_quotation},
    },
    lexicon::{Lexicon, Tags},
    names::{name_run::NameRun, people::People},
    rules::{self, Collector, Frame},
    syntax::{cue::Cue, tagged_text::TaggedText, tokens::Token},
};

pub(crate) struct German;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::of_list(include_str!("words.txt"), &German));

/// Returns whether quoted words are not part of a clause: no word precedes them but a conjunction that opens the sentence.
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

    /// Returns no cues: the rules of German find verbs themselves.
    fn cues(&self, _text: &str, _tokens: &[Token]) -> Vec<Cue> {
        Vec::new()
    }

    fn attribute(&self, frame: &Frame, collector: &mut Collector) {
        rules::apply(rules::LABEL_RULES, frame, collector);
        let clauses = clauses(frame);
        quoted_utterances::attribute_impersonal(frame, &clauses, collector);
        quoted_utterances::cited(frame, &clauses, collector);
        quoted_utterances::after_colon(frame, &clauses, collector);
        speaker_beside_quotation::attribute(frame, collector, |at| is_utterance(frame, at));
        named_sources::source_clause(frame, &clauses, collector);
        named_sources::according(frame, &clauses, collector);
        reported_clauses::clauses_of_verbs(frame, &clauses, collector);
        quoted_fragments::in_clauses(frame, &clauses, collector);
        continued_speech::add(frame, &clauses, collector);
        quoted_fragments::inside_reported(frame, collector);
    }

    fn correct_tags(&self, text: &str, tokens: &mut [Token]) {
        tag_corrections::correct_tags(text, tokens, &LEXICON);
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

    fn continuing_speaker(&self, frame: &Frame, collector: &Collector) -> Option<Range<usize>> {
        continued_speech::reporter(frame, collector)
            .or_else(|| speaker_beside_quotation::last_speaker(frame, collector))
    }

    fn name_after_office(&self, tagged: &TaggedText, source: &Range<usize>) -> Option<NameRun> {
        name_after_office::name_after_office(tagged, source)
    }

    fn is_common_noun(&self, tagged: &TaggedText, people: &People, source: &Range<usize>) -> bool {
        office_before_name::is_common_noun(tagged, people, source)
    }

    fn office_before(&self, tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
        office_before_name::before(tagged, run)
    }
}
