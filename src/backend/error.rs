//! What can go wrong behind the seam.

/// An engine that failed.
#[derive(Debug, thiserror::Error)]
pub enum BackendError {
    /// The engine reported an error.
    #[error("the search engine failed while {doing}")]
    Engine {
        /// What was being done.
        doing: &'static str,
        /// What the engine said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// What is stored is not what was written.
    #[error("the index is damaged: {what}")]
    Damaged {
        /// What was found.
        what: String,
    },
}
