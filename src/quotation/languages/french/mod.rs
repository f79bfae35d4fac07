//! The French word list. The rules are those of the Romance languages.

use std::sync::LazyLock;

use crate::quotation::{
    languages::romance::{Elision, Romance, Subjects},
    lexicon::Lexicon,
};

pub(crate) static FRENCH: Romance = Romance {
    code: "fr",
    lexicon: LazyLock::new(|| Lexicon::of_list(include_str!("words.txt"), &FRENCH)),
    subjects: Subjects::Required,
    elision: Elision::Usual,
};
