//! URLs: the canonical form by which pages are compared, the outlet's domain, and the part that is searched.

use std::sync::LazyLock;

use crate::word_list::lines;

/// URL parameters that say where a reader came from, not what the page shows. A name that ends in `*` is a prefix.
static TRACKING: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines(include_str!("tracking_parameters.txt")).collect());

/// Returns the part of a URL that identifies a page: without scheme, default port, `www.`, `m.` or `amp.`, fragment,
/// tracking parameters and final slashes. The host is in lower case.
pub(crate) fn canonical_url(url: &str) -> String {
    let url = url.trim();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split('#').next().unwrap_or_default();
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let host = host.to_lowercase();
    let host = host.trim_end_matches(":443").trim_end_matches(":80").trim_end_matches('.');
    let host = VIEWS.iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
    let mut canonical = format!("{host}/{}", path.trim_end_matches('/'));
    let mut separator = '?';
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty() && !is_tracking(parameter)) {
        canonical.push(separator);
        canonical.push_str(parameter);
        separator = '&';
    }
    if canonical == "/" { String::new() } else { canonical }
}

fn is_tracking(parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default().to_lowercase();
    TRACKING
        .iter()
        .any(|listed| listed.strip_suffix('*').map_or(name == *listed, |prefix| name.starts_with(prefix)))
}

/// Returns the part of a URL whose words can be searched: without scheme and `www.`.
#[must_use]
pub(crate) fn url_words(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.strip_prefix("www.").unwrap_or(rest)
}

/// Prefixes of domains that lead to the same outlet: its usual, mobile and AMP pages.
const VIEWS: [&str; 3] = ["www.", "m.", "amp."];

/// Returns the domain of a URL in lower case, without user, port, `www.`, `m.` and `amp.`; `None` if it has none.
pub(crate) fn domain_of(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url.strip_prefix("//"), |(_, rest)| Some(rest))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    as_domain(host)
}

/// Returns a domain without `www.`, `m.` and `amp.`. Other text is returned as it is.
pub(crate) fn without_view(mut domain: &str) -> &str {
    let view = |domain: &str, view: &&str| {
        domain.get(..view.len()).is_some_and(|start| start.eq_ignore_ascii_case(view))
    };
    while let Some(prefix) = VIEWS.iter().find(|prefix| view(domain, prefix)) {
        let rest = &domain[prefix.len()..];
        if !rest.contains('.') || rest.contains(char::is_whitespace) {
            break;
        }
        domain = rest;
    }
    domain
}

/// Returns `text` as a domain in lower case without `www.` and similar prefixes; `None` if it is not a domain.
pub(crate) fn as_domain(text: &str) -> Option<String> {
    let domain = text.trim().trim_end_matches('.').to_lowercase();
    let domain = without_view(&domain).to_owned();
    let label = |label: &str| {
        !label.is_empty()
            && label.chars().all(|character| character.is_alphanumeric() || "-_".contains(character))
    };
    let top = domain.rsplit_once('.')?.1;
    let is_domain =
        domain.split('.').all(label) && top.chars().count() >= 2 && top.chars().all(char::is_alphabetic);
    is_domain.then_some(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_folded() {
        let cases = [
            ("https://www.Nytimes.com/2026/02/06/a.html", Some("nytimes.com")),
            ("http://user@m.example.co.uk:8080/a", Some("example.co.uk")),
            ("https://amp.www.example.org", Some("example.org")),
            ("//example.org/a", Some("example.org")),
            ("https://m.com/", Some("m.com")),
            ("https://münchen.example/", Some("münchen.example")),
            ("https://localhost/", None),
            ("https://10.0.0.1/", None),
            ("example.org/a", None),
            ("mailto:a@example.org", None),
        ];
        for (url, expected) in cases {
            assert_eq!(domain_of(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn urls_of_one_page_have_one_canonical_form() {
        const CASES: &[(&str, &str)] = &[
            ("https://www.Example.com/a/b/?utm_source=x&fbclid=1#top", "example.com/a/b"),
            ("http://example.com:80/a/b", "example.com/a/b"),
            ("https://example.com/story?id=7&utm_medium=mail", "example.com/story?id=7"),
            ("https://m.example.com/Story.html", "example.com/Story.html"),
            ("  ", ""),
        ];
        for (url, expected) in CASES {
            assert_eq!(canonical_url(url), *expected, "{url}");
        }
    }
}
