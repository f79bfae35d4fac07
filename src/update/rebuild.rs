//! Copying what cannot be read again from the old generation: standard input, folders that are absent, broken files.

use super::{engine::Engine, error::UpdateError, ledger::At, report::Problem, sink::Run};
use crate::{backend::Reader, index_folder::Generation, stages};

/// So many articles are fetched at once.
const CHUNK: usize = 64;

/// Copies the articles that the run has not written from the old generation. One that is not there is a problem.
pub(crate) fn copy_unwritten<E: Engine>(
    run: &mut Run<'_, E>,
    old: Option<&Generation>,
) -> Result<(), UpdateError> {
    let unwritten = run.ledger.unwritten();
    let Some(old) = old.filter(|_| !unwritten.is_empty()) else { return Ok(()) };
    let snapshot = run.store.engine().snapshot(&old.engine());
    let snapshot =
        snapshot.map_err(|source| UpdateError::CannotCopy { articles: unwritten.len(), source })?;
    for chunk in unwritten.chunks(CHUNK) {
        copy(run, &*snapshot, chunk)?;
    }
    Ok(())
}

fn copy<E: Engine>(run: &mut Run<'_, E>, snapshot: &dyn Reader, chunk: &[At]) -> Result<(), UpdateError> {
    let ids: Vec<String> = chunk.iter().map(|at| run.ledger.record(*at).id.to_string()).collect();
    let articles = snapshot.articles(&ids.iter().map(String::as_str).collect::<Vec<_>>())?;
    for (at, article) in chunk.iter().zip(articles) {
        match article {
            Some(article) => run.store.add(stages::as_it_is(article))?,
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
