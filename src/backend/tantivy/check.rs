//! Checks every byte of the engine's files.

use std::{fs, path::Path};

use tantivy::{directory::MmapDirectory, index::SegmentMeta};

use super::{
    checksums::{self, CHECKSUMS, Checksums},
    engine,
    leftovers::is_list,
    packed_articles::DICTIONARY,
    read_only::FILE_LIST,
    sealed::{COMMIT, unseal},
    stem_table,
};
use crate::{
    backend::{BackendError, guarded::guarded},
    deadline::check,
};

/// What the check of a folder found.
#[derive(Debug, Default)]
pub(crate) struct Checked {
    /// Number of files that were read.
    pub(crate) files: u64,
    /// Number of their bytes.
    pub(crate) bytes: u64,
    /// The damaged files, in the order of their names.
    pub(crate) damaged: Vec<DamagedFile>,
}

/// A file that is not what was written.
#[derive(Debug)]
pub(crate) struct DamagedFile {
    pub(crate) name: String,
    /// What is wrong with it.
    pub(crate) what: String,
    /// What is lost with it; `None` if the next run makes it anew.
    pub(crate) lost: Option<String>,
}

impl Checked {
    fn read(&mut self, path: &Path, progress: &mut dyn FnMut(u64)) {
        self.files += 1;
        self.bytes += fs::metadata(path).map_or(0, |metadata| metadata.len());
        progress(self.bytes);
    }

    fn damage(&mut self, name: &str, what: impl Into<String>, lost: Option<String>) {
        self.damaged.push(DamagedFile { name: name.to_owned(), what: what.into(), lost });
    }
}

/// Reads all files of the last commit in `folder`, and compares them with their checksums. `progress` gets the number of
/// bytes that were read.
///
/// # Errors
/// If a file cannot be read for another reason than damage.
pub(crate) fn check_files(folder: &Path, progress: &mut dyn FnMut(u64)) -> Result<Checked, BackendError> {
    let mut checked = Checked::default();
    let commit = fs::read(folder.join(COMMIT)).unwrap_or_default();
    checked.read(&folder.join(COMMIT), progress);
    let directory = MmapDirectory::open(folder).map_err(engine("opening the folder of the index"))?;
    let opened = unseal(&commit).map(|_| guarded(|| checksums::open(&directory, folder)));
    let Some(Ok(index)) = opened else {
        checked.damage(COMMIT, NOT_WRITTEN, Some("the list of the articles' files: all articles".to_owned()));
        return Ok(checked);
    };
    check_lists(folder, &mut checked, progress);
    let checksums = Checksums::read(folder);
    if checksums.is_recorded(DICTIONARY) {
        if !checksums.has_content(DICTIONARY) {
            let lost = "what is needed to read the texts: all articles".to_owned();
            checked.damage(DICTIONARY, "it is missing, or not what was written", Some(lost));
        }
        checked.read(&folder.join(DICTIONARY), progress);
    }
    for segment in checksums::segments(&index)? {
        for name in checksums::files(&segment) {
            check()?;
            if let Some(what) = wrong(&checksums, folder, &name)? {
                let lost = what_is_lost(&segment, &name);
                checked.damage(&name, what, Some(lost));
            }
            checked.read(&folder.join(&name), progress);
        }
        let table = stem_table::name(segment.id());
        // A run that was ended after its commit has not written the table; the next one does.
        if checksums.is_recorded(&table) && !checksums.has_content(&table) {
            checked.damage(&table, "it is missing, or not what was written", None);
        }
        checked.read(&folder.join(&table), progress);
    }
    Ok(checked)
}

const NOT_WRITTEN: &str = "it is not what was written";

/// Checks the list of the engine's files and that of checksums.
fn check_lists(folder: &Path, checked: &mut Checked, progress: &mut dyn FnMut(u64)) {
    let list = fs::read(folder.join(FILE_LIST));
    if list.is_ok_and(|list| !is_list(&list)) {
        checked.damage(FILE_LIST, NOT_WRITTEN, None);
    }
    checked.read(&folder.join(FILE_LIST), progress);
    if Checksums::read(folder).is_empty() {
        checked.damage(CHECKSUMS, "it is missing, or not what was written", None);
    }
    checked.read(&folder.join(CHECKSUMS), progress);
}

/// Returns what is wrong with a file of the engine.
fn wrong(checksums: &Checksums, folder: &Path, name: &str) -> Result<Option<String>, BackendError> {
    if !folder.join(name).exists() {
        return Ok(Some("it is missing".to_owned()));
    }
    match checksums.verify_content(name) {
        Ok(_) => Ok(None),
        Err(BackendError::Damaged { .. }) => Ok(Some(NOT_WRITTEN.to_owned())),
        Err(BackendError::Engine { source, .. }) => Ok(Some(format!("it cannot be read: {source}"))),
        Err(other) => Err(other),
    }
}

/// Returns what is lost with a file of a segment.
fn what_is_lost(segment: &SegmentMeta, name: &str) -> String {
    let articles = match segment.num_docs() {
        1 => "1 article".to_owned(),
        articles => format!("{articles} articles"),
    };
    match name.rsplit('.').next().unwrap_or_default() {
        "store" => format!("texts and metadata of some or all of {articles}"),
        "fast" => format!("the columns (dates, ids, sources) of {articles}"),
        "del" => format!("which of {} articles were removed or replaced", segment.max_doc()),
        _ => format!("the words by which {articles} are found"),
    }
}
