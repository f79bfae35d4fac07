//! Quality gates: figures on judged data that must not fall below pinned floors. The data is read from `../shared/eval`
//! beside the project. Without a folder `../shared`, each gate says that it was skipped.

#![allow(clippy::print_stdout)] // a skipped gate says so, and figures are worth reading

mod editor;
mod extraction;
mod metadata;
mod quotation_score;
mod quotations;
mod search;
mod speakers;

use std::path::{Path, PathBuf};

/// Returns the path of judged data below `../shared/eval`; `None`, and says so, where there is no `../shared`.
///
/// # Panics
/// If `../shared` exists without the data: a gate must not be skipped in silence.
fn judged_data(name: &str) -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.exists() {
        println!("skipped: no ../shared");
        return None;
    }
    let path = shared.join("eval").join(name);
    assert!(path.exists(), "../shared exists, but ../shared/eval/{name} is missing");
    Some(path)
}

/// Returns where the page of a judgment lies in the folder of its set: where it says, else under its id.
fn page_of(judgment: &serde_json::Value) -> String {
    let id = || format!("html/{}.gz", judgment["id"].as_str().unwrap_or_default());
    judgment["html"].as_str().map_or_else(id, str::to_owned)
}
