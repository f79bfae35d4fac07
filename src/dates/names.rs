//! Names of months, weekdays and time zones in many languages. Input: a word in any case. Output: its number or offset.

use std::{fmt::Debug, str::FromStr, sync::LazyLock};

use rustc_hash::FxHashMap;

use crate::word_list::rows;

static MONTHS: LazyLock<FxHashMap<&str, i8>> = LazyLock::new(|| numbered(include_str!("months.tsv")));
static WEEKDAYS: LazyLock<FxHashMap<&str, i8>> = LazyLock::new(|| numbered(include_str!("weekdays.tsv")));
/// Short names that are other words in some languages.
static SHORT_MONTHS: LazyLock<FxHashMap<&str, i8>> =
    LazyLock::new(|| numbered(include_str!("months_short.tsv")));
static SHORT_WEEKDAYS: LazyLock<FxHashMap<&str, i8>> =
    LazyLock::new(|| numbered(include_str!("weekdays_short.tsv")));
static ZONES: LazyLock<FxHashMap<&str, i16>> = LazyLock::new(|| numbered(include_str!("zones.tsv")));

/// Longest name in bytes.
const LONGEST: usize = 16;

fn numbered<T: FromStr<Err: Debug> + Copy>(table: &'static str) -> FxHashMap<&'static str, T> {
    let rows =
        rows(table).map(|(number, names)| (number.parse().expect("the first column is a number"), names));
    rows.flat_map(|(number, names)| names.map(move |name| (name, number))).collect()
}

fn named<T: Copy>(names: &FxHashMap<&str, T>, word: &str) -> Option<T> {
    if word.len() > LONGEST {
        return None;
    }
    let known = |word: &str| names.get(word).copied();
    if word.is_ascii() {
        let mut lower = [0; LONGEST];
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        return known(word).or_else(|| known(std::str::from_utf8(lower).ok()?));
    }
    known(word).or_else(|| known(&word.to_lowercase()))
}

/// Returns the month that a word names, 1 to 12.
pub(crate) fn month(word: &str) -> Option<i8> {
    named(&MONTHS, word)
}

/// Returns the month that a word names, 1 to 12. Includes short names that are also other words.
pub(super) fn month_or_short(word: &str) -> Option<i8> {
    month(word).or_else(|| named(&SHORT_MONTHS, word))
}

/// Returns the weekday that a word names, 1 (Monday) to 7.
pub(crate) fn weekday(word: &str) -> Option<i8> {
    named(&WEEKDAYS, word)
}

/// Returns the weekday that a word names, 1 (Monday) to 7. Includes short names that are also other words.
pub(super) fn weekday_or_short(word: &str) -> Option<i8> {
    weekday(word).or_else(|| named(&SHORT_WEEKDAYS, word))
}

/// Returns the offset from UTC, in minutes, of the time zone that a word names.
pub(super) fn zone(word: &str) -> Option<i16> {
    named(&ZONES, word)
}
