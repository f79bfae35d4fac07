//! Looks articles up by what names them, lists and counts them.

use std::ops::ControlFlow;

use super::{Archive, SearchError, SearchRequest, Summary, lower::Target};
use crate::{
    article::{Article, DateFrom},
    backend::{
        ArticleParts, BackendError, Condition, FindAnswer, FindRequest, NotFound, Reference, Scan,
        SummaryRequest,
    },
    dates::PublicationDate,
    deadline::{Deadline, check},
    matching::Clause,
};

/// Where a matching article stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its id.
    pub id: String,
    /// The path of its input, `path#3` for the third record of a container; `None` for standard input.
    pub path: Option<String>,
}

/// Where articles stand, and how many there are.
#[derive(Debug, Clone, PartialEq)]
pub struct LocationResults {
    /// Where they stand.
    pub locations: Vec<Location>,
    /// Totals and warnings.
    pub summary: Summary,
}

/// In which order articles are exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportOrder {
    /// By their ids.
    ById,
    /// In the order of the request.
    AsAsked,
}

/// What an archive holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Articles.
    pub articles: u64,
    /// Words of their titles and texts.
    pub words: u64,
    /// Articles without a date.
    pub undated: u64,
    /// How many articles have their date from each kind of evidence, the surest kind first; kinds that no date is from are left out.
    pub date_from: Vec<(DateFrom, u64)>,
    /// The date of the oldest article that has one.
    pub oldest: Option<PublicationDate>,
    /// The date of the newest article.
    pub newest: Option<PublicationDate>,
    /// Languages, `None` for unknown, with how many articles are in each, most first.
    pub languages: Vec<(Option<String>, u64)>,
}

/// Why a reference names no article.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// Nothing fits.
    #[error("no article has the id, path or url `{reference}`")]
    NotFound {
        /// What was looked for.
        reference: String,
    },
    /// Several fit.
    #[error("`{reference}` is the beginning of several ids: {}", candidates.join(", "))]
    Ambiguous {
        /// What was looked for.
        reference: String,
        /// Ids that fit, the first few.
        candidates: Vec<String>,
    },
    /// Several inputs have the name.
    #[error("several files are named `{name}`: {}", paths.join(", "))]
    SeveralFiles {
        /// The name.
        name: String,
        /// Their paths, the first few.
        paths: Vec<String>,
    },
    /// It names an input that holds several.
    #[error("`{path}` holds {articles} articles; name one of them, as in `{path}#{example}`")]
    SeveralRecords {
        /// The input.
        path: String,
        /// How many articles it holds.
        articles: usize,
        /// The number of one of them.
        example: u64,
    },
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Archive {
    /// Returns the article that `reference` names: an id, a path (`path#3` for a record of a container, `path:12` and `path:12:5` for
    /// what stands at a line), a url, or the beginning of one id.
    ///
    /// # Errors
    /// If none or several fit, or several articles stand at the path.
    pub fn find(&self, reference: &str) -> Result<Article, FindError> {
        let any = Reference::Any(reference.to_owned());
        found_as(self.seam().find(&FindRequest { reference: any, timeout: Deadline::left() })?, reference)
    }

    /// Returns the article whose input's path ends with `name` (`oman.txt`, `2026/oman.txt`, `news.jsonl#3`). Every path is looked at.
    ///
    /// # Errors
    /// If none or several fit.
    pub fn find_by_file_name(&self, name: &str) -> Result<Article, FindError> {
        let file_name = Reference::FileName(name.to_owned());
        found_as(self.seam().find(&FindRequest { reference: file_name, timeout: Deadline::left() })?, name)
    }

    /// Returns where the articles that match stand, in their order, as the request's offset and limit have it.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let mut question = self.question(request, Target::Articles)?;
        let counts = question.undated().into_iter().collect();
        let mut pages = self.pages(&question, request, ArticleParts::Location, counts);
        let mut first = pages.turn()?;
        question.learn(std::mem::take(&mut first.words));
        question.count_articles(&first);
        let mut locations = Vec::new();
        for page in std::iter::once(Ok(first)).chain(pages) {
            let hits = page?.hits.into_iter();
            locations.extend(hits.map(|hit| Location { id: hit.id, path: hit.location }));
        }
        let summary = Summary { shown: locations.len(), ..question.summary };
        Ok(LocationResults { locations, summary })
    }

    /// Hands the articles that match, as many as the request's limit says, to `each`; without a request all of them, in order of their
    /// ids. Returns how many.
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
                (self.question(request, Target::Articles)?.condition(), request.limit)
            }
            None => (Condition::of(Clause::All), None),
        };
        let mut count = 0;
        for article in Scan::of(self.seam(), condition, limit) {
            check()?;
            count += 1;
            if each(article?).is_break() {
                break;
            }
        }
        Ok(count)
    }

    fn export_as_asked(
        &self,
        request: &SearchRequest,
        each: &mut dyn FnMut(Article) -> ControlFlow<()>,
    ) -> Result<usize, SearchError> {
        let question = self.question(request, Target::Articles)?;
        let mut count = 0;
        for page in self.pages(&question, request, ArticleParts::Article, Vec::new()) {
            for article in page?.hits.into_iter().filter_map(|hit| hit.article) {
                check()?;
                count += 1;
                if each(article).is_break() {
                    return Ok(count);
                }
            }
        }
        Ok(count)
    }

    /// Returns what the archive holds.
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

/// Returns the article that was found under `name`.
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
