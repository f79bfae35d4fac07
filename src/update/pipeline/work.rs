//! What a worker does with records, and what a panic in it becomes.

use std::{
    any::Any,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{End, Finding, Lasts, Pipeline, Place, ReadFailure, Task, Unprepared, Want, Wanted, claim};
use crate::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    extract::ExtractOptions,
    read::{self, RawRecord, ReadError},
    update::{hash::ContentHash, identity::Claim, matching::Mark},
};

/// What turns a record into what is indexed.
pub(crate) trait Prepare: Sync {
    /// Returns the article of a record with its words, or why there is none.
    fn prepare(&self, raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Unfit>;
}

/// Why there is no article in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// It cannot be read: why, in a few words.
    Broken(String),
    /// It holds nothing: how that is told.
    Empty(String),
    /// It is a row of a table of which no row can be read: why, in a few words.
    Table(String),
    /// Its publisher has withdrawn it.
    Withdrawn(Withdrawal),
    /// It is none.
    NoArticle,
}

/// A publisher's word that an article is withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Withdrawal {
    /// How the record says so.
    pub(crate) reason: String,
    /// The article's id, if the record states it.
    pub(crate) id: Option<String>,
    /// The article's address, if the record states it.
    pub(crate) url: Option<String>,
}

/// A record ready to be indexed, but for its id.
pub(crate) struct Prepared {
    /// The article with its words. Its id is the record's own or empty; `seen` is 0 unless the record says it.
    pub(crate) analyzed: AnalyzedArticle,
    /// What it asks to be known by.
    pub(crate) claim: Claim,
}

impl Pipeline<'_> {
    pub(super) fn file(&self, task: &Task) -> (Vec<Finding>, Option<End>) {
        let (mut findings, mut nth) = (Vec::new(), 0);
        let end = read_guarded(&task.path, &mut |record| {
            let readable = record.is_ok();
            findings.extend(self.finding(task, nth, record));
            nth += usize::from(readable);
        });
        (findings, Some(end))
    }

    pub(super) fn records(
        &self,
        task: &Task,
        records: Vec<(usize, Result<RawRecord, ReadError>)>,
    ) -> Vec<Finding> {
        records.into_iter().filter_map(|(nth, record)| self.finding(task, nth, record)).collect()
    }

    /// Returns what came of a record, or nothing if it is known and not wanted.
    fn finding(&self, task: &Task, nth: usize, record: Result<RawRecord, ReadError>) -> Option<Finding> {
        let raw = match record {
            Ok(raw) => raw,
            Err(error) => return Some(refused(nth, &error)),
        };
        let mark = Mark { ordinal: raw.record, hash: ContentHash::of(&raw.bytes) };
        let place = Place { line: raw.line, member: raw.context.member.clone() };
        let result = match &task.wanted {
            Wanted::Only(marks) if !marks.contains(&mark) => return None,
            Wanted::Of(known) => match known.get(nth) {
                Some((known, Want::Leave)) if *known == mark => return None,
                Some((known, Want::Prepare)) if *known == mark => self.prepared(task, &raw, &mark),
                _ => Err(Unprepared::Other),
            },
            _ if raw.path.is_empty() && (self.before)(&mark) => Err(Unprepared::Before(Box::new(raw))),
            _ => self.prepared(task, &raw, &mark),
        };
        Some(Finding { nth, mark, place, result })
    }

    /// Returns a record ready to be indexed. A panic is an error of this record alone.
    pub(crate) fn prepared(
        &self,
        task: &Task,
        raw: &RawRecord,
        mark: &Mark,
    ) -> Result<Box<Prepared>, Unprepared> {
        let prepared = catch_unwind(AssertUnwindSafe(|| {
            let analyzed = self.prepare.prepare(raw, &task.options)?;
            let claim = claim(task, &analyzed.article, raw.record, mark);
            Ok(Box::new(Prepared { analyzed, claim }))
        }));
        let prepared = prepared.unwrap_or_else(|panic| Err(Unfit::Broken(internal(&*panic))));
        prepared.map_err(|unfit| match unfit {
            Unfit::Broken(reason) => Unprepared::Unreadable(reason),
            Unfit::Empty(reason) => Unprepared::Empty(reason),
            Unfit::Table(reason) => Unprepared::Table(reason),
            Unfit::Withdrawn(Withdrawal { reason, id, url }) => {
                let named = id.is_some() || url.is_some();
                let article = Article { id: id.unwrap_or_default(), url, ..Article::default() };
                let claim = named.then(|| claim(task, &article, raw.record, mark));
                Unprepared::Withdrawn { reason, claim }
            }
            Unfit::NoArticle => Unprepared::NoArticle,
        })
    }
}

fn refused(nth: usize, error: &ReadError) -> Finding {
    let line = match error {
        ReadError::RecordTooLarge { line, .. } | ReadError::Json { line, .. } => *line,
        _ => 0,
    };
    let member = match error {
        ReadError::Member { member, .. } => Some(member.clone()),
        _ => None,
    };
    let (mark, place) = (Mark { ordinal: None, hash: ContentHash::default() }, Place { line, member });
    Finding { nth, mark, place, result: Err(Unprepared::Refused(error.reason())) }
}

/// What a file holds.
pub(crate) struct Scanned {
    /// Ordinals and hashes of its records.
    pub(crate) marks: Vec<Mark>,
    /// How many parts of it cannot be read at all.
    pub(crate) refused: u64,
    /// How reading it ended.
    pub(crate) end: End,
}

/// Returns what each file holds.
pub(crate) fn scan(paths: &[&Path], threads: usize) -> Vec<Scanned> {
    each_file(paths, threads, |path| scan_file(path))
}

/// Returns what `look` returns of each file, in order.
pub(crate) fn each_file<F: Sync, T: Send>(
    files: &[F],
    threads: usize,
    look: impl Fn(&F) -> T + Sync,
) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(files.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut mine = Vec::new();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { break };
                    mine.push((at, look(file)));
                }
                results.lock().unwrap_or_else(PoisonError::into_inner).extend(mine);
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

fn scan_file(path: &Path) -> Scanned {
    let (mut marks, mut refused) = (Vec::new(), 0);
    let end = read_guarded(path, &mut |record| match record {
        Ok(raw) => marks.push(Mark { ordinal: raw.record, hash: ContentHash::of(&raw.bytes) }),
        Err(_) => refused += 1,
    });
    Scanned { marks, refused, end }
}

fn read_guarded(path: &Path, take: &mut dyn FnMut(Result<RawRecord, ReadError>)) -> End {
    guarded(|| {
        let read = read::read_file(path, &mut |record| {
            take(record);
            ControlFlow::Continue(())
        });
        read.map_err(Into::into)
    })
}

/// Runs `read`; a panic in it is an error of this input alone.
pub(super) fn guarded(read: impl FnOnce() -> End) -> End {
    let end = catch_unwind(AssertUnwindSafe(read));
    end.unwrap_or_else(|panic| {
        Err(ReadFailure { reason: internal(&*panic), lasts: Lasts::AsLongAsTheContent })
    })
}

fn internal(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("internal error: {}", text.unwrap_or("unknown"))
}
