//! Bringing an index up to date.

mod hash;
mod identity;
mod manifest;
mod matching;
