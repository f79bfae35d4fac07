//! Time limits and cancellation of requests.
//!
//! A request runs on one thread. The caller enters a [`Deadline`] on that thread. The code that answers the request calls
//! [`check`] or [`tick`] in its loops, and returns their error once the time is over or the request was cancelled. Without
//! a deadline both cost next to nothing.

use std::{
    cell::{Cell, RefCell},
    cmp::Ordering,
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{self, AtomicBool},
    },
    time::{Duration, Instant},
};

/// One in this many calls of [`tick`] reads the clock.
const TICKS: u32 = 8;

/// Number of items that are sorted or merged between two checks: a few milliseconds.
const SORTED_AT_ONCE: usize = 16_384;

/// Why a request ended before its answer was complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Interruption {
    /// The answer was not ready in time.
    #[error("the answer took longer than {}", friendly(*limit))]
    DeadlineExceeded {
        /// The time that the request allowed.
        limit: Duration,
    },
    /// The caller cancelled the request.
    #[error("the request was cancelled")]
    Cancelled,
}

/// Returns a duration in the form `500ms` or `1m 30s`.
fn friendly(limit: Duration) -> String {
    jiff::SignedDuration::try_from(limit).map_or_else(|_| "its time".to_owned(), |limit| format!("{limit:#}"))
}

thread_local! {
    static ENTERED: RefCell<Vec<Deadline>> = const { RefCell::new(Vec::new()) };
    static TICKS_LEFT: Cell<u32> = const { Cell::new(0) };
}

/// A time limit for requests, and a flag by which any thread can cancel them. Clones share both.
///
/// ```
/// use std::time::Duration;
/// use morgue::{archive::{Archive, SearchError, SearchRequest}, backend::BackendError, deadline::Deadline};
///
/// let archive = Archive::in_memory();
/// let now: jiff::Zoned = "2026-02-10T12:00:00Z[UTC]".parse()?;
/// let deadline = Deadline::after(Duration::from_secs(2));
/// // Another thread may call `cancel` on a clone of the deadline.
/// let _entered = deadline.enter();
/// match archive.search(&SearchRequest::new("envoy oman", now)) {
///     Ok(results) => println!("{} found", results.summary.total),
///     Err(SearchError::Backend(BackendError::DeadlineExceeded { limit })) => println!("not within {limit:?}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Deadline {
    /// The time allowed, and the moment at which it is over.
    ends: Option<(Duration, Instant)>,
    cancelled: Arc<AtomicBool>,
}

impl Deadline {
    /// Returns a deadline that is exceeded `limit` from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        let end = Instant::now().checked_add(limit);
        Self { ends: end.map(|end| (limit, end)), ..Self::never() }
    }

    /// Returns a deadline without a time limit, for requests that can only be cancelled.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// Cancels all requests under this deadline, on every thread.
    pub fn cancel(&self) {
        self.cancelled.store(true, atomic::Ordering::Relaxed);
    }

    /// Applies the deadline to the current thread until the returned value is dropped. Deadlines entered earlier still apply.
    #[must_use = "the deadline applies until the value is dropped"]
    pub fn enter(&self) -> Entered {
        TICKS_LEFT.set(0);
        ENTERED.with_borrow_mut(|entered| entered.push(self.clone()));
        Entered { before: ENTERED.with_borrow(Vec::len) - 1, of_this_thread: PhantomData }
    }

    /// Returns the deadlines that apply to the current thread, for another thread that works on the same request.
    #[must_use]
    pub fn entered() -> Vec<Self> {
        ENTERED.with_borrow(Clone::clone)
    }

    /// Returns the time that the current thread has left; `None` without a limit. A back end that calls another process
    /// passes it on.
    #[must_use]
    pub fn left() -> Option<Duration> {
        let now = Instant::now();
        ENTERED.with_borrow(|entered| {
            let ends = entered.iter().filter_map(|deadline| deadline.ends);
            ends.map(|(_, end)| end.saturating_duration_since(now)).min()
        })
    }

    fn check(&self) -> Result<(), Interruption> {
        if self.cancelled.load(atomic::Ordering::Relaxed) {
            return Err(Interruption::Cancelled);
        }
        match self.ends {
            Some((limit, end)) if Instant::now() >= end => Err(Interruption::DeadlineExceeded { limit }),
            _ => Ok(()),
        }
    }
}

/// Applies a deadline to its thread until dropped.
#[derive(Debug)]
pub struct Entered {
    before: usize,
    of_this_thread: PhantomData<*const ()>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        ENTERED.with_borrow_mut(|entered| entered.truncate(self.before));
    }
}

/// Returns an error if the time of the request on this thread is over, or if the request was cancelled.
///
/// Call it in every loop that may take long. Where an iteration takes less than a millisecond, call [`tick`].
///
/// # Errors
/// An [`Interruption`]. Each later call returns it again.
pub fn check() -> Result<(), Interruption> {
    ENTERED.with_borrow(|entered| entered.iter().try_for_each(Deadline::check))
}

/// Does the same as [`check`] on one call in eight, for loops whose iterations take about as long as reading the clock.
///
/// # Errors
/// As [`check`].
pub fn tick() -> Result<(), Interruption> {
    if let Some(left) = TICKS_LEFT.get().checked_sub(1) {
        TICKS_LEFT.set(left);
        return Ok(());
    }
    check()?;
    TICKS_LEFT.set(TICKS - 1);
    Ok(())
}

