//! Errors of the library as errors of commands: each with its code and a hint.

use std::io::{self, ErrorKind};

use anyhow::Error;
use morgue::archive::SearchError;
use morgue::backend::BackendError;
#[cfg(feature = "opensearch")]
use morgue::opensearch::ClientError;
use morgue::store::StoreError;

use super::error::CommandError;

/// Returns the error of a failed request to the back end.
pub(crate) fn backend_error(error: BackendError) -> Error {
    let hint = match &error {
        BackendError::Unavailable { .. } => "check that it is running, then try again",
        BackendError::Expired { .. } => "repeat the search from the beginning: the archive has changed",
        BackendError::Refused { .. } | BackendError::TooMuch { .. } => "ask for less at once",
        BackendError::DeadlineExceeded { .. } | BackendError::Cancelled => {
            "allow more time with `--timeout`, or narrow the query, for example with `--since` or more letters before a `*`"
        }
        BackendError::LeaseLost { .. } => "wait until it has finished, then try again",
        BackendError::Damaged { .. } => CHECK,
        BackendError::Panicked { .. } => {
            "`morgue check` finds out whether the index is damaged; if it is sound, please report a bug of morgue"
        }
        #[cfg(feature = "opensearch")]
        BackendError::Engine { source, .. } if source.downcast_ref::<ClientError>().is_some() => {
            source.downcast_ref().map_or(DAMAGED, hint_of_cluster)
        }
        BackendError::Engine { source, .. } => hint_of_io(source.downcast_ref().map(io::Error::kind)),
        _ => DAMAGED,
    };
    let shown = CommandError::new(error.code(), error.to_string()).hint(hint);
    Error::new(error).context(shown)
}

const DAMAGED: &str = "if the index may be damaged, run `morgue check`";

/// Returns what to do about an error of the system.
fn hint_of_io(kind: Option<ErrorKind>) -> &'static str {
    match kind {
        Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => {
            "free some space, then run it again; what was committed is kept, and what this run wrote is removed"
        }
        Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => {
            "the index must be in a folder that you may write to; `--index` names another one"
        }
        Some(_) | None => DAMAGED,
    }
}

/// Returns what to do about an error of a cluster.
#[cfg(feature = "opensearch")]
fn hint_of_cluster(error: &ClientError) -> &'static str {
    match error.status() {
        None if matches!(error, ClientError::OldServer { .. }) => {
            "the cluster must be updated, or another one used"
        }
        _ if is_block(error) => {
            "somebody has blocked it on the cluster; `morgue help cluster` says how indexes are frozen"
        }
        Some(401 | 403) => "`morgue help cluster` says how to log in, and which rights are needed",
        Some(429 | 502..=504) => "the cluster is overloaded or not complete: try again later",
        _ => "if the cluster is sound, please report a bug of morgue",
    }
}

#[cfg(feature = "opensearch")]
fn is_block(error: &ClientError) -> bool {
    matches!(error, ClientError::Status { kind, .. } if kind == "cluster_block_exception")
}

/// What to do about a damaged index.
const CHECK: &str = "`morgue check` names what is damaged, `morgue check --repair` mends it";

/// Returns the error of a folder that cannot be used as an index.
pub(crate) fn store_error(error: StoreError) -> Error {
    if let StoreError::Backend(error) = error {
        return backend_error(error);
    }
    let (code, hint) = match &error {
        StoreError::Nothing { .. } => (
            "index_missing",
            Some("run `morgue index FOLDER` first, or name the folder of articles with `--from FOLDER`"),
        ),
        StoreError::Unfinished { .. } => (
            "index_unfinished",
            Some("wait until it has finished, or run `morgue index` again with the same folders"),
        ),
        StoreError::NotOurs { .. } => ("index_not_ours", Some("name another folder with `--index`")),
        StoreError::OtherVersion { .. } => ("index_version", None),
        StoreError::Damaged { .. } => ("index_damaged", Some(CHECK)),
        StoreError::OtherSplit { .. } => ("index_split", None),
        StoreError::Frozen { .. } => (
            "index_frozen",
            Some(
                "nothing of it was changed: set `index.blocks.write` of that index to false, run it again, then freeze it again \
                 (`morgue help cluster`)",
            ),
        ),
        StoreError::Held { .. } => ("index_locked", Some("wait until it has finished, then try again")),
        StoreError::NoLocks { .. } => (
            "index_locks",
            Some(
                "without locks two writers could damage the index, so nothing was written: keep it in a folder of a local disk",
            ),
        ),
        StoreError::Io { source, .. } => ("index", Some(hint_of_io(Some(source.kind())))),
        _ => ("index", None),
    };
    let shown = CommandError::new(code, error.to_string());
    Error::new(error).context(hint.into_iter().fold(shown, CommandError::hint))
}

/// Returns the error of a query that could not be answered.
pub(crate) fn search_error(error: SearchError, query: &str) -> Error {
    match error {
        SearchError::Query(error) => CommandError::in_query(error, query).into(),
        SearchError::Backend(error) => backend_error(error),
        error => {
            let mut shown = CommandError::new(error.code(), error.to_string());
            if let SearchError::OfQuotations { words } = &error {
                shown = shown.hint(format!("write only the words: `{words}`"));
            }
            Error::new(error).context(shown)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::error::{ErrorFormat, printed};
    use super::*;

    /// Returns errors, each with its code, its message with causes, and a part of its hint.
    fn cases() -> Vec<(BackendError, [&'static str; 3])> {
        let refused = || Box::new(io::Error::new(ErrorKind::ConnectionRefused, "connection refused"));
        let at = || "desk:9200".to_owned();
        vec![
            (
                BackendError::Unavailable { at: at(), source: refused() },
                [
                    "unavailable",
                    "the archive at `desk:9200` cannot be reached: connection refused",
                    "try again",
                ],
            ),
            (
                BackendError::Expired { generation: 7 },
                ["expired", "state 7 of the archive is no longer kept", "repeat the search"],
            ),
            (
                BackendError::Refused { what: "a text of 40 MB".to_owned() },
                ["refused", "the archive refuses it: a text of 40 MB", "less"],
            ),
            (
                BackendError::TooMuch { what: "words in a query".into(), limit: 1024 },
                ["too_much", "the archive takes at most 1024 words in a query", "less"],
            ),
            (
                BackendError::DeadlineExceeded { limit: Duration::from_millis(90_500) },
                ["timeout", "the answer took longer than 1m 30s 500ms", "more time"],
            ),
            (BackendError::Cancelled, ["cancelled", "the request was cancelled", "more time"]),
            (
                BackendError::LeaseLost { to: "process 12 on desk".to_owned() },
                ["lease_lost", "the archive is now written by process 12 on desk", "wait"],
            ),
            (
                BackendError::Damaged { what: "an article without an id".to_owned() },
                [
                    "index_damaged",
                    "the index is damaged: an article without an id",
                    "`morgue check --repair`",
                ],
            ),
            (
                BackendError::Engine { doing: "opening the index", source: refused() },
                [
                    "index",
                    "the search engine failed while opening the index: connection refused",
                    "`morgue check`",
                ],
            ),
        ]
    }

    #[test]
    fn every_backend_error_has_a_code_a_message_and_a_hint() {
        for (error, [code, message, hint]) in cases() {
            let printed = printed(&backend_error(error), ErrorFormat::Json);
            let object: serde_json::Value = serde_json::from_str(&printed).unwrap();
            assert_eq!((&object["code"], &object["message"]), (&code.into(), &message.into()));
            assert!(object["hint"].as_str().unwrap().contains(hint), "{code}: {}", object["hint"]);
        }
    }
}
