//! What is similar to an article.

use crate::backend::{BackendError, Reader, SimilarHit, SimilarTo};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &SimilarTo) -> Result<Vec<SimilarHit>, BackendError> {
    todo!()
}
