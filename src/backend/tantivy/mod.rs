//! The back end on disk: tantivy.
//!
//! One engine document an article. Words stand at their positions in the field `text`; where paragraphs, sentences and
//! quotations begin and end stands in `marks`, and who is quoted in `speaker`, at the same positions. Matching is done
//! a segment at a time on sets of documents; what depends on positions is verified by the evaluation that the back end
//! in memory uses.

mod copies;
mod docs;
mod document;
mod ids;
mod marks;
mod matching;
mod quoted;
mod ranking;
mod schema;
mod segment;
mod selection;
mod shared;
mod snapshot;
mod speakers;
mod view;
mod vocabulary;
mod writer;

pub use snapshot::Snapshot;
pub use writer::{Writer, payload};

use super::BackendError;

/// Returns how an error of the engine is reported.
fn engine<E: std::error::Error + Send + Sync + 'static>(
    doing: &'static str,
) -> impl FnOnce(E) -> BackendError {
    move |source| BackendError::Engine { doing, source: Box::new(source) }
}
