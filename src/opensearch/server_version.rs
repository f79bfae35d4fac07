//! Which server answers: program and version.

use serde::Deserialize;

use super::{Client, ClientError, Method};

/// The first version of OpenSearch that can be used.
const OPENSEARCH: (u32, u32) = (2, 19);
/// The first version of Elasticsearch that can be used.
const ELASTICSEARCH: (u32, u32) = (8, 0);

/// What a server says of itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Greeting {
    version: GreetingVersion,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GreetingVersion {
    /// Elasticsearch names no distribution.
    distribution: Option<String>,
    number: Option<String>,
}

/// Checks that the server that answers is one that can be used. A server that does not say what it is, or does not say it to this
/// user, is taken for one.
///
/// # Errors
/// [`ClientError::OldServer`] if it is too old; [`ClientError`] if none answers.
pub fn check_server(client: &Client) -> Result<(), ClientError> {
    let answer = client.send(Method::Get, "/", b"")?;
    if answer.status != 200 {
        return Ok(());
    }
    let Greeting { version } = answer.json().unwrap_or_default();
    match version.too_old() {
        Some(found) => Err(ClientError::OldServer { node: answer.node, found }),
        None => Ok(()),
    }
}

impl GreetingVersion {
    /// Returns program and version if they are too old.
    fn too_old(&self) -> Option<String> {
        let number = self.number.as_deref()?;
        let mut parts = number.split('.').map(|part| part.parse::<u32>().ok());
        let found = (parts.next()??, parts.next().flatten().unwrap_or(0));
        let (name, oldest) = match self.distribution.as_deref() {
            Some("opensearch") => ("OpenSearch", OPENSEARCH),
            Some(_) => return None,
            None => ("Elasticsearch", ELASTICSEARCH),
        };
        (found < oldest).then(|| format!("{name} {number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opensearch::test_server::{client, http, server};

    #[test]
    fn an_old_server_is_refused_and_named() {
        for (version, found) in [
            (r#"{"distribution":"opensearch","number":"3.8.0"}"#, None),
            (r#"{"distribution":"opensearch","number":"2.19.0"}"#, None),
            (r#"{"distribution":"opensearch","number":"2.9.0"}"#, Some("OpenSearch 2.9.0")),
            (r#"{"distribution":"opensearch","number":"1.3.20"}"#, Some("OpenSearch 1.3.20")),
            (r#"{"number":"8.0.0"}"#, None),
            (r#"{"number":"9.1.2-SNAPSHOT"}"#, None),
            (r#"{"number":"7.17.28"}"#, Some("Elasticsearch 7.17.28")),
            (r#"{"distribution":"other","number":"0.1"}"#, None),
            (r#"{"number":"unknown"}"#, None),
            ("{}", None),
        ] {
            let body = format!("{{\"name\":\"n\",\"version\":{version}}}");
            let at = server(move |_| http("200 OK", "", &body));
            let error = check_server(&client(&[&at])).err().map(|error| error.to_string());
            let needed = "needed is OpenSearch 2.19 or later, or Elasticsearch 8 or later";
            let expected = found.map(|found| format!("the server at {at} is {found}; {needed}"));
            assert_eq!(error, expected, "{version}");
        }
    }

    #[test]
    fn a_server_that_does_not_say_what_it_is_is_used() {
        let at = server(|_| http("403 Forbidden", "", "{\"error\":{\"reason\":\"no permissions\"}}"));
        assert!(check_server(&client(&[&at])).is_ok());
        let at = server(|_| http("200 OK", "", "hello"));
        assert!(check_server(&client(&[&at])).is_ok());
    }
}
