//! Agency messages in IPTC 7901 and ANPA 1312. Input: a record. Output: a draft.

mod lines;
mod message;

use lines::{Line, Story};
use message::Message;

use super::{
    Draft, ExtractError, ExtractOptions,
    body::Body,
    candidates::Stated,
    dateline::dateline,
    source::{Outlet, agency},
};
use crate::{article::ParagraphKind, read::RawRecord};

/// Returns the draft of the article in the record.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let message = String::from_utf8_lossy(&record.bytes);
    let message = Message::of(&message);
    let lines = lines::lines(message.text);
    let Story { title, byline, date, text } = lines::story(&lines);
    let mut body = Body::default();
    for paragraph in paragraphs(&lines[text]) {
        body.push(ParagraphKind::Paragraph, &paragraph);
    }
    let latest = options.latest_day(record);
    let sent = message.sent(&options.now).or(date).filter(|date| date.first_day() <= latest);
    let outlet = message.source().map(|source| outlet(source, &body));
    let stated = Stated {
        title,
        outlet: outlet.unwrap_or_default(),
        date: sent,
        byline,
        section: message.section().map(str::to_owned),
        ..Stated::default()
    };
    body.into_draft(stated, record)
}

/// Returns the agency that a header names. An unknown agency counts only if the dateline names none.
fn outlet(source: &str, body: &Body) -> Outlet {
    if let Some(known) = agency(source).or_else(|| agency(&source.to_uppercase())) {
        return Outlet { domain: Some(known.domain.to_owned()), name: Some(known.name.to_owned()) };
    }
    let first = body.paragraphs.first().and_then(|first| dateline(first.span.of(&body.text)));
    let name = first.and_then(|filed| filed.agency).is_none().then(|| source.to_owned());
    Outlet { domain: None, name }
}

/// Returns the paragraphs of lines. A paragraph starts at an indent, after a blank line, or after a line with an end mark.
fn paragraphs(lines: &[Line<'_>]) -> Vec<String> {
    let indented = lines.iter().any(|line| line.indented);
    let is_separated = indented || lines.iter().any(|line| line.text.is_empty() || line.has_end_mark);
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for line in lines {
        if line.text.is_empty() {
            open = false;
            continue;
        }
        match paragraphs.last_mut() {
            Some(last) if open && !line.indented => {
                last.push(' ');
                last.push_str(line.text);
            }
            _ => paragraphs.push(line.text.to_owned()),
        }
        // If nothing separates paragraphs, a line without the end of a sentence continues in the next one.
        open =
            if is_separated { !line.has_end_mark } else { !line.text.ends_with(['.', '!', '?', '"', '”']) };
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Article, read::RecordFormat};

    fn read(message: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord {
            record: Some(1),
            ..RawRecord::whole("/a".into(), RecordFormat::Iptc7901, message.into())
        };
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    /// Returns title, date, byline and text of a message.
    fn summary(message: &str) -> (String, String, String, String) {
        let article = read(message).unwrap();
        let date = article.date.map(|date| date.to_string());
        (article.title.unwrap_or_default(), date.unwrap_or_default(), article.byline.join("; "), article.text)
    }

    fn assert_same(found: (String, String, String, String), expected: (&str, &str, &str, &str)) {
        let (title, date, byline, text) = &found;
        assert_eq!((title.as_str(), date.as_str(), byline.as_str(), text.as_str()), expected);
    }

    #[test]
    fn european_messages_are_read() {
        let message = "\u{1}dpa0123 4 pl 250 dpa 0456\r\n\u{2}Wetter/Leeds/\r\n(Zusammenfassung 1015)\r\nRegen fällt auf Leeds =\r\n\
                       Von Jana Doe, dpa\r\n\r\nLeeds (dpa) - Es regnete am Freitag\r\nin Leeds.\r\n\r\n   Hallen wurden geöffnet.\r\ndpa jd yyzz eu jr\r\n\u{3}061015 Feb 26\r\n";
        let text = "Leeds (dpa) - Es regnete am Freitag in Leeds.\n\nHallen wurden geöffnet.";
        assert_same(summary(message), ("Regen fällt auf Leeds", "2026-02-06T10:15:00", "Jana Doe", text));
        let article = read(message).unwrap();
        assert_eq!(
            (article.source.as_deref(), article.section.as_deref()),
            (Some("dpa.com"), Some("Politik"))
        );
    }

    #[test]
    fn american_messages_are_read() {
        let message = "\u{16}\u{16}\u{1}a0123 r i bc-rain-leeds   02-06 0456\r\n\u{2}^BC-Rain-Leeds, 1st Ld-Writethru, a0123,0456<\r\n^Rain Falls on Leeds, Halls Opened<\r\n\
                       ^Eds: UPDATES with quotes<\r\n^By JANE DOE=\r\n^Associated Press Writer=\r\n\tLEEDS, England (AP) _ Rain fell on\r\nLeeds.\r\n\tHalls were opened.\r\n\
                       \u{3}\r\nAP-NY-02-06-26 1015EST<\r\n";
        let text = "LEEDS, England (AP) _ Rain fell on Leeds.\n\nHalls were opened.";
        assert_same(
            summary(message),
            ("Rain Falls on Leeds, Halls Opened", "2026-02-06T10:15:00-05:00", "Jane Doe", text),
        );
        assert_eq!(read(message).unwrap().section.as_deref(), Some("International"));
    }

    #[test]
    fn printed_messages_are_read() {
        let message = "ZCZC LNA123\nRain falls on Leeds\n\nLEEDS, Feb 6, 2026 (AFP) - Rain fell on Leeds.\n\nHalls were opened.\nNNNN\n";
        let text = "LEEDS, Feb 6, 2026 (AFP) - Rain fell on Leeds.\n\nHalls were opened.";
        assert_same(summary(message), ("Rain falls on Leeds", "2026-02-06", "", text));
    }

    #[test]
    fn sentences_continue_over_lines() {
        let message = "\u{1}afp0123 4 sp 60\r\n\u{2}Rowing/\r\nEight wins =\r\n\r\nHALM (AFP) - The eight won the race\r\nby a length.\r\nIt rained.\r\n\u{3}";
        assert_same(
            summary(message),
            ("Eight wins", "", "", "HALM (AFP) - The eight won the race by a length.\n\nIt rained."),
        );
    }

    #[test]
    fn keywords_and_sign_off_of_the_agency_are_removed() {
        let message = "UNB0123 4 POL 0120 HAR-UNB-----\nRain-Leeds\n   Rain falls on Leeds =\n   By Jane Doe =\n\
                       \x20  LEEDS, Feb 6 (UNB) - Rain fell\non Leeds.\n   Halls were opened.\n   UNB jd/mr\n061030 feb 26\n";
        let text = "LEEDS, Feb 6 (UNB) - Rain fell on Leeds.\n\nHalls were opened.";
        assert_same(summary(message), ("Rain falls on Leeds", "2026-02-06T10:30:00", "Jane Doe", text));
        assert_eq!(read(message).unwrap().source_name.as_deref(), Some("UNB"));
    }

    #[test]
    fn a_message_without_words_is_reported() {
        assert_eq!(
            read("\u{1}dpa0123 4 pl 250\r\n\u{2}\r\n\u{3}").unwrap_err(),
            "/a#1 (line 1): no text: it is empty"
        );
    }
}
