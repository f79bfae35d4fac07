//! An index is updated when its inputs change.
//!
//! 1. Unchanged inputs are not read, and nothing is written for them. Changed articles are replaced, vanished ones removed (`changes`).
//! 2. Articles keep id and first sight through changes, moves, id clashes and rebuilds (`identity`, `rebuild`).
//! 3. Absent folders keep their articles; folders of other programs are not changed (`folders`).
//! 4. Copies are those that the index holds now (`copies`).
//! 5. Lines that recur in a folder are furniture, whatever the order of arrival (`recurring`).
//! 6. There is one writer at a time; a killed one leaves its last commit (`crash`).
//! 7. A handle sees each run and rebuild; every answer is from one state (`handle`).

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
