//! Quality gates: metrics on judged data must not fall below pinned floors. The data is read from `../shared/eval` next to the project.
//! If there is no folder `../shared`, each gate prints that it was skipped.

#![allow(clippy::print_stdout)] // a skipped gate says so, and figures are worth reading

mod editor;
mod extraction;
mod metadata;
mod quotation_score;
mod quotations;
mod search;
mod speakers;

use std::path::{Path, PathBuf};

/// Returns the path of judged data in `../shared/eval`. If there is no `../shared`, prints a message and returns `None`.
///
/// # Panics
/// If `../shared` exists without the data, because a gate must not be skipped silently.
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

/// Returns the path of a judgment's page in the folder of its set: the path in the judgment, otherwise its id.
fn page_of(judgment: &serde_json::Value) -> String {
    let id = || format!("html/{}.gz", judgment["id"].as_str().unwrap_or_default());
    judgment["html"].as_str().map_or_else(id, str::to_owned)
}
