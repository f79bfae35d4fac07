//! Lines that refer to the original article (`Source reference: https://…`). Input: a line. Output: the URL and the outlet.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::source::{Outlet, agency};
use crate::{url::domain_of, word_list::pairs_by_kind};

/// How certain it is that a line refers to the original and not to a related article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sureness {
    /// It refers to the original.
    Own,
    /// It may refer to the original.
    Maybe,
}

/// A reference to the original article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) url: Option<String>,
    pub(super) outlet: Outlet,
    pub(super) sure: Sureness,
}

/// Maximum length of a reference, in bytes; URLs may be long.
const LONGEST: usize = 1000;

static PREFIXES: LazyLock<FxHashMap<&str, Sureness>> = LazyLock::new(|| {
    let kinds = [("own", Sureness::Own), ("maybe", Sureness::Maybe)];
    let rows = pairs_by_kind(include_str!("references.tsv"), &kinds);
    rows.map(|(sure, words)| (words, sure)).collect()
});

/// Returns the reference that `line` consists of. `link` is the target of a link in the line.
pub(super) fn reference(line: &str, link: Option<&str>) -> Option<Reference> {
    if line.len() > LONGEST || (link.is_none() && !line.contains(':')) {
        return None;
    }
    let shown = ["https://", "http://"].iter().filter_map(|scheme| line.find(scheme)).min();
    match (shown, link) {
        (Some(at), _) => with_url(line[..at].trim(), clean_url(&line[at..])?),
        (None, Some(url)) if domain_of(url).is_some() => {
            let (before, _) = line.split_once(':').unwrap_or((line, ""));
            with_url(before, url).map(|reference| named(reference, line))
        }
        (None, _) => outlet_only(line),
    }
}

/// Returns the URL at the beginning of `text`, if only closing punctuation follows.
fn clean_url(text: &str) -> Option<&str> {
    let url = text.split_whitespace().next()?;
    let rest = text[url.len()..].trim();
    let url = url.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '”', '\'', '’']);
    (rest.is_empty() && domain_of(url).is_some()).then_some(url)
}

fn with_url(before: &str, url: &str) -> Option<Reference> {
    let (prefix, name) = before.split_once(':').unwrap_or((before, ""));
    let prefix = plain(prefix);
    let sure = if prefix.is_empty() { Sureness::Maybe } else { *PREFIXES.get(prefix.as_str())? };
    let name = outlet_name(name);
    let outlet = Outlet { domain: domain_of(url), name };
    Some(Reference { url: Some(url.to_owned()), outlet, sure })
}

/// Adds the words after a colon as the name of the outlet.
fn named(mut reference: Reference, line: &str) -> Reference {
    reference.outlet.name = line.split_once(':').and_then(|(_, name)| outlet_name(name));
    reference
}

/// Returns the reference in a line that names only the outlet: `Source: The Leeds Courier`.
fn outlet_only(line: &str) -> Option<Reference> {
    let (prefix, name) = line.split_once(':')?;
    let is_prefix = |known: &str| words(prefix).map(str::to_lowercase).eq(known.split(' '));
    if !["source", "original source", "quelle", "fuente"].into_iter().any(is_prefix) {
        return None;
    }
    let name = outlet_name(name)?;
    let known = agency(&name);
    let domain = known.map(|agency| agency.domain.to_owned()).or_else(|| domain_of(&format!("//{name}")));
    let name = if domain.is_some() && known.is_none() { None } else { Some(name) };
    Some(Reference { url: None, outlet: Outlet { domain, name }, sure: Sureness::Own })
}

/// Returns `words` as the name of an outlet, if there are at most six and they are not a sentence.
fn outlet_name(words: &str) -> Option<String> {
    let name = words.trim_matches(|c: char| c.is_whitespace() || ",;.()[]<>-–—\"“”".contains(c));
    let few = (1..=6).contains(&name.split_whitespace().count()) && name.chars().count() <= 60;
    let sound = few && name.chars().any(char::is_alphabetic) && !name.contains([',', ';', ':', '?', '!']);
    sound.then(|| name.to_owned())
}

/// Returns a prefix in lower case with single spaces, without punctuation around its words.
fn plain(prefix: &str) -> String {
    words(prefix).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Returns the words of a prefix without punctuation around them.
fn words(prefix: &str) -> impl Iterator<Item = &str> {
    let words = prefix.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_have_a_url_and_an_outlet() {
        use Sureness::{Maybe, Own};
        let url = Some("https://courier.example/2026/02/06/rain.html");
        let cases = [
            ("Source reference: https://courier.example/2026/02/06/rain.html", None, url, None, Own),
            ("SOURCE: https://courier.example/2026/02/06/rain.html.", None, url, None, Own),
            ("URL: <https://courier.example/2026/02/06/rain.html>", None, url, None, Own),
            (
                "(Source: The Courier, https://courier.example/2026/02/06/rain.html)",
                None,
                url,
                Some("The Courier"),
                Own,
            ),
            ("Retrieved from https://courier.example/2026/02/06/rain.html", None, url, None, Own),
            ("Read more at https://courier.example/2026/02/06/rain.html", None, url, None, Maybe),
            ("https://courier.example/2026/02/06/rain.html", None, url, None, Maybe),
            ("Source: The Courier", url, url, Some("The Courier"), Own),
            ("Read the full story", url, url, None, Maybe),
            ("Source: The Courier", None, None, Some("The Courier"), Own),
        ];
        for (line, link, url, name, sure) in cases {
            let reference = reference(line, link).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((reference.url.as_deref(), reference.sure), (url, sure), "{line}");
            assert_eq!(reference.outlet.name.as_deref(), name, "{line}");
            if url.is_some() {
                assert_eq!(reference.outlet.domain.as_deref(), Some("courier.example"), "{line}");
            }
        }
        let agency = reference("Source: Reuters", None).unwrap();
        assert_eq!(agency.outlet.domain.as_deref(), Some("reuters.com"));
    }

    #[test]
    fn sentences_are_not_references() {
        for line in [
            "The ministry published the report at https://courier.example/a on Monday.",
            "The report is at https://courier.example/a",
            "Source: the minister, who spoke on condition of anonymity, said so.",
            "Sources: two officials",
            "A source close to the talks said: no.",
            "Source of the river: a spring above the town of Wetherby and several smaller ones",
        ] {
            assert_eq!(reference(line, None), None, "{line}");
        }
    }
}
