//! What depends on the committed state alone.

use crate::backend::{BackendError, Reader, Summary};

/// Returns it.
pub(super) fn of(reader: &dyn Reader) -> Result<Summary, BackendError> {
    todo!()
}
