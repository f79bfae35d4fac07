//! The lease of the one writer, in the state document.

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::{Creation, check_versions, not_understood, now_ms};
use crate::{
    backend::BackendError,
    opensearch::{
        Client, Limits,
        layout::{self, Found, Lease, Names, SeenState, StateDocument},
    },
    store::{Owner, StoreError},
};

/// Time after which a lease ends that is not renewed.
const TERM: Duration = Duration::from_secs(30);
/// Pause between two looks at a lease that another writer holds.
const LOOK: Duration = Duration::from_millis(250);
/// Maximum number of abandoned generations that are remembered.
const MAX_ABANDONED: usize = 64;

/// The lease, held until it is dropped.
pub(super) struct Held {
    shared: Arc<Shared>,
    renewing: Option<JoinHandle<()>>,
}

struct Shared {
    client: Client,
    names: Names,
    lease: Lease,
    /// The state document as this writer wrote it last; the error once the lease is lost.
    seen: Mutex<Result<SeenState, String>>,
    /// Whether the lease is given back, and a signal for it.
    ended: (Mutex<bool>, Condvar),
}

impl Held {
    /// Takes the lease. Creates the state document if it is not there.
    pub(super) fn take(
        client: &Client,
        names: &Names,
        at: &str,
        owner: &Owner,
        (wait, creation): (Duration, Creation),
    ) -> Result<Self, StoreError> {
        let started = Instant::now();
        let lease = Lease {
            token: layout::token(),
            pid: owner.pid,
            host: owner.host.clone(),
            until: until_from_now(),
        };
        loop {
            let seen = match layout::read(client, names)? {
                Found::Nothing | Found::Unfinished => {
                    layout::create(client, names, creation.replicas)?;
                    continue;
                }
                Found::Stranger(_) => return Err(StoreError::NotOurs { at: at.to_owned() }),
                Found::State(seen) => seen,
            };
            check_versions(at, &seen.state)?;
            let by = seen.state.lease.as_ref().filter(|other| is_held(other, owner));
            if let Some(by) = by {
                if started.elapsed() + LOOK > wait {
                    return Err(StoreError::Held { at: at.to_owned(), by: owner_of(by) });
                }
                thread::sleep(LOOK);
                continue;
            }
            let mut state = seen.state.clone();
            abandon(&mut state);
            state.lease = Some(Lease { until: until_from_now(), ..lease.clone() });
            if let Some(seen) = layout::change(client, names, &seen, state)? {
                return Ok(Self::renewed(client, names, lease, seen));
            }
        }
    }

    fn renewed(client: &Client, names: &Names, lease: Lease, seen: SeenState) -> Self {
        let shared = Arc::new(Shared {
            client: client.clone(),
            names: names.clone(),
            lease,
            seen: Mutex::new(Ok(seen)),
            ended: (Mutex::new(false), Condvar::new()),
        });
        let renewer = Arc::clone(&shared);
        let renewing = thread::Builder::new().name("lease".to_owned()).spawn(move || renewer.keep_renewing());
        Self { shared, renewing: renewing.ok() }
    }

    /// Returns the state document.
    pub(super) fn state(&self) -> Result<StateDocument, StoreError> {
        self.shared.seen().as_ref().map(|seen| seen.state.clone()).map_err(|to| lost(to))
    }

    /// Returns the names of the archive's indexes.
    pub(super) fn names(&self) -> &Names {
        &self.shared.names
    }

    /// Changes the state document, and renews the lease with it.
    pub(super) fn change(&self, edit: impl FnOnce(&mut StateDocument)) -> Result<StateDocument, StoreError> {
        self.shared.change(edit)
    }

    /// Gives the lease back.
    pub(super) fn release(mut self, edit: impl FnOnce(&mut StateDocument)) -> Result<(), StoreError> {
        self.stop_renewing();
        let changed = self.change(|state| {
            edit(state);
            state.lease = None;
        });
        *self.shared.seen() = Err("nobody".to_owned());
        changed.map(|_| ())
    }

    fn stop_renewing(&mut self) {
        *self.shared.ended.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.ended.1.notify_all();
        if let Some(renewing) = self.renewing.take() {
            let _ = renewing.join();
        }
    }
}

