//! Looks up articles by id, path or URL; lists, exports and counts articles.

use std::ops::ControlFlow;

use super::{Archive, SearchError, SearchRequest, Summary, lower::Target, read_ahead::each_article};
use crate::{
    article::{Article, DateFrom},
    backend::{
        ArticleParts, BackendError, Condition, FindAnswer, FindRequest, NotFound, Reference, Scan,
        SummaryRequest,
    },
    dates::PublicationDate,
    deadline::Deadline,
    matching::Clause,
};

/// Where a matching article comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Id of the article.
    pub id: String,
    /// Path of its input, `path#3` for the third record of a container; `None` for standard input.
    pub path: Option<String>,
}

/// The locations of matching articles.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationResults {
    /// The locations.
    pub locations: Vec<Location>,
    /// Totals and warnings.
    pub summary: Summary,
}

/// Order of exported articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportOrder {
    /// By id.
    ById,
    /// In the order of the request.
    AsAsked,
}

/// The contents of an archive, in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Number of articles.
    pub articles: u64,
    /// Number of words in their titles and texts.
    pub words: u64,
    /// Number of articles without a date.
    pub undated: u64,
    /// Number of articles by the kind of evidence for their date, the most reliable kind first. Kinds without articles are left out.
    pub date_from: Vec<(DateFrom, u64)>,
    /// Date of the oldest dated article.
    pub oldest: Option<PublicationDate>,
    /// Date of the newest dated article.
    pub newest: Option<PublicationDate>,
    /// Number of articles by language (`None`: unknown), the most frequent first.
    pub languages: Vec<(Option<String>, u64)>,
}

/// Why a reference does not identify one article.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// No article matches the reference.
    #[error("no article has the id, path or URL `{reference}`")]
    NotFound {
        /// The reference.
        reference: String,
    },
    /// Several ids begin with the reference.
    #[error("`{reference}` is the beginning of several ids: {}", candidates.join(", "))]
    Ambiguous {
        /// The reference.
        reference: String,
        /// The first few of these ids.
        candidates: Vec<String>,
    },
    /// Several inputs have the given file name.
    #[error("several files are named `{name}`: {}", paths.join(", "))]
    SeveralFiles {
        /// The name.
        name: String,
        /// The first few of their paths.
        paths: Vec<String>,
    },
    /// The reference is the path of an input with several articles.
    #[error("`{path}` contains {articles} articles; name one of them, for example `{path}#{example}`")]
    SeveralRecords {
        /// The input.
        path: String,
        /// Number of articles in it.
        articles: usize,
        /// The number of one of its records, as an example for the message.
        example: u64,
    },
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Archive {
    /// Returns the article that `reference` identifies: an id, a path (`path#3` for a record of a container, `path:12` or `path:12:5`
    /// for the article at a line), a URL, or the beginning of exactly one id.
    ///
    /// # Errors
    /// If no article or more than one matches.
    pub fn find(&self, reference: &str) -> Result<Article, FindError> {
        let any = Reference::Any(reference.to_owned());
        found_as(self.seam().find(&FindRequest { reference: any, timeout: Deadline::left() })?, reference)
    }

    /// Returns the article whose input has a path that ends with `name` (`oman.txt`, `2026/oman.txt`, `news.jsonl#3`).
    /// Compares the name with all paths.
    ///
    /// # Errors
    /// If no article or more than one matches.
    pub fn find_by_file_name(&self, name: &str) -> Result<Article, FindError> {
        let file_name = Reference::FileName(name.to_owned());
        found_as(self.seam().find(&FindRequest { reference: file_name, timeout: Deadline::left() })?, name)
    }

    /// Returns the locations of the matching articles, in order, within the request's offset and limit.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let mut prepared = self.prepare(request, Target::Articles)?;
        let counts = prepared.undated().into_iter().collect();
        let mut pages = self.pages(&prepared, request, ArticleParts::Location, counts);
        let mut first = pages.next_page()?;
        prepared.learn(std::mem::take(&mut first.words));
        prepared.count_articles(&first);
        let mut locations = Vec::new();
        for page in std::iter::once(Ok(first)).chain(pages) {
            let hits = page?.hits.into_iter();
            locations.extend(hits.map(|hit| Location { id: hit.id, path: hit.location }));
        }
        let summary = Summary { shown: locations.len(), ..prepared.summary };
        Ok(LocationResults { locations, summary })
    }

    /// Calls `each` for every matching article, up to the request's limit, until it breaks. Returns the number of calls.
    /// Without a request, `export` visits all articles in order of their ids.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn export(
        &self,
        asked: Option<(&SearchRequest, ExportOrder)>,
        each: &mut dyn FnMut(Article) -> ControlFlow<()>,
    ) -> Result<usize, SearchError> {
        let (condition, limit) = match asked {
            Some((request, ExportOrder::AsAsked)) => return self.export_as_asked(request, each),
            Some((request, ExportOrder::ById)) => {
                (self.prepare(request, Target::Articles)?.condition(), request.limit)
            }
            None => (Condition::of(Clause::All), None),
        };
        Ok(each_article(Scan::of(self.seam(), condition, limit).pages(), each)?)
    }

    fn export_as_asked(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(Article) -> ControlFlow<()>,
    ) -> Result<usize, SearchError> {
        let prepared = self.prepare(request, Target::Articles)?;
        let pages = self.pages(&prepared, request, ArticleParts::Article, Vec::new());
        let articles = pages
            .map(|page| Ok(page?.hits.into_iter().filter_map(|hit| hit.article).collect::<Vec<Article>>()));
        Ok(each_article(articles, each)?)
    }

    /// Returns the contents of the archive, in numbers.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn status(&self) -> Result<Status, BackendError> {
        let summary = self.seam().summary(&SummaryRequest { timeout: Deadline::left() })?;
        Ok(Status {
            articles: summary.statistics.articles,
            words: summary.statistics.words,
            undated: summary.undated,
            date_from: summary.date_from.clone(),
            oldest: summary.oldest,
            newest: summary.newest,
            languages: summary.languages.clone(),
        })
    }
}

/// Returns the article that was found for `name`, or the reason why there is none.
fn found_as(found: FindAnswer, name: &str) -> Result<Article, FindError> {
    let named = name.to_owned();
    match found {
        FindAnswer::Found(article) => Ok(*article),
        FindAnswer::NotFound(why) => Err(match why {
            NotFound::Nothing => FindError::NotFound { reference: named },
            NotFound::Ambiguous(candidates) => FindError::Ambiguous { reference: named, candidates },
            NotFound::SeveralFiles(paths) => FindError::SeveralFiles { name: named, paths },
            NotFound::SeveralRecords { path, articles, example } => {
                FindError::SeveralRecords { path, articles, example }
            }
        }),
    }
}
