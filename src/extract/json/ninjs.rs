//! ninjs, the JSON of news agencies, versions 1 to 3. Input: an object. Output: its text and statements.
//!
//! Version 1 has one key per text (`body_xhtml`), version 2 has lists of objects (`bodies`), and version 3 is version 2 with capitals in
//! names (`versionCreated`). Keys are compared without case and `_`.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::{
    dates::{PublicationDate, date_of_value},
    extract::{
        body::Body,
        byline::{names, names_of_value},
        candidates::Stated,
        editors_notes::without_version_marks,
        fields::one_line,
        html,
        html_or_plain::{body_of_html, body_of_plain, is_markup, line_of_unknown},
        language::language_code,
        nitf,
        source::{Outlet, outlet_of_value},
    },
    word_list::class,
    xml::Element,
};

/// An object with `uri` and one of these keys is ninjs.
static TYPICAL: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("ninjs.txt"), "typical"));

/// Roles of descriptions that are not text of the article.
static OTHER_ROLES: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("ninjs.txt"), "other_role"));

/// Content of an object.
pub(super) struct Parts {
    pub(super) body: Body,
    pub(super) stated: Stated,
    /// The publication status, if it states that the item is withdrawn.
    pub(super) status: Option<String>,
}

/// Returns whether an object with these keys is ninjs.
pub(super) fn is_ninjs<'a>(mut keys: impl Iterator<Item = &'a str> + Clone) -> bool {
    let typical = |key: &str| TYPICAL.contains(&normalized(key).as_str());
    keys.clone().any(|key| key.eq_ignore_ascii_case("uri")) && keys.any(typical)
}

fn normalized(key: &str) -> String {
    key.chars().filter(|character| *character != '_').flat_map(char::to_lowercase).collect()
}

/// Returns the content of `object`; dates after the day `latest` are left out.
pub(super) fn parts(object: &Map<String, Value>, latest: i32) -> Parts {
    let item = Item(object);
    let (body, inner) = body(&item, latest);
    let stated = stated(&item, inner, latest);
    let body = body.without_title(stated.title.as_deref());
    let status = item.line("pubstatus").filter(|status| nitf::is_withdrawn(status));
    Parts { body, stated, status }
}

/// An object whose keys have several spellings.
struct Item<'a>(&'a Map<String, Value>);

impl<'a> Item<'a> {
    fn get(&self, name: &str) -> Option<&'a Value> {
        self.0.iter().find(|(key, _)| normalized(key) == name).map(|(_, value)| value)
    }

    fn line(&self, name: &str) -> Option<String> {
        let line = one_line(self.get(name)?.as_str()?);
        (!line.is_empty()).then_some(line)
    }

    fn date(&self, name: &str, latest: i32) -> Option<PublicationDate> {
        date_of_value(self.get(name)?).filter(|date| date.first_day() <= latest)
    }

    /// Returns the texts of one kind, such as headlines: first the entries of the list `plural`, each with its role and content type, then
    /// the values of the keys that start with `singular`, each with the rest of its key.
    fn texts(&self, plural: &str, singular: &str) -> Vec<(String, &'a str)> {
        let list = self.get(plural).and_then(Value::as_array).into_iter().flatten();
        let listed = list.filter_map(|entry| {
            let entry = Item(entry.as_object()?);
            let of = |name| entry.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
            Some((format!("{} {}", of("role"), of("contenttype")), entry.get("value")?.as_str()?))
        });
        let keyed = self.0.iter().filter_map(|(key, value)| {
            let key = normalized(key);
            let kind = key.strip_prefix(singular)?;
            Some((kind.to_owned(), value.as_str()?))
        });
        listed.chain(keyed).filter(|(_, text)| !text.trim().is_empty()).collect()
    }
}

/// Returns the text: the first body that is not empty (HTML before NITF before others), or the descriptions if there is
/// none. A NITF body also has statements.
fn body(item: &Item<'_>, latest: i32) -> (Body, Stated) {
    let bodies = item.texts("bodies", "body");
    for form in ["html", "nitf", ""] {
        for (kind, text) in bodies.iter().filter(|(kind, _)| kind.contains(form)) {
            let (body, inner) = body_of(kind, text, latest);
            if !body.is_empty() {
                return (body, inner);
            }
        }
    }
    (description(item), Stated::default())
}

