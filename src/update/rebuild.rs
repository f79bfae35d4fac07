//! Copying what cannot be read again from the archive before: standard input, folders that are absent, broken files.

use std::collections::HashMap;

use super::{error::UpdateError, ledger::At, report::Problem, sink::Run};
use crate::{
    analyzed_article,
    article::Article,
    backend::{Backend, BackendError, Scan},
    store::StoreError,
};

/// So many articles are fetched at once.
const CHUNK: usize = 64;

/// Copies the articles that the run has not written from what was committed before. One that is not there is a problem.
pub(crate) fn copy_unwritten(run: &mut Run<'_>) -> Result<(), UpdateError> {
    let unwritten = run.ledger.unwritten();
    if unwritten.is_empty() {
        return Ok(());
    }
    let reader = run.batch.writer().reader();
    let reader = reader.map_err(|source| UpdateError::CannotCopy { articles: unwritten.len(), source })?;
    unwritten.chunks(CHUNK).try_for_each(|chunk| copy(run, &*reader, chunk))
}

fn copy(run: &mut Run<'_>, reader: &dyn Backend, chunk: &[At]) -> Result<(), UpdateError> {
    let ids: Vec<String> = chunk.iter().map(|at| run.ledger.record(*at).id.to_string()).collect();
    let found = Scan::of_ids(reader, ids.iter().cloned())
        .map(|article| article.map(|article| (article.id.clone(), article)));
    let mut articles: HashMap<String, Article> =
        found.collect::<Result<_, BackendError>>().map_err(StoreError::from)?;
    for (at, id) in chunk.iter().zip(ids) {
        match articles.remove(&id) {
            Some(article) => run.put(*at, None, analyzed_article::analyze_as_is(article))?,
            None => {
                let path = run.ledger.inputs()[at.input].path.clone();
                let record = run.ledger.record(*at);
                let reason = format!(
                    "the article `{}` cannot be read again, and the old index does not hold it",
                    record.id
                );
                run.report.skip(Problem { record: record.ordinal, ..Problem::of_input(path, reason) });
                run.ledger.abandon(*at);
            }
        }
    }
    Ok(())
}
