//! Plain text, as people save it from web pages. Input: a file. Output: an article whose text is one slice of the file.
//!
//! The headline, metadata lines (`By …`, a date, `Source: …`) and furniture are cut off the beginning, references and furniture off the end.
//! Furniture inside the text is only marked.

use serde_json::{Map, Value};

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    candidates::{Stated, Surroundings},
    fields::{Field, FieldMap, Fields, field_of_line, one_line},
    furniture::Reach,
    input_places::InputPlaces,
    layout::FirstLine,
    outline::{Role, TextPart, end_of_body, is_title, original, outline, paragraphs},
};
use crate::{
    article::{Article, InputPlace, Paragraph},
    encoding::{Decoded, decode},
    extract::edge_lines::mark_recurring,
    read::RawRecord,
    span::Span,
};

/// Returns the draft of the article in a text file.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let text = decoded.text.as_str();
    let mut parts = outline(text, FirstLine::Any);
    if parts.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    mark_recurring(text, &mut parts, &options.recurring);
    let cut = cut(text, &parts, &is_title);
    let article = Article {
        title: cut.title,
        text: cut.slice.of(text).to_owned(),
        paragraphs: cut.paragraphs,
        place: Some(place(&decoded, cut.slice)),
        ..Article::default()
    };
    let stated =
        Stated::of(&Fields::of_object(&cut.stated, &FieldMap::default()), options.latest_day(record));
    Ok(Draft { article, stated, surroundings: cut.surroundings })
}

/// Decides whether a part before the body is the headline.
pub(super) type TitleRule<'a> = &'a dyn Fn(&str, &[TextPart], usize) -> bool;

/// The parts of an article within the text of its page.
pub(super) struct Cut {
    pub(super) title: Option<String>,
    /// The span of the article in the text of the page.
    pub(super) slice: Span,
    /// The paragraphs of the article, with spans relative to its text.
    pub(super) paragraphs: Vec<Paragraph>,
    /// Lines `Key: value` before the body.
    pub(super) stated: Map<String, Value>,
    pub(super) surroundings: Surroundings,
}

/// Returns the article in the text of a page, given its parts (at least one).
pub(super) fn cut(text: &str, parts: &[TextPart], title: TitleRule<'_>) -> Cut {
    let mut head = head(text, parts, title);
    let mut end = end_of_body(text, parts, head.body);
    if end == head.body {
        // If there are only metadata lines, these are the text.
        (head.body, head.title, end) = (0, None, parts.len());
    }
    let slice = Span::new(parts[head.body].span.start, parts[end - 1].span.end);
    head.surroundings.reference = original(parts, head.body..end);
    Cut {
        title: head.title.map(|title| one_line(title.of(text))),
        slice,
        paragraphs: paragraphs(text, &parts[..end], head.body..end, slice.start),
        stated: head.stated,
        surroundings: head.surroundings,
    }
}

/// The part of a text before the body.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) title: Option<Span>,
    pub(super) surroundings: Surroundings,
    /// Lines `Key: value` by their keys.
    stated: Map<String, Value>,
    /// Index of the first part of the body.
    pub(super) body: usize,
}

/// Returns the part of a text before the body.
fn head(text: &str, parts: &[TextPart], title: TitleRule<'_>) -> Head {
    let mut head = Head::default();
    // A recurring line, such as the title of a column. It is the headline if there is no other.
    let mut recurring = None;
    for (at, part) in parts.iter().enumerate() {
        head.body = at;
        if head.take(part) {
            if part.role == Role::Furniture(Reach::Recurring) && recurring.is_none() && title(text, parts, at)
            {
                recurring = Some(part.span);
            }
            continue;
        }
        if let Some((key, value)) = key_and_value(part.span.of(text)).filter(|_| part.single) {
            head.stated.insert(key.to_owned(), value.into());
        } else if head.title.is_none() && title(text, parts, at) {
            head.title = Some(part.span);
        } else {
            head.title = head.title.or(recurring);
            return head;
        }
    }
    head.body = parts.len();
    head
}

impl Head {
    /// Reads a part that is a metadata line or furniture. Returns `false` if it belongs to the body.
    pub(super) fn take(&mut self, part: &TextPart) -> bool {
        match &part.role {
            Role::Body => return false,
            Role::Furniture(_) | Role::Reference(_) => {}
            Role::Byline(names) => self.surroundings.byline.extend(names.iter().cloned()),
            Role::Published(date) => {
                self.surroundings.published = self.surroundings.published.or(Some(*date))
            }
            Role::Changed(date) => self.surroundings.changed = self.surroundings.changed.or(Some(*date)),
        }
        true
    }
}

/// Returns key and value of a line such as `Author: Jane Doe`, if the key is the name of a field.
pub(super) fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(": ")?;
    let field = field_of_line(key)?;
    // `World: rain again` is a headline. So names of sections are not keys, except for `section` itself.
    (field != Field::Section || key.eq_ignore_ascii_case("section")).then_some((key, value.trim()))
}