fn body_of(kind: &str, text: &str, latest: i32) -> (Body, Stated) {
    let start = text.trim_start();
    if kind.contains("nitf") || start.starts_with("<?xml") || start.starts_with("<nitf") {
        return match Element::parse(start).filter(|root| root.is("nitf")) {
            Some(root) => {
                let parts = nitf::parts(&root, latest);
                (parts.body, parts.stated)
            }
            None => (body_of_html(text), Stated::default()),
        };
    }
    let body = if start.to_ascii_lowercase().starts_with("<html") {
        html::fragment(start.find("<body").map_or(start, |at| &start[at..]))
    } else if kind.contains("html") || is_markup(text) {
        body_of_html(text)
    } else {
        body_of_plain(text)
    };
    (body, Stated::default())
}

/// Returns the descriptions as one text, without descriptions that another one contains.
fn description(item: &Item<'_>) -> Body {
    let texts = item.texts("descriptions", "description");
    let other = |kind: &str| OTHER_ROLES.iter().any(|role| kind.split(' ').next() == Some(role));
    let mut found: Vec<Body> = Vec::new();
    for (kind, text) in texts.iter().filter(|(kind, _)| !other(kind)) {
        let body =
            if kind.contains("html") || is_markup(text) { body_of_html(text) } else { body_of_plain(text) };
        if found.iter().any(|before| before.text.contains(&body.text)) {
            continue;
        }
        found.retain(|before| !body.text.contains(&before.text));
        found.push(body);
    }
    let mut whole = Body::default();
    found.iter().for_each(|part| whole.append(part));
    whole
}

fn stated(item: &Item<'_>, inner: Stated, latest: i32) -> Stated {
    let uri = item.line("uri");
    let is_url = |uri: &String| uri.starts_with("http://") || uri.starts_with("https://");
    let headlines = item.texts("headlines", "headline");
    let main = headlines.iter().filter(|(kind, _)| kind.trim() == "main").chain(&headlines);
    let title = main
        .filter_map(|(_, text)| line_of_unknown(text))
        .find_map(|line| without_version_marks(&line))
        .or_else(|| item.line("title").map(|title| title.replace("\\\"", "\"")));
    let changed = item.date("versioncreated", latest);
    let published =
        item.date("firstcreated", latest).or(changed).or_else(|| item.date("contentcreated", latest));
    let written = item.line("by").or_else(|| item.line("byline"));
    let holder = item.line("copyrightholder");
    let listed = || item.get("bylines").map(names_of_value).unwrap_or_default();
    let byline = written.map_or_else(listed, |written| people(&written, holder.as_deref()));
    Stated {
        title: title.or(inner.title),
        id: uri.clone().filter(|uri| !is_url(uri)),
        url: uri.filter(is_url),
        outlet: outlet(item, holder),
        date: published.or(inner.date),
        modified: changed.filter(|changed| published.is_some_and(|first| changed.order() > first.order())),
        byline: if byline.is_empty() { inner.byline } else { byline },
        lang: item.line("language").as_deref().and_then(language_code).or(inner.lang),
        section: section(item).or(inner.section),
        ..Stated::default()
    }
}

/// Returns the names in a byline, except the name of the agency.
fn people(written: &str, holder: Option<&str>) -> Vec<String> {
    let agency = |name: &str| {
        let initials = !name.contains(' ') && name.chars().all(char::is_uppercase);
        initials || holder.is_some_and(|holder| holder.eq_ignore_ascii_case(name))
    };
    // A slash separates the person from the agency (`Jane Doe/LNA`).
    let written = written.split('/').next().unwrap_or(written);
    names(written).into_iter().filter(|name| !agency(name)).collect()
}

fn outlet(item: &Item<'_>, holder: Option<String>) -> Outlet {
    let sources =
        item.get("infosources").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    let named = sources.filter_map(|source| source.get("name")).next();
    let provider = item.get("provider").or(named).map(outlet_of_value).unwrap_or_default();
    if provider.is_known() {
        return provider;
    }
    holder.map(|holder| outlet_of_value(&Value::String(holder))).unwrap_or_default()
}

