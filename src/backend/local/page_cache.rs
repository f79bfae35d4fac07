//! A cache for the next pages of answers.
//!
//! The work done for one page is kept for a while, and the next page continues it. If it was dropped, the next page is
//! computed from the request, with the same answer.

use std::{
    any::Any,
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::backend::Condition;

/// Maximum number of entries; the oldest is dropped first.
const MAX_ENTRIES: usize = 16;
/// Maximum age of an entry: time enough for a person to read a page.
const MAX_AGE: Duration = Duration::from_secs(300);

/// The last key. Keys are unique in this process, for all states of all archives.
static LAST_KEY: AtomicU64 = AtomicU64::new(0);

/// The entries, the oldest first.
#[derive(Default)]
pub(super) struct PageCache(Mutex<VecDeque<Entry>>);

struct Entry {
    key: u64,
    request: Arc<[u8]>,
    since: Instant,
    answer: Box<dyn Any + Send>,
}

impl PageCache {
    /// Returns the entries for the pages of one request. Its condition, without the time limit, and `ranking` identify it.
    pub(super) fn pages(&self, condition: &Condition, ranking: impl Serialize) -> CachedPages<'_> {
        let Condition { clause, scope, copies, timeout: _ } = condition;
        let request =
            postcard::to_stdvec(&(clause, scope, copies, ranking)).expect("requests are plain data");
        CachedPages { entries: &self.0, request: request.into() }
    }
}

/// The entries for the pages of one request.
pub(super) struct CachedPages<'a> {
    entries: &'a Mutex<VecDeque<Entry>>,
    /// The request as bytes.
    request: Arc<[u8]>,
}

impl CachedPages<'_> {
    /// Stores `answer` and returns its key.
    pub(super) fn store<T: Any + Send>(&self, answer: T) -> u64 {
        let since = Instant::now();
        let key = LAST_KEY.fetch_add(1, Ordering::Relaxed) + 1;
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        while entries.len() == MAX_ENTRIES
            || entries.front().is_some_and(|oldest| since - oldest.since > MAX_AGE)
        {
            entries.pop_front();
        }
        entries.push_back(Entry { key, request: Arc::clone(&self.request), since, answer: Box::new(answer) });
        key
    }

    /// Removes the entry with this key and returns it, if it is still kept and belongs to this request.
    pub(super) fn take<T: Any>(&self, key: u64) -> Option<T> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let at = entries.iter().position(|one| one.key == key && one.request == self.request)?;
        entries.remove(at)?.answer.downcast().ok().map(|answer| *answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyzed_article,
        article::Article,
        backend::{
            Backend as _, Local, PageRequest, ScanRequest, TopField, TopValuesRequest, memory::Memory,
        },
        matching::Clause,
    };

    fn article(id: &str, section: &str, author: &str) -> Article {
        Article {
            id: id.to_owned(),
            text: format!("Ferry {id} sailed."),
            section: Some(section.to_owned()),
            byline: vec![author.to_owned()],
            ..Article::default()
        }
    }

    fn archive() -> Local<Memory> {
        let mut memory = Memory::default();
        for (id, section, author) in
            [("a", "Harbours", "Ada Quill"), ("b", "Weather", "Tom Holt"), ("c", "Letters", "Ines Carver")]
        {
            memory.add(analyzed_article::analyze(article(id, section, author)));
        }
        Local::new(memory)
    }

    fn values(field: TopField, page: PageRequest) -> TopValuesRequest {
        TopValuesRequest { field, condition: Condition::of(Clause::All), unsure: None, page }
    }

    #[test]
    fn an_entry_of_another_request_is_not_used() {
        let archive = archive();
        let all = archive.top_values(&values(TopField::Author, PageRequest::first(9))).unwrap().rows;
        // A second page computes all rows and caches them.
        let first = archive.top_values(&values(TopField::Section, PageRequest::first(1))).unwrap();
        let second = PageRequest { after: first.next, ..PageRequest::first(1) };
        let second = archive.top_values(&values(TopField::Section, second)).unwrap();
        let third = PageRequest { after: second.next, ..PageRequest::first(1) };
        assert_ne!(third.after.unwrap().cache_key, 0);
        let of_authors = archive.top_values(&values(TopField::Author, third)).unwrap();
        assert_eq!(of_authors.rows, all[2..]);
    }

    #[test]
    fn a_cursor_of_an_earlier_state_finds_no_entry() {
        let mut archive = archive();
        let request = ScanRequest { condition: Condition::of(Clause::All), after: None, limit: 1 };
        let before = archive.scan(&request).unwrap().next.unwrap();
        archive.change(|memory| memory.add(analyzed_article::analyze(article("d", "Tides", "Ugo Marsh"))));
        let after = archive.scan(&request).unwrap().next.unwrap();
        assert_ne!(before.cache_key, after.cache_key);
    }

    #[test]
    fn old_and_surplus_entries_are_dropped() {
        let cache = PageCache::default();
        let pages = cache.pages(&Condition::of(Clause::All), ());
        let old = pages.store(0);
        cache.0.lock().unwrap()[0].since -= MAX_AGE * 2;
        let keys: Vec<u64> = (0..=MAX_ENTRIES).map(|key| pages.store(key)).collect();
        assert_eq!(pages.take::<i32>(old), None);
        assert_eq!(pages.take::<usize>(keys[0]), None);
        assert_eq!(pages.take::<usize>(keys[1]), Some(1));
    }
}
