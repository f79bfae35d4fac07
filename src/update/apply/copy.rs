//! Copies articles that a rebuild cannot read again: from standard input, from absent folders, from damaged files.
//!
//! Where the old index is damaged, its stored articles are read one by one, and those that are whole are copied.

use std::collections::HashMap;

use super::Applier;
use crate::{
    analyzed_article,
    article::Article,
    backend::{Backend, BackendError, Scan},
    store::StoreError,
    update::{error::UpdateError, ledger::RecordRef, report::Problem},
};

/// Number of articles fetched at once.
const CHUNK: usize = 64;

/// Articles that were not found in the old index, by id.
type Missing = HashMap<String, RecordRef>;

/// Copies articles from the old index that are live and that this run has not written. A missing article is a problem.
///
/// # Errors
/// If the old index is damaged and gives none of the articles that are needed, or another step fails.
pub(crate) fn copy_unwritten(applier: &mut Applier<'_>) -> Result<(), UpdateError> {
    let unwritten = applier.ledger.unwritten();
    if unwritten.is_empty() {
        return Ok(());
    }
    let (mut missing, mut damage) = (Missing::new(), None);
    match applier.writer()?.reader() {
        Ok(reader) => {
            for chunk in unwritten.chunks(CHUNK) {
                copy(applier, &*reader, chunk, &mut missing, &mut damage)?;
            }
        }
        Err(error) if is_damage(&error) => {
            missing.extend(unwritten.iter().map(|at| (applier.ledger.record(*at).id.to_string(), *at)));
            damage = Some(error);
        }
        Err(source) => return Err(UpdateError::CannotCopy { articles: unwritten.len(), source }),
    }
    if !missing.is_empty() {
        rescue(applier, &mut missing, &mut damage)?;
    }
    match damage {
        // Nothing is gained by a rebuild that has nothing of what only the old index has.
        Some(source) if missing.len() == unwritten.len() => {
            Err(UpdateError::CannotCopy { articles: missing.len(), source })
        }
        _ => {
            report_lost(applier, missing);
            Ok(())
        }
    }
}

/// Returns whether an error says that the index is damaged. Other errors may pass.
fn is_damage(error: &StoreError) -> bool {
    matches!(
        error,
        StoreError::Damaged { .. }
            | StoreError::Backend(BackendError::Damaged { .. } | BackendError::Panicked { .. })
    )
}

/// Copies the articles in `chunk`. What is not found is added to `missing`.
fn copy(
    applier: &mut Applier<'_>,
    reader: &dyn Backend,
    chunk: &[RecordRef],
    missing: &mut Missing,
    damage: &mut Option<StoreError>,
) -> Result<(), UpdateError> {
    let ids: Vec<String> = chunk.iter().map(|at| applier.ledger.record(*at).id.to_string()).collect();
    let found: Result<Vec<Article>, BackendError> = Scan::of_ids(reader, ids.iter().cloned()).collect();
    let mut articles: HashMap<String, Article> = match found.map_err(StoreError::from) {
        Ok(found) => found.into_iter().map(|article| (article.id.clone(), article)).collect(),
        Err(error) if is_damage(&error) => {
            damage.get_or_insert(error);
            HashMap::new()
        }
        Err(error) => return Err(error.into()),
    };
    for (at, id) in chunk.iter().zip(ids) {
        match articles.remove(&id) {
            Some(article) => applier.put(*at, None, analyzed_article::analyze_as_is(article))?,
            None => drop(missing.insert(id, *at)),
        }
    }
    Ok(())
}

/// Copies the articles in `missing` whose texts are whole, and removes them from it.
fn rescue(
    applier: &mut Applier<'_>,
    missing: &mut Missing,
    damage: &mut Option<StoreError>,
) -> Result<(), UpdateError> {
    let articles = match applier.writer()?.rescued() {
        Ok(articles) => articles,
        Err(error) if is_damage(&error) => {
            damage.get_or_insert(error);
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    for article in articles {
        match article.map_err(StoreError::from) {
            Ok(article) => {
                // Earlier versions of an article have the run that wrote them.
                let is_wanted = |at: &RecordRef| applier.ledger.record(*at).run == article.run;
                if let Some(at) = missing.get(&article.id).copied().filter(is_wanted) {
                    missing.remove(&article.id);
                    applier.put(at, None, analyzed_article::analyze_as_is(article))?;
                }
            }
            Err(error) if is_damage(&error) => drop(damage.get_or_insert(error)),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Reports the articles that are lost, and removes them from the manifest.
fn report_lost(applier: &mut Applier<'_>, missing: Missing) {
    let mut lost: Vec<(String, RecordRef)> = missing.into_iter().collect();
    lost.sort_unstable();
    for (id, at) in lost {
        let path = applier.ledger.inputs()[at.input].path.clone();
        let record = applier.ledger.record(at).ordinal;
        let reason = format!("the article `{id}` cannot be read again, and the old index does not hold it");
        applier.report.skip(Problem { record, ..Problem::of_input(path, reason) });
        applier.ledger.abandon(at);
    }
}
