//! English word lists, and cues that deny or withhold. The other rules for English are in `quotation/rules/`. Other
//! languages share them where they apply.

mod denial;

use std::sync::LazyLock;

use crate::{
    quotation::{
        languages::Language,
        lexicon::{CLASSES, Lexicon, Tags},
        syntax::{
            cue::{Cue, cues},
            tokens::Token,
        },
    },
    word_list::{class, words},
};

pub(crate) struct English;

/// A small set of English words, read once.
pub(crate) type EnglishWords = LazyLock<Vec<&'static str>>;

/// Returns the words of a class of `grammar.txt`.
pub(crate) fn english_class(name: &str) -> Vec<&'static str> {
    class(include_str!("grammar.txt"), name)
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::without_words(Some(&English));
    lexicon.add_verbs(include_str!("cue_verbs.txt"), include_str!("weak_verbs.txt"));
    lexicon.add_classes(include_str!("noun_cues.txt"), CLASSES);
    lexicon.add_classes(include_str!("function_words.txt"), CLASSES);
    lexicon.add_classes(include_str!("../../names/honorifics.txt"), CLASSES);
    lexicon.add_all(words(include_str!("adverbs.txt")), Tags::ADVERB);
    lexicon.add_all(words(include_str!("verbs.txt")), Tags::VERB);
    lexicon.add_all(words(include_str!("roles.txt")), Tags::ROLE);
    lexicon.add_all(words(include_str!("organizations.txt")), Tags::ORGANIZATION);
    lexicon.add_all(words(include_str!("offices.txt")), Tags::OFFICE);
    lexicon.add_names();
    lexicon
});

impl Language for English {
    fn code(&self) -> &'static str {
        "en"
    }

    fn lexicon(&'static self) -> &'static Lexicon {
        &LEXICON
    }

    fn cues(&self, text: &str, tokens: &[Token]) -> Vec<Cue> {
        let mut cues = cues(text, tokens);
        cues.iter_mut().for_each(|cue| denial::correct_tags(tokens, cue));
        cues
    }
}
