//! Checks an archive: every byte, every article, and that articles and manifest agree.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use super::{
    error::UpdateError,
    manifest::{Manifest, RecordStatus, StoredManifest},
    paths::is_gone,
    report::UpdateReport,
    request::{Inputs, Mode, UpdateRequest},
    update,
};
use crate::{
    article::Article,
    backend::{BackendError, Scan},
    deadline,
    store::{Damage, FileCheck, Store, StoreError},
    update::Progress,
};

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// What the check of the files found.
    pub files: FileCheck,
    /// Number of articles that were read; 0 if damaged files prevent reading them.
    pub articles: u64,
    /// Damage that the articles show, and disagreements between them and the manifest.
    pub disagreements: Vec<Damage>,
    /// Inputs with articles in the index that cannot be read again, with the number of their articles; standard input has
    /// the empty path. Empty if the manifest is damaged.
    pub gone: Vec<(PathBuf, u64)>,
}

impl CheckReport {
    /// Returns everything that is damaged.
    pub fn damages(&self) -> impl Iterator<Item = &Damage> {
        self.files.damages.iter().chain(&self.disagreements)
    }

    /// Returns whether nothing is damaged.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damages().next().is_none()
    }

    /// Returns whether something is lost that the next run does not make anew by itself.
    #[must_use]
    pub fn needs_rebuild(&self) -> bool {
        self.damages().any(|damage| damage.lost.is_some())
    }
}

/// What a check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStage {
    /// It has read this many bytes of the files.
    Files(u64),
    /// It has read this many articles.
    Articles(u64),
}

/// Checks the archive in `store`: the checksums of all files, then each article, then whether manifest and articles agree.
///
/// # Errors
/// If there is no archive, it has another version, or it cannot be read for another reason than damage.
pub fn check(store: &dyn Store, progress: &dyn Fn(CheckStage)) -> Result<CheckReport, UpdateError> {
    let files = store.check(&mut |bytes| progress(CheckStage::Files(bytes)))?;
    in_time()?;
    let mut report = CheckReport { files, ..CheckReport::default() };
    let manifest = read_manifest(store);
    in_time()?;
    let manifest = match manifest {
        Ok(manifest) => {
            report.gone = gone(&manifest);
            Some(manifest)
        }
        Err(what) => {
            let lost = Some("which inputs were read and which articles they hold".to_owned());
            report.disagreements.push(Damage { file: "manifest".to_owned(), what, lost });
            None
        }
    };
    if report.needs_rebuild() {
        return Ok(report);
    }
    if let Some(manifest) = manifest {
        check_articles(store, &manifest, &mut report, progress)?;
    }
    Ok(report)
}

/// Returns an error if the time is over: then what could not be read is no damage.
fn in_time() -> Result<(), UpdateError> {
    Ok(deadline::check().map_err(|interruption| StoreError::from(BackendError::from(interruption)))?)
}

/// Reads the whole manifest, or returns what is wrong with it.
fn read_manifest(store: &dyn Store) -> Result<Manifest, String> {
    let parts = || store.committed().map(|committed| committed.manifest).map_err(|error| error.to_string());
    StoredManifest::open(parts()?, store.machine()).map_err(|damage| damage.to_string())?;
    match Manifest::salvage(parts()?, store.machine()) {
        (manifest, None) => Ok(manifest),
        (_, Some(damage)) => Err(damage.to_string()),
    }
}

/// Returns the inputs whose articles cannot be read again.
fn gone(manifest: &Manifest) -> Vec<(PathBuf, u64)> {
    let mut gone = Vec::new();
    for input in &manifest.inputs {
        let live = input.records.iter().filter(|record| record.status == RecordStatus::Live).count() as u64;
        if live > 0 && (input.path.is_empty() || is_gone(&input.path)) {
            gone.push((PathBuf::from(&input.path), live));
        }
    }
    gone
}

/// Reads every article, and compares their ids with those of the manifest.
fn check_articles(
    store: &dyn Store,
    manifest: &Manifest,
    report: &mut CheckReport,
    progress: &dyn Fn(CheckStage),
) -> Result<(), UpdateError> {
    let records = manifest.inputs.iter().flat_map(|input| &input.records);
    let live = records.filter(|record| record.status == RecordStatus::Live);
    let mut missing: HashSet<&str> = live.map(|record| &*record.id).collect();
    let mut seen: HashMap<String, u64> = HashMap::new();
    let reader = store.reader()?;
    let mut damage = |what: String, lost: &str| {
        report.disagreements.push(Damage { file: "articles".to_owned(), what, lost: Some(lost.to_owned()) });
    };
    for article in Scan::of_all(&*reader) {
        let article = match article {
            Ok(article) => article,
            Err(error @ (BackendError::DeadlineExceeded { .. } | BackendError::Cancelled)) => {
                return Err(StoreError::from(error).into());
            }
            Err(error) => {
                damage(error.to_string(), "the text of an article");
                return Ok(());
            }
        };
        report.articles += 1;
        progress(CheckStage::Articles(report.articles));
        if let Some(what) = wrong_span(&article) {
            damage(format!("`{}`: {what}", article.id), "the spans of an article");
        }
        let is_expected = missing.remove(article.id.as_str());
        if !is_expected {
            *seen.entry(article.id).or_default() += 1;
        }
    }
    if let Some(id) = missing.iter().min() {
        damage(
            format!("{} articles of the manifest are not in the index: `{id}` …", missing.len()),
            "articles",
        );
    }
    if let Some(id) = seen.keys().min() {
        let what =
            format!("{} articles are not in the manifest, or twice in the index: `{id}` …", seen.len());
        damage(what, "where articles come from");
    }
    Ok(())
}

/// Returns which spans of an article are not spans of its text.
fn wrong_span(article: &Article) -> Option<&'static str> {
    let is_inside = |start: usize, end: usize| article.text.get(start..end).is_some();
    let paragraphs =
        article.paragraphs.iter().all(|paragraph| is_inside(paragraph.span.start, paragraph.span.end));
    let quotations = article.quotations.iter().flat_map(|quotation| &quotation.content);
    match (paragraphs, quotations.into_iter().all(|span| is_inside(span.start, span.end))) {
        (false, _) => Some("a paragraph is not in its text"),
        (_, false) => Some("a quotation is not in its text"),
        (true, true) => None,
    }
}

/// Mends what `found` says is damaged: small files are made anew, anything else is rebuilt from the inputs of the manifest.
/// `request` must be a request for [`Inputs::Known`]. Returns the report of the rebuild; `None` if none was needed.
///
/// # Errors
/// If articles cannot be read again and the damaged index does not give them back, or another step fails. The index then stays as
/// it is.
pub fn repair(
    found: &CheckReport,
    mut request: UpdateRequest,
    store: &dyn Store,
    progress: &(dyn Fn(&Progress) + Sync),
) -> Result<Option<UpdateReport>, UpdateError> {
    if found.needs_rebuild() {
        request.mode = Mode::Rebuild;
        debug_assert!(matches!(request.inputs, Inputs::Known), "a repair reads what was read before");
        return update(request, store, progress).map(Some);
    }
    let last_run = store.last_run();
    let mut writer = store.writer(&request.owner, request.lock_wait, request.memory)?;
    writer.committed()?;
    writer.verify()?;
    writer.close(&last_run)?;
    Ok(None)
}
