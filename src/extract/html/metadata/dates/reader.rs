//! Reads the dates of one page. Input: text and JSON values. Output: plausible dates.

use serde_json::Value;

use crate::dates::{DayOrder, PublicationDate, date_of_value, full_dates, parse_date_in, with_time};

/// How dates are read on one page.
#[derive(Debug, Clone, Copy)]
pub(in crate::extract::html::metadata) struct DateReader {
    pub(in crate::extract::html::metadata) order: DayOrder,
    /// The last possible day, in days since 1970-01-01.
    pub(in crate::extract::html::metadata) latest: i32,
}

/// The first plausible year. Programs write earlier years, or one of the [`SENTINELS`], for "unknown".
const FIRST_YEAR: i16 = 1800;

const SENTINELS: [(i16, i8, i8); 5] =
    [(1970, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1980, 1, 1)];

impl DateReader {
    pub(super) fn plausible(self, date: PublicationDate) -> Option<PublicationDate> {
        let sentinel = SENTINELS
            .iter()
            .any(|(year, month, day)| (date.year, date.month, date.day) == (*year, Some(*month), Some(*day)));
        (date.first_day() <= self.latest && date.year >= FIRST_YEAR && !sentinel).then_some(date)
    }

    /// Returns the date in a value of markup, which may have other words around it.
    pub(super) fn read(self, text: &str) -> Option<PublicationDate> {
        let text = text.trim();
        let date = parse_date_in(text, self.order).or_else(|| {
            let found = full_dates(text, self.order);
            found.first().map(|found| with_time(text, found, self.order))
        });
        date.and_then(|date| self.plausible(date))
    }

    pub(super) fn read_value(self, value: &Value) -> Option<PublicationDate> {
        match value {
            Value::String(text) => self.read(text),
            Value::Array(list) => list.first().and_then(|value| self.read_value(value)),
            other => date_of_value(other).and_then(|date| self.plausible(date)),
        }
    }
}
