//! Which index is meant: the flag, the environment and `morgue.toml` enter, a folder leaves.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::CommandError;

/// Where the index is if nothing is said.
const DEFAULT: &str = "index";
/// The file that can name it.
const SETTINGS: &str = "morgue.toml";

/// What `morgue.toml` may hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    index: Option<String>,
}

/// Returns the folder of the index: `flag`, else `variable` (MORGUE_INDEX), else the `index` of the nearest `morgue.toml` upwards
/// from `here`, else `./index`.
pub(crate) fn index_folder(
    flag: Option<&Path>,
    variable: Option<&Path>,
    here: &Path,
) -> Result<PathBuf, CommandError> {
    if let Some(named) = flag {
        return folder(named, here, "--index");
    }
    if let Some(named) = variable {
        return folder(named, here, "MORGUE_INDEX");
    }
    let settings = here.ancestors().map(|folder| folder.join(SETTINGS)).find(|file| file.is_file());
    match settings {
        Some(file) => match read_settings(&file)?.index {
            Some(named) => folder(Path::new(&named), file.parent().unwrap_or(here), SETTINGS),
            None => Ok(here.join(DEFAULT)),
        },
        None => Ok(here.join(DEFAULT)),
    }
}

/// Returns a location as a folder; a relative one is under `base`.
fn folder(named: &Path, base: &Path, origin: &str) -> Result<PathBuf, CommandError> {
    let text = named.to_string_lossy();
    if text.is_empty() {
        return Err(CommandError::new("index_location", format!("`{origin}` names no folder, it is empty")));
    }
    if text.starts_with("http://") || text.starts_with("https://") {
        let message = format!("an index on a server is not supported yet: `{text}` (from {origin})");
        return Err(CommandError::new("not_supported_yet", message).hint("name a folder"));
    }
    Ok(base.join(named))
}

fn read_settings(file: &Path) -> Result<Settings, CommandError> {
    let shown = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| CommandError::new("settings", format!("cannot read `{shown}`")).because(&error))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        CommandError::new("settings", format!("`{shown}`, line {line}: {}", error.message()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(error: CommandError) -> String {
        match error {
            CommandError::Failed(report) => report.message,
            CommandError::ClosedPipe => panic!("not a failure"),
        }
    }

    #[test]
    fn the_flag_comes_first_then_the_environment_then_the_file() {
        let root = tempfile::tempdir().unwrap();
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).unwrap();
        let find = |flag: Option<&str>, variable: Option<&str>| {
            index_folder(flag.map(Path::new), variable.map(Path::new), &deep)
        };
        assert_eq!(find(None, None).unwrap(), deep.join("index"));
        std::fs::write(root.path().join(SETTINGS), "index = \"kept/here\"\n").unwrap();
        assert_eq!(find(None, None).unwrap(), root.path().join("kept/here"));
        assert_eq!(find(None, Some("/x")).unwrap(), Path::new("/x"));
        assert_eq!(find(Some("y"), Some("/x")).unwrap(), deep.join("y"));
    }

    #[test]
    fn what_is_no_folder_is_an_error() {
        let here = Path::new("/nowhere");
        let find = |flag: &str| message(index_folder(Some(Path::new(flag)), None, here).unwrap_err());
        assert_eq!(
            find("https://search.example:9200/news"),
            "an index on a server is not supported yet: `https://search.example:9200/news` (from --index)"
        );
        assert_eq!(find(""), "`--index` names no folder, it is empty");
        let root = tempfile::tempdir().unwrap();
        std::fs::write(root.path().join(SETTINGS), "\nindx = \"a\"\n").unwrap();
        let error = message(index_folder(None, None, root.path()).unwrap_err());
        assert!(error.ends_with("morgue.toml`, line 2: unknown field `indx`, expected `index`"), "{error}");
    }
}
