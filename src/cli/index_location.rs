//! The location of the index.
//!
//! Input: the flag, the environment and the settings. Output: a folder.

use std::path::{Path, PathBuf};

use anyhow::bail;

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

/// Returns the folder of the index, and where it is set: by `flag`, `variable` (MORGUE_INDEX), the settings, or the default `./index`.
pub(crate) fn index_folder(
    flag: Option<&Path>,
    variable: Option<&Path>,
    settings: &Settings,
    folders: &SettingsFolders,
) -> anyhow::Result<(PathBuf, Origin)> {
    let working = &folders.working;
    if let Some(named) = flag {
        return Ok((folder(named, working, "--index")?, Origin::Flag));
    }
    if let Some(named) = variable {
        return Ok((folder(named, working, "MORGUE_INDEX")?, Origin::Environment));
    }
    match settings.index() {
        Some((named, file)) => {
            let named = from_home(named, folders.home.as_deref());
            Ok((folder(&named, file.parent().unwrap_or(working), FILE_NAME)?, Origin::File(file.to_owned())))
        }
        None => Ok((working.join(DEFAULT), Origin::Default)),
    }
}

/// Returns a path with a leading `~` replaced by the home folder.
fn from_home(path: &str, home: Option<&Path>) -> PathBuf {
    match (path.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(&rest[1..]),
        _ => PathBuf::from(path),
    }
}

/// Returns a location as a folder. A relative location is below `base`.
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
            index_folder(flag.map(Path::new), variable.map(Path::new), &settings, &folders).unwrap().0
        };
        assert_eq!(find(None, None), deep.join("index"));
        std::fs::write(config.join("morgue").join(FILE_NAME), "index = \"~/archive\"\n").unwrap();
        assert_eq!(find(None, None), Path::new("/home/ada/archive"));
        std::fs::write(root.path().join(FILE_NAME), "index = \"kept/here\"\n").unwrap();
        assert_eq!(find(None, None), root.path().join("kept/here"));
        assert_eq!(find(None, Some("/x")), Path::new("/x"));
        assert_eq!(find(Some("y"), Some("/x")), deep.join("y"));
    }

    #[test]
    fn a_server_and_an_empty_name_are_errors() {
        let folders = SettingsFolders { working: "/nowhere".into(), ..SettingsFolders::default() };
        let find = |flag: &str| {
            index_folder(Some(Path::new(flag)), None, &Settings::default(), &folders).unwrap_err().to_string()
        };
        assert_eq!(
            find("https://search.example:9200/news"),
            "an index on a server is not supported yet: `https://search.example:9200/news` (from --index)"
        );
        assert_eq!(find(""), "`--index` is empty: it names no folder");
    }
}
