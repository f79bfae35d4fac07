//! What callers use: an archive of articles that is opened, brought up to date and asked.

mod advice;
mod conditions;
mod demonyms;
mod error;
mod expansions;
mod explain;
mod feedback;
mod handle;
mod lookup;
mod lower;
#[cfg(test)]
mod marks_agree;
mod open;
mod outlets;
mod pages;
mod passages;
mod pattern_words;
mod periods;
mod question;
mod quotations;
mod request;
mod results;
mod search;
mod shown;
mod similar;
mod suggest;
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

/// Articles that can be searched.
pub struct Archive {
    engine: Engine,
    /// When the last run began that brought it up to date; 0 in memory, where all articles are of one run.
    last_run: i64,
}

/// Where the articles are.
enum Engine {
    Memory(Local<Memory>),
    Other(Box<dyn Backend>),
}

impl Archive {
    /// Returns an empty archive in memory, to be filled with [`add`](Self::add).
    #[must_use]
    pub fn in_memory() -> Self {
        Self { engine: Engine::Memory(Local::new(Memory::default())), last_run: 0 }
    }

    /// Returns an archive over a committed state of some back end.
    #[must_use]
    pub fn over(backend: Box<dyn Backend>) -> Self {
        Self { engine: Engine::Other(backend), last_run: 0 }
    }

    /// Adds an article to an archive in memory; one with the same id is replaced.
    ///
    /// Paragraphs are cut and quotations found where the article has none; an article without an id gets one made
    /// from its url, or its title and text.
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

/// Returns an id for an article without one: a hash of what tells it from others.
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
