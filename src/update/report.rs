//! What a run says: while it goes on, and at its end.

use std::{fmt, path::PathBuf};

use crate::{extract::RecordPlace, store::LastRun};

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UpdateReport {
    /// When the run began, in seconds since 1970-01-01T00:00Z; later than every run before.
    pub run: i64,
    /// The folders and files that were asked for, absolute, as the index names them.
    pub named: Vec<PathBuf>,
    /// Which articles it changed.
    pub changes: Changes,
    /// Articles that are new.
    pub added: u64,
    /// Articles with a new state.
    pub changed: u64,
    /// Articles gone over and left as they were.
    pub unchanged: u64,
    /// Articles dropped.
    pub removed: u64,
    /// Articles that are the same at another path.
    pub moved: u64,
    /// Inputs and records, new or changed, that could not be read; each is among the problems.
    pub skipped: u64,
    /// Inputs and records that cannot be read, those that were named in earlier runs included.
    pub unreadable: u64,
    /// Files and folders that are no articles.
    pub not_articles: u64,
    /// Articles added under an id with a suffix, because another one has the id they claim.
    pub clashes: u64,
    /// Articles in the index now.
    pub articles: u64,
    /// Quotations in the index now.
    pub quotations: u64,
    /// What went wrong, in the order of paths.
    pub problems: Vec<Problem>,
    /// How many more problems there were than are kept among them.
    pub unlisted: u64,
}

/// Ids of the articles that a run changed, each list in the order in which that was done.
///
/// Whoever keeps a copy of the archive fetches those of the first three lists and drops those of the last. All are listed, however many:
/// a run over a million articles lists a million ids, which take less than what the run remembers of each article anyway.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// New ones, and those that a rebuild gave an id without a suffix.
    pub added: Vec<String>,
    /// Those with a new state; also where a file holds another article now, which may have another id.
    pub changed: Vec<String>,
    /// Those that are the same at another path.
    pub moved: Vec<String>,
    /// Ids that no article has any more: of those that were dropped, and those that were given up for another id.
    pub removed: Vec<String>,
}

impl Changes {
    /// Leaves in each list what is true at the end of the run: an article may be changed more than once.
    pub(crate) fn settle(&mut self, is_there: impl Fn(&str) -> bool) {
        for list in [&mut self.added, &mut self.changed, &mut self.moved] {
            list.retain(|id| is_there(id));
        }
        self.removed.retain(|id| !is_there(id));
    }
}

/// So many problems of a run are kept; a folder of broken records must not take all memory.
const KEPT: usize = 100_000;

impl UpdateReport {
    /// Returns whether anything went wrong.
    #[must_use]
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// Returns what is noted of the run.
    pub(crate) fn last_run(&self) -> LastRun {
        let Self { run, added, changed, removed, skipped, .. } = *self;
        LastRun { run, added, changed, removed, skipped }
    }

    /// Counts what could not be read, and keeps it unless too much is kept already.
    pub(crate) fn skip(&mut self, problem: Problem) {
        self.skipped += 1;
        if self.problems.len() < KEPT {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }
}

/// An input, or one of its records, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the input; empty for standard input.
    pub path: PathBuf,
    /// Ordinal of the record in a container, from 1.
    pub record: Option<u64>,
    /// Line where the record starts, from 1.
    pub line: Option<u64>,
    /// Path of the record in an archive.
    pub member: Option<String>,
    /// Why, in a few words.
    pub reason: String,
}

impl Problem {
    pub(crate) fn of_input(path: impl Into<PathBuf>, reason: impl Into<String>) -> Self {
        Self { path: path.into(), record: None, line: None, member: None, reason: reason.into() }
    }

    /// Returns where it is, as a [`RecordPlace`] says it.
    #[must_use]
    pub fn location(&self) -> String {
        let (path, member) = (self.path.display().to_string(), self.member.clone());
        RecordPlace { path, record: self.record, member, line: self.line }.to_string()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.location(), self.reason)
    }
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What it does.
    pub stage: Stage,
    /// Files done.
    pub files: u64,
    /// Files to do.
    pub files_total: u64,
    /// Bytes done; standard input has no total.
    pub bytes: u64,
    /// Bytes to do.
    pub bytes_total: u64,
    /// Records done.
    pub records: u64,
    /// The input at hand; empty for standard input.
    pub path: PathBuf,
}

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looks for files.
    Walking,
    /// Compares changed files with what they held.
    Comparing,
    /// Reads and indexes.
    Indexing,
    /// Copies articles that cannot be read again from the old index.
    Copying,
    /// Makes the changes durable.
    Committing,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_problems_are_kept_than_memory_allows() {
        let mut report = UpdateReport::default();
        (0..KEPT + 3).for_each(|_| report.skip(Problem::of_input("/news/a.jsonl", "no text")));
        assert_eq!((report.problems.len(), report.unlisted, report.skipped), (KEPT, 3, KEPT as u64 + 3));
    }

    #[test]
    fn problems_say_where_and_why() {
        let mut problem = Problem::of_input("/news/a.jsonl", "no text");
        assert_eq!(problem.to_string(), "/news/a.jsonl: no text");
        (problem.record, problem.line) = (Some(3), Some(4));
        assert_eq!(problem.to_string(), "/news/a.jsonl#3 (line 4): no text");
        problem.member = Some("2026/rain.jsonl".to_owned());
        assert_eq!(problem.to_string(), "/news/a.jsonl#3 (2026/rain.jsonl, line 4): no text");
        (problem.path, problem.member) = (PathBuf::new(), None);
        assert_eq!(problem.to_string(), "standard input#3 (line 4): no text");
    }
}
