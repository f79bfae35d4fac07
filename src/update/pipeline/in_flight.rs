//! Limits the number of input bytes that are in memory at once, called bytes in flight.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Counts the bytes in flight. A sender that would exceed the limit waits until enough bytes are released.
pub(super) struct InFlight {
    limit: u64,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    bytes: u64,
    closed: bool,
}

/// Closes the counter when dropped, so that no sender waits any longer.
pub(super) struct CloseOnDrop<'a>(&'a InFlight);

impl InFlight {
    pub(super) fn new(limit: u64) -> Self {
        let state = Mutex::new(State { bytes: 0, closed: false });
        Self { limit, state, changed: Condvar::new() }
    }

    /// Waits until `bytes` fit, nothing else is in flight, or the counter is closed. Returns `false` if it is closed.
    pub(super) fn acquire(&self, bytes: u64) -> bool {
        let mut state = self.lock();
        while !state.closed && state.bytes > 0 && state.bytes + bytes > self.limit {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        !state.closed
    }

    pub(super) fn release(&self, bytes: u64) {
        self.lock().bytes -= bytes;
        self.changed.notify_all();
    }

    pub(super) fn close_on_drop(&self) -> CloseOnDrop<'_> {
        CloseOnDrop(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for CloseOnDrop<'_> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}
