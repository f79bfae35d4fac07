//! The location of an archive on a cluster: `http://host1:9200,host2:9200/archive`.

use std::fmt;

/// The nodes of a cluster, and the name of an archive on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The nodes, each as scheme, host, port and path prefix, without a `/` at the end: `https://host1:9200`.
    pub nodes: Vec<String>,
    /// The name of the archive.
    pub name: String,
}

/// Why a text is not a location.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocationError {
    /// It does not have the form of a location.
    #[error("it is not of the form `http://host1:9200,host2:9200/archive`: {0}")]
    Form(&'static str),
    /// A host is not valid.
    #[error("`{0}` is not a host, with or without a port")]
    Host(String),
    /// The name is not valid.
    #[error(
        "`{0}` cannot be the name of an archive: it may have lower-case letters, digits, `-` and `_`, begins with a letter or digit, \
         and has at most 100 characters"
    )]
    Name(String),
    /// It contains a user name or a password.
    #[error("it contains a user name or a password, which others could read")]
    Credentials,
}

/// Maximum length of an archive's name, so that the names of its indexes are not too long for the server.
const LONGEST_NAME: usize = 100;

impl Location {
    /// Returns whether a text is meant as a location on a cluster.
    #[must_use]
    pub fn is_meant(text: &str) -> bool {
        text.starts_with("http://") || text.starts_with("https://")
    }

    /// Parses a location. A path before the name is a prefix of all requests, as needed behind a proxy.
    ///
    /// # Errors
    /// If the text is not a location. The error does not repeat a password.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        let (scheme, rest) =
            text.split_once("://").ok_or(LocationError::Form("it does not begin with `http://`"))?;
        if rest.contains('@') {
            return Err(LocationError::Credentials);
        }
        // Each host may repeat the scheme.
        let rest = rest.trim_end_matches('/').replace(&format!(",{scheme}://"), ",");
        let (hosts, path) =
            rest.split_once('/').ok_or(LocationError::Form("the name of the archive is missing"))?;
        let (prefix, name) = path.rsplit_once('/').unwrap_or(("", path));
        if !is_name(name) {
            return Err(LocationError::Name(name.to_owned()));
        }
        let nodes = hosts.split(',').map(|host| node(scheme, host.trim(), prefix));
        Ok(Self { nodes: nodes.collect::<Result<_, _>>()?, name: name.to_owned() })
    }
}

/// Returns the address of a node.
fn node(scheme: &str, host: &str, prefix: &str) -> Result<String, LocationError> {
    let wrong = || LocationError::Host(host.to_owned());
    let parsed = url::Url::parse(&format!("{scheme}://{host}")).map_err(|_| wrong())?;
    let has_more = parsed.path() != "/" || parsed.query().is_some() || parsed.fragment().is_some();
    if host.is_empty() || has_more || parsed.host_str().is_none() {
        return Err(wrong());
    }
    let port = parsed.port_or_known_default().ok_or_else(wrong)?;
    let name = parsed.host_str().unwrap_or_default();
    let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
    Ok(format!("{scheme}://{name}:{port}{prefix}"))
}

fn is_name(name: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte);
    let first = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    first && name.len() <= LONGEST_NAME && name.bytes().all(is_allowed)
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, _) = self.nodes.first().and_then(|node| node.split_once("://")).unwrap_or_default();
        let bare =
            |node: &String| node.split_once("://").map(|(_, rest)| rest.to_owned()).unwrap_or_default();
        let hosts: Vec<String> = self
            .nodes
            .iter()
            .map(|node| bare(node).split('/').next().unwrap_or_default().to_owned())
            .collect();
        let first = self.nodes.first().map(bare).unwrap_or_default();
        let prefix = first.split_once('/').map(|(_, prefix)| format!("/{prefix}")).unwrap_or_default();
        write!(f, "{scheme}://{}{prefix}/{}", hosts.join(","), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_names_nodes_and_an_archive() {
        for (text, nodes, name) in [
            ("http://h1:9200/news", vec!["http://h1:9200"], "news"),
            ("http://h1:9200,h2:9201/news/", vec!["http://h1:9200", "http://h2:9201"], "news"),
            ("https://h1,https://h2:1/a-b_2", vec!["https://h1:443", "https://h2:1"], "a-b_2"),
            ("https://proxy.example/es/x/news", vec!["https://proxy.example:443/es/x"], "news"),
            ("http://[::1]:9200/news", vec!["http://[::1]:9200"], "news"),
        ] {
            let location = Location::parse(text).unwrap();
            assert_eq!(
                (location.nodes.clone(), location.name.as_str()),
                (nodes.iter().map(ToString::to_string).collect(), name)
            );
            assert_eq!(Location::parse(&location.to_string()), Ok(location), "{text}");
        }
    }

    #[test]
    fn what_is_no_location_is_named() {
        for (text, part) in [
            ("http://h1:9200", "name of the archive is missing"),
            ("http://h1:9200/", "name of the archive is missing"),
            ("http:///news", "`` is not a host"),
            ("http://h1,,h2/news", "`` is not a host"),
            ("http://h1:port/news", "`h1:port` is not a host"),
            ("http://h1/News", "`News` cannot be the name"),
            ("http://h1/_all", "`_all` cannot be the name"),
            ("http://h1/a*", "`a*` cannot be the name"),
            ("http://h1/a.b", "`a.b` cannot be the name"),
            ("http://h1/news?x=1", "cannot be the name"),
            ("http://ada:geheim@h1/news", "user name or a password"),
        ] {
            let error = Location::parse(text).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains("geheim"), "{text}: {error}");
        }
    }
}
