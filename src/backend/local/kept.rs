//! What is kept between the pages of one answer.
//!
//! A page goes on where the one before ended. What was found out for that one is kept for a while, and made anew from the request where it
//! was forgotten: the answer is the same.

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

/// So many answers are kept; the oldest is forgotten first.
const MOST: usize = 16;
/// So long is an answer kept: who turns pages by hand has read one by then.
const LONGEST: Duration = Duration::from_secs(300);

/// The number of the answer kept last. No two in this process have the same one, of whatever state.
static LAST: AtomicU64 = AtomicU64::new(0);

/// The answers that were begun, the oldest first.
#[derive(Default)]
pub(super) struct Kept(Mutex<VecDeque<Begun>>);

struct Begun {
    number: u64,
    question: Arc<[u8]>,
    since: Instant,
    answer: Box<dyn Any + Send>,
}

impl Kept {
    /// Returns what is kept for the pages of one question: what a condition and `how` ask, apart from the time it may take.
    pub(super) fn pages(&self, condition: &Condition, how: impl Serialize) -> Pages<'_> {
        let Condition { clause, scope, copies, timeout: _ } = condition;
        let question = postcard::to_stdvec(&(clause, scope, copies, how)).expect("requests are plain data");
        Pages { kept: &self.0, question: question.into() }
    }
}

/// The answers that were begun for one question.
pub(super) struct Pages<'a> {
    kept: &'a Mutex<VecDeque<Begun>>,
    /// What is asked, as bytes.
    question: Arc<[u8]>,
}

impl Pages<'_> {
    /// Keeps `answer`; returns its number.
    pub(super) fn keep<T: Any + Send>(&self, answer: T) -> u64 {
        let since = Instant::now();
        let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.len() == MOST || kept.front().is_some_and(|oldest| since - oldest.since > LONGEST) {
            kept.pop_front();
        }
        kept.push_back(Begun {
            number,
            question: Arc::clone(&self.question),
            since,
            answer: Box::new(answer),
        });
        number
    }

    /// Takes out the answer with this number, if it is still there and was begun for this question.
    pub(super) fn take<T: Any>(&self, number: u64) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|one| one.number == number && one.question == self.question)?;
        kept.remove(at)?.answer.downcast().ok().map(|answer| *answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analyzed_article,
        article::Article,
        backend::{Backend as _, Local, PageRequest, ScanRequest, TopField, ValuesRequest, memory::Memory},
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

    fn values(field: TopField, page: PageRequest) -> ValuesRequest {
        ValuesRequest { field, condition: Condition::of(Clause::All), unsure: None, page }
    }

    #[test]
    fn what_was_kept_for_another_request_is_not_gone_on_with() {
        let archive = archive();
        let all = archive.values(&values(TopField::Author, PageRequest::first(9))).unwrap().rows;
        // A second page lists all that follow, and keeps it.
        let first = archive.values(&values(TopField::Section, PageRequest::first(1))).unwrap();
        let second = PageRequest { after: first.next, ..PageRequest::first(1) };
        let second = archive.values(&values(TopField::Section, second)).unwrap();
        let third = PageRequest { after: second.next, ..PageRequest::first(1) };
        assert_ne!(third.after.unwrap().kept, 0);
        let of_authors = archive.values(&values(TopField::Author, third)).unwrap();
        assert_eq!(of_authors.rows, all[2..]);
    }

    #[test]
    fn a_cursor_does_not_meet_what_was_kept_of_a_later_state() {
        let mut archive = archive();
        let request = ScanRequest { condition: Condition::of(Clause::All), after: None, limit: 1 };
        let before = archive.scan(&request).unwrap().next.unwrap();
        archive.change(|memory| memory.add(analyzed_article::analyze(article("d", "Tides", "Ugo Marsh"))));
        let after = archive.scan(&request).unwrap().next.unwrap();
        assert_ne!(before.kept, after.kept);
    }

    #[test]
    fn what_is_old_or_one_too_many_is_forgotten() {
        let kept = Kept::default();
        let pages = kept.pages(&Condition::of(Clause::All), ());
        let old = pages.keep(0);
        kept.0.lock().unwrap()[0].since -= LONGEST * 2;
        let numbers: Vec<u64> = (0..=MOST).map(|number| pages.keep(number)).collect();
        assert_eq!(pages.take::<i32>(old), None);
        assert_eq!(pages.take::<usize>(numbers[0]), None);
        assert_eq!(pages.take::<usize>(numbers[1]), Some(1));
    }
}
