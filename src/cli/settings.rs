//! Settings files (`morgue.toml`).
//!
//! Input: the working folder, the user's configuration folder and the commands. Output: defaults of flags, saved searches, and the
//! location of the index. The nearest file in the working folder or above overrides the user's file. A file only sets values: it cannot
//! run programs, index articles or remove them. `saved_searches_and_defaults` applies the values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::{Arg, Command};
use serde::Deserialize;
use toml::{Table, Value};

use super::dashed_queries::takes_query;
use super::error::CommandError;
use super::index_location::from_home;
use super::text_file::read_text_file;

/// Name of a settings file.
pub(crate) const FILE_NAME: &str = "morgue.toml";

/// Flags that belong to a single call. A file cannot set them.
const NOT_ALLOWED: &[&str] = &[
    "count",
    "explain",
    "files",
    "files-from",
    "follow-links",
    "forget",
    "from",
    "help",
    "index",
    "json",
    "null",
    "prune",
    "query",
    "quiet",
    "rebuild",
    "version",
    "vimgrep",
];

/// The contents of the settings files.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The project's file and the user's file, in this order.
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    path: PathBuf,
    /// Whether it is the user's own file, not a project's.
    is_own: bool,
    content: Content,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    index: Option<String>,
    cluster: Option<ClusterSettings>,
    #[serde(default)]
    defaults: Table,
    #[serde(default)]
    search: BTreeMap<String, Table>,
}

/// How a cluster is accessed. Only the user's own file may say so. Relative paths are below the file's folder.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(not(feature = "opensearch"), expect(dead_code, reason = "they are checked, but not used"))]
pub(crate) struct ClusterSettings {
    /// Name of the user.
    pub(crate) user: Option<String>,
    /// File with the password.
    pub(crate) password_file: Option<PathBuf>,
    /// File with an API key.
    pub(crate) api_key_file: Option<PathBuf>,
    /// File with a bearer token.
    pub(crate) token_file: Option<PathBuf>,
    /// File with certificates of trusted authorities.
    pub(crate) ca: Option<PathBuf>,
    /// File with the client's certificate.
    pub(crate) certificate: Option<PathBuf>,
    /// File with the private key of the client's certificate.
    pub(crate) certificate_key: Option<PathBuf>,
    /// Name under which this machine's inputs are kept in the archive.
    pub(crate) machine: Option<String>,
}

impl ClusterSettings {
    /// Makes relative paths those below `folder`, and replaces a leading `~`.
    fn below(&mut self, folder: &Path, home: Option<&Path>) {
        let files = [
            &mut self.password_file,
            &mut self.api_key_file,
            &mut self.token_file,
            &mut self.ca,
            &mut self.certificate,
            &mut self.certificate_key,
        ];
        for file in files.into_iter().flatten() {
            *file = folder.join(from_home(&file.to_string_lossy(), home));
        }
    }
}

/// A value for a flag, and the file that sets it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    /// Long name of the flag.
    pub(crate) flag: String,
    pub(crate) value: Value,
    pub(crate) file: PathBuf,
}

/// A saved search.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Saved {
    /// Name without the `@`.
    pub(crate) name: String,
    /// The query; empty if the search consists only of filters.
    pub(crate) query: String,
    pub(crate) flags: Vec<Setting>,
    pub(crate) file: PathBuf,
}

/// The folders that determine the settings files.
#[derive(Debug, Clone, Default)]
pub(crate) struct SettingsFolders {
    /// The working folder. The nearest file in it or above is read.
    pub(crate) working: PathBuf,
    /// The user's configuration folder.
    pub(crate) config: Option<PathBuf>,
    /// The home folder, written as `~`.
    pub(crate) home: Option<PathBuf>,
}

impl SettingsFolders {
    /// Returns the settings files that exist: the project's and the user's.
    pub(crate) fn files(&self) -> impl Iterator<Item = PathBuf> {
        let project =
            self.working.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file());
        let own = self.config.as_ref().map(|folder| folder.join("morgue").join(FILE_NAME));
        let own = own.filter(|file| file.is_file() && project.as_ref() != Some(file));
        project.into_iter().chain(own)
    }
}

