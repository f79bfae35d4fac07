//! The location of the index.
//!
//! Input: the flag, the environment and the settings. Output: a folder, or an archive on a cluster.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::bail;
#[cfg(feature = "opensearch")]
use morgue::opensearch::Location;

use super::error::CommandError;
use super::settings::{FILE_NAME, Settings, SettingsFolders};

/// Folder of the index if none is set.
const DEFAULT: &str = "index";

/// Where the value of a setting comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// `--index`.
    Flag,
    /// The environment variable `MORGUE_INDEX`.
    Environment,
    /// A settings file.
    File(PathBuf),
    /// The default.
    Default,
}

/// Where an index is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// A folder.
    Folder(PathBuf),
    /// A cluster.
    #[cfg(feature = "opensearch")]
    Cluster(Location),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(f),
            #[cfg(feature = "opensearch")]
            Self::Cluster(location) => location.fmt(f),
        }
    }
}

/// Returns the place of the index, and where it is set: by `flag`, `variable` (MORGUE_INDEX), the settings, or the default `./index`.
pub(crate) fn index_place(
    flag: Option<&Path>,
    variable: Option<&Path>,
    settings: &Settings,
    folders: &SettingsFolders,
) -> anyhow::Result<(Place, Origin)> {
    let working = &folders.working;
    if let Some(named) = flag {
        return Ok((place(named, working, "--index")?, Origin::Flag));
    }
    if let Some(named) = variable {
        return Ok((place(named, working, "MORGUE_INDEX")?, Origin::Environment));
    }
    match settings.index() {
        Some((named, file)) => {
            let named = from_home(named, folders.home.as_deref());
            Ok((place(&named, file.parent().unwrap_or(working), FILE_NAME)?, Origin::File(file.to_owned())))
        }
        None => Ok((Place::Folder(working.join(DEFAULT)), Origin::Default)),
    }
}

/// Returns a path with a leading `~` replaced by the home folder.
pub(crate) fn from_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(&rest[1..]),
        _ => PathBuf::from(path),
    }
}

/// Parses a location. A relative folder is below `base`.
fn place(named: &Path, base: &Path, origin: &str) -> anyhow::Result<Place> {
    let text = named.to_string_lossy();
    if text.is_empty() {
        bail!(CommandError::new("index_location", format!("`{origin}` is empty: it names no folder")));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        return cluster(&text, origin);
    }
    Ok(Place::Folder(base.join(named)))
}

#[cfg(feature = "opensearch")]
fn cluster(text: &str, origin: &str) -> anyhow::Result<Place> {
    let location = Location::parse(text).map_err(|error| {
        // The location is not repeated: it may contain a password.
        let shown = CommandError::new(
            "index_location",
            format!("the location in `{origin}` cannot be used: {error}"),
        );
        shown.hint("write `http://host1:9200,host2:9200/archive`; `morgue help cluster` says how to log in")
    })?;
    Ok(Place::Cluster(location))
}

#[cfg(not(feature = "opensearch"))]
fn cluster(_: &str, origin: &str) -> anyhow::Result<Place> {
    let message =
        format!("`{origin}` names a cluster, but this morgue was built without the feature `opensearch`");
    bail!(CommandError::new("not_built_in", message).hint("name a folder"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_overrides_the_environment_which_overrides_the_files() {
        let root = tempfile::tempdir().unwrap();
        let (deep, config) = (root.path().join("a/b"), root.path().join("config"));
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::create_dir_all(config.join("morgue")).unwrap();
        let folders = SettingsFolders {
            working: deep.clone(),
            config: Some(config.clone()),
            home: Some("/home/ada".into()),
        };
        let commands = <super::super::commands::Cli as clap::CommandFactory>::command();
        let find = |flag: Option<&str>, variable: Option<&str>| {
            let settings = Settings::read(&folders, &commands).unwrap();
            index_place(flag.map(Path::new), variable.map(Path::new), &settings, &folders).unwrap().0
        };
        let at = |folder: PathBuf| Place::Folder(folder);
        assert_eq!(find(None, None), at(deep.join("index")));
        std::fs::write(config.join("morgue").join(FILE_NAME), "index = \"~/archive\"\n").unwrap();
        assert_eq!(find(None, None), at("/home/ada/archive".into()));
        std::fs::write(root.path().join(FILE_NAME), "index = \"kept/here\"\n").unwrap();
        assert_eq!(find(None, None), at(root.path().join("kept/here")));
        assert_eq!(find(None, Some("/x")), at("/x".into()));
        assert_eq!(find(Some("y"), Some("/x")), at(deep.join("y")));
        #[cfg(feature = "opensearch")]
        assert_eq!(find(Some("http://h1,h2:9200/news"), None).to_string(), "http://h1:80,h2:9200/news");
    }

    #[test]
    fn a_location_that_cannot_be_used_is_an_error_that_repeats_no_password() {
        let folders = SettingsFolders { working: "/nowhere".into(), ..SettingsFolders::default() };
        let find = |flag: &str| {
            index_place(Some(Path::new(flag)), None, &Settings::default(), &folders).unwrap_err().to_string()
        };
        assert_eq!(find(""), "`--index` is empty: it names no folder");
        #[cfg(feature = "opensearch")]
        for (flag, part) in [
            ("https://search.example:9200", "the name of the archive is missing"),
            ("https://ada:geheim@search.example:9200/news", "a user name or a password"),
        ] {
            let message = find(flag);
            assert!(message.contains(part) && !message.contains("geheim"), "{message}");
        }
    }
}
