//! Mails: newsletters, alerts, forwarded articles. Input: a record. Output: a draft.

mod boundaries;
mod encoded_words;
mod flowed;
mod forward;
mod furniture;
mod headers;

use std::borrow::Cow;

use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use self::flowed::TrailingSpace;
use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    body::Body,
    candidates::Surroundings,
    html,
    html_or_plain::{body_of_plain, has_block_tags},
};
use crate::{
    article::{Article, ParagraphKind},
    encoding::decode,
    read::RawRecord,
};

/// Maximum depth of parts and mails inside mails.
const DEEPEST: usize = 32;

/// Up to this length, in bytes, a mail in HTML is read whole: the text is too short to separate the article from the rest.
const SHORT: usize = 1000;

/// Returns the draft of the article in the record.
///
/// For a mail that only forwards another one, this is the inner mail.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let place = || RecordPlace::of(record);
    let mut bytes = with_readable_headers(&record.bytes).into_owned();
    for _ in 0..DEEPEST {
        let Some(inner) = MessageParser::default().parse(&bytes[..]).as_ref().and_then(inner_mail) else {
            break;
        };
        bytes = inner.into_bytes();
    }
    let mail = MessageParser::default().parse(&bytes[..]).ok_or_else(|| ExtractError::Malformed {
        place: place(),
        format: "mail",
        message: "expected headers, found none".to_owned(),
    })?;
    let latest = options.latest_day(record);
    let mut body = Body::default();
    push_parts(&mail, &mut body);
    let forwarded = forwarded(&mail);
    let mut stated = headers::stated(&mail, latest);
    if let Some(inner) = forwarded.first().filter(|_| body.is_empty() || stated.title.is_none()) {
        stated = headers::stated(inner, latest);
    }
    push_forwarded(&forwarded, 0, &mut body);
    if body.is_empty() && stated.title.is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    let body = furniture::story(&body.without_title(stated.title.as_deref()));
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, surroundings: Surroundings::default() })
}

/// Returns the inner mail if a mail only forwards it; its HTML version if there is one.
fn inner_mail(mail: &Message<'_>) -> Option<String> {
    let subject = headers::subject(mail);
    let subject = subject.as_deref();
    let mut shown = mail.parts.iter().filter(|part| !is_attachment(part));
    let html = shown.clone().find_map(|part| match &part.body {
        PartType::Html(html) => Some(readable(html, part, mail)),
        _ => None,
    });
    let text = shown.find_map(|part| match &part.body {
        PartType::Text(text) => Some(readable(text, part, mail)),
        _ => None,
    });
    let of_html = html.and_then(|html| forward::inner_of_html(&html, subject));
    of_html.or_else(|| forward::inner(&text?.replace("\r\n", "\n"), subject))
}

/// Returns a mail with headers in UTF-8 and whole encoded words. Some mails have headers in other encodings without stating it.
fn with_readable_headers(bytes: &[u8]) -> Cow<'_, [u8]> {
    let ends = [memchr::memmem::find(bytes, b"\n\n"), memchr::memmem::find(bytes, b"\r\n\r\n")];
    let end = ends.into_iter().flatten().min().unwrap_or(bytes.len());
    let (headers, rest) = bytes.split_at(end);
    let decoded = match std::str::from_utf8(headers) {
        Ok(_) => headers.into(),
        Err(_) => Cow::Owned(decode(headers.to_vec()).text.into_bytes()),
    };
    match encoded_words::joined(&decoded) {
        joined if *joined == *headers => bytes.into(),
        joined => [&joined, rest].concat().into(),
    }
}

/// Adds the texts of a mail, without attachments.
fn push_parts(mail: &Message<'_>, body: &mut Body) {
    push_part(mail, 0, 0, body);
}

/// Adds the texts of the part at `at`. Only one of several alternatives is added.
fn push_part(mail: &Message<'_>, at: u32, depth: usize, body: &mut Body) {
    let Some(part) = mail.part(at).filter(|part| depth < DEEPEST && !is_attachment(part)) else { return };
    match &part.body {
        PartType::Multipart(inner) if subtype(part).is_some_and(|kind| kind == "alternative") => {
            let mut best = Body::default();
            for at in inner {
                let mut found = Body::default();
                push_part(mail, *at, depth + 1, &mut found);
                // The last alternative is the richest. But the plain text of some newsletters only says that there is HTML,
                // and the HTML of others has only pictures.
                if found.text.len() * 2 >= best.text.len() {
                    best = found;
                }
            }
            body.append(&best);
        }
        PartType::Html(_) | PartType::Text(_) if push_misplaced_parts(mail, part, depth, body) => {}
        PartType::Multipart(inner) => inner.iter().for_each(|at| push_part(mail, *at, depth + 1, body)),
        PartType::Html(html) => body.append(&body_of_mail(&readable(html, part, mail), mail.subject())),
        PartType::Text(text) if !subtype(part).is_some_and(|kind| NOT_READABLE.contains(&kind.as_str())) => {
            body.append(&body_of_text(&as_flowed(readable(text, part, mail), part), mail.subject()));
        }
        _ => {}
    }
}

