//! Lines that are bylines (`By Jane Doe, Staff Writer`). Input: a line. Output: names.

use std::sync::LazyLock;

use super::{
    name::{belongs_to_name_before, is_name, is_role, without_place},
    names, parts, without_before,
};
use crate::{analysis::visible, word_list::lines};

/// Maximum length of a line that is a byline, in characters.
const LONGEST: usize = 140;

/// Beginnings of lines that are bylines, by their first byte. Most lines begin with other bytes.
static BEGINNINGS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let mut beginnings = vec![Vec::new(); 256];
    for words in lines(include_str!("line_beginnings.txt")) {
        beginnings[usize::from(words.as_bytes()[0])].push(words);
    }
    beginnings
});

/// Returns the names on a line that is a byline and nothing else.
pub(in crate::extract) fn byline_line(line: &str) -> Option<Vec<String>> {
    let line = &*visible(line);
    let mut beginnings = BEGINNINGS[usize::from(*line.as_bytes().first()?)].iter();
    let rest = beginnings.find_map(|words| line.strip_prefix(words)?.strip_prefix(' '))?;
    if line.chars().count() > LONGEST || line.ends_with(['?', '!', ':', '…']) {
        return None;
    }
    let parts: Vec<&str> = parts(rest).collect();
    let sound = parts.iter().enumerate().all(|(at, part)| {
        let part = without_before(part.trim());
        is_name(without_place(part))
            || (at > 0 && (is_role(part) || belongs_to_name_before(part) || part.is_empty()))
    });
    let names = names(rest);
    (sound && !names.is_empty()).then_some(names)
}
