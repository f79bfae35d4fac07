//! An index follows what happens to its inputs.
//!
//! 1. What did not change is not read and nothing is written; what changed is replaced, what vanished goes (`changes`).
//! 2. Ids and first sight are kept: through changes, moves, clashes, rebuilds (`identity`, `rebuild`).
//! 3. Folders that are absent drop nothing, foreign ones are not touched (`folders`).
//! 4. Copies are those the index holds now (`copies`).
//! 5. Lines that recur in a folder are furniture, whatever the order of arrival (`recurring`).
//! 6. One writer at a time; a killed one leaves its last commit (`crash`).
//! 7. A handle sees each run and rebuild; every answer is of one state (`handle`).

#![expect(clippy::disallowed_methods, reason = "tests may read the clock and the environment")]

mod changes;
mod copies;
mod crash;
mod damage;
mod folders;
mod handle;
mod identity;
mod moves;
mod rebuild;
mod recurring;
mod support;
