//! The environment of a command: standard output, the index, the settings, the terminal.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use morgue::archive::Archive;
use morgue::render::TextStyle;

use super::commands::GlobalFlags;
use super::error::CommandError;
use super::index_location::{Origin, index_folder};
use super::library_errors::store_error;
use super::prompt_output::PromptOutput;
use super::settings::{Settings, SettingsFolders};
use super::terminal::{self, ColorChoice, LinkChoice};

/// The environment of a command.
pub(crate) struct Context {
    /// Standard output.
    pub(crate) out: PromptOutput,
    /// The contents of the settings files.
    pub(crate) settings: Settings,
    started: Instant,
    index: Option<PathBuf>,
    color: ColorChoice,
    links: LinkChoice,
}

impl Context {
    pub(crate) fn new(global: &GlobalFlags, settings: Settings) -> Self {
        Self {
            out: PromptOutput::new(),
            settings,
            started: Instant::now(),
            index: global.index.clone(),
            color: global.color,
            links: global.links.clone(),
        }
    }

    /// Returns the time since the command started.
    pub(crate) fn took(&self) -> Duration {
        self.started.elapsed()
    }

    /// Returns a function that returns the time since the command started.
    pub(crate) fn clock(&self) -> impl Fn() -> Duration + use<> {
        let started = self.started;
        move || started.elapsed()
    }

    /// Returns the style of text on standard output.
    pub(crate) fn text_style(&self) -> TextStyle {
        terminal::text_style(self.color, &self.links)
    }

    /// Returns the folder of the index.
    pub(crate) fn index_folder(&self) -> anyhow::Result<PathBuf> {
        Ok(self.index_location()?.0)
    }

    /// Returns the folder of the index, and where it is set.
    pub(crate) fn index_location(&self) -> anyhow::Result<(PathBuf, Origin)> {
        index_folder(
            self.index.as_deref(),
            path_variable("MORGUE_INDEX").as_deref(),
            &self.settings,
            &settings_folders()?,
        )
    }

    /// Opens the index.
    pub(crate) fn open(&self) -> anyhow::Result<Archive> {
        Archive::open(&self.index_folder()?).map_err(store_error)
    }
}

/// Returns the folders that determine the settings files.
pub(crate) fn settings_folders() -> anyhow::Result<SettingsFolders> {
    let home = path_variable("HOME").or_else(|| path_variable("USERPROFILE"));
    let config = path_variable("XDG_CONFIG_HOME").or_else(|| path_variable("APPDATA"));
    let config = config.or_else(|| home.as_ref().map(|home| home.join(".config")));
    Ok(SettingsFolders { working: working_folder()?, config, home })
}

/// Returns a path from an environment variable. An empty variable counts as unset.
fn path_variable(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// Returns the working folder.
pub(crate) fn working_folder() -> anyhow::Result<PathBuf> {
    std::env::current_dir()
        .context(CommandError::new("working_folder", "the working folder cannot be determined"))
}
