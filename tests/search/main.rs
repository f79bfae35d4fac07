//! The meaning of queries, on every back end.
//!
//! 1. Every scenario of `tests/scenarios` passes on every back end: articles, totals, highlights, order, errors.
//! 2. Random queries over random archives get the same answers from every back end.
//! 3. Copies are collapsed so that pages fit together: on the last page, `offset + shown + folded` is `total`.
//! 4. Proximity agrees with a second matcher that tries every tuple of positions, in articles and highlights. Without the
//!    highlighted words, a query without NOT no longer matches. The passage that is shown contains a whole match.
//! 5. Highlights lie inside the passage that is shown, on character boundaries, in ascending order.
//! 6. The parts of a score add up to it. Feedback and age count only if they are requested.
//! 7. A request ends with an error when its time is over or it is cancelled.
//! 8. Requests and answers are plain data: one back end is read through JSON over a socket. Its errors reach the caller.
//! 9. A search makes one request to the back end; a listing makes one request per page.
//!
//! Not tested here: extraction, the command line, the quality of the ranking.

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
