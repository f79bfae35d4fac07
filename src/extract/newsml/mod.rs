//! Items of NewsML-G2 and NewsML 1. A record enters; a draft leaves.

mod content;
mod first;
mod second;

use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace,
    evidence::{Around, Stated},
    source::{Outlet, agency, outlet_of_value},
    written_date::parse_date,
};
use crate::{article::Article, date::PublicationDate, read::RawRecord, xml::Element};
use content::Content;

/// Returns the draft of the article that the record is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let place = || RecordPlace::of(record);
    let root = Element::parse(&String::from_utf8_lossy(&record.bytes));
    let root = root.ok_or_else(|| ExtractError::Empty { place: place() })?;
    let latest = options.latest_day(record);
    let is_first = root.child("NewsComponent").is_some()
        || root.child("Identification").is_some()
        || root.is("NewsComponent");
    let found = if is_first { first::read(&root, latest) } else { second::read(&root, latest) };
    if let Some(status) = found.withdrawn {
        let stated = filled(found.stated, found.content.stated);
        return Err(ExtractError::Withdrawn { place: place(), status, id: stated.id, url: stated.url });
    }
    let Content { body, stated: inner } = found.content;
    let stated = filled(found.stated, inner);
    if let Some(what) = found.no_article.filter(|_| body.is_empty() || stated.title.is_none()) {
        return Err(ExtractError::NoArticle { place: place(), what });
    }
    if body.is_empty() && stated.title.is_none() {
        return Err(ExtractError::Empty { place: place() });
    }
    let body = body.without_title(stated.title.as_deref());
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, around: Around::default() })
}

/// What an item holds.
#[derive(Debug, Default)]
struct Found {
    content: Content,
    stated: Stated,
    /// How it says that it is withdrawn, if it does.
    withdrawn: Option<String>,
    /// What it is, where it is an article only with a headline and a text.
    no_article: Option<&'static str>,
}

/// Returns what an item states, and what the document in it states where the item says nothing.
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

/// Returns the date an element holds, if it is not after the day `latest`.
fn date_in(element: &Element, latest: i32) -> Option<PublicationDate> {
    parse_date(&element.line()?).filter(|date| date.first_day() <= latest)
}

/// Returns the outlet of this name, address or code (`Reuters`, `http://reuters.com`, `nprov:REUTERS`).
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
    use crate::read::Format;

    pub(super) fn read(xml: &str) -> Result<Article, String> {
        let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
        let record = RawRecord::whole("/a.xml".into(), Format::NewsMl, xml.into());
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
