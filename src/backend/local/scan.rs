//! Listings of whole articles.

use super::kept::Kept;
use crate::backend::{BackendError, Reader, ScanAnswer, ScanRequest};

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    kept: &Kept,
    request: &ScanRequest,
) -> Result<ScanAnswer, BackendError> {
    todo!()
}
