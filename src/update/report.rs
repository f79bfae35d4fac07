//! The report of a run: counts, ids of changed articles, problems.

use std::{collections::HashSet, fmt, path::PathBuf};

use crate::{extract::RecordPlace, store::LastRun};

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateReport {
    /// When the run began, in seconds since 1970-01-01T00:00Z; at least one second after the run before it.
    pub run: i64,
    /// The folders and files named in the request, as absolute paths.
    pub named: Vec<PathBuf>,
    /// Ids of the articles that it changed, if the request asks for them.
    pub changes: Changes,
    /// New articles.
    pub added: u64,
    /// Articles with a new version.
    pub changed: u64,
    /// Articles that are unchanged.
    pub unchanged: u64,
    /// Articles that were removed.
    pub removed: u64,
    /// Articles that moved to another path.
    pub moved: u64,
    /// New and changed inputs and records that could not be read; each is a problem.
    pub skipped: u64,
    /// All inputs and records that cannot be read, including those reported in earlier runs.
    pub unreadable: u64,
    /// Files and records that are not articles.
    pub not_articles: u64,
    /// Articles added with a suffix to their id, because another article has that id.
    pub clashes: u64,
    /// Articles in the index now.
    pub articles: u64,
    /// Quotations in the index now.
    pub quotations: u64,
    /// Problems in the order of paths.
    pub problems: Vec<Problem>,
    /// Number of problems that are not listed because there were too many.
    pub unlisted: u64,
}

/// Ids of the articles that a run changed, each list in the order of changes.
///
/// To update a copy of the archive, drop the articles of the last list and fetch those of the first three. The lists are
/// complete: a run over a million articles lists a million ids.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// New articles, and those whose id lost its suffix in a rebuild.
    pub added: Vec<String>,
    /// Articles with a new version. Also articles that replaced another one in their file, perhaps with another id.
    pub changed: Vec<String>,
    /// Articles that moved to another path.
    pub moved: Vec<String>,
    /// Ids that no article has any more: of removed articles, and of articles that have another id now.
    pub removed: Vec<String>,
}

impl Changes {
    /// Removes ids whose entry is no longer true at the end of the run, because the article changed again. `deleted` has the
    /// ids of all articles that were deleted, whether they were written again or not.
    pub(crate) fn reconcile(&mut self, mut deleted: HashSet<String>, mut is_there: impl FnMut(&str) -> bool) {
        deleted.extend(self.removed.iter().cloned());
        for list in [&mut self.added, &mut self.changed, &mut self.moved] {
            list.retain(|id| !deleted.contains(id) || is_there(id));
        }
        self.removed.retain(|id| !is_there(id));
    }
}

/// Maximum number of problems kept per run, so that a folder of broken records does not take all memory.
const MAX_PROBLEMS: usize = 100_000;

impl UpdateReport {
    /// Returns whether there were problems.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Returns the summary that the store keeps.
    pub(crate) fn last_run(&self) -> LastRun {
        let Self { run, added, changed, removed, skipped, .. } = *self;
        LastRun { run, added, changed, removed, skipped }
    }

    /// Counts an input or record that could not be read, and lists it unless there are too many.
    pub(crate) fn skip(&mut self, problem: Problem) {
        self.skipped += 1;
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }
}

/// An input or a record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the input; empty for standard input.
    pub path: PathBuf,
    /// Ordinal of the record in its container, from 1.
    pub record: Option<u64>,
    /// Line where the record starts, from 1.
    pub line: Option<u64>,
    /// Path of the record in an archive such as a zip file.
    pub member: Option<String>,
    /// The reason in a few words.
    pub reason: String,
}

impl Problem {
    pub(crate) fn of_input(path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), record: None, line: None, member: None, reason: reason.into() }
    }

    /// Returns its place as text: path, record, member, line. Control characters, and bytes that are not UTF-8, are
    /// escaped (`\n`, `\xff`).
    #[must_use]
    pub fn location(&self) -> String {
        let path = escaped(self.path.as_os_str().as_encoded_bytes());
        let member = self.member.as_ref().map(|member| escaped(member.as_bytes()));
        RecordPlace { path, record: self.record, member, line: self.line }.to_string()
    }
}

fn escaped(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for character in chunk.valid().chars() {
            if character.is_control() {
                shown.extend(character.escape_default());
            } else {
                shown.push(character);
            }
        }
        chunk.invalid().iter().for_each(|byte| shown.push_str(&format!("\\x{byte:02x}")));
    }
    shown
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location(), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_problems_kept_is_limited() {
        let mut report = UpdateReport::default();
        (0..MAX_PROBLEMS + 3).for_each(|_| report.skip(Problem::of_input("/news/a.jsonl", "no text")));
        assert_eq!(
            (report.problems.len(), report.unlisted, report.skipped),
            (MAX_PROBLEMS, 3, MAX_PROBLEMS as u64 + 3)
        );
    }

    #[test]
    fn problems_state_place_and_reason() {
        let mut problem = Problem::of_input("/news/a.jsonl", "no text");
        assert_eq!(problem.to_string(), "/news/a.jsonl: no text");
        (problem.record, problem.line) = (Some(3), Some(4));
        assert_eq!(problem.to_string(), "/news/a.jsonl#3 (line 4): no text");
        problem.path = "/news/a\nb\u{1b}.jsonl".into();
        assert_eq!(problem.to_string(), "/news/a\\nb\\u{1b}.jsonl#3 (line 4): no text");
        problem.path = "/news/a.jsonl".into();
        problem.member = Some("2026/rain.jsonl".to_owned());
        assert_eq!(problem.to_string(), "/news/a.jsonl#3 (2026/rain.jsonl, line 4): no text");
        (problem.path, problem.member) = (PathBuf::new(), None);
        assert_eq!(problem.to_string(), "standard input#3 (line 4): no text");
    }
}
