//! Documents of TREC collections. A record enters; a draft leaves.

use super::{Draft, ExtractError, ExtractOptions, RecordPlace};
use crate::read::RawRecord;

/// Returns the draft of the article that the record is.
pub(super) fn extract(record: &RawRecord, _options: &ExtractOptions) -> Result<Draft, ExtractError> {
    Err(ExtractError::Empty { place: RecordPlace::of(record) })
}
