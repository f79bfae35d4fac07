//! The environment of a command: standard output, the index, the settings, the terminal.

use std::ops::Deref;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use morgue::archive::Archive;
#[cfg(feature = "opensearch")]
use morgue::backend::opensearch::{Missing, ReaderOptions};
use morgue::render::TextStyle;
#[cfg(feature = "opensearch")]
use morgue::store::OpenSearchStore;
use morgue::store::{Creation, LocalStore, Store};

#[cfg(feature = "opensearch")]
use super::cluster_access::cluster_access;
use super::commands::GlobalFlags;
use super::error::CommandError;
use super::index_location::{Origin, Place, index_place};
#[cfg(feature = "opensearch")]
use super::index_update::host;
use super::library_errors::store_error;
use super::prompt_output::PromptOutput;
use super::settings::{Settings, SettingsFolders};
#[cfg(feature = "opensearch")]
use super::terminal::variable;
use super::terminal::{self, ColorChoice, LinkChoice};

/// The environment of a command.
pub(crate) struct Context {
    /// Standard output.
    pub(crate) out: PromptOutput,
    /// The contents of the settings files.
    pub(crate) settings: Settings,
    started: Instant,
    index: Option<PathBuf>,
    #[cfg_attr(
        not(feature = "opensearch"),
        expect(dead_code, reason = "only answers of a cluster can be partial")
    )]
    partial: bool,
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
            partial: global.partial,
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

    /// Returns the place of the index.
    pub(crate) fn index_place(&self) -> anyhow::Result<Place> {
        Ok(self.index_location()?.0)
    }

    /// Returns the place of the index, and where it is set.
    pub(crate) fn index_location(&self) -> anyhow::Result<(Place, Origin)> {
        index_place(
            self.index.as_deref(),
            path_variable("MORGUE_INDEX").as_deref(),
            &self.settings,
            &settings_folders()?,
        )
    }

    /// Returns the store of the index.
    pub(crate) fn store(&self) -> anyhow::Result<Box<dyn Store>> {
        self.store_created(Creation::default())
    }

    /// Returns the store of the index. `creation` says how an archive on a cluster is created.
    pub(crate) fn store_created(&self, creation: Creation) -> anyhow::Result<Box<dyn Store>> {
        #[cfg_attr(
            not(feature = "opensearch"),
            expect(unused_variables, reason = "only a cluster asks for it")
        )]
        let (place, origin) = self.index_location()?;
        match place {
            Place::Folder(folder) if creation == Creation::default() => Ok(Box::new(LocalStore::new(folder))),
            Place::Folder(_) => {
                let message = "`--split`, `--shards` and `--replicas` are for an index on a cluster";
                bail!(CommandError::new("usage", message).hint("`morgue help cluster`"))
            }
            #[cfg(feature = "opensearch")]
            Place::Cluster(location) => {
                let is_own = |file: &std::path::Path| self.settings.is_own(file);
                let access = cluster_access(&origin, &self.settings.cluster(), is_own, variable)?;
                let store = OpenSearchStore::new(location, &access, creation).map_err(store_error)?;
                let machine = variable("MORGUE_MACHINE").or_else(|| self.settings.cluster().machine);
                let store = store.on_machine(&machine.unwrap_or_else(host));
                let missing = if self.partial { Missing::Warns } else { Missing::Fails };
                Ok(Box::new(store.with_reading(ReaderOptions { missing, ..ReaderOptions::default() })))
            }
        }
    }

    /// Opens the index.
    pub(crate) fn open(&self) -> anyhow::Result<OpenArchive> {
        let (store, is_folder) = (self.store()?, matches!(self.index_place()?, Place::Folder(_)));
        let archive = Archive::newest(&*store).map_err(store_error)?;
        Ok(OpenArchive { archive: Some(archive), is_folder })
    }
}

/// An archive that is open until the process ends. One in a folder is not closed before: that would only take its memory apart,
/// which the end of the process does at once.
pub(crate) struct OpenArchive {
    archive: Option<Archive>,
    is_folder: bool,
}

impl Deref for OpenArchive {
    type Target = Archive;

    fn deref(&self) -> &Archive {
        self.archive.as_ref().expect("there until it is dropped")
    }
}

impl Drop for OpenArchive {
    fn drop(&mut self) {
        if self.is_folder {
            std::mem::forget(self.archive.take());
        }
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
