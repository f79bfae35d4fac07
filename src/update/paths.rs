//! Paths as text: whether one lies under another, the part relative to a folder, and whether anything is there.

use std::{fs, io::ErrorKind, path::Path};

/// Returns whether `path` is `root` or lies under it.
pub(crate) fn is_under(path: &str, root: &str) -> bool {
    let rest = path.strip_prefix(root);
    rest.is_some_and(|rest| {
        rest.is_empty() || root.ends_with('/') || rest.starts_with(std::path::is_separator)
    })
}

/// Returns `path` relative to `root`, with `/` as separator; only its last component if it does not lie under `root`.
pub(crate) fn relative(path: &str, root: &str) -> String {
    let rest = path.strip_prefix(root).map(|rest| rest.trim_start_matches(std::path::is_separator));
    let rest = rest.filter(|rest| !rest.is_empty());
    let rest = rest.or_else(|| path.rsplit(std::path::is_separator).next()).unwrap_or(path);
    if std::path::MAIN_SEPARATOR == '/' {
        rest.to_owned()
    } else {
        rest.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

/// Returns whether nothing is at `path`. What only cannot be read, as on a disk that fails, is not gone.
pub(crate) fn is_gone(path: &str) -> bool {
    let found = fs::metadata(Path::new(path));
    found.is_err_and(|error| matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_folder_they_lie_under() {
        assert_eq!(relative("/news/2026/a", "/news"), "2026/a");
        assert_eq!(relative("/news/a", "/elsewhere"), "a");
        assert_eq!(relative("/a", "/"), "a");
        assert!(is_under("/news/a", "/news") && is_under("/news", "/news") && is_under("/a", "/"));
        assert!(!is_under("/newsroom/a", "/news"));
    }
}
