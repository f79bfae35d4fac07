//! The Spanish word list. The rules are those of the Romance languages.

use std::sync::LazyLock;

use crate::quotation::{
    languages::romance::{Elision, Romance, Subjects},
    lexicon::Lexicon,
};

pub(crate) static SPANISH: Romance = Romance {
    code: "es",
    lexicon: LazyLock::new(|| Lexicon::of_list(include_str!("words.txt"), &SPANISH)),
    subjects: Subjects::Dropped,
    elision: Elision::None,
};