/// Adds the texts of parts that are inside another part because of a broken boundary. Returns whether there are any.
fn push_misplaced_parts(mail: &Message<'_>, part: &MessagePart<'_>, depth: usize, body: &mut Body) -> bool {
    let (start, end) = (part.offset_header as usize, part.offset_end as usize);
    let of_several = depth > 0 || part.content_type().is_some_and(|kind| kind.ctype() == "multipart");
    let Some(raw) = mail.raw_message().get(start..end).filter(|_| of_several) else { return false };
    let headers = (part.offset_body as usize).saturating_sub(start);
    let Some(misplaced) = boundaries::parts(raw, headers) else { return false };
    let mut last = (Body::default(), false);
    for inner in misplaced.iter().filter_map(|raw| MessageParser::default().parse(*raw)) {
        let (mut found, is_html) = (Body::default(), inner.part(0).is_some_and(MessagePart::is_text_html));
        push_part(&inner, 0, depth + 1, &mut found);
        // The header that declares the parts as alternatives is lost.
        let is_richer = is_html && !last.1 && found.text.len() * 2 >= last.0.text.len();
        if !is_richer {
            body.append(&last.0);
        }
        last = (found, is_html);
    }
    body.append(&last.0);
    true
}

/// Subtypes of text that are not for readers.
const NOT_READABLE: [&str; 10] = [
    "css",
    "csv",
    "calendar",
    "vcard",
    "x-vcard",
    "directory",
    "javascript",
    "xml",
    "rfc822-headers",
    "x-amp-html",
];

fn is_attachment(part: &MessagePart<'_>) -> bool {
    part.content_disposition().is_some_and(|disposition| disposition.is_attachment())
}

fn subtype(part: &MessagePart<'_>) -> Option<String> {
    part.content_type().and_then(|kind| kind.subtype()).map(str::to_ascii_lowercase)
}

/// Returns the text of a part. If its bytes do not fit the encoding that it names, the encoding is detected.
fn readable<'a>(text: &'a str, part: &MessagePart<'_>, mail: &'a Message<'_>) -> Cow<'a, str> {
    if part.encoding != Encoding::None || !text.contains(char::REPLACEMENT_CHARACTER) {
        return text.into();
    }
    let raw = mail.raw_message().get(part.offset_body as usize..part.offset_end as usize);
    raw.map_or(text.into(), |raw| decode(raw.to_vec()).text.into())
}

/// Returns the text of a part. If its header says `format=flowed`, lines are joined into paragraphs.
fn as_flowed<'a>(text: Cow<'a, str>, part: &MessagePart<'_>) -> Cow<'a, str> {
    let says = |name: &str, value: &str| {
        let stated = part.content_type().and_then(|kind| kind.attribute(name));
        stated.is_some_and(|stated| stated.trim().eq_ignore_ascii_case(value))
    };
    if !says("format", "flowed") {
        return text;
    }
    let trailing_space = if says("delsp", "yes") { TrailingSpace::Deleted } else { TrailingSpace::Kept };
    flowed::joined(&text, trailing_space).map_or(text, Cow::Owned)
}

/// Returns the article in the HTML of a mail. If the extractor would leave out most of a short mail, the whole text is returned.
fn body_of_mail(markup: &str, subject: Option<&str>) -> Body {
    let markup = &*furniture::without_hidden_elements(markup);
    let (found, all) = (html::page(markup, subject), html::fragment(markup));
    if all.text.len() > SHORT && found.text.len() * 5 >= all.text.len() * 3 { found } else { all }
}

/// Returns the paragraphs of plain text, without a signature at its end.
fn body_of_text(text: &str, subject: Option<&str>) -> Body {
    let text = text.replace("\r\n", "\n");
    if has_block_tags(&text) && text.trim_start().starts_with('<') {
        return body_of_mail(&text, subject);
    }
    let signature = text.rfind("\n-- \n").or_else(|| text.rfind("\n--\n"));
    let end = signature.filter(|at| text.len() - at <= SHORT).unwrap_or(text.len());
    body_of_plain(&text[..end])
}

/// Returns the mails that are parts of a mail.
fn forwarded<'a>(mail: &'a Message<'a>) -> Vec<&'a Message<'a>> {
    let inner = mail.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(inner) => Some(inner),
        _ => None,
    });
    inner.collect()
}

