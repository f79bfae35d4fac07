//! Quality gates: figures on judged data that must not fall under pinned floors. The data are read from
//! `../shared/eval` beside the project; where that folder is missing, each gate says that it was skipped.

#![allow(clippy::print_stdout)] // a skipped gate says so, and figures are worth reading

mod editor;
mod extraction;
mod metadata;
mod quotation_score;
mod quotations;
mod search;
mod speakers;

/// Returns where the page of a judgment lies in the folder of its set: where it says, else under its id.
fn page_of(judgment: &serde_json::Value) -> String {
    let id = || format!("html/{}.gz", judgment["id"].as_str().unwrap_or_default());
    judgment["html"].as_str().map_or_else(id, str::to_owned)
}
