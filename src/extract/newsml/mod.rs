//! Items of NewsML-G2 and NewsML 1. Input: a record. Output: a draft.

mod content;
mod g2;
mod newsml1;

use content::Content;

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    candidates::Stated,
    source::{Outlet, agency, outlet_of_value},
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
    let latest = options.latest_day(record);
    let is_newsml1 = root.child("NewsComponent").is_some()
        || root.child("Identification").is_some()
        || root.is("NewsComponent");
    let item = if is_newsml1 { newsml1::read(&root, latest) } else { g2::read(&root, latest) };
    if let Some(status) = item.withdrawn {
        let stated = filled(item.stated, item.content.stated);
        return Err(ExtractError::Withdrawn { place: place(), status, id: stated.id, url: stated.url });
    }
    let Content { body, stated: inner } = item.content;
    let stated = filled(item.stated, inner);
    if let Some(what) = item.no_article.filter(|_| body.is_empty() || stated.title.is_none()) {
        return Err(ExtractError::NoArticle { place: place(), what });
    }
    body.into_draft(stated, record)
}

/// Content of an item.
#[derive(Debug, Default)]
struct Item {
    content: Content,
    stated: Stated,
    /// The publication status, if it states that the item is withdrawn.
    withdrawn: Option<String>,
    /// Name of the item's kind, for kinds that are articles only with a headline and a text.
    no_article: Option<&'static str>,
}

/// Returns the statements of an item, completed by the statements of the document in it.
fn filled(outer: Stated, inner: Stated) -> Stated {
    let mut outlet = outer.outlet;
    if !outlet.is_known() {
        outlet = inner.outlet;
    }
    Stated {
        provenance: outer.provenance,
        id: outer.id.or(inner.id),
        title: outer.title.or(inner.title),
        outlet,
        url: outer.url.or(inner.url),
        date: outer.date.or(inner.date),
        modified: outer.modified.or(inner.modified),
        byline: if outer.byline.is_empty() { inner.byline } else { outer.byline },
        lang: outer.lang.or(inner.lang),
        section: outer.section.or(inner.section),
        tags: if outer.tags.is_empty() { inner.tags } else { outer.tags },
    }
}

/// Returns the date in an element; `None` if it is after the day `latest`.
fn date_in(element: &Element, latest: i32) -> Option<PublicationDate> {
    parse_date(&element.line()?).filter(|date| date.first_day() <= latest)
}

/// Returns the outlet for a name, address or code (`Reuters`, `http://reuters.com`, `nprov:REUTERS`).
fn outlet_of(text: &str) -> Outlet {
    let is_url = text.contains("://");
    let code = if is_url { text } else { text.rsplit_once(':').map_or(text, |(_, code)| code) };
    if is_url || code.contains('.') {
        return outlet_of_value(&serde_json::Value::String(code.to_owned()));
    }
    let mut capital = code.to_lowercase();
    if let Some(first) = capital.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    // Codes are written in any case.
    let known = [code.to_owned(), code.to_uppercase(), capital].iter().find_map(|name| agency(name));
    match known {
        Some(known) => Outlet { domain: Some(known.domain.to_owned()), name: Some(known.name.to_owned()) },
        None => outlet_of_value(&serde_json::Value::String(code.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Article, read::RecordFormat};

    pub(super) fn read(xml: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord::whole("/a.xml".into(), RecordFormat::NewsMl, xml.into());
        super::super::extract(&record, &options)
            .map(|extracted| extracted.article)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn outlets_are_known_by_name_address_and_code() {
        for (text, domain, name) in [
            ("nprov:REUTERS", Some("reuters.com"), Some("Reuters")),
            ("prov:afp", Some("afp.com"), Some("AFP")),
            ("nprov:LeedsNews", None, Some("LeedsNews")),
            ("http://www.leeds.example", Some("leeds.example"), None),
            ("web:www.leeds.example", Some("leeds.example"), None),
        ] {
            let outlet = outlet_of(text);
            assert_eq!((outlet.domain.as_deref(), outlet.name.as_deref()), (domain, name), "{text}");
        }
    }
}