fn place(decoded: &Decoded, slice: Span) -> InputPlace {
    let mut places = InputPlaces::of(decoded);
    let mut runs = Vec::new();
    places.push_run(slice.start, 0, &mut runs);
    let inside = decoded.runs.iter().map(|(at, _)| *at).filter(|at| slice.start < *at && *at < slice.end);
    for at in inside {
        places.push_run(at, at - slice.start, &mut runs);
    }
    InputPlace { encoding: decoded.encoding.map(str::to_owned), runs }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::{
        article::{Article, DateFrom, ParagraphKind, SourceFrom},
        extract::{ExtractError, ExtractOptions, extract},
        read::{RawRecord, RecordFormat},
    };

    const BODY: &str = "Rain fell on Leeds for a ninth day, and the council opened two more halls for people whose cellars had \
                        flooded, a spokeswoman said.";

    fn read(bytes: &[u8]) -> Result<Article, ExtractError> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let path = "/archive/rain.txt".to_owned();
        let record = RawRecord::whole(path, RecordFormat::Text, bytes.to_vec());
        extract(&record, &options).map(|extracted| extracted.article)
    }

    /// Returns the paragraphs, each with the first letter of its kind.
    fn shown(article: &Article) -> Vec<String> {
        let kind = |kind| match kind {
            ParagraphKind::Paragraph => "p",
            ParagraphKind::Heading => "h",
            ParagraphKind::Caption => "c",
            ParagraphKind::Furniture => "f",
        };
        let paragraphs = article.paragraphs.iter();
        paragraphs.map(|found| format!("{} {}", kind(found.kind), found.span.of(&article.text))).collect()
    }

    #[test]
    fn a_saved_page_loses_headline_and_furniture() {
        let text = format!(
            "Ninth Day of Rain in Leeds\n{BODY}\nMore Halls Open\n{BODY}\nADVERTISEMENT\n{BODY}\nSource reference: \
             https://www.courier.example/2026/02/06/rain.html\n\n\nComments\nSign in to leave a comment\nSign InLoading \
             comments..."
        );
        let article = read(text.as_bytes()).unwrap();
        assert_eq!(article.title.as_deref(), Some("Ninth Day of Rain in Leeds"));
        let body = format!("p {BODY}");
        assert_eq!(shown(&article), [body.as_str(), "h More Halls Open", &body, "f ADVERTISEMENT", &body]);
        assert_eq!(article.source.as_deref(), Some("courier.example"));
        assert_eq!(article.source_from, Some(SourceFrom::Reference));
        assert_eq!(article.url.as_deref(), Some("https://www.courier.example/2026/02/06/rain.html"));
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06");
        assert_eq!(article.date_from, Some(DateFrom::Url));
        assert_eq!(article.lang.as_deref(), Some("en"));
        let runs = article.place.unwrap().runs;
        assert_eq!((runs.len(), runs[0].input_start, runs[0].line), (1, 27, 2));
    }

    #[test]
    fn a_text_may_have_no_headline() {
        let article = read(format!("{BODY}\n{BODY}").as_bytes()).unwrap();
        assert_eq!((article.title.as_deref(), article.paragraphs.len()), (None, 2));
        assert_eq!((article.date, article.source), (None, None));
    }

    #[test]
    fn lines_below_the_headline_are_metadata() {
        let text = format!(
            "Rain: What We Know\nBy Jane Doe and John Roe, Reuters\nPublished: 6 February 2026\nUpdated: 7 February 2026\n5 min \
             read\n\n{BODY}"
        );
        let article = read(text.as_bytes()).unwrap();
        assert_eq!(article.title.as_deref(), Some("Rain: What We Know"));
        assert_eq!(article.byline, ["Jane Doe", "John Roe"]);
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06");
        assert_eq!(article.modified.unwrap().to_string(), "2026-02-07");
        assert_eq!(article.text, BODY);
    }

    #[test]
    fn lines_of_keys_and_values_are_metadata() {
        let text =
            format!("Title: Rain\nAuthor: Jane Doe\nSource: The Leeds Courier\nDate: 2026-02-06\n\n{BODY}");
        let article = read(text.as_bytes()).unwrap();
        assert_eq!(article.title.as_deref(), Some("Rain"));
        assert_eq!(article.byline, ["Jane Doe"]);
        assert_eq!(article.source_name.as_deref(), Some("The Leeds Courier"));
        assert_eq!(article.date_from, Some(DateFrom::Record));
        assert_eq!(article.text, BODY);
    }

    #[test]
    fn wrapped_lines_stay_wrapped_inside_their_paragraph() {
        let text = "Rain in Leeds\n\nLEEDS, Feb 6 (Reuters) - Rain fell on Leeds for a ninth\nday, and the council \
                    opened two more halls for people whose\ncellars had flooded, a spokeswoman said.\n\nThe forecast of \
                    February 5, 2026, had been for less, said\nthe weather service.\n";
        let article = read(text.as_bytes()).unwrap();
        assert_eq!(article.title.as_deref(), Some("Rain in Leeds"));
        assert_eq!(article.paragraphs.len(), 2);
        assert!(article.paragraphs[0].span.of(&article.text).contains("ninth\nday"));
        assert_eq!(article.source.as_deref(), Some("reuters.com"));
        assert_eq!(article.source_from, Some(SourceFrom::Dateline));
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06");
        assert_eq!(article.date_from, Some(DateFrom::Dateline));
    }

    #[test]
    fn an_article_about_cookies_keeps_its_sentences() {
        let text = format!(
            "Regulator Fines Site over Cookies\n{BODY}\n“We use cookies to improve your experience,” the company \
             said.\nSign in to leave a comment, it had told users, or stay away for good."
        );
        let article = read(text.as_bytes()).unwrap();
        assert!(article.paragraphs.iter().all(|found| found.kind == ParagraphKind::Paragraph));
        assert_eq!(article.paragraphs.len(), 3);
    }

    #[test]
    fn comments_after_the_reference_are_cut() {
        let text = format!(
            "{BODY}\nSource: https://courier.example/rain\n2 Comments\nNice rain we are having here.\nIndeed."
        );
        assert_eq!(read(text.as_bytes()).unwrap().text, BODY);
    }

    #[test]
    fn sentences_are_not_headlines() {
        let title = |first: &str| read(format!("{first}\n{BODY}").as_bytes()).unwrap().title;
        for line in [
            "Will It Rain?",
            "Rain!",
            "“Enough,” Leeds Says",
            "Talks Open in the U.S.",
            "LEEDS DROWNS",
            "Rain, day 9",
        ] {
            assert_eq!(title(line).as_deref(), Some(line), "{line}");
        }
        for line in
            ["It rained.", "LEEDS (AP) — Rain fell and then,", "“It rained.”", "- first item", "By Jane Doe"]
        {
            assert_eq!(title(line), None, "{line}");
        }
    }

    #[test]
    fn places_map_back_to_the_file_in_every_encoding() {
        let text = "Regen in Köln\r\nIn Köln fiel am Freitag Regen, und die Stadt öffnete für alle Bürger die Türen.\r\nComments\r\n";
        let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let article = read(&latin).unwrap();
        assert_eq!(article.title.as_deref(), Some("Regen in Köln"));
        let place = article.place.unwrap();
        assert_eq!(place.encoding.as_deref(), Some("windows-1252"));
        assert_eq!((place.runs[0].input_start, place.runs[0].line), (15, 2));
        let utf16: Vec<u8> =
            [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let place = read(&utf16).unwrap().place.unwrap();
        assert_eq!((place.runs[0].input_start, place.runs[0].line), (2 + 15 * 2, 2));
    }

    #[test]
    fn an_empty_file_is_an_error() {
        for bytes in [&b""[..], b" \n\t\n", b"\xef\xbb\xbf"] {
            assert_eq!(read(bytes).unwrap_err().to_string(), "/archive/rain.txt: no text: it is empty");
        }
    }

    proptest! {
        #[test]
        fn a_text_is_one_slice_of_its_file(
            text in "(Rain|By Jane Doe|Comments|Source: https://a\\.example/b|É fell\\.|2026-02-06|\u{0}|Title: x| |\n|\r\n|\n\n|[a-zé ]{1,90}){0,14}",
        ) {
            let Ok(article) = read(text.as_bytes()) else { return Ok(()) };
            let place = article.place.unwrap();
            let (run, before) = place.runs.split_last().unwrap();
            let start = usize::try_from(run.input_start).unwrap();
            let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
            let lines: Vec<u64> = before.iter().map(|run| run.input_start).collect();
            prop_assert_eq!(lines, if line < start { vec![line as u64] } else { Vec::new() });
            prop_assert!(text[start..].starts_with(&article.text));
            prop_assert_eq!(place.runs[0].line, 1 + text[..start].matches('\n').count() as u64);
            let mut end = 0;
            for paragraph in &article.paragraphs {
                prop_assert!(article.text[end..paragraph.span.start].chars().all(|between| between.is_whitespace() || between.is_control()));
                let inner = paragraph.span.of(&article.text);
                prop_assert!(!inner.is_empty() && inner.trim() == inner);
                end = paragraph.span.end;
            }
            prop_assert_eq!(end, article.text.len());
        }

        #[test]
        fn bytes_are_refused_only_if_they_have_no_text(bytes in proptest::collection::vec(any::<u8>(), 1..300)) {
            match read(&bytes) {
                Ok(article) => prop_assert!(!article.text.is_empty()),
                Err(error) => prop_assert!(error.to_string().ends_with("it is empty")),
            }
        }
    }
}
