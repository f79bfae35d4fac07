//! An index is updated when its inputs change.
//!
//! 1. Unchanged inputs are not read, and nothing is written for them. Changed articles are replaced, and articles of
//!    removed files are removed (`changes`).
//! 2. Articles keep their id and time of first indexing through changes, moves, id clashes and rebuilds (`identity`,
//!    `moves`, `rebuild`).
//! 3. Absent folders keep their articles; folders of other programs are not changed (`folders`).
//! 4. The number of copies of an article is correct after every change (`copies`).
//! 5. Lines that recur in a folder are boilerplate, in whatever order its files arrive (`recurring`).
//! 6. There is one writer at a time. A killed writer leaves its last commit (`crash`, `damage`).
//! 7. An update writes to the manifest what changed (`manifest`).
//! 8. An open handle sees the result of each run and rebuild. Every answer is from one state (`handle`).

#![expect(clippy::disallowed_methods, reason = "tests may read the clock and the environment")]

mod changes;
mod copies;
mod crash;
mod damage;
mod folders;
mod handle;
mod identity;
mod manifest;
mod moves;
mod rebuild;
mod recurring;
mod support;
