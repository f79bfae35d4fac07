//! What a query means.
//!
//! 1. Every scenario of `tests/scenarios` holds on every back end: articles, totals, marks, order, errors.
//! 2. Random queries over random archives give equal answers on every back end.
//! 3. Copies are folded such that pages fit together: `offset + shown + folded` makes `total` on the last.
//! 4. Proximity is what a second matcher finds that tries every tuple of positions: articles and marks. Without the words
//!    that are marked a query without NOT no longer matches; the passage that is shown holds a match whole.
//! 5. Marks lie inside the passage that is shown, on character boundaries, ascending.
//! 6. The parts of a score add up to it; feedback and age count where they are asked for.
//! 7. A question ends with an error when its time is over or it is cancelled.
//! 8. What crosses to a back end is plain data: one of the back ends is behind JSON over a socket. Its errors reach the caller.
//! 9. A question is asked of a back end at once, a listing a page at a time.
//!
//! Not tested here: extraction, the command line, figures of ranking.

mod agreement;
mod brute_force;
mod counting;
mod deadline;
mod loopback;
mod ranking;
mod reports;
mod rewrites;
mod scenarios;
mod support;
