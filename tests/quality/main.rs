//! Quality gates: figures on judged data that must not fall under pinned floors. The data are read from
//! `../shared/eval` beside the project; where that folder is missing, each gate says that it was skipped.

#![allow(clippy::print_stdout)] // a skipped gate says so, and figures are worth reading

mod editor;
mod extraction;
mod metadata;
mod quotation_score;
mod quotations;
mod search;