impl Settings {
    /// Reads the files.
    ///
    /// # Errors
    /// If a file cannot be read, or sets something that is not a setting.
    pub(crate) fn read(folders: &SettingsFolders, commands: &Command) -> anyhow::Result<Self> {
        let named = folders.files().map(|path| read_file(path, commands));
        let mut files: Vec<File> = named.collect::<Result<_, _>>()?;
        for file in &mut files {
            file.is_own =
                folders.config.as_ref().is_some_and(|config| file.path.starts_with(config.join("morgue")));
            let folder = file.path.parent().map(Path::to_owned).unwrap_or_default();
            let Some(cluster) = &mut file.content.cluster else { continue };
            if !file.is_own {
                let message =
                    format!("`{}`: [cluster] cannot be set in a project's file", file.path.display());
                bail!(
                    CommandError::new("settings", message)
                        .hint("set it in your own file, or in the environment")
                );
            }
            cluster.below(&folder, folders.home.as_deref());
        }
        Ok(Self { files })
    }

    /// Returns how clusters are accessed, as the user's own file says.
    #[cfg(feature = "opensearch")]
    pub(crate) fn cluster(&self) -> ClusterSettings {
        self.files.iter().find_map(|file| file.content.cluster.clone()).unwrap_or_default()
    }

    /// Returns whether a file is the user's own.
    #[cfg(feature = "opensearch")]
    pub(crate) fn is_own(&self, path: &Path) -> bool {
        self.files.iter().any(|file| file.is_own && file.path == path)
    }

    /// Returns the files that were read.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| file.path.as_path())
    }

    /// Returns the folder of the index from the first file that sets it, and that file.
    pub(crate) fn index(&self) -> Option<(&str, &Path)> {
        self.files.iter().find_map(|file| Some((file.content.index.as_deref()?, file.path.as_path())))
    }

    /// Returns the values for the flags of a command, one per flag. In each file, the command's own section overrides the
    /// section of all commands.
    pub(crate) fn defaults(&self, command: &str) -> Vec<Setting> {
        let mut found: Vec<Setting> = Vec::new();
        for file in &self.files {
            let own = file.content.defaults.get(command).and_then(Value::as_table).into_iter().flatten();
            let all = file.content.defaults.iter().filter(|(_, value)| !value.is_table());
            for setting in own.chain(all).map(|entry| setting(entry, file)) {
                if !found.iter().any(|known| known.flag == setting.flag) {
                    found.push(setting);
                }
            }
        }
        found
    }

    /// Returns whether the value of a command's flag comes from the section of that command.
    pub(crate) fn is_of_command(&self, command: &str, flag: &str) -> bool {
        let own =
            |file: &&File| file.content.defaults.get(command).is_some_and(|own| own.get(flag).is_some());
        let all = |file: &&File| file.content.defaults.contains_key(flag);
        self.files.iter().find(|file| own(file) || all(file)).is_some_and(|file| own(&file))
    }

    /// Returns the saved searches, one per name.
    pub(crate) fn searches(&self) -> Vec<Saved> {
        let mut found: BTreeMap<&str, Saved> = BTreeMap::new();
        for file in &self.files {
            for (name, table) in &file.content.search {
                let flags =
                    table.iter().filter(|(flag, _)| *flag != "query").map(|entry| setting(entry, file));
                let query = table.get("query").and_then(Value::as_str).unwrap_or_default().to_owned();
                let saved =
                    || Saved { name: name.clone(), query, flags: flags.collect(), file: file.path.clone() };
                found.entry(name).or_insert_with(saved);
            }
        }
        found.into_values().collect()
    }
}

fn setting((flag, value): (&String, &Value), file: &File) -> Setting {
    Setting { flag: flag.clone(), value: value.clone(), file: file.path.clone() }
}

impl Setting {
    /// Returns the values as defaults of a flag; `None` if the flag is switched off.
    fn values(&self) -> Option<Vec<String>> {
        match &self.value {
            Value::Boolean(false) => None,
            Value::Array(values) => Some(values.iter().map(written).collect()),
            value => Some(vec![written(value)]),
        }
    }
}

fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the command line with these values as the defaults of the command `name`.
///
/// Of several values for a flag, the first is used. Flags that the command does not have are ignored.
///
/// # Errors
/// If a value is not valid for its flag.
pub(crate) fn with_defaults(root: Command, name: &str, settings: &[Setting]) -> anyhow::Result<Command> {
    settings.iter().rev().try_fold(root, |root, setting| {
        let command = root.find_subcommand(name).unwrap_or(&root);
        let is_own = flag(command, &setting.flag).is_some();
        let Some(arg) = flag(command, &setting.flag).or_else(|| flag(&root, &setting.flag)).cloned() else {
            return Ok(root);
        };
        let Some(values) = setting.values() else { return Ok(root) };
        check(&arg, &values, setting)?;
        let id = arg.get_id().clone();
        let change = move |command: Command| command.mut_arg(id, |arg| arg.default_values(values));
        Ok(if is_own { root.mut_subcommand(name, change) } else { change(root) })
    })
}

