//! How long a request may take, and how it is taken back.
//!
//! A request runs on one thread. Whoever asks enters a [`Deadline`] there; what works for the request calls [`check`] or [`tick`] in its
//! loops, and ends with an error once the time is over or the request was cancelled. Without a deadline that costs next to nothing.

use std::{
    cell::{Cell, RefCell},
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::BackendError;

/// One of so many ticks is a check.
const TICKS: u32 = 8;

thread_local! {
    static ENTERED: RefCell<Vec<Deadline>> = const { RefCell::new(Vec::new()) };
    static TICKS_LEFT: Cell<u32> = const { Cell::new(0) };
}

/// The time that a request is given, and a flag by which any thread cancels it. Clones share both.
///
/// ```
/// use std::time::Duration;
/// use morgue::{archive::{Archive, SearchError, SearchRequest}, backend::{BackendError, Deadline}};
///
/// let archive = Archive::in_memory();
/// let now: jiff::Zoned = "2026-02-10T12:00:00Z[UTC]".parse()?;
/// let deadline = Deadline::after(Duration::from_secs(2));
/// // Another thread may call `cancel` on a clone of it.
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
    /// The time given, and when it is over.
    ends: Option<(Duration, Instant)>,
    cancelled: Arc<AtomicBool>,
}

impl Deadline {
    /// Returns a deadline that is over `limit` from now.
    #[must_use]
    pub fn after(limit: Duration) -> Self {
        let end = Instant::now().checked_add(limit);
        Self { ends: end.map(|end| (limit, end)), ..Self::never() }
    }

    /// Returns a deadline that is never over, for requests that are only cancelled.
    #[must_use]
    pub fn never() -> Self {
        Self::default()
    }

    /// Cancels the requests that are under this deadline, on whatever thread.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Puts what this thread does under the deadline, as long as the value returned lives. Deadlines entered before hold, too.
    #[must_use = "the deadline holds as long as the value lives"]
    pub fn enter(&self) -> Entered {
        TICKS_LEFT.set(0);
        ENTERED.with_borrow_mut(|entered| entered.push(self.clone()));
        Entered { before: ENTERED.with_borrow(Vec::len) - 1, of_this_thread: PhantomData }
    }

    /// Returns how much time is left to what this thread does; `None` where there is no limit. For back ends that ask another process,
    /// which should know.
    #[must_use]
    pub fn left() -> Option<Duration> {
        let now = Instant::now();
        ENTERED.with_borrow(|entered| {
            let ends = entered.iter().filter_map(|deadline| deadline.ends);
            ends.map(|(_, end)| end.saturating_duration_since(now)).min()
        })
    }

    fn ask(&self) -> Result<(), BackendError> {
        if self.cancelled.load(Ordering::Relaxed) {
            return Err(BackendError::Cancelled);
        }
        match self.ends {
            Some((limit, end)) if Instant::now() >= end => Err(BackendError::DeadlineExceeded { limit }),
            _ => Ok(()),
        }
    }
}

/// A deadline that holds for the thread, until dropped.
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

/// Ends the request on this thread if its time is over or it was cancelled.
///
/// Belongs into every loop that may take long, or [`tick`] where a turn takes less than a millisecond.
///
/// # Errors
/// [`BackendError::DeadlineExceeded`] and [`BackendError::Cancelled`].
pub(crate) fn check() -> Result<(), BackendError> {
    ENTERED.with_borrow(|entered| entered.iter().try_for_each(Deadline::ask))
}

/// Does what [`check`] does, on one call of eight: for loops whose turns take about as long as it takes to read the clock.
///
/// # Errors
/// As [`check`].
pub(crate) fn tick() -> Result<(), BackendError> {
    if let Some(left) = TICKS_LEFT.get().checked_sub(1) {
        TICKS_LEFT.set(left);
        return Ok(());
    }
    check()?;
    TICKS_LEFT.set(TICKS - 1);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns how a loop of `turns` ticks ends.
    fn looped(turns: u32) -> Result<(), BackendError> {
        (0..turns).try_for_each(|_| tick())
    }

    #[test]
    fn a_deadline_holds_while_it_is_entered() {
        assert!(looped(100).is_ok());
        {
            let _entered = Deadline::after(Duration::ZERO).enter();
            assert!(matches!(looped(1), Err(BackendError::DeadlineExceeded { limit: Duration::ZERO })));
            assert!(looped(1).is_err(), "it stays over");
            assert!(std::thread::spawn(|| looped(100).is_ok()).join().unwrap(), "on its thread alone");
        }
        assert!(looped(100).is_ok());
    }

    #[test]
    fn outer_deadlines_hold_too() {
        let outer = Deadline::never();
        let _outer = outer.enter();
        assert_eq!(Deadline::left(), None);
        let inner = Deadline::after(Duration::from_secs(3600)).enter();
        assert!(looped(100).is_ok());
        assert!(Deadline::left().is_some_and(|left| left <= Duration::from_secs(3600)));
        outer.cancel();
        assert!(matches!(looped(TICKS), Err(BackendError::Cancelled)));
        drop(inner);
        assert!(matches!(looped(TICKS), Err(BackendError::Cancelled)));
    }

    #[test]
    fn leaving_the_outer_one_first_leaves_both() {
        let outer = Deadline::after(Duration::ZERO).enter();
        let inner = Deadline::after(Duration::ZERO).enter();
        drop(outer);
        assert!(looped(100).is_ok());
        drop(inner);
        assert!(looped(100).is_ok());
    }

    #[test]
    fn a_clone_cancels_from_another_thread() {
        let deadline = Deadline::never();
        let _entered = deadline.enter();
        let clone = deadline.clone();
        let other = std::thread::spawn(move || clone.cancel());
        while looped(100).is_ok() {}
        other.join().unwrap();
        assert!(matches!(looped(1), Err(BackendError::Cancelled)));
    }

    #[test]
    fn a_limit_without_end_is_none() {
        let _entered = Deadline::after(Duration::MAX).enter();
        assert!(looped(100).is_ok());
    }
}
