//! Words that belong to what was asked, read from the best hits.

use crate::backend::{BackendError, FeedbackAnswer, FeedbackRequest, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &FeedbackRequest) -> Result<FeedbackAnswer, BackendError> {
    todo!()
}
