//! Rules shared by French and Spanish: any verb next to quoted words may report them, papers name speakers inside the
//! quotation marks, and "that" introduces what is reported.

mod office_before_name;
mod speaker_inside_quotation;
mod tag_corrections;

use std::{ops::Range, sync::LazyLock};

use crate::{
    quotation::{
        languages::{
            Language,
            shared::{name_after_office, speaker_beside_quotation},
        },
        lexicon::{Lexicon, Tags},
        names::name_run::NameRun,
        quotation_marks::QuotedRegion,
        rules::{Collector, Frame, LONGEST_ADDRESSEE},
        syntax::{
            cue::{Cue, cues},
            tagged_text::TaggedText,
            tokens::{Token, TokenKind},
        },
    },
    span::Span,
};

/// A Romance language.
pub(crate) struct Romance {
    pub(crate) code: &'static str,
    pub(crate) lexicon: LazyLock<Lexicon>,
    pub(crate) subjects: Subjects,
    pub(crate) elision: Elision,
}

/// Whether verbs may have no subject.
#[derive(PartialEq, Eq)]
pub(crate) enum Subjects {
    Required,
    Dropped,
}

/// Whether words lose their vowel before another word and are joined to it (`l'ingénieur`).
#[derive(PartialEq, Eq)]
pub(crate) enum Elision {
    None,
    Usual,
}

impl Language for Romance {
    fn code(&self) -> &'static str {
        self.code
    }

    fn lexicon(&'static self) -> &'static Lexicon {
        &self.lexicon
    }

    /// Leaves out verbs whose object is a pronoun, because they report no clause: `elle l'a confirmé`.
    fn cues(&self, text: &str, tokens: &[Token]) -> Vec<Cue> {
        let object = |cue: &Cue| {
            cue.start
                .checked_sub(1)
                .is_some_and(|at| tokens[at].is(Tags::OBJECT) && tokens[at].is(Tags::DETERMINER))
        };
        cues(text, tokens).into_iter().filter(|cue| !object(cue)).collect()
    }

    fn attribute_beside_quotation(&self, frame: &Frame, collector: &mut Collector) {
        speaker_beside_quotation::attribute(frame, collector, |_| true);
    }

    fn split_regions(&self, text: &str, paragraph: Span, regions: Vec<QuotedRegion>) -> Vec<QuotedRegion> {
        speaker_inside_quotation::split(text, paragraph, regions, &self.lexicon)
    }

    fn correct_tags(&self, _text: &str, tokens: &mut [Token]) {
        (0..tokens.len()).for_each(|at| tag_corrections::correct_tags(tokens, at));
    }

    fn drops_subjects(&self) -> bool {
        self.subjects == Subjects::Dropped
    }

    fn elides(&self) -> bool {
        self.elision == Elision::Usual
    }

    /// "That" introduces what is reported. Without it, the words after the verb are its object.
    fn reported(&self, frame: &Frame, range: Range<usize>) -> Option<Range<usize>> {
        let tokens = frame.tokens;
        let opens = |at: usize| tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::THAT));
        let before = range.start.checked_sub(1).is_some_and(opens);
        let limit = range.end.min(range.start + LONGEST_ADDRESSEE);
        let word = |at: &usize| tokens[*at].is_word() || tokens[*at].kind == TokenKind::Number;
        let that = (range.start..limit).take_while(word).find(|&at| tokens[at].is(Tags::THAT));
        (before || that.is_some()).then(|| that.filter(|_| !before).unwrap_or(range.start)..range.end)
    }

    fn continuing_speaker(&self, frame: &Frame, collector: &Collector) -> Option<Range<usize>> {
        speaker_beside_quotation::last_speaker(frame, collector)
    }

    fn name_after_office(&self, tagged: &TaggedText, source: &Range<usize>) -> Option<NameRun> {
        name_after_office::name_after_office(tagged, source)
    }

    fn office_before(&self, tagged: &TaggedText, run: &NameRun) -> Option<Range<usize>> {
        office_before_name::before(tagged, run)
    }
}
