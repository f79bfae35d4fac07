//! Pages of articles that match.

use super::kept::Kept;
use crate::backend::{ArticleAnswer, ArticleRequest, BackendError, CopyCount, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    kept: &Kept,
    request: &ArticleRequest,
) -> Result<ArticleAnswer, BackendError> {
    todo!()
}

/// Returns how many copies an article has.
pub(super) fn copies(reader: &dyn Reader, id: &str) -> Result<CopyCount, BackendError> {
    todo!()
}
