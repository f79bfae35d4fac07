//! The outlet and the URLs of a page. Input: the statements of the page. Output: URLs, a domain and a name.

use serde_json::Value;

use super::{META_NAMES, collect::Statements, json_ld::LinkedData, line, text_of, titles::without_title};
use crate::{extract::source::Outlet, url::domain_of};

/// Returns the URLs of a page, the most reliable first: canonical URLs, URLs for sharing, then the URL it was fetched from.
pub(super) fn addresses<'a>(statements: &Statements<'a>, fetched: Option<&'a str>) -> Vec<&'a str> {
    let canonical = statements
        .links
        .iter()
        .filter(|(relation, _)| relation.split_ascii_whitespace().any(|word| word == "canonical"));
    let mut urls: Vec<&str> = canonical.map(|(_, url)| *url).collect();
    let names = META_NAMES.get("url").map_or(&[][..], Vec::as_slice);
    urls.extend(
        names.iter().flat_map(|name| {
            statements.metas.iter().filter(move |(key, _)| key == name).map(|(_, url)| *url)
        }),
    );
    urls.extend(fetched);
    urls.retain(|url| is_url(url));
    urls
}

/// Returns whether a text is the URL of a web page.
pub(super) fn is_url(url: &str) -> bool {
    let url = url.trim();
    ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme))
        && domain_of(url).is_some()
        && !url.contains(char::is_whitespace)
}

/// Returns the outlet: its domain from the URLs, and the name that the page states, unless that is also a domain.
pub(super) fn outlet(statements: &Statements<'_>, data: &LinkedData<'_>, urls: &[&str]) -> Outlet {
    let publisher = data.first(&["publisher", "sourceOrganization"], |value| {
        data.resolved(value)
            .and_then(|object| object.get("name"))
            .and_then(text_of)
            .or_else(|| text_of(value))
    });
    let site = data
        .of_types(&["WebSite", "NewsMediaOrganization"])
        .find_map(|object| object.get("name").and_then(Value::as_str).and_then(line));
    let stated = || statements.meta_content(META_NAMES.get("site").map_or(&[][..], Vec::as_slice), line);
    let name = publisher.map(|(_, name)| name).or_else(stated).or(site);
    let name = name
        .map(|name| without_title(&name, &titles(statements)).to_owned())
        .filter(|name| name.chars().count() <= 80);
    let is_domain = name.as_deref().is_some_and(|name| {
        domain_of(&format!("//{name}")).is_some() && name.contains('.') && !name.contains(' ')
    });
    Outlet { domain: urls.iter().find_map(|url| domain_of(url)), name: name.filter(|_| !is_domain) }
}

/// Returns the names of the site: those that the page states, the domain and parts of the domain.
pub(super) fn sites(statements: &Statements<'_>, outlet: &Outlet) -> Vec<String> {
    let mut sites: Vec<String> = outlet.name.iter().cloned().collect();
    let names = META_NAMES.get("site").map_or(&[][..], Vec::as_slice);
    let titles = titles(statements);
    let stated = names.iter().filter_map(|name| statements.meta_content(&[name], line));
    sites.extend(stated.map(|site| without_title(&site, &titles).to_owned()));
    if let Some(domain) = &outlet.domain {
        sites.push(domain.clone());
        sites.extend(domain.rsplit_once('.').map(|(name, _)| name.to_owned()));
        sites.extend(domain.split('.').max_by_key(|part| part.len()).map(str::to_owned));
    }
    sites.retain(|site| site.chars().count() <= 60);
    sites
}

/// Returns the first 40 possible titles of a page.
fn titles<'a>(statements: &'a Statements<'_>) -> Vec<&'a str> {
    let names = META_NAMES.get("title").map_or(&[][..], Vec::as_slice);
    let metas =
        statements.metas.iter().filter(|(key, _)| names.contains(&key.as_str())).map(|(_, title)| *title);
    let headings = statements.lines.iter().filter(|line| line.place.headline).map(|line| line.text.as_str());
    metas.chain(headings).take(40).collect()
}
