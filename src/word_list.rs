//! Reads the data files next to the code: lists of words and tables.
//!
//! Input: the text of a file, compiled in with `include_str!`. Output: its lines, words or columns.
//! Lines that begin with `#` are comments; empty lines do not count. A `.tsv` file has columns separated by tabs. A `.txt` file
//! has words separated by spaces, in some files after the name of their class (`class: words`).
//!
//! Callers keep the result in a `LazyLock`, so that each file is read once. A row in a wrong form causes a panic, because
//! the file is part of the program; a test reads every file.

use std::str::Split;

use rustc_hash::{FxHashMap, FxHashSet};

/// Returns the lines without comments and empty lines.
pub(crate) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    list.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Returns the words of all lines, in order.
pub(crate) fn words(list: &'static str) -> impl Iterator<Item = &'static str> + Clone {
    lines(list).flat_map(str::split_whitespace)
}

/// Returns the words of all lines as a set.
pub(crate) fn word_set(list: &'static str) -> FxHashSet<&'static str> {
    words(list).collect()
}

/// Returns the lines of a file with classes, each as the name of its class and its words.
///
/// A class may have several lines.
pub(crate) fn classes(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    lines(list).map(|line| line.split_once(": ").unwrap_or_else(|| panic!("`{line}` has no class")))
}

/// Returns the words of one class of a file with classes. Panics if the class has no words.
pub(crate) fn class(list: &'static str, name: &str) -> Vec<&'static str> {
    let lines = classes(list).filter(|(class, _)| *class == name);
    let words: Vec<&str> = lines.flat_map(|(_, words)| words.split_whitespace()).collect();
    assert!(!words.is_empty(), "no line of the class `{name}`");
    words
}

/// Returns the rows of a table: the first column and the others.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, Split<'static, char>)> {
    lines(table).map(|line| {
        let (first, others) = line.split_once('\t').unwrap_or_else(|| panic!("`{line}` has only one column"));
        (first, others.split('\t'))
    })
}

/// Returns the rows of a table with two columns.
pub(crate) fn pairs(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(table).map(|(first, mut others)| match (others.next(), others.next()) {
        (Some(second), None) => (first, second),
        _ => panic!("the row of `{first}` does not have two columns"),
    })
}

/// Returns the second column of each row of a table with two columns, with the value that `kinds` gives for the name in the
/// first column. Panics for a name that `kinds` lacks.
pub(crate) fn pairs_by_kind<K: Copy>(
    table: &'static str,
    kinds: &[(&str, K)],
) -> impl Iterator<Item = (K, &'static str)> {
    pairs(table).map(|(kind, value)| (kind_of(kind, kinds), value))
}

/// Returns the words in the second column of a table with two columns, grouped by the first column.
pub(crate) fn groups(table: &'static str) -> FxHashMap<&'static str, Vec<&'static str>> {
    let mut groups: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    pairs(table).for_each(|(group, word)| groups.entry(group).or_default().push(word));
    groups
}

/// Returns the value of `name` in `kinds`; panics if `kinds` lacks the name.
pub(crate) fn kind_of<K: Copy>(name: &str, kinds: &[(&str, K)]) -> K {
    let known = kinds.iter().find(|(known, _)| *known == name);
    known.unwrap_or_else(|| panic!("`{name}` is not a known kind of row")).1
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    const LIST: &str = "# Fruit\napple pear\n\n# Nuts\nhazel\n";
    const TABLE: &str = "# Colors\nwarm\tred\ncold\tblue\n";

    #[test]
    fn comments_and_empty_lines_do_not_count() {
        assert_eq!(lines(LIST).collect::<Vec<_>>(), ["apple pear", "hazel"]);
        assert_eq!(words(LIST).collect::<Vec<_>>(), ["apple", "pear", "hazel"]);
        assert_eq!(pairs(TABLE).collect::<Vec<_>>(), [("warm", "red"), ("cold", "blue")]);
        assert_eq!(classes("be: is are\n").collect::<Vec<_>>(), [("be", "is are")]);
        assert_eq!(
            pairs_by_kind(TABLE, &[("warm", 1), ("cold", 2)]).collect::<Vec<_>>(),
            [(1, "red"), (2, "blue")]
        );
    }

    #[test]
    #[should_panic(expected = "`cold` is not a known kind of row")]
    fn an_unknown_kind_is_an_error() {
        pairs_by_kind(TABLE, &[("warm", 1)]).for_each(drop);
    }

    #[test]
    fn every_data_file_is_well_formed() {
        let mut problems = Vec::new();
        let files = data_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
        assert!(files.len() > 50, "only {} files found", files.len());
        for file in files {
            let text = fs::read_to_string(&file).expect("file is readable");
            problems.extend(problem(&file, &text).map(|problem| format!("{}: {problem}", file.display())));
        }
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    /// Returns what is wrong with a data file.
    fn problem(file: &Path, text: &str) -> Option<String> {
        if !text.starts_with("# ") {
            return Some("does not begin with a comment that says what it holds".to_owned());
        }
        let is_table = file.extension().is_some_and(|ending| ending == "tsv");
        let has_classes = !is_table && lines(text.to_owned().leak()).any(|line| line.contains(": "));
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = if is_table { line.split('\t').collect() } else { vec![line] };
            let problem = match () {
                () if is_table && cells.len() < 2 => "has only one column",
                () if !is_table && line.contains('\t') => "has a tab",
                () if has_classes && !line.contains(": ") => "has no class",
                () if line.trim_end() != line => "ends with white space",
                () if !line.is_empty() && cells.contains(&"") => "has an empty cell",
                () if text.lines().filter(|other| *other == line && !line.is_empty()).count() > 1 => {
                    "occurs twice"
                }
                () => continue,
            };
            return Some(format!("`{line}` {problem}"));
        }
        None
    }

    fn data_files(folder: &Path) -> Vec<PathBuf> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).expect("folder is readable") {
            let path = entry.expect("entry is readable").path();
            if path.is_dir() {
                files.extend(data_files(&path));
            } else if path.extension().is_some_and(|ending| ending == "txt" || ending == "tsv") {
                files.push(path);
            }
        }
        files
    }
}
