//! What is kept between the pages of one answer.
//!
//! A page goes on where the one before ended. What was found out for that one is kept for a while, and made anew from the request where it
//! was forgotten: the answer is the same.

use std::{
    any::Any,
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

/// So many answers are kept; the oldest is forgotten first.
const MOST: usize = 16;

/// The answers that were begun, by the number that their cursors bear.
#[derive(Default)]
pub(super) struct Kept {
    last: AtomicU64,
    answers: Mutex<VecDeque<(u64, Box<dyn Any + Send>)>>,
}

impl Kept {
    /// Keeps `answer`; returns its number.
    pub(super) fn keep<T: Any + Send>(&self, answer: T) -> u64 {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() == MOST {
            answers.pop_front();
        }
        answers.push_back((number, Box::new(answer)));
        number
    }

    /// Takes out the answer with this number, if it is still there.
    pub(super) fn take<T: Any>(&self, number: u64) -> Option<T> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let at = answers.iter().position(|(known, _)| *known == number)?;
        let (_, answer) = answers.remove(at)?;
        answer.downcast().ok().map(|answer| *answer)
    }
}
