//! Outlets: domains of urls, and what fields of records say. Urls and fields enter; a domain and a name leave.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use crate::{
    url::{as_domain, domain_of},
    word_list::rows,
};

/// A news agency: where it publishes and what it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agency {
    pub(super) domain: &'static str,
    pub(super) name: &'static str,
}

/// Agencies by every name a dateline may give them.
static AGENCIES: LazyLock<HashMap<&str, Agency>> = LazyLock::new(|| {
    let rows = rows(include_str!("agencies.tsv")).flat_map(|(domain, names)| {
        let name = names.clone().next().unwrap_or_default();
        names.map(move |other| (other, Agency { domain, name }))
    });
    rows.collect()
});

/// Returns the agency of this name, written as it writes itself.
pub(super) fn agency(name: &str) -> Option<Agency> {
    AGENCIES.get(name).copied()
}

/// Who published an article, as far as known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outlet {
    pub(super) domain: Option<String>,
    pub(super) name: Option<String>,
}

impl Outlet {
    pub(super) fn is_known(&self) -> bool {
        self.domain.is_some() || self.name.is_some()
    }

    /// Takes over what is not known yet.
    pub(super) fn fill(&mut self, other: Self) {
        self.domain = self.domain.take().or(other.domain);
        self.name = self.name.take().or(other.name);
    }
}

/// What parts a headline from the outlet named behind it.
const PARTERS: [&str; 6] = [" - ", " | ", " – ", " — ", " :: ", " » "];

/// Returns a headline without one of `names` at its end, where a sign parts them.
pub(super) fn without_outlet<'a>(title: &'a str, names: &[&str]) -> &'a str {
    let before = |name: &&str| {
        let (head, tail) = title.split_at_checked(title.len().checked_sub(name.len())?)?;
        let named = !name.is_empty() && tail.to_lowercase() == name.to_lowercase();
        let head = PARTERS.iter().find_map(|parter| head.strip_suffix(parter)).filter(|_| named)?;
        (!head.trim().is_empty()).then(|| head.trim_end())
    };
    names.iter().find_map(before).unwrap_or(title)
}

/// Returns the outlet that a field names: a domain, a url, a name, or an object with these.
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
                // An identifier is a name only where there is no other.
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
    fn headlines_lose_the_outlet_behind_them() {
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
    fn fields_name_outlets_in_many_ways() {
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
