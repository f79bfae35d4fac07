//! The public interface to an archive: open it, search it, list quotations, timelines and frequent values.
//!
//! Input: a request. Output: results as plain data. A request is parsed, lowered to a clause ([`crate::matching::Clause`]) and sent to
//! the back end; passages and highlights are computed from the articles that come back.

mod answer_pages;
mod demonyms;
mod did_you_mean;
mod displayed;
mod error;
mod expansions;
mod explain;
mod feedback;
mod few_results;
mod filters;
mod handle;
#[cfg(test)]
mod highlights_agree_tests;
mod lookup;
mod lower;
mod open;
mod outlet_names;
mod passage_hits;
mod pattern_words;
mod periods;
mod prepared_query;
mod quotations;
mod read_ahead;
mod request;
mod results;
mod search;
mod similar;
mod timeline;
mod top;

pub use error::SearchError;
pub use expansions::Expansion;
pub use handle::ArchiveHandle;
pub use lookup::{ExportOrder, FindError, Location, LocationResults, Status};
pub use periods::{Per, written_day};
pub use request::{Copies, Expand, Explain, Fallback, Restrictions, SearchRequest, Sort, Syntax, Unasked};
pub use results::{
    CopyCount, ExplainedPart, PassageHit, QuotationHit, QuotationResults, RelatedWord, Report, SearchResults,
    Summary,
};
pub use similar::{Relation, Similar, SimilarRequest};
pub use timeline::{Share, Timeline, TimelineRequest, TimelineRow, When};
pub use top::{TopField, TopRequest, TopResults, TopRow};

pub use crate::{
    backend::Reach,
    query::{JoinedBy, Warning},
};

use crate::{
    analyzed_article,
    article::Article,
    backend::{Backend, Local, memory::Memory},
};

/// A set of articles that can be searched.
pub struct Archive {
    engine: Engine,
    /// When the last update began; 0 in memory, where all articles belong to one update.
    last_run: i64,
}

/// Where the articles are.
enum Engine {
    Memory(Local<Memory>),
    Other(Box<dyn Backend>),
}

impl Archive {
    /// Returns an empty archive in memory, which [`add`](Self::add) fills.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { engine: Engine::Memory(Local::new(Memory::default())), last_run: 0 }
    }

    /// Returns an archive over a committed state of a back end.
    #[must_use]
    pub fn over(backend: Box<dyn Backend>) -> Self {
        Self { engine: Engine::Other(backend), last_run: 0 }
    }

    /// Returns warnings about how the answers so far were made, such as about a server that was passed over.
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let messages = self.seam().warnings();
        messages.into_iter().map(|message| Warning { code: "cluster", message }).collect()
    }

    /// Adds an article to an archive in memory, and replaces an article with the same id.
    ///
    /// Paragraphs and quotations are found if the article has none. An article without an id gets a hash of its URL, or of
    /// its title and text.
    ///
    /// # Panics
    /// If the archive is not in memory.
    pub fn add(&mut self, mut article: Article) {
        if article.id.is_empty() {
            article.id = id_of(&article);
        }
        let analyzed = analyzed_article::analyze(article);
        match &mut self.engine {
            Engine::Memory(memory) => memory.change(|memory| memory.add(analyzed)),
            Engine::Other(_) => panic!("articles are added to an archive on disk by updating its index"),
        }
    }

    fn seam(&self) -> &dyn Backend {
        match &self.engine {
            Engine::Memory(memory) => memory,
            Engine::Other(backend) => backend.as_ref(),
        }
    }
}

/// Returns an id for an article without one: a hash of its URL, or of its title and text.
fn id_of(article: &Article) -> String {
    let mut hasher = blake3::Hasher::new();
    match &article.url {
        Some(url) => hasher.update(url.as_bytes()),
        None => hasher
            .update(article.title.as_deref().unwrap_or("").as_bytes())
            .update(b"\0")
            .update(article.text.as_bytes()),
    };
    hasher.finalize().to_hex()[..16].to_owned()
}
