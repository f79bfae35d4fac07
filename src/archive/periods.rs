//! Calendar periods, in days since 1970-01-01.

use jiff::{
    ToSpan as _,
    civil::{Date, ISOWeekDate, Weekday},
};

use crate::dates::{DayRange, day_number};

/// Length of the periods of a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// Days.
    Day,
    /// Weeks of ISO 8601, which start on Monday.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// Length in days of the longest range that is shown by day: 45 periods.
const AS_DAYS: i32 = 45;
/// Length in days of the longest range that is shown by week: 30 periods.
const AS_WEEKS: i32 = 210;
/// Length in days of the longest range that is shown by month: 122 periods. Longer ranges are shown by year.
const AS_MONTHS: i32 = 3700;

impl Per {
    /// Returns the length of periods that suits `range`.
    #[must_use]
    pub fn fitting(range: DayRange) -> Self {
        let days = range.last.saturating_sub(range.first);
        let longest = [(AS_DAYS, Self::Day), (AS_WEEKS, Self::Week), (AS_MONTHS, Self::Month)];
        longest.into_iter().find(|(most, _)| days <= *most).map_or(Self::Year, |(_, per)| per)
    }

    /// Returns the name of the period: `day`, `week`, `month` or `year`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// Returns the days of the period that contains `day`.
    pub(super) fn around(self, day: i32) -> DayRange {
        let date = date_of(day);
        let (first, last) = match self {
            Self::Day => (date, date),
            Self::Week => {
                let week = date.iso_week_date();
                let of_week = |weekday, otherwise| {
                    ISOWeekDate::new(week.year(), week.week(), weekday).map_or(otherwise, ISOWeekDate::date)
                };
                (of_week(Weekday::Monday, Date::MIN), of_week(Weekday::Sunday, Date::MAX))
            }
            Self::Month => (date.first_of_month(), date.last_of_month()),
            Self::Year => (date.first_of_year(), date.last_of_year()),
        };
        DayRange { first: day_number(first), last: day_number(last) }
    }

    /// Returns the label of the period that starts on `first`: `2026-02-06`, `2026-W06`, `2026-02` or `2026`.
    pub(super) fn label(self, first: i32) -> String {
        let date = date_of(first);
        match self {
            Self::Day => date.to_string(),
            Self::Week => {
                let week = date.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{:04}-{:02}", date.year(), date.month()),
            Self::Year => format!("{:04}", date.year()),
        }
    }
}

/// Returns the label of the month or year that `range` covers.
pub(super) fn label_of(range: DayRange) -> String {
    let per = if Per::Month.around(range.first) == range { Per::Month } else { Per::Year };
    per.label(range.first)
}

/// Returns the day as text: `2026-02-06`.
#[must_use]
pub fn written_day(day: i32) -> String {
    date_of(day).to_string()
}

/// Returns the date of a day; for a day outside the calendar, the nearest end of the calendar.
fn date_of(day: i32) -> Date {
    Date::constant(1970, 1, 1).saturating_add(day.days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> i32 {
        text.parse::<crate::dates::PublicationDate>().unwrap().first_day()
    }

    #[test]
    fn periods_have_their_days_and_names() {
        for (per, of, first, last, label) in [
            (Per::Day, "2026-02-06", "2026-02-06", "2026-02-06", "2026-02-06"),
            (Per::Week, "2026-02-06", "2026-02-02", "2026-02-08", "2026-W06"),
            // The week belongs to the year that contains its Thursday.
            (Per::Week, "2027-01-01", "2026-12-28", "2027-01-03", "2026-W53"),
            (Per::Month, "2024-02-29", "2024-02-01", "2024-02-29", "2024-02"),
            (Per::Year, "1963-07-01", "1963-01-01", "1963-12-31", "1963"),
        ] {
            let period = per.around(day(of));
            assert_eq!(period, DayRange { first: day(first), last: day(last) }, "{label}");
            assert_eq!(per.label(period.first), label);
        }
    }

    #[test]
    fn imprecise_dates_have_the_label_of_their_month_or_year() {
        for text in ["2026", "2026-02", "1969-12"] {
            assert_eq!(label_of(text.parse::<crate::dates::PublicationDate>().unwrap().days()), text);
        }
    }

    #[test]
    fn the_length_of_periods_suits_the_range() {
        let per = |days| Per::fitting(DayRange { first: 100, last: 100 + days });
        assert_eq!(
            [per(0), per(45), per(46), per(210), per(211), per(3700), per(3701)],
            [Per::Day, Per::Day, Per::Week, Per::Week, Per::Month, Per::Month, Per::Year]
        );
    }
}
