//! Articles over time.

use crate::backend::{BackendError, DaysAnswer, DaysRequest, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &DaysRequest) -> Result<DaysAnswer, BackendError> {
    todo!()
}
