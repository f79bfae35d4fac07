//! Copies articles that a rebuild cannot read again: from standard input, from absent folders, from damaged files.

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

/// Copies articles from the old index that are live and that this run has not written. A missing article is a problem.
pub(crate) fn copy_unwritten(applier: &mut Applier<'_>) -> Result<(), UpdateError> {
    let unwritten = applier.ledger.unwritten();
    if unwritten.is_empty() {
        return Ok(());
    }
    let reader = applier.batch.writer().reader();
    let reader = reader.map_err(|source| UpdateError::CannotCopy { articles: unwritten.len(), source })?;
    unwritten.chunks(CHUNK).try_for_each(|chunk| copy(applier, &*reader, chunk))
}

fn copy(applier: &mut Applier<'_>, reader: &dyn Backend, chunk: &[RecordRef]) -> Result<(), UpdateError> {
    let ids: Vec<String> = chunk.iter().map(|at| applier.ledger.record(*at).id.to_string()).collect();
    let found = Scan::of_ids(reader, ids.iter().cloned())
        .map(|article| article.map(|article| (article.id.clone(), article)));
    let mut articles: HashMap<String, Article> =
        found.collect::<Result<_, BackendError>>().map_err(StoreError::from)?;
    for (at, id) in chunk.iter().zip(ids) {
        match articles.remove(&id) {
            Some(article) => applier.put(*at, None, analyzed_article::analyze_as_is(article))?,
            None => {
                let path = applier.ledger.inputs()[at.input].path.clone();
                let record = applier.ledger.record(*at).ordinal;
                let reason =
                    format!("the article `{id}` cannot be read again, and the old index does not hold it");
                applier.report.skip(Problem { record, ..Problem::of_input(path, reason) });
                applier.ledger.abandon(*at);
            }
        }
    }
    Ok(())
}
