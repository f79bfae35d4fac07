//! Bringing an index up to date.

mod hash;
mod identity;
mod ledger;
mod manifest;
mod matching;
mod report;
mod request;
