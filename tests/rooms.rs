//! There are no circular dependencies between the rooms (folders and files of `src/`): a room uses only rooms before it in
//! [`ROOMS`]. The documentation names only files that exist.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The rooms, from the bottom up. A room may use the rooms before it.
const ROOMS: &[&str] = &[
    "deadline",
    "all_cores",
    "span",
    "word_list",
    "url",
    "xml",
    "script",
    "analysis",
    "dates",
    "article",
    "encoding",
    "formats",
    "read",
    "passage",
    "boilerplate",
    "copies",
    "quotation",
    "extract",
    "analyzed_article",
    "matching",
    "rank",
    "query",
    "highlight",
    "eval",
    "opensearch",
    "backend",
    "store",
    "archive",
    "update",
    "render",
    "cli main",
];

/// Rooms that may not use each other in either direction.
const APART: &[(&str, &str)] = &[("backend", "query"), ("update", "archive"), ("rank", "query")];

#[test]
fn a_room_uses_only_rooms_before_it() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for file in rust_files(&src) {
        let place = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        let room = place.split(['/', '.']).next().expect("a name");
        let is_test = place.split(['/', '.', '_']).any(|part| part == "tests");
        if room == "lib" || is_test {
            continue;
        }
        let Some(level) = level_of(room) else {
            wrong.push(format!("{place}: `{room}` stands in no line of ROOMS"));
            continue;
        };
        let text = without_tests(&fs::read_to_string(&file).expect("source is readable"));
        for used in rooms_used(&text) {
            let apart = APART.iter().any(|pair| *pair == (room, &used) || *pair == (used.as_str(), room));
            if apart || level_of(&used).is_some_and(|other| other > level) {
                wrong.push(format!("{place} uses `{used}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "these may not use each other:\n{}", wrong.join("\n"));
}

fn level_of(room: &str) -> Option<usize> {
    ROOMS.iter().position(|line| line.split(' ').any(|known| known == room))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("folder is readable") {
        let path = entry.expect("entry is readable").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Returns `source` without comments and without the items that only tests see.
fn without_tests(source: &str) -> String {
    let mut kept = String::new();
    let mut hidden_at = None;
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let indent = line.len() - line.trim_start().len();
        if line.trim() == "#[cfg(test)]" {
            hidden_at = Some(indent);
        } else if hidden_at == Some(indent) {
            if line.ends_with(';') || line.ends_with('}') || line.ends_with(',') {
                hidden_at = None;
            }
        } else if hidden_at.is_none() {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// Returns the names that `text` takes from the root of the crate: `a` and `b` of `crate::a::X` and `crate::{a, b::Y}`.
fn rooms_used(text: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for root in ["crate::", "morgue::"] {
        for (at, _) in text.match_indices(root) {
            let rest = &text[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => used.extend(first_names(group)),
                None => used.extend(first_name(rest)),
            }
        }
    }
    used
}

/// Returns the first name of each path in a group, up to its closing brace.
fn first_names(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut begins) = (Vec::new(), 0, true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            _ if begins && sign.is_alphabetic() => {
                names.extend(first_name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> Option<String> {
    let end = path.find(|sign: char| !sign.is_alphanumeric() && sign != '_').unwrap_or(path.len());
    (end > 0).then(|| path[..end].to_owned())
}

#[test]
fn names_are_found_in_any_form_of_use_and_outside_of_tests_alone() {
    let source = "use crate::{a, b::{c, d}, e::f};\n// crate::g\n#[cfg(test)]\nmod tests {\n    use crate::h;\n}\nfn i() { crate::j::k() }\n";
    let used: Vec<String> = rooms_used(&without_tests(source)).into_iter().collect();
    assert_eq!(used, ["a", "b", "e", "j"]);
}

/// Folders whose files the documentation names.
const FOLDERS: [&str; 5] = ["src/", "tests/", "benches/", "fixtures/", "docs/"];

#[test]
fn every_path_named_in_the_documentation_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages =
        [".", "docs", "fixtures"].map(|folder| fs::read_dir(root.join(folder)).expect("folder is readable"));
    let mut checked = 0;
    let mut missing = Vec::new();
    for page in pages.into_iter().flatten().map(|entry| entry.expect("entry is readable").path()) {
        if page.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = fs::read_to_string(&page).expect("page is readable");
        let is_part = |sign: char| sign.is_alphanumeric() || "/._-*".contains(sign);
        for path in text.split(|sign| !is_part(sign)).map(|path| path.trim_end_matches('.')) {
            if FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains('*') {
                checked += 1;
                if !root.join(path).exists() {
                    missing.push(format!("{}: {path}", page.display()));
                }
            }
        }
    }
    assert!(checked > 100, "only {checked} paths were found");
    assert!(missing.is_empty(), "these do not exist:\n{}", missing.join("\n"));
}
