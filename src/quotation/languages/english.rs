//! English. Its rules are those of `quotation/rules/`, which the other languages share where they apply.

use crate::quotation::{
    languages::Language,
    lexicon::Lexicon,
    syntax::{
        cue::{Cue, cues},
        denial,
        tokens::Token,
    },
};

pub(crate) struct English;

impl Language for English {
    fn code(&self) -> &'static str {
        "en"
    }

    fn lexicon(&'static self) -> &'static Lexicon {
        Lexicon::english()
    }

    fn cues(&self, text: &str, tokens: &[Token]) -> Vec<Cue> {
        let mut cues = cues(text, tokens);
        cues.iter_mut().for_each(|cue| denial::settle(tokens, cue));
        cues
    }
}
