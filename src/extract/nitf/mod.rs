//! NITF documents. Input: a record. Output: a draft.

mod blocks;

pub(super) use blocks::push_blocks;

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace, body::Body, byline::names, candidates::Stated,
    editors_notes::without_version_marks, fields::is_nothing, language::language_code, source::Outlet,
};
use crate::{
    dates::{PublicationDate, parse_date},
    read::RawRecord,
    xml::Element,
};

/// Returns the draft of the article in the record.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let place = || RecordPlace::of(record);
    let root = Element::parse(&String::from_utf8_lossy(&record.bytes));
    let root = root.ok_or_else(|| ExtractError::Empty { place: place() })?;
    let Parts { body, stated, status } = parts(&root, options.latest_day(record));
    if let Some(status) = status {
        return Err(ExtractError::Withdrawn { place: place(), status, id: stated.id, url: stated.url });
    }
    body.into_draft(stated, record)
}

/// Content of a NITF document.
pub(super) struct Parts {
    pub(super) body: Body,
    pub(super) stated: Stated,
    /// The management status, if it states that the document is withdrawn.
    pub(super) status: Option<String>,
}

/// Returns the content of the document at `root`; dates after the day `latest` are left out.
pub(super) fn parts(root: &Element, latest: i32) -> Parts {
    let mut body = Body::default();
    let text = root.first("body").unwrap_or(root);
    let content = text.all("body.content");
    if content.is_empty() && text.is("body") {
        push_blocks(text, &mut body);
    }
    for content in content {
        // Some documents also have a block with only the first paragraph, which repeats the start of the full text.
        let whole =
            content.all("block").into_iter().find(|block| block.attribute("class") == Some("full_text"));
        push_blocks(whole.unwrap_or(content), &mut body);
    }
    if body.is_empty()
        && let Some(summary) = text.first("abstract")
    {
        push_blocks(summary, &mut body);
    }
    let docdata = root.first("docdata");
    let document = docdata.unwrap_or(root);
    let (published, modified) = dates(root, document, latest);
    let status = root.first("docdata").and_then(|docdata| docdata.attribute("management-status"));
    let stated = Stated {
        title: title(root),
        id: document.first("doc-id").and_then(|id| id.attribute("id-string")).map(str::to_owned),
        outlet: outlet(root),
        url: url(root),
        date: published,
        modified,
        byline: byline(root),
        lang: language(root),
        section: section(root),
        ..Stated::default()
    };
    Parts { body, stated, status: status.filter(|status| is_withdrawn(status)).map(str::to_owned) }
}

/// Returns whether a status means that an item must not be used.
pub(super) fn is_withdrawn(status: &str) -> bool {
    let status = status.rsplit(':').next().unwrap_or(status).trim();
    ["canceled", "cancelled", "withheld", "killed", "withdrawn"]
        .iter()
        .any(|withdrawn| status.eq_ignore_ascii_case(withdrawn))
}

fn title(root: &Element) -> Option<String> {
    let written = |element: &Element| without_version_marks(&element.line()?);
    let block = root.first("hedline").or_else(|| root.first("headline"));
    let first =
        block.and_then(|block| block.all("hl1").into_iter().find_map(written).or_else(|| written(block)));
    let first = first.or_else(|| root.all("hl1").into_iter().find_map(written));
    let below = || block.and_then(|block| block.all("hl2").into_iter().find_map(written));
    first.or_else(below).or_else(|| root.at("head/title").and_then(written))
}

fn byline(root: &Element) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // Bylines in the text belong to pictures and boxes.
    let head = root.first("body.head").or_else(|| root.first("body")).unwrap_or(root);
    for byline in head.all("byline") {
        // The same names again, in the order for sorting.
        if byline.attribute("class").is_some_and(|class| class.contains("normalized")) {
            continue;
        }
        let people = byline.all("person");
        let written = match people.is_empty() {
            false => people.into_iter().filter_map(Element::line).flat_map(|person| names(&person)).collect(),
            true => names(&without_title(byline)),
        };
        for name in written {
            if !found.contains(&name) {
                found.push(name);
            }
        }
    }
    found
}

/// Returns the text of a byline without the job title of the author (`<byttl>`).
fn without_title(byline: &Element) -> String {
    let title = byline.first("byttl").map(Element::text).unwrap_or_default();
    let text = byline.text();
    let rest = text.replacen(&title, "", usize::from(!title.is_empty()));
    let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
    rest.trim_end_matches([',', ' ']).to_owned()
}

/// Returns the dates of publication and of the last change.
fn dates(
    root: &Element,
    document: &Element,
    latest: i32,
) -> (Option<PublicationDate>, Option<PublicationDate>) {
    let read = |element: &Element| {
        let text = element.attribute("norm").map(str::to_owned).or_else(|| element.line())?;
        parse_date(&text).filter(|date| date.first_day() <= latest)
    };
    let of = |name: &str| document.all(name).into_iter().find_map(read);
    let in_text = || root.first("body.head").and_then(|head| head.first("story.date")).and_then(read);
    let printed = || {
        let publication = root.first("pubdata")?.attribute("date.publication")?;
        parse_date(publication).filter(|date| date.first_day() <= latest)
    };
    let published = of("date.issue").or_else(|| of("date.release")).or_else(printed).or_else(in_text);
    let revised = root.all("revision-history").into_iter().filter_map(|revision| {
        parse_date(revision.attribute("norm")?).filter(|date| date.first_day() <= latest)
    });
    let changed = revised.max_by_key(|date| date.order());
    let changed =
        changed.filter(|changed| published.is_some_and(|published| changed.order() > published.order()));
    (published, changed)
}

