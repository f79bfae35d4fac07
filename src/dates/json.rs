//! Dates in JSON values, as records of many programs have them. Input: a value. Output: a date.

use serde_json::Value;

use super::{
    DayOrder, PublicationDate,
    formats::parse_date_in,
    numbers::{date_of_number, date_of_seconds, plausible},
};

/// Returns the date in a field: text, a number, or an object (`$date`, `@value`, `date-parts`).
pub(crate) fn date_of_value(value: &Value) -> Option<PublicationDate> {
    date_of_value_in(value, DayOrder::Unknown)
}

/// Does the same as [`date_of_value`]. `order` decides which number is the day if the text itself does not show it.
pub(crate) fn date_of_value_in(value: &Value, order: DayOrder) -> Option<PublicationDate> {
    match value {
        Value::String(text) => parse_date_in(text, order),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => date_of_number(whole, whole.unsigned_abs().to_string().len()),
            None => date_of_seconds(number.as_f64()? as i64),
        },
        Value::Object(object) => match object.get("date-parts") {
            Some(parts) => date_of_parts(parts.get(0)?.as_array()?),
            None => object
                .get("$date")
                .or_else(|| object.get("@value"))
                .and_then(|value| date_of_value_in(value, order)),
        },
        _ => None,
    }
}

/// Returns the date of a list of year, month and day, given as numbers or text. Citation managers write such lists.
fn date_of_parts(parts: &[Value]) -> Option<PublicationDate> {
    let part = |at: usize| match parts.get(at)? {
        Value::String(text) => text.parse().ok(),
        value => value.as_i64(),
    };
    match part(1) {
        None => PublicationDate::from_numbers(part(0)?, None, None),
        month => plausible(part(0)?, month, part(2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_all_kinds_hold_dates() {
        for (json, expected) in [
            ("1770372000", "2026-02-06T10:00:00Z"),
            ("1770372000123", "2026-02-06T10:00:00Z"),
            ("1770372000.5", "2026-02-06T10:00:00Z"),
            ("20260206", "2026-02-06"),
            ("0", "-"),
            ("-1", "-"),
            ("{\"$date\": \"2026-02-06\"}", "2026-02-06"),
            ("[2026]", "-"),
            ("{\"date-parts\": [[2026, 2, 6]]}", "2026-02-06"),
            ("{\"date-parts\": [[\"2026\", \"2\"]]}", "2026-02"),
            ("{\"date-parts\": [[2026]]}", "2026"),
        ] {
            let date = date_of_value(&serde_json::from_str(json).unwrap());
            assert_eq!(date.map_or("-".to_owned(), |date| date.to_string()), expected, "{json}");
        }
    }
}
