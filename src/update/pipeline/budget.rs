//! How much may be under way at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A number of bytes that may be under way; who wants to send more waits until enough came back.
pub(super) struct Budget {
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    under_way: u64,
    closed: bool,
}

/// Closes a budget when dropped.
pub(super) struct Closing<'a>(&'a Budget);

impl Budget {
    pub(super) fn new(limit: u64) -> Self {
        let state = Mutex::new(State { under_way: 0, closed: false });
        Self { limit, state, changed: Condvar::new() }
    }

    /// Waits until `bytes` fit, or nothing else is under way; returns whether the budget is still open.
    pub(super) fn take(&self, bytes: u64) -> bool {
        let mut state = self.lock();
        while !state.closed && state.under_way > 0 && state.under_way + bytes > self.limit {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.under_way += bytes;
        !state.closed
    }

    pub(super) fn give_back(&self, bytes: u64) {
        self.lock().under_way -= bytes;
        self.changed.notify_all();
    }

    /// Returns a value that closes the budget when dropped: nobody waits any more.
    pub(super) fn closing(&self) -> Closing<'_> {
        Closing(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}