fn outlet(root: &Element) -> Outlet {
    let printed =
        root.first("pubdata").and_then(|publication| publication.attribute("name")).map(str::to_owned);
    let distributor =
        || root.first("body.head").and_then(|head| head.first("distributor")).and_then(Element::line);
    let provider = || {
        let id = root.first("doc-id")?;
        id.attribute("regsrc").filter(|source| !is_nothing(source)).map(str::to_owned)
    };
    let holder =
        || root.first("doc.copyright").and_then(|holder| holder.attribute("holder")).map(str::to_owned);
    let name = printed.or_else(distributor).or_else(provider).or_else(holder);
    name.map(|name| super::source::outlet_of_value(&serde_json::Value::String(name))).unwrap_or_default()
}

fn url(root: &Element) -> Option<String> {
    let stated = root.first("pubdata").and_then(|publication| publication.attribute("ex-ref"));
    stated.filter(|url| url.starts_with("http")).map(str::to_owned)
}

fn language(root: &Element) -> Option<String> {
    let body = root.first("body");
    let stated = [Some(root), body].into_iter().flatten().find_map(|element| element.attribute("lang"));
    stated.and_then(language_code)
}

fn section(root: &Element) -> Option<String> {
    let printed = root.first("pubdata").and_then(|publication| publication.attribute("position.section"));
    let series = || root.first("fixture").and_then(|fixture| fixture.attribute("fix-id"));
    let subject =
        || root.first("tobject.subject").and_then(|subject| subject.attribute("tobject.subject.type"));
    printed.or_else(series).or_else(subject).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Article, DateFrom},
        read::RecordFormat,
    };

    fn read(xml: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord::whole("/a.xml".into(), RecordFormat::Nitf, xml.into());
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    const WHOLE: &str = r#"<nitf xml:lang="en-GB"><head><title>Slug</title><docdata><doc-id regsrc="LNA" id-string="lna-7"/>
        <urgency ed-urg="4"/><date.issue norm="20260206T101500Z"/><date.release norm="20260206T110000+0100"/>
        <doc.copyright holder="Leeds News Agency" year="2026"/></docdata>
        <pubdata name="Leeds Courier" position.section="News" date.publication="20260207"/></head><body><body.head>
        <hedline><hl1>Rain
        falls</hl1><hl2>For a ninth day</hl2></hedline><byline>By <person>Jane Doe</person> and <person>John Roe</person><byttl>Staff</byttl></byline>
        <dateline><location>LEEDS</location><story.date norm="20260205">Feb 5</story.date></dateline></body.head>
        <body.content><p>Rain fell on Leeds for a ninth day.</p><p>Halls were opened.</p></body.content>
        <body.end><tagline>ends</tagline></body.end></body></nitf>"#;

    #[test]
    fn the_fields_of_a_document_are_read() {
        let article = read(WHOLE).unwrap();
        assert_eq!((article.id.as_str(), article.title.as_deref()), ("lna-7", Some("Rain falls")));
        assert_eq!(article.text, "Rain fell on Leeds for a ninth day.\n\nHalls were opened.");
        assert_eq!(
            (article.date.unwrap().to_string().as_str(), article.date_from),
            ("2026-02-06T10:15:00Z", Some(DateFrom::Record))
        );
        assert_eq!(article.byline, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (article.source_name.as_deref(), article.section.as_deref(), article.lang.as_deref()),
            (Some("Leeds Courier"), Some("News"), Some("en"))
        );
    }

    #[test]
    fn bylines_are_read_without_titles() {
        for (byline, expected) in [
            ("By Jane Doe<byttl>Staff Writer</byttl>", vec!["Jane Doe"]),
            ("<byttl>Leeds Courier</byttl>", vec![]),
            ("Jane Doe, <byttl>AP Writer</byttl>", vec!["Jane Doe"]),
        ] {
            let xml = format!(
                "<nitf><body><body.head><hl1>x</hl1><byline>{byline}</byline></body.head></body></nitf>"
            );
            assert_eq!(read(&xml).unwrap().byline, expected, "{byline}");
        }
    }

    #[test]
    fn withdrawn_and_empty_documents_are_reported() {
        let killed = r#"<nitf><head><docdata management-status="canceled"/></head><body><body.content><p>x</p></body.content></body></nitf>"#;
        assert_eq!(read(killed).unwrap_err(), "/a.xml: withdrawn by its publisher (canceled)");
        assert_eq!(read("<nitf><body/></nitf>").unwrap_err(), "/a.xml: no text: it is empty");
    }

    #[test]
    fn a_summary_replaces_a_missing_text() {
        let xml = "<nitf><body><body.head><hl1>Rain</hl1><abstract><p>It fell.</p></abstract></body.head><body.content/></body></nitf>";
        assert_eq!(read(xml).unwrap().text, "It fell.");
    }
}
