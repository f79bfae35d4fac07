//! What a crash, a failing disk or damage does to an index.
//!
//! 1. Killed at any instant, the index has its last committed state, and the next run completes.
//! 2. An error of the system ends a run with a message that names the file. The index has its last committed state, and what the
//!    run wrote is removed.
//! 3. Damage of any file gives the right answer or an error, never a wrong answer, and `check` names the file.
//! 4. What a power failure leaves of the files is the state before or after the run, and after the run the state after it.
//! 5. A disk that is full ends a run with a message; the old state stays, and its space is given back.
//! 6. Readers during updates and rebuilds get one committed state each.
//! 7. A call of the system that fails while an index is read gives the right answer or an error.
//!
//! `MORGUE_FAULTS` is the number of kills, of errors and of power failures; `tests/faults/run.sh N` sets it.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // tests read the environment, and figures are worth reading

#[cfg(target_os = "linux")]
mod calls;
mod damage;
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(target_os = "linux")]
mod kills;
#[cfg(target_os = "linux")]
mod power;
mod readers;
#[path = "../update/support.rs"]
#[allow(dead_code)]
mod support;

/// Returns how many faults of each kind are tried.
fn wanted() -> usize {
    std::env::var("MORGUE_FAULTS").ok().and_then(|number| number.parse().ok()).unwrap_or(30)
}

/// A sequence of numbers that look random, from a seed.
struct Numbers(u64);

impl Numbers {
    /// Returns a number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}
