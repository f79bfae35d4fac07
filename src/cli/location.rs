//! Which index is meant: the flag, the environment and `morgue.toml` enter, a folder leaves.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::error::CommandError;
use super::settings::{FILE, Places, Settings};

/// Where the index is if nothing is said.
const DEFAULT: &str = "index";

/// Where a location is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `--index`.
    Flag,
    /// `MORGUE_INDEX`.
    Environment,
    /// A file of settings.
    File(PathBuf),
    /// Nowhere: it is the usual one.
    Default,
}

/// Returns the folder of the index, and who says so: `flag`, else `variable` (MORGUE_INDEX), else the settings, else `./index`.
pub(crate) fn index_folder(
    flag: Option<&Path>,
    variable: Option<&Path>,
    settings: &Settings,
    places: &Places,
) -> anyhow::Result<(PathBuf, Origin)> {
    let here = &places.here;
    if let Some(named) = flag {
        return Ok((folder(named, here, "--index")?, Origin::Flag));
    }
    if let Some(named) = variable {
        return Ok((folder(named, here, "MORGUE_INDEX")?, Origin::Environment));
    }
    match settings.index() {
        Some((named, file)) => {
            let named = from_home(named, places.home.as_deref());
            Ok((folder(&named, file.parent().unwrap_or(here), FILE)?, Origin::File(file.to_owned())))
        }
        None => Ok((here.join(DEFAULT), Origin::Default)),
    }
}

/// Returns a path in which `~` at the beginning is the user's home.
fn from_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(&rest[1..]),
        _ => PathBuf::from(path),
    }
}

/// Returns a location as a folder; a relative one is under `base`.
fn folder(named: &Path, base: &Path, origin: &str) -> anyhow::Result<PathBuf> {
    let text = named.to_string_lossy();
    if text.is_empty() {
        bail!(CommandError::new("index_location", format!("`{origin}` is empty: it names no folder")));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let message = format!("an index on a server is not supported yet: `{text}` (from {origin})");
        bail!(CommandError::new("not_supported_yet", message).hint("name a folder"));
    }
    Ok(base.join(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_comes_first_then_the_environment_then_the_files() {
        let root = tempfile::tempdir().unwrap();
        let (deep, config) = (root.path().join("a/b"), root.path().join("config"));
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir_all(config.join("morgue")).unwrap();
        let places =
            Places { here: deep.clone(), config: Some(config.clone()), home: Some("/home/ada".into()) };
        let commands = <super::super::args::Cli as clap::CommandFactory>::command();
        let find = |flag: Option<&str>, variable: Option<&str>| {
            let settings = Settings::read(&places, &commands).unwrap();
            index_folder(flag.map(Path::new), variable.map(Path::new), &settings, &places).unwrap().0
        };
        assert_eq!(find(None, None), deep.join("index"));
        std::fs::write(config.join("morgue").join(FILE), "index = \"~/archive\"\n").unwrap();
        assert_eq!(find(None, None), Path::new("/home/ada/archive"));
        std::fs::write(root.path().join(FILE), "index = \"kept/here\"\n").unwrap();
        assert_eq!(find(None, None), root.path().join("kept/here"));
        assert_eq!(find(None, Some("/x")), Path::new("/x"));
        assert_eq!(find(Some("y"), Some("/x")), deep.join("y"));
    }

    #[test]
    fn what_is_no_folder_is_an_error() {
        let places = Places { here: "/nowhere".into(), ..Places::default() };
        let find = |flag: &str| {
            index_folder(Some(Path::new(flag)), None, &Settings::default(), &places).unwrap_err().to_string()
        };
        assert_eq!(
            find("https://search.example:9200/news"),
            "an index on a server is not supported yet: `https://search.example:9200/news` (from --index)"
        );
        assert_eq!(find(""), "`--index` is empty: it names no folder");
    }
}
