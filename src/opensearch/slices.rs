//! The slices of an archive: its articles are in one index, or in one for each year or month.
//!
//! A slice that is named by a period holds the articles of that period, `undated` those without a date. Any other slice, such as
//! `all` and `other`, may hold articles of any date.

use crate::dates::{DayRange, PublicationDate, Split};

/// The slice of an archive that is not divided.
pub const WHOLE: &str = "all";
/// The slice of articles without a date.
pub const UNDATED: &str = "undated";
/// The slice of articles that may not have a slice of their period: dates that are hardly right, more periods than an archive may
/// have, or a slice that takes no changes.
pub const OTHER: &str = "other";
/// Maximum number of slices: each takes some memory on the cluster, and a part of each search of the whole archive.
pub const MOST_SLICES: usize = 600;
/// The years that may have slices: since the first newspapers.
const YEARS: std::ops::RangeInclusive<i16> = 1600..=2099;

/// Maximum length of an expression: the first line of a request may have 4,096 bytes.
const LONGEST: usize = 3_000;

/// Returns the slice to which an article with this date belongs.
#[must_use]
pub fn slice_of(split: Split, date: Option<PublicationDate>) -> String {
    let Some(date) = date.filter(|_| split != Split::Whole) else {
        return if split == Split::Whole { WHOLE } else { UNDATED }.to_owned();
    };
    let period = split.period(date).filter(|period| YEARS.contains(&period.year));
    period.map_or_else(|| OTHER.to_owned(), |period| period.to_string())
}

/// What a slice may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Articles whose first day lies in this range.
    Days(DayRange),
    /// Articles without a date.
    Undated,
    /// Any articles.
    Any,
}

impl Holds {
    /// Returns what a slice may hold.
    #[must_use]
    pub fn of(slice: &str) -> Self {
        match slice.parse::<PublicationDate>() {
            Ok(period) => Self::Days(period.days()),
            Err(_) if slice == UNDATED => Self::Undated,
            Err(_) => Self::Any,
        }
    }
}

/// Returns an expression for those of `all` for which `is_wanted` is true, each with `prefix` before it: names and prefixes with `*`;
/// `None` if it would be too long for the first line of a request. `all` is in order.
#[must_use]
pub fn expression(prefix: &str, all: &[String], is_wanted: &[bool]) -> Option<String> {
    let mut parts = Vec::new();
    let slices: Vec<(&str, bool)> = all.iter().map(String::as_str).zip(is_wanted.iter().copied()).collect();
    add_parts(&slices, 0, &mut parts);
    let named: Vec<String> = parts.iter().map(|part| format!("{prefix}{part}")).collect();
    Some(named.join(",")).filter(|joined| joined.len() <= LONGEST)
}

/// Adds the parts of an expression for slices that are equal in their first `common` bytes.
fn add_parts(slices: &[(&str, bool)], common: usize, parts: &mut Vec<String>) {
    match slices {
        [] => {}
        [(only, is_wanted)] => parts.extend(is_wanted.then(|| (*only).to_owned())),
        // Without a common prefix it would be a pattern for indexes of all slices, also such as are not known.
        [(first, _), ..] if common > 0 && slices.iter().all(|(_, is_wanted)| *is_wanted) => {
            parts.push(format!("{}*", first.get(..common).unwrap_or(first)));
        }
        _ => {
            let next = |slice: &(&str, bool)| slice.0.as_bytes().get(common).copied();
            for group in slices.chunk_by(|left, right| next(left) == next(right)) {
                match next(&group[0]) {
                    Some(_) => add_parts(group, common + 1, parts),
                    None => group.iter().for_each(|slice| add_parts(&[*slice], common, parts)),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn improbable_dates_and_missing_ones_have_slices_of_their_own() {
        for (date, slice) in [
            (Some("2026-02-06"), "2026-02"),
            (Some("1605"), "1605-01"),
            (Some("0001-01-01"), OTHER),
            (Some("9999-12-31"), OTHER),
            (None, UNDATED),
        ] {
            let date = date.map(|date| date.parse().unwrap());
            assert_eq!(slice_of(Split::Month, date), slice);
            assert_eq!(slice_of(Split::Whole, date), WHOLE);
        }
    }

    #[test]
    fn a_slice_says_what_it_may_hold() {
        assert_eq!(Holds::of("1970"), Holds::Days(DayRange { first: 0, last: 364 }));
        assert_eq!(Holds::of("1970-02"), Holds::Days(DayRange { first: 31, last: 58 }));
        assert_eq!(Holds::of(UNDATED), Holds::Undated);
        assert_eq!([Holds::of(OTHER), Holds::of(WHOLE), Holds::of("lost")], [Holds::Any; 3]);
    }

    #[test]
    fn an_expression_names_slices_or_what_they_have_in_common() {
        let all: Vec<String> =
            (1998..2012).flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}"))).collect();
        let of = |wanted: &dyn Fn(&str) -> bool| {
            let is_wanted: Vec<bool> = all.iter().map(|slice| wanted(slice)).collect();
            expression("n-1-", &all, &is_wanted).unwrap()
        };
        assert_eq!(of(&|slice| slice == "2001-03"), "n-1-2001-03");
        assert_eq!(of(&|slice| slice.starts_with("2001")), "n-1-2001*");
        assert_eq!(of(&|slice| slice > "2009-11"), "n-1-2009-12,n-1-201*");
        assert_eq!(of(&|_| false), "");
        assert_eq!(of(&|slice| slice < "2000"), "n-1-1*");
    }

    #[test]
    fn an_expression_is_short_or_absent() {
        let all: Vec<String> = (1600..2099).map(|year| year.to_string()).collect();
        let every = vec![true; all.len()];
        assert_eq!(expression("n-1-", &all, &every).unwrap(), "n-1-1*,n-1-2*");
        let odd: Vec<bool> = (0..all.len()).map(|at| at % 2 == 1).collect();
        assert_eq!(expression("a-long-name.articles-1-", &all, &odd), None);
    }

    #[test]
    fn an_expression_matches_the_wanted_slices_and_no_others() {
        let all: Vec<String> = ["1", "12", "123", "2", "other", "undated"].map(str::to_owned).to_vec();
        for chosen in 0..1_u32 << all.len() {
            let is_wanted: Vec<bool> = (0..all.len()).map(|at| chosen >> at & 1 == 1).collect();
            let expression = expression("x-", &all, &is_wanted).unwrap();
            let matches = |slice: &String| {
                let name = format!("x-{slice}");
                expression.split(',').any(|part| match part.strip_suffix('*') {
                    Some(start) => name.starts_with(start),
                    None => name == part,
                })
            };
            assert_eq!(all.iter().map(matches).collect::<Vec<_>>(), is_wanted, "{expression}");
        }
    }
}
