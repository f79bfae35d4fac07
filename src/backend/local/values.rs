//! The most frequent values of a field.

use crate::backend::{BackendError, Reader, ValuesAnswer, ValuesRequest};

/// Returns the answer to `request`.
pub(super) fn answer(reader: &dyn Reader, request: &ValuesRequest) -> Result<ValuesAnswer, BackendError> {
    todo!()
}
