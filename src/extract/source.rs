//! The outlet of an article, and the names of news agencies. Input: URLs and fields of records. Output: a domain and a name.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::{
    url::{as_domain, domain_of},
    word_list::rows,
};

/// The domain and name of a news agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agency {
    pub(super) domain: &'static str,
    pub(super) name: &'static str,
}

/// Agencies by all of their names in datelines.
static AGENCIES: LazyLock<FxHashMap<&str, Agency>> = LazyLock::new(|| {
    let rows = rows(include_str!("agencies.tsv")).flat_map(|(domain, names)| {
        let name = names.clone().next().unwrap_or_default();
        names.map(move |other| (other, Agency { domain, name }))
    });
    rows.collect()
});

/// Returns the agency with this name. Case matters.
pub(super) fn agency(name: &str) -> Option<Agency> {
    AGENCIES.get(name).copied()
}

/// The outlet of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outlet {
    pub(super) domain: Option<String>,
    pub(super) name: Option<String>,
}

impl Outlet {
    pub(super) fn is_known(&self) -> bool {
        self.domain.is_some() || self.name.is_some()
    }

    /// Fills missing fields from `other`.
    pub(super) fn fill(&mut self, other: Self) {
        self.domain = self.domain.take().or(other.domain);
        self.name = self.name.take().or(other.name);
    }
}

/// Text between a headline and the name of the outlet.
const SEPARATORS: [&str; 6] = [" - ", " | ", " – ", " — ", " :: ", " » "];

/// Returns a headline without its end, if that is a separator and one of `names`.
pub(super) fn without_outlet<'a>(title: &'a str, names: &[&str]) -> &'a str {
    let before = |name: &&str| {
        let (head, tail) = title.split_at_checked(title.len().checked_sub(name.len())?)?;
        let named = !name.is_empty() && tail.to_lowercase() == name.to_lowercase();
        let head = SEPARATORS.iter().find_map(|separator| head.strip_suffix(separator)).filter(|_| named)?;
        (!head.trim().is_empty()).then(|| head.trim_end())
    };
    names.iter().find_map(before).unwrap_or(title)
}

/// Returns the outlet in a field: a domain, a URL, a name, an object with these, or a list of them.
pub(super) fn outlet_of_value(value: &Value) -> Outlet {
    match value {
        Value::String(text) => outlet_of_text(text),
        Value::Object(object) => {
            let mut outlet = Outlet::default();
            for key in [
                "domain",
                "url",
                "href",
                "uri",
                "homepage",
                "htmlUrl",
                "site_url",
                "siteUrl",
                "name",
                "publisher",
                "title",
                "id",
            ] {
                let text = object.get(key).and_then(Value::as_str).map(outlet_of_text);
                // An identifier is a name only if there is no other name or domain.
                match text {
                    Some(text) if key != "id" || !outlet.is_known() || text.domain.is_some() => {
                        outlet.fill(text)
                    }
                    _ => {}
                }
            }
            outlet
        }
        Value::Array(list) => list.first().map(outlet_of_value).unwrap_or_default(),
        _ => Outlet::default(),
    }
}

fn outlet_of_text(text: &str) -> Outlet {
    let text = text.trim();
    if super::fields::is_nothing(text) {
        return Outlet::default();
    }
    if let Some(domain) = domain_of(text).or_else(|| as_domain(text)) {
        return Outlet { domain: Some(domain), name: None };
    }
    let known = agency(text);
    Outlet { domain: known.map(|agency| agency.domain.to_owned()), name: Some(text.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headlines_lose_the_name_of_the_outlet() {
        let names = ["Leeds Courier", "courier.example"];
        for (title, expected) in [
            ("Rain falls - Leeds Courier", "Rain falls"),
            ("Rain - and snow | LEEDS COURIER", "Rain - and snow"),
            ("Rain – courier.example", "Rain"),
            ("Rain at Leeds Courier", "Rain at Leeds Courier"),
            (" - Leeds Courier", " - Leeds Courier"),
            ("Leeds Courier", "Leeds Courier"),
            ("Régen – é", "Régen – é"),
        ] {
            assert_eq!(without_outlet(title, &names), expected, "{title}");
        }
    }

    #[test]
    fn outlets_are_read_from_many_kinds_of_fields() {
        let cases = [
            (r#""The Leeds Courier""#, None, Some("The Leeds Courier")),
            (r#""www.courier.example""#, Some("courier.example"), None),
            (r#""https://courier.example/""#, Some("courier.example"), None),
            (r#""Reuters""#, Some("reuters.com"), Some("Reuters")),
            (r#"{"id": "courier", "name": "The Courier"}"#, None, Some("The Courier")),
            (
                r#"{"name": "The Courier", "url": "https://courier.example"}"#,
                Some("courier.example"),
                Some("The Courier"),
            ),
            (r#"{"id": "courier"}"#, None, Some("courier")),
            (r#""j. ae. scs. 25, 1958, 324.""#, None, Some("j. ae. scs. 25, 1958, 324.")),
            (r#""None""#, None, None),
            ("7", None, None),
        ];
        for (json, domain, name) in cases {
            let outlet = outlet_of_value(&serde_json::from_str(json).unwrap());
            assert_eq!((outlet.domain.as_deref(), outlet.name.as_deref()), (domain, name), "{json}");
        }
    }
}
