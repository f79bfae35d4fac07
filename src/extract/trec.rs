//! Documents of TREC collections, and similar SGML. Input: a record. Output: a draft.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    body::Body,
    byline::names,
    candidates::{Stated, Surroundings},
    dateline::dateline,
    editors_notes::{self, is_note},
    html_or_plain::body_of_plain,
    nitf::push_blocks,
    source::{Outlet, outlet_of_value},
};
use crate::{
    article::{Article, ParagraphKind},
    dates::{PublicationDate, parse_date},
    read::RawRecord,
    word_list::rows,
    xml::{Element, Node},
};

/// Text with the form of a tag.
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"</?([A-Za-z][A-Za-z0-9_.-]*)((?:\s+[^<>]*)?)>").expect("the pattern is sound")
});

/// Newspaper and date in front of a headline (`FT  02 FEB 93 / `).
static MASTHEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Z]{2,4}\s+\d{1,2} [A-Z]{3} \d{2,4}\s*/\s*").expect("the pattern is sound")
});

/// The day in the id of a document: `AP880212-0001`, `AFP_ENG_20101206.0001`.
static DAY_IN_ID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[A-Za-z_]+?_?(?:(\d{8})|(\d{6}))[-.]\d{3,}").expect("the pattern is sound")
});

/// Outlets of collections, by the first letters of file names and document ids.
static COLLECTIONS: LazyLock<Vec<(&str, Outlet)>> = LazyLock::new(|| {
    let rows = rows(include_str!("trec_outlets.tsv"));
    let outlets = rows.map(|(prefix, mut columns)| {
        let mut column = || columns.next().map(str::to_owned);
        (prefix, Outlet { domain: column(), name: column() })
    });
    outlets.collect()
});

/// Elements that hold the headline, in order of preference.
const HEADLINES: [&str; 8] = ["HEADLINE", "HL", "TI", "HEAD", "TITLE", "DOCTITLE", "SLUG", "HEADER"];

/// Elements that hold text, with the kind of their paragraphs.
const TEXTS: [(&str, ParagraphKind); 8] = [
    ("TEXT", ParagraphKind::Paragraph),
    ("LEADPARA", ParagraphKind::Paragraph),
    ("LP", ParagraphKind::Paragraph),
    ("BODY", ParagraphKind::Paragraph),
    ("ABSTRACT", ParagraphKind::Paragraph),
    ("SUMMARY", ParagraphKind::Paragraph),
    ("CAPTION", ParagraphKind::Caption),
    ("GRAPHIC", ParagraphKind::Caption),
];

/// Returns the draft of the article in the record.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let place = || RecordPlace::of(record);
    let root = Element::parse(&as_xml(&String::from_utf8_lossy(&record.bytes)));
    let root = root.ok_or_else(|| ExtractError::Empty { place: place() })?;
    let title = headline(&root).filter(|title| !is_story(title));
    let body = text(&root, title.as_deref());
    if body.is_empty() && title.is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    let latest = options.latest_day(record);
    let line = |names: &[&str]| names.iter().find_map(|name| root.first(name).and_then(Element::line));
    let id = line(&["DOCNO", "DOCID"])
        .or_else(|| root.attribute("id").or(root.attribute("NEWID")).map(str::to_owned));
    let filed = root.first("DATELINE").and_then(Element::line);
    let filed = filed.as_deref().map(|line| format!("{} — ", line.trim_end_matches(['-', '—', ' '])));
    let filed = filed.as_deref().and_then(dateline);
    let date = date(&root, id.as_deref(), latest);
    let mut outlet =
        line(&["PUB", "SO", "SOURCE"]).map(|name| outlet_of_value(&name.into())).unwrap_or_default();
    if let Some(agency) = filed.and_then(|filed| filed.agency).filter(|_| !outlet.is_known()) {
        outlet = Outlet { domain: Some(agency.domain.to_owned()), name: Some(agency.name.to_owned()) };
    }
    if !outlet.is_known() {
        outlet = line(&["FILEID"])
            .into_iter()
            .chain(id.clone())
            .find_map(|name| collection(&name))
            .unwrap_or_default();
    }
    let stated = Stated {
        id,
        title,
        outlet,
        date: date
            .or_else(|| filed?.date.and_then(|(year, month, day)| PublicationDate::day(year?, month, day))),
        byline: byline(&root),
        section: line(&["SECTION", "CATEGORY"]),
        ..Stated::default()
    };
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, surroundings: Surroundings::default() })
}

