//! What a reference names.

use crate::backend::{BackendError, FindAnswer, FindRequest, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &FindRequest) -> Result<FindAnswer, BackendError> {
    todo!()
}
