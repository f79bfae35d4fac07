//! What may have been meant by words that no article holds.

use crate::backend::{BackendError, NearWordsRequest, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    request: &NearWordsRequest,
) -> Result<Vec<Vec<String>>, BackendError> {
    todo!()
}