/// Returns SGML as XML. Angle brackets that do not belong to tags are escaped. Tags of paragraphs become empty elements, because paragraphs
/// have no end tags.
fn as_xml(sgml: &str) -> String {
    let escape = |xml: &mut String, text: &str| xml.push_str(&text.replace('<', "&lt;").replace('>', "&gt;"));
    let ended = TAG
        .captures_iter(sgml)
        .filter(|tag| tag[0].starts_with("</"))
        .filter_map(|tag| Some(tag.get(1)?.as_str()));
    let ended: HashSet<&str> = ended.collect();
    let mut xml = String::with_capacity(sgml.len());
    let mut copied = 0;
    for tag in TAG.captures_iter(sgml) {
        let (Some(whole), Some(name)) = (tag.get(0), tag.get(1)) else { continue };
        // A name in lower case is a tag only if an end tag has this name, too.
        let capitals = !name.as_str().contains(|letter: char| letter.is_ascii_lowercase());
        if !capitals && !["p", "doc"].contains(&name.as_str()) && !ended.contains(name.as_str()) {
            continue;
        }
        escape(&mut xml, &sgml[copied..whole.start()]);
        copied = whole.end();
        if name.as_str().eq_ignore_ascii_case("p") {
            xml.push_str("<p/>");
        } else {
            xml.push_str(whole.as_str());
        }
    }
    escape(&mut xml, &sgml[copied..]);
    for (name, character) in [
        ("&hyph;", "-"),
        ("&blank;", " "),
        ("&hyphen;", "-"),
        ("&lsqb;", "["),
        ("&rsqb;", "]"),
        ("&cir;", "○"),
    ] {
        if xml.contains(name) {
            xml = xml.replace(name, character);
        }
    }
    xml
}

/// Returns the headline, without version marks and masthead.
fn headline(root: &Element) -> Option<String> {
    let written = |element: &Element| {
        // The header of a section holds more than the headline.
        let inner = element.first("TI").or_else(|| element.first("H3"));
        let found = inner.and_then(written_headline).or_else(|| written_headline(element))?;
        editors_notes::without_version_marks(&found).filter(|found| !is_note(found))
    };
    let found = HEADLINES.iter().find_map(|name| root.all(name).into_iter().find_map(written))?;
    let found = MASTHEAD.replace(&found, "");
    let found = found.trim().trim_end_matches([';', '=']).trim();
    (!found.is_empty()).then(|| found.to_owned())
}

/// Returns whether a headline is so long that it is the text of the article.
fn is_story(head: &str) -> bool {
    /// Minimum number of words; headlines have fewer.
    const WORDS: usize = 30;
    head.split_whitespace().count() >= WORDS
}

/// Returns the outlet of the collection that a file name or document id belongs to.
fn collection(name: &str) -> Option<Outlet> {
    let fits = |prefix: &str| {
        name.strip_prefix(prefix).is_some_and(|rest| {
            rest.starts_with(['-', '_']) || rest.starts_with(|next: char| next.is_ascii_digit())
        })
    };
    COLLECTIONS.iter().find(|(prefix, _)| fits(prefix)).map(|(_, outlet)| outlet.clone())
}

/// Returns the lines of a headline up to a rule or the byline below it.
fn written_headline(element: &Element) -> Option<String> {
    let text = element.text();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let lines = lines.take_while(|line| !line.starts_with("----") && !is_byline(line));
    let headline = lines.collect::<Vec<_>>().join(" ");
    let headline = headline.split_whitespace().collect::<Vec<_>>().join(" ");
    (!headline.is_empty()).then_some(headline)
}

fn is_byline(line: &str) -> bool {
    line.strip_prefix("By ")
        .is_some_and(|name| name.starts_with(char::is_uppercase) && name.split(' ').count() <= 8)
}

fn byline(root: &Element) -> Vec<String> {
    let of_element =
        |name: &str| root.first(name).and_then(Element::line).map(|line| names(line.trim_end_matches(';')));
    let stated = ["BYLINE", "AUTHOR", "AU"].into_iter().find_map(of_element).unwrap_or_default();
    if !stated.is_empty() {
        return stated;
    }
    let below = root.first("HL").map(Element::text).unwrap_or_default();
    below.lines().map(str::trim).find(|line| is_byline(line)).map(names).unwrap_or_default()
}

