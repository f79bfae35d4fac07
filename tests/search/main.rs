//! What a query means.
//!
//! 1. Every scenario of `tests/scenarios` holds on every back end: articles, totals, marks, order, errors.
//! 2. Random queries over random archives give equal answers on every back end.
//! 3. Copies are folded such that pages fit together: `offset + shown + folded` makes `total` on the last.
//! 4. Marks lie inside the passage that is shown, on character boundaries, ascending.
//!
//! Not tested here: extraction, the command line, figures of ranking.

mod agreement;
mod reports;
mod scenarios;
mod support;
