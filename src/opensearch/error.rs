//! Errors of requests to a cluster.

use crate::deadline::Interruption;

/// Why a cluster did not answer a request. No message contains credentials.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// No node answered.
    #[error("no node answers: {}", listed(tried))]
    NoNode {
        /// The nodes that were tried, each with the reason.
        tried: Vec<(String, String)>,
    },
    /// A node answered with an error.
    #[error("{node} answers with status {status}: {reason}")]
    Status {
        /// The node.
        node: String,
        /// The HTTP status.
        status: u16,
        /// The type of the error as the server names it; empty if it does not.
        kind: String,
        /// The reason.
        reason: String,
    },
    /// A node answered with something that is not what was expected.
    #[error("the answer of {node} is not understood: {what}")]
    Unexpected {
        /// The node.
        node: String,
        /// What is wrong.
        what: String,
    },
    /// A node redirects to another address, which is not followed because it would get the credentials.
    #[error("{node} redirects to `{to}`, which is not followed")]
    Redirected {
        /// The node.
        node: String,
        /// The other address.
        to: String,
    },
    /// A server is too old.
    #[error(
        "the server at {node} is {found}; needed is OpenSearch 2.19 or later, or Elasticsearch 8 or later"
    )]
    OldServer {
        /// The node.
        node: String,
        /// Its program and version.
        found: String,
    },
    /// A certificate or a private key cannot be used.
    #[error("{what}")]
    Certificate {
        /// What is wrong.
        what: String,
    },
    /// The time of the request is over, or it was cancelled.
    #[error(transparent)]
    Interrupted(#[from] Interruption),
}

impl ClientError {
    /// Returns the HTTP status; `None` if there was no answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Status { status, .. } => Some(*status),
            _ => None,
        }
    }
}

fn listed(tried: &[(String, String)]) -> String {
    let shown: Vec<String> = tried.iter().map(|(node, why)| format!("{node} ({why})")).collect();
    shown.join(", ")
}
