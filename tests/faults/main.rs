//! What a crash, a failing disk or damage does to an index.
//!
//! 1. Killed at any instant, the index has its last committed state, and the next run completes.
//! 2. An error of the system ends a run with a message that names the file. The index has its last committed state, and what the
//!    run wrote is removed.
//! 3. Damage of any file gives the right answer or an error, never a wrong answer, and `check` names the file.
//! 4. Readers during updates and rebuilds get one committed state each.
//!
//! `MORGUE_FAULTS` is the number of kills and of errors; `tests/faults/run.sh N` sets it.

#![allow(clippy::disallowed_methods, clippy::print_stdout)] // tests read the environment, and figures are worth reading

mod damage;
#[cfg(target_os = "linux")]
mod kills;
mod readers;
#[path = "../update/support.rs"]
#[allow(dead_code)]
mod support;

/// A sequence of numbers that look random, from a seed.
struct Numbers(u64);

impl Numbers {
    /// Returns a number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}
