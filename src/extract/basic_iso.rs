//! Times as wire formats write them: ISO 8601 without the signs between its parts (`20260206T101500+0100`). A text enters; the same
//! with the signs leaves.

use std::sync::LazyLock;

use regex::Regex;

static BASIC: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:(\d\d)(?:[.,]\d+)?)?(?:(Z)|([+-]\d\d):?(\d\d)?)?$";
    Regex::new(pattern).expect("the pattern is sound")
});

/// Returns `text` with the signs of ISO 8601, if it is a time without them.
pub(super) fn with_signs(text: &str) -> Option<String> {
    // Almost no date is one of these.
    if text.len() < 13 || text.as_bytes()[8] != b'T' {
        return None;
    }
    let found = BASIC.captures(text)?;
    let part =
        |at: usize, otherwise: &'static str| found.get(at).map_or(otherwise, |part| part.as_str()).to_owned();
    let zone = match (found.get(7), found.get(8)) {
        (Some(_), _) => "Z".to_owned(),
        (None, Some(hours)) => format!("{}:{}", hours.as_str(), part(9, "00")),
        (None, None) => String::new(),
    };
    let (year, month, day) = (&found[1], &found[2], &found[3]);
    Some(format!("{year}-{month}-{day}T{}:{}:{}{zone}", &found[4], &found[5], part(6, "00")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_get_their_signs() {
        for (text, expected) in [
            ("20260206T101500Z", Some("2026-02-06T10:15:00Z")),
            ("20260206T101500+0100", Some("2026-02-06T10:15:00+01:00")),
            ("20260206T1015-05", Some("2026-02-06T10:15:00-05:00")),
            ("20260206T101500.123", Some("2026-02-06T10:15:00")),
            ("2026-02-06T10:15:00Z", None),
            ("20260206", None),
            ("Thursday TT 2026", None),
        ] {
            assert_eq!(with_signs(text).as_deref(), expected, "{text}");
        }
    }
}
