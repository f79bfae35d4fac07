//! How a large collection is divided by date.

use serde::{Deserialize, Serialize};

use super::PublicationDate;

/// The periods by which a collection is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// It is not divided.
    #[default]
    Whole,
    /// By the year.
    Year,
    /// By the month.
    Month,
}

impl Split {
    /// Returns the name of the period: `year`, `month` or `none`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "none",
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// Returns the period to which a date belongs; `None` if there are no periods.
    ///
    /// The first day of the date decides, as it was written in the time zone of its source: filters compare that day too. An
    /// article whose whole date lies in a range has its first day there, so all matches of a date filter are in the periods
    /// that the range touches, also those of which only the year is known.
    #[must_use]
    pub fn period(self, date: PublicationDate) -> Option<PublicationDate> {
        match self {
            Self::Whole => None,
            Self::Year => PublicationDate::year(date.year),
            Self::Month => PublicationDate::month(date.year, date.month.unwrap_or(1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_day_of_a_date_decides() {
        for (date, year, month) in [
            ("2026-02-06", "2026", "2026-02"),
            ("2026-12-31T23:30:00-05:00", "2026", "2026-12"),
            ("2026-05", "2026", "2026-05"),
            ("2026", "2026", "2026-01"),
        ] {
            let date: PublicationDate = date.parse().unwrap();
            let period = |split: Split| split.period(date).map(|period| period.to_string());
            assert_eq!(period(Split::Year).as_deref(), Some(year), "{date}");
            assert_eq!(period(Split::Month).as_deref(), Some(month), "{date}");
            assert_eq!(period(Split::Whole), None);
            for split in [Split::Year, Split::Month] {
                let days = split.period(date).unwrap().days();
                assert!(days.first <= date.first_day() && date.first_day() <= days.last, "{date}");
            }
        }
    }
}
