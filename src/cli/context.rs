//! What the commands share: where output goes, which index is meant, what is noted on the side.

use std::io::{BufWriter, StdoutLock, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Error};
use morgue::archive::{Archive, SearchError, Warning};
use morgue::backend::BackendError;
use morgue::render::{Page, clean};
use morgue::store::StoreError;

use super::args::GlobalArgs;
use super::error::CommandError;
use super::location::{Origin, index_folder};
use super::settings::{Places, Settings};
use super::terminal::{self, ColorChoice, LinkChoice};

/// What a command works with.
pub(crate) struct Context {
    /// Standard output.
    pub(crate) out: BufWriter<StdoutLock<'static>>,
    /// What the files of settings say.
    pub(crate) settings: Settings,
    started: Instant,
    index: Option<PathBuf>,
    color: ColorChoice,
    links: LinkChoice,
}

/// Whether notes are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notes {
    /// On standard error.
    Told,
    /// Not at all (`-q`).
    Kept,
}

impl Context {
    pub(crate) fn new(global: &GlobalArgs, settings: Settings) -> Self {
        Self {
            out: BufWriter::new(std::io::stdout().lock()),
            settings,
            started: Instant::now(),
            index: global.index.clone(),
            color: global.color,
            links: global.links.clone(),
        }
    }

    /// Returns the time since the command started.
    pub(crate) fn took(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns the layout of text on standard output.
    pub(crate) fn page(&self) -> Page {
        terminal::page(self.color, &self.links)
    }

    /// Returns the folder of the index.
    pub(crate) fn index_folder(&self) -> anyhow::Result<PathBuf> {
        Ok(self.index_location()?.0)
    }

    /// Returns the folder of the index, and who names it.
    pub(crate) fn index_location(&self) -> anyhow::Result<(PathBuf, Origin)> {
        index_folder(
            self.index.as_deref(),
            path_variable("MORGUE_INDEX").as_deref(),
            &self.settings,
            &places()?,
        )
    }

    /// Opens the index.
    pub(crate) fn open(&self) -> anyhow::Result<Archive> {
        open(&self.index_folder()?)
    }
}

/// Returns where files of settings may lie.
pub(crate) fn places() -> anyhow::Result<Places> {
    let home = path_variable("HOME").or_else(|| path_variable("USERPROFILE"));
    let config = path_variable("XDG_CONFIG_HOME").or_else(|| path_variable("APPDATA"));
    let config = config.or_else(|| home.as_ref().map(|home| home.join(".config")));
    Ok(Places { here: here()?, config, home })
}

/// Reads a path from a variable of the environment; empty ones count as not set.
fn path_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Returns the working folder.
pub(crate) fn here() -> anyhow::Result<PathBuf> {
    std::env::current_dir()
        .context(CommandError::new("working_folder", "the working folder cannot be determined"))
}

/// Opens an index that exists.
fn open(folder: &Path) -> anyhow::Result<Archive> {
    Archive::open(folder).map_err(store_error)
}

/// Returns the error of a back end that did not do what it was asked.
pub(crate) fn backend_error(error: BackendError) -> Error {
    let hint = match &error {
        BackendError::Unavailable { .. } => "see whether it is running, then try again",
        BackendError::Expired { .. } => "ask again from the beginning: newer articles are there",
        BackendError::Refused { .. } | BackendError::TooMuch { .. } => "ask for less at once",
        BackendError::DeadlineExceeded { .. } | BackendError::Cancelled => {
            "give it more time with `--timeout`, or ask for less, as with `--since` or more letters before a `*`"
        }
        BackendError::LeaseLost { .. } => "wait until it has finished, then try again",
        BackendError::Damaged { .. } => REBUILD,
        _ => "if files of the index are damaged, `morgue index --rebuild` builds it anew",
    };
    let shown = CommandError::new(error.code(), error.to_string()).hint(hint);
    Error::new(error).context(shown)
}

/// What to do about a damaged index.
const REBUILD: &str = "`morgue index --rebuild` builds it anew";

/// Returns the error of a place that cannot be used as an index.
pub(crate) fn store_error(error: StoreError) -> Error {
    if let StoreError::Backend(error) = error {
        return backend_error(error);
    }
    let (code, hint) = match &error {
        StoreError::Nothing { .. } => (
            "index_missing",
            Some("run `morgue index FOLDER` first, or name the folder of articles with `--from FOLDER`"),
        ),
        StoreError::NotOurs { .. } => ("index_not_ours", Some("name another folder with `--index`")),
        StoreError::OtherVersion { .. } => ("index_version", None),
        StoreError::Damaged { .. } => ("index_damaged", Some(REBUILD)),
        StoreError::Held { .. } => ("index_locked", Some("wait until it has finished, then try again")),
        _ => ("index", None),
    };
    let shown = CommandError::new(code, error.to_string());
    Error::new(error).context(hint.into_iter().fold(shown, CommandError::hint))
}

/// Returns the error of a question that could not be answered.
pub(crate) fn search_error(error: SearchError, query: &str) -> Error {
    match error {
        SearchError::Query(error) => CommandError::in_query(error, query).into(),
        SearchError::Backend(error) => backend_error(error),
        error => {
            let mut shown = CommandError::new(error.code(), error.to_string());
            if let SearchError::OfQuotations { words } = &error {
                shown = shown.hint(format!("write the words alone: `{words}`"));
            }
            Error::new(error).context(shown)
        }
    }
}

/// Tells what the user should know, on standard error.
pub(crate) fn tell(notes: Notes, warnings: &[Warning]) {
    for warning in warnings {
        note(notes, &warning.message);
    }
}

/// Tells one thing on standard error. If that is closed nobody wants to know.
pub(crate) fn note(notes: Notes, message: &str) {
    if notes == Notes::Told {
        let _ = writeln!(std::io::stderr(), "note: {}", clean(message));
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::super::error::{ErrorFormat, printed};
    use super::*;

    /// Error, code, message with its causes, a word of the hint.
    fn cases() -> Vec<(BackendError, [&'static str; 3])> {
        let refused = || Box::new(Error::new(ErrorKind::ConnectionRefused, "connection refused"));
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
                ["expired", "state 7 of the archive is no longer kept", "ask again"],
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
                ["index_damaged", "the index is damaged: an article without an id", "--rebuild"],
            ),
            (
                BackendError::Engine { doing: "opening the index", source: refused() },
                [
                    "index",
                    "the search engine failed while opening the index: connection refused",
                    "if files of the index are damaged",
                ],
            ),
        ]
    }

    #[test]
    fn each_error_of_a_back_end_has_a_code_a_message_and_a_hint() {
        for (error, [code, message, hint]) in cases() {
            let printed = printed(&backend_error(error), ErrorFormat::Json);
            let object: serde_json::Value = serde_json::from_str(&printed).unwrap();
            assert_eq!((&object["code"], &object["message"]), (&code.into(), &message.into()));
            assert!(object["hint"].as_str().unwrap().contains(hint), "{code}: {}", object["hint"]);
        }
    }
}