impl Drop for Held {
    /// Gives the lease back if it is still held. If that fails, it ends by itself.
    fn drop(&mut self) {
        self.stop_renewing();
        let shared = &self.shared;
        if let Ok(seen) = shared.seen().as_ref() {
            let mut state = seen.state.clone();
            abandon(&mut state);
            state.lease = None;
            let client = shared.client.with_limits(Limits { elsewhere: false, ..Limits::READING });
            let _ = layout::change(&client, &shared.names, seen, state);
        }
    }
}

impl Shared {
    fn seen(&self) -> MutexGuard<'_, Result<SeenState, String>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, edit: impl FnOnce(&mut StateDocument)) -> Result<StateDocument, StoreError> {
        let mut seen = self.seen();
        let before = seen.as_ref().map_err(|to| lost(to))?;
        let mut state = before.state.clone();
        state.lease = Some(Lease { until: until_from_now(), ..self.lease.clone() });
        edit(&mut state);
        if let Some(changed) = layout::change(&self.client, &self.names, before, state)? {
            let state = changed.state.clone();
            *seen = Ok(changed);
            return Ok(state);
        }
        let Found::State(now) = layout::read(&self.client, &self.names)? else {
            return Err(not_understood("reading the state of the archive", "it is gone"));
        };
        let to = now.state.lease.as_ref().map(|lease| owner_of(lease).to_string());
        let to = to.unwrap_or_else(|| "another process".to_owned());
        *seen = Err(to.clone());
        Err(lost(&to))
    }

    /// Renews the lease until it is given back or lost.
    fn keep_renewing(&self) {
        loop {
            let ended = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
            let waited = self.ended.1.wait_timeout_while(ended, TERM / 3, |ended| !*ended);
            if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                return;
            }
            // A cluster that does not answer may answer the next time.
            let _ = self.change(|_| {});
            if self.seen().is_err() {
                return;
            }
        }
    }
}

/// Adds the generations that were begun and not committed to those that are never in force.
pub(super) fn abandon(state: &mut StateDocument) {
    for number in state.generation + 1..=state.issued {
        if !state.abandoned.contains(&number) {
            state.abandoned.push(number);
        }
    }
    let surplus = state.abandoned.len().saturating_sub(MAX_ABANDONED);
    state.abandoned.drain(..surplus);
}

/// Returns whether a lease is still held.
fn is_held(lease: &Lease, asking: &Owner) -> bool {
    let is_here = !lease.host.is_empty() && lease.host == asking.host;
    if is_here && lease.pid > 0 && lease.pid != asking.pid && has_ended(lease.pid) {
        return false;
    }
    lease.until > now_ms()
}

/// Returns whether a process of this machine has certainly ended.
fn has_ended(pid: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new("/proc").join(pid.to_string()).exists()
}

fn until_from_now() -> i64 {
    now_ms() + TERM.as_millis() as i64
}

fn owner_of(lease: &Lease) -> Owner {
    Owner { pid: lease.pid, host: lease.host.clone() }
}

fn lost(to: &str) -> StoreError {
    BackendError::LeaseLost { to: to.to_owned() }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_ends_with_its_time_or_with_its_process_on_this_machine() {
        let asking = Owner { pid: 1, host: "desk".to_owned() };
        let lease =
            |pid, host: &str, until| Lease { token: String::new(), pid, host: host.to_owned(), until };
        let later = now_ms() + 60_000;
        assert!(is_held(&lease(std::process::id(), "desk", later), &asking));
        assert!(!is_held(&lease(std::process::id(), "desk", now_ms() - 1), &asking));
        // No process has this number.
        assert!(!is_held(&lease(u32::MAX, "desk", later), &asking) || !Path::new("/proc/self").exists());
        assert!(is_held(&lease(u32::MAX, "other", later), &asking));
        assert!(is_held(&lease(0, "", later), &asking));
    }

    #[test]
    fn generations_that_were_begun_and_not_committed_are_abandoned() {
        let mut state =
            StateDocument { generation: 4, issued: 7, abandoned: vec![2, 5], ..StateDocument::default() };
        abandon(&mut state);
        assert_eq!(state.abandoned, [2, 5, 6, 7]);
        state.issued = 200;
        abandon(&mut state);
        assert_eq!((state.abandoned.len(), state.abandoned.last()), (MAX_ABANDONED, Some(&200)));
    }
}
