//! Records of services and tools: all of their fields are read.

use serde_json::{Value, json};

use super::super::{ExtractError, ExtractOptions, extract};
use crate::{
    article::Article,
    read::{RawRecord, RecordFormat},
};

const BODY: &str = "Rain fell on Leeds for a ninth day, and two more halls were opened.";

fn read(record: &Value) -> Result<Article, ExtractError> {
    let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
    let raw = RawRecord::whole("/a.json".to_owned(), RecordFormat::Json, record.to_string().into_bytes());
    extract(&raw, &options).map(|extracted| extracted.article)
}

/// Returns title, date, domain and name of the source, URL and byline.
fn summary(record: &Value) -> [String; 6] {
    let article = read(record).unwrap();
    let date = article.date.map(|date| date.to_string());
    let known = [article.title, date, article.source, article.source_name, article.url];
    let [title, date, source, name, url] = known.map(Option::unwrap_or_default);
    [title, date, source, name, url, article.byline.join("; ")]
}

#[test]
fn records_of_services_are_read() {
    let url = "https://courier.example/rain";
    let cases = [
        (
            json!({ "url": url, "url_mobile": "", "title": "Rain", "seendate": "20260206T101500Z", "socialimage": "",
                    "domain": "courier.example", "language": "English", "sourcecountry": "United Kingdom" }),
            ["Rain", "2026-02-06T10:15:00Z", "courier.example", "", url, ""],
        ),
        (
            json!({ "id": "abc", "media_name": "courier.example", "media_url": "courier.example", "title": "Rain",
                    "publish_date": "2026-02-06", "url": url, "language": "en", "indexed_date": "2026-02-07T00:00:00" }),
            ["Rain", "2026-02-06", "courier.example", "", url, ""],
        ),
        (
            json!({ "title": "Rain", "author": "Jane Doe; John Roe", "hostname": "courier.example", "date": "2026-02-06",
                    "id": null, "comments": "Wet!", "raw_text": "x", "text": BODY, "filedate": "2026-02-20",
                    "source": url, "source-hostname": "Leeds Courier", "excerpt": "y", "categories": "Local" }),
            ["Rain", "2026-02-06", "courier.example", "Leeds Courier", url, "Jane Doe; John Roe"],
        ),
        (
            json!({ "title": "Rain", "authors": ["Jane Doe"], "publishing_date": "2026-02-06T09:00:00+01:00", "lang": "en",
                    "body": { "summary": ["Wet."], "sections": [{ "headline": [], "paragraphs": [BODY] }] },
                    "html": { "requested_url": url, "content": "<p>x</p>", "crawl_date": "2026-02-20T10:00:00",
                              "source_info": { "publisher": "Leeds Courier" } } }),
            ["Rain", "2026-02-06T09:00:00+01:00", "courier.example", "Leeds Courier", url, "Jane Doe"],
        ),
        (
            json!({ "source": { "id": null, "name": "Leeds Courier" }, "author": "Jane Doe, John Roe", "url": url,
                    "title": "Rain - Leeds Courier", "publishedAt": "2026-02-06T09:00:00Z", "content": "Rain… [+9 chars]" }),
            ["Rain", "2026-02-06T09:00:00Z", "courier.example", "Leeds Courier", url, "Jane Doe; John Roe"],
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(summary(&record), expected, "{record}");
    }
}

#[test]
fn removed_articles_are_withdrawn() {
    let record = json!({ "source": { "name": "[Removed]" }, "title": "[Removed]", "url": "https://removed.example",
                         "content": "[Removed]" });
    let message = "/a.json: withdrawn by its publisher (title `[Removed]`)";
    assert_eq!(read(&record).unwrap_err().to_string(), message);
}

#[test]
fn names_of_fields_in_several_languages_are_known() {
    for record in [
        json!({ "Titel": "Rain", "Text": BODY, "Datum": "2026-02-06", "Autor": "Jane Doe", "Quelle": "Leeds Courier",
                "Ressort": "Weather", "Sprache": "de" }),
        json!({ "titre": "Rain", "texte": BODY, "date": "2026-02-06", "auteur": "Jane Doe", "source": "Leeds Courier",
                "rubrique": "Weather", "langue": "de" }),
        json!({ "título": "Rain", "texto": BODY, "fecha": "2026-02-06", "autor": "Jane Doe", "fuente": "Leeds Courier",
                "sección": "Weather", "idioma": "de" }),
        json!({ "titolo": "Rain", "testo": BODY, "data": "2026-02-06", "autore": "Jane Doe", "fonte": "Leeds Courier",
                "sezione": "Weather", "lingua": "de" }),
        json!({ "titel": "Rain", "tekst": BODY, "datum": "2026-02-06", "auteur": "Jane Doe", "bron": "Leeds Courier",
                "rubriek": "Weather", "taal": "de" }),
        json!({ "Título": "Rain", "Conteúdo": BODY, "Data": "2026-02-06", "Autora": "Jane Doe", "Jornal": "Leeds Courier",
                "Seção": "Weather", "Língua": "de" }),
    ] {
        assert_eq!(summary(&record), ["Rain", "2026-02-06", "", "Leeds Courier", "", "Jane Doe"], "{record}");
        let article = read(&record).unwrap();
        assert_eq!((article.section.as_deref(), article.lang.as_deref()), (Some("Weather"), Some("de")));
        assert_eq!(article.text, BODY);
    }
}

#[test]
fn records_of_feed_readers_and_libraries_are_read() {
    let url = "https://courier.example/rain";
    let html = format!("<p>{BODY}</p>");
    let cases = [
        (
            json!({ "id": "tag:x.example,2005:reader/item/1", "title": "Rain", "published": 1_770_372_000, "crawlTimeMsec": "1771000000000",
                    "canonical": [{ "href": url }], "summary": { "direction": "ltr", "content": html }, "author": "Jane Doe",
                    "categories": ["user/-/state/x/starred"], "origin": { "title": "Leeds Courier", "htmlUrl": "https://courier.example" } }),
            ["Rain", "2026-02-06T10:00:00Z", "courier.example", "Leeds Courier", url, "Jane Doe"],
        ),
        (
            json!({ "is_archived": 0, "title": "Rain", "url": url, "content": html, "created_at": "2026-03-01T10:00:00Z", "updated_at":
                    "2026-03-02", "published_at": null, "published_by": ["Jane Doe", "John Roe"], "domain_name": "courier.example" }),
            ["Rain", "", "courier.example", "", url, "Jane Doe; John Roe"],
        ),
        (
            json!({ "itemType": "newspaperArticle", "title": "Rain", "abstractNote": BODY, "publicationTitle": "Leeds Courier", "url": url,
                    "creators": [{ "creatorType": "author", "firstName": "Jane", "lastName": "Doe" }], "date": "2026-02-06",
                    "dateAdded": "2026-03-01T10:00:00Z" }),
            ["Rain", "2026-02-06", "courier.example", "Leeds Courier", url, "Jane Doe"],
        ),
        (
            json!({ "type": "article-newspaper", "title": "Rain", "abstract": BODY, "container-title": "Leeds Courier", "URL": url,
                    "author": [{ "family": "Doe", "given": "Jane" }], "issued": { "date-parts": [[2026, 2, 6]] },
                    "accessed": { "date-parts": [[2026, 3, 1]] } }),
            ["Rain", "2026-02-06", "courier.example", "Leeds Courier", url, "Jane Doe"],
        ),
        (
            json!({ "URL": url, "Title": "Rain", "Selection": BODY, "Folder": "Unread", "Timestamp": "1772400000" }),
            ["Rain", "", "courier.example", "", url, ""],
        ),
        (
            json!({ "date": "2026-02-06T10:00:00", "link": url, "title": { "rendered": "Rain &amp; sun" }, "content": { "rendered": html } }),
            ["Rain & sun", "2026-02-06T10:00:00", "courier.example", "", url, ""],
        ),
        (
            json!({ "meta": { "products": [] }, "item": { "uri": url, "altids": {}, "firstcreated": "2026-02-06T10:00:00Z", "headline":
                    "UPDATE 1-Rain", "bylines": [{ "by": "By JANE DOE" }], "body_nitf": html } }),
            ["Rain", "2026-02-06T10:00:00Z", "courier.example", "", url, "Jane Doe"],
        ),
    ];
    for (record, expected) in cases {
        assert_eq!(summary(&record), expected, "{record}");
        assert_eq!(read(&record).unwrap().text, BODY, "{record}");
        assert_eq!(read(&record).unwrap().section, None, "{record}");
    }
}
