//! Headers of ARC records, versions 1 and 2: one line, `URL IP-address date content-type … length`. Input: a line. Output: a header.

use super::{RecordHeader, RecordType};

/// Returns the header in the first line of a record, or what is wrong with it.
pub(super) fn header(line: &[u8]) -> Result<RecordHeader, String> {
    let line = String::from_utf8_lossy(line);
    let fields: Vec<&str> = line.trim_end().split(' ').collect();
    let (Some(url), Some(date), Some(content_type), Some(length)) =
        (fields.first(), fields.get(2), fields.get(3), fields.last())
    else {
        return Err("expected `URL address date type length`".to_owned());
    };
    if fields.len() < 5 || !url.contains(':') || !date.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("expected `URL address date type length`".to_owned());
    }
    let length = length.parse().map_err(|_| "its length is not a number".to_owned())?;
    let content = match url.split_once("://").map(|(scheme, _)| scheme) {
        Some("http" | "https") => RecordType::Response,
        _ => RecordType::Other,
    };
    let url = Some((*url).to_owned());
    Ok(RecordHeader {
        content,
        url,
        fetched: fetched(date),
        content_type: (*content_type).to_owned(),
        length,
    })
}

/// Returns the time written as `YYYYMMDDhhmmss`.
fn fetched(date: &str) -> Option<jiff::Timestamp> {
    let part = |from: usize, to: usize| date.get(from..to);
    let (day, time) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(8, 10)?, part(10, 12)?, part(12, 14)?));
    format!("{}-{}-{}T{}:{}:{}Z", day.0, day.1, day.2, time.0, time.1, time.2).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_versions_are_read() {
        let one = header(b"http://news.example/rain 192.0.2.1 20260105083000 text/html 1200\n").unwrap();
        assert_eq!(one.url.as_deref(), Some("http://news.example/rain"));
        assert_eq!(one.fetched.unwrap().to_string(), "2026-01-05T08:30:00Z");
        assert_eq!((one.content, one.length), (RecordType::Response, 1200));
        let two = header(b"https://news.example/ 192.0.2.1 20260105083000 text/html 200 - - 0 a.arc 7\n");
        assert_eq!(two.unwrap().length, 7);
        let first = header(b"filedesc://a.arc 0.0.0.0 20260105083000 text/plain 76\n").unwrap();
        assert_eq!(first.content, RecordType::Other);
        for line in ["", "rain fell on Leeds that day 5", "http://a 1 20260105083000 text/html many"] {
            assert!(header(line.as_bytes()).is_err(), "{line}");
        }
    }
}
