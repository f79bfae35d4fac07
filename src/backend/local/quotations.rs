//! Pages of quotations that match.

use super::kept::Kept;
use crate::backend::{BackendError, QuotationAnswer, QuotationRequest, Reader};

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    kept: &Kept,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    todo!()
}