/// Sorts `items` with a stable sort that checks the deadline.
///
/// # Errors
/// As [`check`]; `items` is empty then.
pub(crate) fn sort_by<T>(
    items: &mut Vec<T>,
    mut compare: impl FnMut(&T, &T) -> Ordering,
) -> Result<(), Interruption> {
    if items.len() <= SORTED_AT_ONCE {
        items.sort_by(compare);
        return Ok(());
    }
    let mut rest = std::mem::take(items).into_iter();
    let mut runs: Vec<Vec<T>> = Vec::new();
    while rest.len() > 0 {
        check()?;
        let mut run: Vec<T> = rest.by_ref().take(SORTED_AT_ONCE).collect();
        run.sort_by(&mut compare);
        runs.push(run);
    }
    while runs.len() > 1 {
        let mut longer = Vec::with_capacity(runs.len().div_ceil(2));
        let mut pairs = runs.into_iter();
        while let Some(left) = pairs.next() {
            longer.push(merge(left, pairs.next().unwrap_or_default(), &mut compare)?);
        }
        runs = longer;
    }
    *items = runs.pop().unwrap_or_default();
    Ok(())
}

/// Merges two sorted lists; of equal items, those of `left` come first.
fn merge<T>(
    left: Vec<T>,
    right: Vec<T>,
    compare: &mut impl FnMut(&T, &T) -> Ordering,
) -> Result<Vec<T>, Interruption> {
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    loop {
        if merged.len() % SORTED_AT_ONCE == 0 {
            check()?;
        }
        let next = match (left.peek(), right.peek()) {
            (Some(one), Some(other)) if compare(one, other).is_gt() => right.next(),
            (Some(_), _) => left.next(),
            (None, _) => right.next(),
        };
        match next {
            Some(item) => merged.push(item),
            None => return Ok(merged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_sorted_and_equal_items_keep_their_order() {
        for count in [0, 10, 2 * SORTED_AT_ONCE, 5 * SORTED_AT_ONCE + 1] {
            let mut items: Vec<(usize, usize)> = (0..count).map(|at| (at * 7919 % 1000, at)).collect();
            sort_by(&mut items, |left, right| left.0.cmp(&right.0)).unwrap();
            assert!(items.len() == count && items.is_sorted());
        }
    }

    #[test]
    fn sorting_a_long_list_ends_when_time_is_over() {
        let _entered = Deadline::after(Duration::ZERO).enter();
        let mut items: Vec<usize> = (0..2 * SORTED_AT_ONCE).collect();
        assert!(sort_by(&mut items, usize::cmp).is_err());
    }

    /// Calls [`tick`] this many times.
    fn ticks(count: u32) -> Result<(), Interruption> {
        (0..count).try_for_each(|_| tick())
    }

    #[test]
    fn a_deadline_applies_while_it_is_entered() {
        assert!(ticks(100).is_ok());
        {
            let _entered = Deadline::after(Duration::ZERO).enter();
            assert!(matches!(ticks(1), Err(Interruption::DeadlineExceeded { limit: Duration::ZERO })));
            assert!(ticks(1).is_err(), "the deadline stays exceeded");
            assert!(std::thread::spawn(|| ticks(100).is_ok()).join().unwrap(), "not on other threads");
        }
        assert!(ticks(100).is_ok());
    }

    #[test]
    fn outer_deadlines_still_apply() {
        let outer = Deadline::never();
        let _outer = outer.enter();
        assert_eq!(Deadline::left(), None);
        let inner = Deadline::after(Duration::from_secs(3600)).enter();
        assert!(ticks(100).is_ok());
        assert!(Deadline::left().is_some_and(|left| left <= Duration::from_secs(3600)));
        outer.cancel();
        assert!(matches!(ticks(TICKS), Err(Interruption::Cancelled)));
        drop(inner);
        assert!(matches!(ticks(TICKS), Err(Interruption::Cancelled)));
    }

    #[test]
    fn dropping_the_outer_deadline_first_drops_both() {
        let outer = Deadline::after(Duration::ZERO).enter();
        let inner = Deadline::after(Duration::ZERO).enter();
        drop(outer);
        assert!(ticks(100).is_ok());
        drop(inner);
        assert!(ticks(100).is_ok());
    }

    #[test]
    fn a_clone_cancels_from_another_thread() {
        let deadline = Deadline::never();
        let _entered = deadline.enter();
        let clone = deadline.clone();
        let other = std::thread::spawn(move || clone.cancel());
        while ticks(100).is_ok() {}
        other.join().unwrap();
        assert!(matches!(ticks(1), Err(Interruption::Cancelled)));
    }

    #[test]
    fn a_thread_takes_over_the_deadlines_of_another() {
        let deadline = Deadline::never();
        let _entered = (Deadline::after(Duration::from_secs(3600)).enter(), deadline.enter());
        let both = Deadline::entered();
        deadline.cancel();
        let other = std::thread::spawn(move || {
            let _entered: Vec<Entered> = both.iter().map(Deadline::enter).collect();
            (both.len(), Deadline::left().is_some(), ticks(1))
        });
        assert_eq!(other.join().unwrap(), (2, true, Err(Interruption::Cancelled)));
    }

    #[test]
    fn a_limit_too_long_for_the_clock_is_no_limit() {
        let _entered = Deadline::after(Duration::MAX).enter();
        assert!(ticks(100).is_ok());
    }
}