/// Returns the text of a document, preceded by its heads other than the title. These heads become ordinary paragraphs: a heading would seem
/// to be the heading of the whole text.
fn text(root: &Element, title: Option<&str>) -> Body {
    let mut text = Body::default();
    let heads = root.all("HEAD").into_iter().filter_map(written_headline);
    let heads =
        heads.filter_map(|head| editors_notes::without_version_marks(&head).filter(|head| !is_note(head)));
    heads
        .filter(|head| Some(head.as_str()) != title)
        .for_each(|head| text.push(ParagraphKind::Paragraph, &head));
    text.append(&written_text(root).without_title(title));
    text
}

fn written_text(root: &Element) -> Body {
    let mut body = Body::default();
    let mut waiting: Vec<&Element> = vec![root];
    while let Some(element) = waiting.pop() {
        match TEXTS.iter().find(|(name, _)| element.is(name)) {
            Some((_, kind)) => push_text(element, *kind, &mut body),
            None => {
                let inner = waiting.len();
                waiting.extend(element.children());
                waiting[inner..].reverse();
            }
        }
    }
    body
}

/// Adds the text of an element, by its marked paragraphs or, if there are none, by its lines.
fn push_text(element: &Element, kind: ParagraphKind, body: &mut Body) {
    let start = body.paragraphs.len();
    let inner = element.all("BODY").into_iter().next().unwrap_or(element);
    if inner.first("p").is_some() {
        push_blocks(inner, body);
    } else {
        body.append(&body_of_plain(&lines_of(inner)));
    }
    if kind != ParagraphKind::Paragraph {
        body.paragraphs[start..].iter_mut().for_each(|paragraph| paragraph.kind = kind);
    }
}

/// Returns the text of an element without a headline, byline and dateline in it.
fn lines_of(element: &Element) -> String {
    let mut text = String::new();
    for node in &element.nodes {
        match node {
            Node::Text(part) => text.push_str(part),
            Node::Element(inner)
                if ["TITLE", "BYLINE", "AUTHOR", "DATELINE", "HEADLINE"]
                    .iter()
                    .any(|name| inner.is(name)) => {}
            Node::Element(inner) => text.push_str(&lines_of(inner)),
        }
    }
    text
}

fn date(root: &Element, id: Option<&str>, latest: i32) -> Option<PublicationDate> {
    let sound = |date: &PublicationDate| date.first_day() <= latest;
    let stated = ["DATE", "DATE_TIME", "DATE1", "DD", "PUBDATE", "DATETIME"].into_iter().find_map(|name| {
        let line = root.first(name)?.line()?;
        date_in(&line).filter(sound)
    });
    stated.or_else(|| date_of_id(id?).filter(sound))
}

/// Returns the date at the start of a field; weekdays and editions may follow.
fn date_in(line: &str) -> Option<PublicationDate> {
    if line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit()) {
        return short_date(line);
    }
    if let Some(date) = parse_date(line) {
        return Some(date);
    }
    // `January 1, 1989, Sunday, Home Edition`; `26-FEB-1987 15:01:01.79`.
    let mut ends: Vec<usize> = line.match_indices([',', ';', '/', '.']).map(|(at, _)| at).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| parse_date(&line[..end])).filter(|date| date.month.is_some())
}

/// Returns the date in six digits: year, month, day.
fn short_date(digits: &str) -> Option<PublicationDate> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i8>().ok();
    let (year, month, day) = (number(0..2)?, number(2..4)?, number(4..6)?);
    // Collections with two-digit years are mostly from the 20th century; later collections write four digits.
    let century = if year < 30 { 2000 } else { 1900 };
    PublicationDate::day(century + i16::from(year), month, day)
}

