//! Arabic rules. The verb comes before its speaker, and the script has no capital letters to show names.

mod names;
mod verb_first;

use std::{ops::Range, sync::LazyLock};

use crate::quotation::{
    languages::Language,
    lexicon::Lexicon,
    resolve::Resolved,
    rules::{Collector, Frame},
    syntax::{cue::Cue, tagged_text::TaggedText, tokens::Token},
};

pub(crate) struct Arabic;

/// "And" and "so", which are joined to the next word.
const JOINED: &[&str] = &["و", "ف"];

const WORDS: &str = include_str!("words.txt");

static LEXICON: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::of_list(WORDS, &Arabic).with_prefixes(WORDS, JOINED));

impl Language for Arabic {
    fn code(&self) -> &'static str {
        "ar"
    }

    fn lexicon(&'static self) -> &'static Lexicon {
        &LEXICON
    }

    /// Returns no cues: the rules of Arabic find verbs themselves.
    fn cues(&self, _text: &str, _tokens: &[Token]) -> Vec<Cue> {
        Vec::new()
    }

    fn attribute(&self, frame: &Frame, collector: &mut Collector) {
        verb_first::reported(frame, collector);
    }

    fn resolve(&self, tagged: &TaggedText, source: &Range<usize>) -> Option<Resolved> {
        Some(names::resolve(tagged, source))
    }
}