/// Adds the texts of the mails inside a mail. After other text, each starts with its subject as a heading.
fn push_forwarded(mails: &[&Message<'_>], depth: usize, body: &mut Body) {
    if depth == DEEPEST {
        return;
    }
    for mail in mails {
        if let Some(subject) = headers::subject(mail).filter(|_| !body.is_empty()) {
            body.push(ParagraphKind::Heading, &subject);
        }
        push_parts(mail, body);
        push_forwarded(&forwarded(mail), depth + 1, body);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RecordFormat;

    fn read(mail: &[u8]) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord::whole("/a.eml".into(), RecordFormat::Mail, mail.to_vec());
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    const HEAD: &str = "From: Leeds Courier <news@mail.courier.example>\r\nList-Id: <daily.courier.example>\r\nMessage-ID: <7@courier.example>\r\n\
                        Date: Fri, 6 Feb 2026 10:15:00 +0100\r\nSubject: =?utf-8?Q?Rain_f=C3=A4llt?=\r\n";

    #[test]
    fn a_newsletter_is_an_article() {
        let mail = format!(
            "{HEAD}Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nIt fell in K=F6ln =\r\nand Leeds.\r\n\r\nWet.\r\n-- \r\nThe Courier\r\n"
        );
        let article = read(mail.as_bytes()).unwrap();
        assert_eq!(
            (article.id.as_str(), article.title.as_deref()),
            ("7@courier.example", Some("Rain fällt"))
        );
        assert_eq!(article.text, "It fell in Köln and Leeds.\n\nWet.");
        assert_eq!(article.date.unwrap().to_string(), "2026-02-06T10:15:00+01:00");
        assert_eq!(
            (article.source.as_deref(), article.source_name.as_deref()),
            (Some("courier.example"), Some("Leeds Courier"))
        );
    }

    #[test]
    fn cut_words_and_lines_are_joined() {
        let mail = "From: Kelp Line <news@kelpline.example>\r\nSubject: =?utf-8?Q?Rain_f=C3?=\r\n =?utf-8?Q?=A4llt?=\r\n\
                    Date: Fri, 6 Feb 2026 10:15:00 +0100\r\nContent-Type: text/plain; charset=utf-8; format=flowed; DelSp=yes\r\n\r\n\
                    Rain fe \r\nll all day.\r\nHalls:\r\nLeeds\r\n";
        let article = read(mail.as_bytes()).unwrap();
        assert_eq!(
            (article.title.as_deref(), article.text.as_str()),
            (Some("Rain fällt"), "Rain fell all day.\n\nHalls:\n\nLeeds")
        );
        assert_eq!((article.byline.len(), article.source_name.as_deref()), (0, Some("Kelp Line")));
    }

    #[test]
    fn the_longer_alternative_is_read() {
        let both = |plain: &str, html: &str| {
            let mail = format!(
                "{HEAD}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n"
            );
            read(mail.as_bytes()).unwrap().text
        };
        assert_eq!(
            both("See the web version.", "<p>Rain fell on Leeds today.</p><p>It was wet.</p>"),
            "Rain fell on Leeds today.\n\nIt was wet."
        );
        assert_eq!(
            both("Rain fell on Leeds for a ninth day today.", "<img src='a.gif'>"),
            "Rain fell on Leeds for a ninth day today."
        );
    }

    #[test]
    fn a_forwarded_mail_is_read() {
        let inner = "From: jane@leeds.example\r\nSubject: Inner\r\nDate: Sat, 7 Feb 2026 10:15:00 +0000\r\n\r\nIt fell.";
        let outer = |text: &str| {
            let first = if text.is_empty() {
                String::new()
            } else {
                format!("--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n")
            };
            format!(
                "{HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n{first}--b\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--b--\r\n"
            )
        };
        let alone = read(outer("").as_bytes()).unwrap();
        assert_eq!((alone.title.as_deref(), alone.text.as_str()), (Some("Inner"), "It fell."));
        let below = read(outer("See below.").as_bytes()).unwrap();
        assert_eq!(
            (below.title.as_deref(), below.text.as_str()),
            (Some("Rain fällt"), "See below.\n\nInner\n\nIt fell.")
        );
    }

    #[test]
    fn a_mail_forwarded_in_a_text_is_read() {
        let mail = "From: Reader <me@x.example>\r\nSubject: Fwd: Rain\r\nDate: Mon, 9 Feb 2026 08:00:00 +0100\r\n\
                    Content-Type: text/plain; charset=utf-8\r\n\r\nFYI\r\n\r\n---------- Forwarded message ---------\r\n\
                    From: Leeds Courier <news@courier.example>\r\nDate: Fri, 6 Feb 2026 at 10:15\r\nSubject: Rain\r\n\
                    To: <me@x.example>\r\n\r\nIt fell in Köln.\r\n";
        let article = read(mail.as_bytes()).unwrap();
        assert_eq!((article.title.as_deref(), article.text.as_str()), (Some("Rain"), "It fell in Köln."));
        assert_eq!(article.source.as_deref(), Some("courier.example"));
        assert!(article.date.unwrap().to_string().starts_with("2026-02-06"));
    }

    #[test]
    fn mails_forwarded_in_several_parts_and_in_html_are_read() {
        let plain = "FYI\r\n\r\n---------- Forwarded message ---------\r\nFrom: Leeds Courier <news@courier.example>\r\n\
                     Date: Fri, 6 Feb 2026 at 10:15\r\nSubject: Rain\r\nTo: <me@x.example>\r\n\r\nIt fell in Leeds.\r\n";
        let html = "<div>FYI</div><div>---------- Forwarded message ---------<br>From: <b>Leeds Courier</b> &lt;news@courier.example&gt;<br>\
                    Date: Fri, 6 Feb 2026 at 10:15<br>Subject: Rain<br>To: &lt;me@x.example&gt;<br></div><p>It fell in Leeds.</p>";
        let head =
            "From: Reader <me@x.example>\r\nSubject: Fwd: Rain\r\nDate: Mon, 9 Feb 2026 08:00:00 +0100\r\n";
        let both = format!(
            "{head}Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\n\
             Content-Type: text/html\r\n\r\n{html}\r\n--b--\r\n"
        );
        let alone = format!("{head}Content-Type: text/html\r\n\r\n{html}");
        let attached = format!(
            "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n--b\r\n\
             Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nx\r\n--b--\r\n"
        );
        for mail in [both, alone, attached] {
            let article = read(mail.as_bytes()).unwrap();
            assert_eq!(
                (article.title.as_deref(), article.text.as_str()),
                (Some("Rain"), "It fell in Leeds.")
            );
            assert_eq!(article.source.as_deref(), Some("courier.example"));
            assert!(article.date.unwrap().to_string().starts_with("2026-02-06"));
        }
    }

    #[test]
    fn furniture_of_a_newsletter_is_left_out() {
        let mail = format!(
            "{HEAD}Content-Type: text/html\r\n\r\n<div style=\"display:none\">A peek at it</div><p><a href='x'>View in browser</a></p>\
             <p>Rain fell on Leeds for a ninth day on Friday, and the Aire rose.</p><p><a href='u'>Unsubscribe</a></p><p>Courier House</p>"
        );
        let article = read(mail.as_bytes()).unwrap();
        assert_eq!(article.text, "Rain fell on Leeds for a ninth day on Friday, and the Aire rose.");
    }

    #[test]
    fn unknown_encodings_of_headers_and_texts_are_detected() {
        let mail = b"From: a@leeds.example\nSubject: Die Fr\xf6sche und die T\xfcren\n\nDie T\xfcren der K\xfcche sind ge\xf6ffnet, hie\xdf es in M\xfcnchen.\n";
        let article = read(mail).unwrap();
        assert_eq!(article.title.as_deref(), Some("Die Frösche und die Türen"));
        assert_eq!(article.text, "Die Türen der Küche sind geöffnet, hieß es in München.");
    }

    #[test]
    fn lines_between_parts_are_not_text() {
        let plain = "Content-Type: text/plain\n\n";
        let of = |boundary: &str| format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"\n");
        let parts_around = format!(
            "{}\n--1\n{}\n--2\n{plain}Rain.\n--2\n{plain}Snow.\n--1\n{plain}Hail.\n",
            of("1"),
            of("2")
        );
        assert_eq!(read(parts_around.as_bytes()).unwrap().text, "Rain.\n\nSnow.\n\nHail.");
        let never_begun = format!(
            "Subject: x\n{}\n--out\nContent-Type: multipart/alternative; boundary=in\n{plain}Rain fell.\n\n--in\n\
             Content-Type: text/html\n\n<p>Rain fell.</p>\n\n--in\n\n--out--\n",
            of("out")
        );
        assert_eq!(read(never_begun.as_bytes()).unwrap().text, "Rain fell.");
        let about_mail = format!("Subject: x\n{plain}A part begins so:\n\n--b\nContent-Type: text/html\n");
        assert!(read(about_mail.as_bytes()).unwrap().text.contains("--b"));
    }

    #[test]
    fn broken_mails_are_read_where_possible() {
        for mail in ["", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "Subject: \n\n"] {
            assert!(read(mail.as_bytes()).is_err(), "{mail}");
        }
        let unclosed = "Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\n\nIt fell.";
        assert_eq!(read(unclosed.as_bytes()).unwrap().text, "It fell.");
        let attached = "Subject: x\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: text/plain\nContent-Disposition: attachment\n\nIt fell.";
        assert_eq!(read(attached.as_bytes()).unwrap().text, "");
    }
}