/// Returns the first subject that classifies the item.
fn section(item: &Item<'_>) -> Option<String> {
    let subjects = item.get("subjects").or_else(|| item.get("subject")).and_then(Value::as_array)?;
    let topics = subjects.iter().filter_map(Value::as_object).filter(|subject| {
        let of = |key: &str| subject.get(key).and_then(Value::as_str).unwrap_or_default();
        of("rel") == "classifies"
            || ["subref", "mediatopic", "subjectcode"]
                .iter()
                .any(|scheme| of("uri").contains(scheme) || of("scheme").contains(scheme))
    });
    topics.filter_map(|subject| subject.get("name").and_then(Value::as_str)).map(one_line).next()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Parts {
        parts(value.as_object().unwrap(), 30_000)
    }

    #[test]
    fn every_version_is_read() {
        let cases = [
            json!({"uri": "urn:x:7", "versioncreated": "2026-02-06T10:15:00Z", "byline": "By Jane Doe", "headline": "Rain",
                   "body_text": "It fell. Wet.", "body_xhtml": "<p>It fell.</p><p>Wet.</p>", "language": "en-GB"}),
            json!({"uri": "urn:x:7", "versioncreated": "2026-02-06T10:15:00Z", "by": "Jane Doe/LNA", "headlines": [{"role": "main", "value": "Rain"}],
                   "bodies": [{"role": "text", "contenttype": "text/plain", "value": "It fell. Wet."},
                              {"role": "xhtml", "contenttype": "text/html", "value": "<h1>Rain</h1><p>It fell.</p><p>Wet.</p>"}], "language": "en"}),
            json!({"uri": "urn:x:7", "versionCreated": "2026-02-06T10:15:00Z", "headlines": [{"value": "Rain"}], "language": "en",
                   "bodies": [{"contentType": "text/vnd.IPTC.NITF", "value": "<?xml version='1.0'?><nitf><body><body.head><byline>By Jane Doe</byline></body.head>\
                               <body.content><p>It fell.</p><p>Wet.</p></body.content></body></nitf>"}]}),
        ];
        for case in cases {
            let Parts { body, stated, status } = read(&case);
            assert_eq!(
                (stated.id.as_deref(), stated.title.as_deref()),
                (Some("urn:x:7"), Some("Rain")),
                "{case}"
            );
            assert_eq!((body.text.as_str(), status), ("It fell.\n\nWet.", None), "{case}");
            assert_eq!(
                (stated.byline, stated.date.unwrap().to_string().as_str()),
                (vec!["Jane Doe".to_owned()], "2026-02-06T10:15:00Z"),
                "{case}"
            );
            assert_eq!(stated.lang.as_deref(), Some("en"));
        }
    }

    #[test]
    fn the_text_of_a_picture_is_its_description() {
        let picture = json!({"uri": "http://x.example/7", "type": "picture", "pubstatus": "usable", "copyrightholder": "LNA", "by": "LNA",
            "descriptions": [{"role": "writer", "value": "www.x.example"}, {"role": "lead", "value": "The Aire."}, {"role": "caption", "value": "The Aire. In Leeds."}]});
        let Parts { body, stated, .. } = read(&picture);
        assert_eq!(body.text, "The Aire. In Leeds.");
        assert_eq!(
            (stated.url.as_deref(), stated.outlet.name.as_deref(), stated.byline.len()),
            (Some("http://x.example/7"), Some("LNA"), 0)
        );
    }

    #[test]
    fn withdrawn_items_have_a_status() {
        assert_eq!(read(&json!({"uri": "x", "pubStatus": "canceled"})).status.as_deref(), Some("canceled"));
    }

    #[test]
    fn ninjs_is_recognized_by_its_keys() {
        for (keys, expected) in [
            (&["uri", "versioncreated"][..], true),
            (&["uri", "body_xhtml", "x"], true),
            (&["uri", "pubStatus"], true),
            (&["uri", "title", "body"], false),
            (&["versioncreated"], false),
        ] {
            assert_eq!(is_ninjs(keys.iter().copied()), expected, "{keys:?}");
        }
    }
}