/// Returns the flag of a command with this long name.
fn flag<'a>(command: &'a Command, name: &str) -> Option<&'a Arg> {
    let is_named = |arg: &&Arg| arg.get_long_and_visible_aliases().is_some_and(|names| names.contains(&name));
    command.get_arguments().find(is_named)
}

/// Checks a value by parsing it as an argument.
fn check(arg: &Arg, values: &[String], setting: &Setting) -> anyhow::Result<()> {
    let alone = Arg::new("value")
        .long("value")
        .action(arg.get_action().clone())
        .value_parser(arg.get_value_parser().clone());
    let command = Command::new("morgue").no_binary_name(true).arg(alone);
    let takes_values = arg.get_action().takes_values();
    let arguments = values
        .iter()
        .map(|value| if takes_values { format!("--value={value}") } else { "--value".to_owned() });
    let is_switch = !takes_values && values.iter().any(|value| value != "true");
    let outcome = if is_switch { None } else { command.try_get_matches_from(arguments).ok() };
    outcome.map(|_| ()).ok_or_else(|| {
        let possible = arg.get_possible_values();
        let names: Vec<&str> = possible.iter().map(clap::builder::PossibleValue::get_name).collect();
        let message = format!(
            "`{}`: `{}` does not accept the value `{}`",
            setting.file.display(),
            setting.flag,
            values.join(", ")
        );
        let error = CommandError::new("settings", message);
        let hint = (!names.is_empty()).then(|| format!("possible values: {}", names.join(", ")));
        hint.into_iter().fold(error, CommandError::hint).into()
    })
}

fn read_file(path: PathBuf, commands: &Command) -> anyhow::Result<File> {
    let shown = path.display();
    let text = read_text_file(&path)
        .with_context(|| CommandError::new("settings", format!("cannot read `{shown}`")))?;
    let content: Content = toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| 1 + text[..span.start].matches('\n').count());
        CommandError::new("settings", format!("`{shown}`, line {line}: {}", error.message()))
    })?;
    for (key, value) in &content.defaults {
        match (commands.find_subcommand(key), value.as_table()) {
            (Some(command), Some(table)) => {
                let of_command = [command, commands];
                table.iter().try_for_each(|entry| {
                    check_key(entry, &of_command, &path, &format!("[defaults.{key}]"))
                })?;
            }
            (None, Some(_)) => {
                let message = format!("`{shown}`: `{key}` in [defaults] is not the name of a command");
                bail!(
                    CommandError::new("settings", message)
                        .hint("`morgue help settings` lists what can be set")
                );
            }
            _ => {
                let all: Vec<&Command> = commands.get_subcommands().chain([commands]).collect();
                check_key((key, value), &all, &path, "[defaults]")?;
            }
        }
    }
    let searching: Vec<&Command> =
        commands.get_subcommands().filter(|command| takes_query(command)).collect();
    for (name, table) in &content.search {
        for (key, value) in table {
            match (key.as_str(), value) {
                ("query", Value::String(_)) => {}
                ("query", _) => {
                    let message = format!("`{shown}`: `query` of [search.{name}] is not a string");
                    bail!(CommandError::new("settings", message));
                }
                _ => check_key((key, value), &searching, &path, &format!("[search.{name}]"))?,
            }
        }
    }
    Ok(File { path, is_own: false, content })
}

/// Checks that a key is a flag of these commands, and that a file can set it.
fn check_key(
    (key, value): (&String, &Value),
    commands: &[&Command],
    file: &Path,
    section: &str,
) -> anyhow::Result<()> {
    let fail = |what: String| {
        let message = format!("`{}`: `{key}` in {section} {what}", file.display());
        bail!(CommandError::new("settings", message).hint("`morgue help settings` lists what can be set"))
    };
    if !commands.iter().any(|command| flag(command, key).is_some()) {
        return fail("is not the name of a flag".to_owned());
    }
    if NOT_ALLOWED.contains(&key.as_str()) {
        return fail("cannot be set in a file".to_owned());
    }
    let is_scalar = |value: &Value| {
        matches!(value, Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_))
    };
    match value {
        Value::Array(values) if values.iter().all(is_scalar) => Ok(()),
        value if is_scalar(value) => Ok(()),
        _ => fail("is not a string, number, boolean or list of these".to_owned()),
    }
}