fn date_of_id(id: &str) -> Option<PublicationDate> {
    let found = DAY_IN_ID.captures(id)?;
    match (found.get(1), found.get(2)) {
        (Some(whole), _) => parse_date(whole.as_str()),
        (None, Some(short)) => short_date(short.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RecordFormat;

    fn read(sgml: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record =
            RawRecord { record: Some(1), ..RawRecord::whole("/a".into(), RecordFormat::Trec, sgml.into()) };
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    /// Returns id, title, date, byline and text of a document.
    fn summary(sgml: &str) -> (String, String, String, String, String) {
        let article = read(sgml).unwrap();
        let date = article.date.map(|date| date.to_string());
        (
            article.id,
            article.title.unwrap_or_default(),
            date.unwrap_or_default(),
            article.byline.join("; "),
            article.text,
        )
    }

    fn assert_same(
        found: (String, String, String, String, String),
        expected: (&str, &str, &str, &str, &str),
    ) {
        let (id, title, date, byline, text) = &found;
        assert_eq!((id.as_str(), title.as_str(), date.as_str(), byline.as_str(), text.as_str()), expected);
    }

    #[test]
    fn agency_copy_has_several_heads_and_texts() {
        let sgml = "<DOC>\n<DOCNO> AP260206-0001 </DOCNO>\n<FILEID>AP-NR-02-06-26 0001EST</FILEID>\n<HEAD>Rain Falls</HEAD>\n\
                    <HEAD>Eds: more</HEAD>\n<HEAD>Halls Are Opened</HEAD>\n<BYLINE>By JANE DOE</BYLINE>\n<DATELINE>LEEDS, England (AP) </DATELINE>\n<TEXT>\n   Rain fell & fell <again>\n\
                    on Leeds.\n   Halls were opened.\n</TEXT>\n<TEXT>\n   More later.\n</TEXT>\n</DOC>";
        let text =
            "Halls Are Opened\n\nRain fell & fell <again> on Leeds.\n\nHalls were opened.\n\nMore later.";
        assert_same(summary(sgml), ("AP260206-0001", "Rain Falls", "2026-02-06", "Jane Doe", text));
        assert_eq!(read(sgml).unwrap().source.as_deref(), Some("apnews.com"));
    }

    #[test]
    fn notes_for_editors_are_not_headlines() {
        let read_heads = |heads: &str| {
            let sgml = format!(
                "<DOC>\n<DOCNO> X-1 </DOCNO>\n<FILEID>AP-NR-02-06-26 0001EST</FILEID>\n{heads}<TEXT>\n   Rain fell.\n</TEXT>\n</DOC>"
            );
            read(&sgml).unwrap()
        };
        for heads in [
            "<HEAD>URGENT</HEAD><HEAD>Rain Falls</HEAD>",
            "<HEAD>Rain Falls</HEAD><HEAD>With PM-Floods Rdp</HEAD>",
            "<HEAD>Precede LEEDS, England</HEAD><HEAD>1st Ld: Rain Falls</HEAD>",
        ] {
            let article = read_heads(heads);
            assert_eq!(
                (article.title.as_deref(), article.text.as_str()),
                (Some("Rain Falls"), "Rain fell."),
                "{heads}"
            );
            assert_eq!(article.source_name.as_deref(), Some("Associated Press"));
        }
        let article = read_heads("<HEAD>Rain Falls</HEAD><HEAD>Halls Are Opened</HEAD>");
        assert_eq!(article.text, "Halls Are Opened\n\nRain fell.");
        assert_eq!(article.paragraphs[0].kind, ParagraphKind::Paragraph);
        let story = "The river rose. ".repeat(12);
        let article = read_heads(&format!("<HEAD>{story}</HEAD>"));
        assert_eq!((article.title, article.text.starts_with("The river rose.")), (None, true));
    }

    #[test]
    fn dailies_mark_paragraphs() {
        let sgml = "<DOC>\n<DOCNO> LA020689-0001 </DOCNO>\n<DATE>\n<P>\nFebruary 6, 1989, Monday, Home Edition\n</P>\n</DATE>\n<HEADLINE>\n<P>\n\
                    RAIN FALLS;\n</P>\n<P>\nHALLS OPENED\n</P>\n</HEADLINE>\n<BYLINE>\n<P>\nBy JANE DOE, Times Staff Writer\n</P>\n</BYLINE>\n\
                    <SECTION><P>Metro</P></SECTION><TEXT>\n<P>\nIt fell.\n<P>\nIt was wet.\n</TEXT>\n<GRAPHIC>\n<P>\nPhoto, The river.\n</P>\n</GRAPHIC>\n</DOC>";
        assert_same(
            summary(sgml),
            (
                "LA020689-0001",
                "RAIN FALLS; HALLS OPENED",
                "1989-02-06",
                "Jane Doe",
                "It fell.\n\nIt was wet.\n\nPhoto, The river.",
            ),
        );
        assert_eq!(read(sgml).unwrap().paragraphs[2].kind, ParagraphKind::Caption);
    }

    #[test]
    fn mastheads_are_removed() {
        let sgml = "<DOC>\n<DOCNO>FT931-1</DOCNO>\n<DATE>930206\n</DATE>\n<HEADLINE>\nFT  06 FEB 93 / Rain falls\n</HEADLINE>\n<BYLINE>\n\
                    By JANE DOE\n</BYLINE>\n<TEXT>\nIT FELL in Leeds.\n</TEXT>\n<PUB>The Leeds Financial\n</PUB>\n<PAGE>\nPage 3\n</PAGE>\n</DOC>";
        assert_same(summary(sgml), ("FT931-1", "Rain falls", "1993-02-06", "Jane Doe", "IT FELL in Leeds."));
        assert_eq!(read(sgml).unwrap().source_name.as_deref(), Some("The Leeds Financial"));
    }

    #[test]
    fn headlines_may_hold_bylines() {
        let sgml = "<DOC>\n<DOCNO> WSJ870206-0001 </DOCNO>\n<HL> Rain Falls:\nMore to Come\n----\nBy Jane Doe\nStaff Reporter</HL>\n<DD> 02/06/87</DD>\n\
                    <SO> LEEDS JOURNAL (L) </SO>\n<LP>\nIt fell.\n</LP>\n<TEXT>\nIt was wet.\n</TEXT>\n</DOC>";
        let (_, title, _, byline, text) = summary(sgml);
        assert_eq!(
            (title.as_str(), byline.as_str(), text.as_str()),
            ("Rain Falls: More to Come", "Jane Doe", "It fell.\n\nIt was wet.")
        );
    }

    #[test]
    fn broadcasts_and_wires_are_read() {
        let sgml = "<DOC>\n<DOCNO> FBIS3-1 </DOCNO>\n<HEADER>\n<H2> March Reports </H2>\n<DATE1> 6 February 1994 </DATE1>\n<H3> <TI> Rain \nFalls</TI></H3>\n</HEADER>\n\
                    <TEXT>\nLanguage: <F P=105> German </F>\n\n[Text] It fell.\n</TEXT>\n</DOC>";
        assert_same(
            summary(sgml),
            ("FBIS3-1", "Rain Falls", "1994-02-06", "", "Language: German\n\n[Text] It fell."),
        );
        let sgml = "<DOC id=\"XYZ_ENG_20100206.0001\" type=\"story\" >\n<HEADLINE>\nRain falls\n</HEADLINE>\n<DATELINE>\nLEEDS, Feb 6, 2010 (AFP)\n</DATELINE>\n\
                    <TEXT>\n<P>\nIt fell.\n</P>\n</TEXT>\n</DOC>";
        assert_same(summary(sgml), ("XYZ_ENG_20100206.0001", "Rain falls", "2010-02-06", "", "It fell."));
    }

    #[test]
    fn documents_that_break_off_are_read_to_that_point() {
        assert_same(summary("<DOC>\n<DOCNO>1</DOCNO>\n<TEXT>\nIt fell.\n"), ("1", "", "", "", "It fell."));
        assert_eq!(
            read("<DOC>\n<DOCNO>1</DOCNO>\n</DOC>").unwrap_err(),
            "/a#1 (line 1): no text: it is empty"
        );
    }

    #[test]
    fn dates_in_every_format_of_collections_are_read() {
        for (line, expected) in [
            ("930206", Some("1993-02-06")),
            ("19930206", Some("1993-02-06")),
            ("February 6, 1989, Monday, Home Edition", Some("1989-02-06")),
            ("26-FEB-1987 15:01:01.79", Some("1987-02-26T15:01:01")),
            ("1998-06-01 00:01:10", Some("1998-06-01T00:01:10")),
            ("no date", None),
        ] {
            assert_eq!(date_in(line).map(|date| date.to_string()).as_deref(), expected, "{line}");
        }
        for (id, expected) in [
            ("AP880212-0001", Some("1988-02-12")),
            ("LA010189-0001", None),
            ("FT911-3", None),
            ("FBIS3-1", None),
        ] {
            assert_eq!(date_of_id(id).map(|date| date.to_string()).as_deref(), expected, "{id}");
        }
    }
}
