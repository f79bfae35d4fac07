//! Dates: the date of an article as a value, and how dates are read.
//!
//! Input: fields, lines, running text, URLs, file names. Output: [`PublicationDate`]s, never more precise than what was written. A date is
//! either certain or missing: `06/02/2026` is only a year unless the order of day and month is known (`DayOrder`).

mod formats;
mod full_dates;
mod json;
mod names;
mod numbers;
mod order;
mod prose;
mod publication_date;
mod relative;
mod split;
mod tokens;
mod url;

pub(crate) use formats::{parse_date, parse_date_in};
pub(crate) use full_dates::{DateMention, dates_with_short_years, full_dates, with_time};
pub(crate) use json::{date_of_value, date_of_value_in};
pub(crate) use names::{month, weekday};
pub(crate) use order::DayOrder;
pub(crate) use prose::{full_dates_in, report_date};
pub use publication_date::{DayRange, InvalidDate, PublicationDate, TimeOfDay};
pub(crate) use publication_date::{day_number, offset};
pub(crate) use relative::is_relative_time;
pub use split::Split;
pub(crate) use tokens::{Token, tokens};
pub(crate) use url::{date_in_file_name, date_in_url};
