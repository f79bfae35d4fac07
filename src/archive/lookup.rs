//! Looks articles up by what names them, lists and counts them.

use std::ops::ControlFlow;

use super::{Archive, SearchError, SearchRequest, Summary, fold::plain};
use crate::{
    article::{Article, DateFrom},
    backend::{BackendError, Clause, KeyField},
    update::canonical_url,
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

/// What an archive holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Status {
    /// Articles.
    pub articles: u64,
    /// Words of their titles and texts.
    pub words: u64,
    /// Quotations that hold a word.
    pub quotations: u64,
    /// Articles without a date.
    pub undated: u64,
    /// How many articles have their date from each kind of evidence, the surest kind first; kinds that no date is from are left out.
    pub date_from: Vec<(DateFrom, u64)>,
    /// Languages, `None` for unknown, each once.
    pub languages: Vec<Option<String>>,
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

/// Which article of an input is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The only one.
    Only,
    /// That of this record (`news.jsonl#3`).
    Record(u64),
    /// That of this line, which in a container is the record (`news.txt:12`, `news.jsonl:3:1`: what `--vimgrep` prints).
    Line(u64),
}

/// Splits `news.txt:12` into path and number.
fn at_line(reference: &str) -> Option<(&str, u64)> {
    let (path, number) = reference.rsplit_once(':')?;
    Some((path, number.parse().ok()?))
}

impl Archive {
    /// Returns the article that `reference` names: an id, a path (`path#3` for a record of a container, `path:12` and `path:12:5` for
    /// what stands at a line), a url, or the beginning of one id.
    ///
    /// # Errors
    /// If none or several fit, or several articles stand at the path.
    pub fn find(&self, reference: &str) -> Result<Article, FindError> {
        let not_found = || FindError::NotFound { reference: reference.to_owned() };
        if reference.is_empty() {
            return Err(not_found());
        }
        if let Some(article) = self.by_id(reference)? {
            return Ok(article);
        }
        if let Some(article) = self.by_path(reference)? {
            return Ok(article);
        }
        if let Some(article) = self.by_url(reference)? {
            return Ok(article);
        }
        /// So many ids are named where several fit.
        const NAMED: usize = 5;
        let mut candidates = self.backend().ids_by_key(KeyField::Id, reference, NAMED)?;
        match candidates.len() {
            0 => Err(not_found()),
            1 => self.by_id(&candidates.remove(0))?.ok_or_else(not_found),
            _ => Err(FindError::Ambiguous { reference: reference.to_owned(), candidates }),
        }
    }

    fn by_id(&self, id: &str) -> Result<Option<Article>, BackendError> {
        Ok(self.backend().articles(&[id])?.pop().flatten())
    }

    fn by_path(&self, reference: &str) -> Result<Option<Article>, FindError> {
        let numbered = reference
            .rsplit_once('#')
            .and_then(|(path, record)| Some((path, Wanted::Record(record.parse().ok()?))));
        let line = at_line(reference);
        // Of two numbers the first is the line.
        let line_and_column = line.and_then(|(path, _)| at_line(path));
        let lines =
            [line, line_and_column].into_iter().flatten().map(|(path, line)| (path, Wanted::Line(line)));
        for (path, wanted) in [(reference, Wanted::Only)].into_iter().chain(numbered).chain(lines) {
            if let Some(article) = self.at_path(path, wanted)? {
                return Ok(Some(article));
            }
        }
        Ok(None)
    }

    fn at_path(&self, path: &str, wanted: Wanted) -> Result<Option<Article>, FindError> {
        let ids = self.backend().ids_by_key(KeyField::Path, path, usize::MAX)?;
        let references: Vec<&str> = ids.iter().map(String::as_str).collect();
        let places = self.backend().locations(&references)?;
        // Other paths begin with this one.
        let record = |place: &str| match place.strip_prefix(path)? {
            "" => Some(None),
            rest => Some(Some(rest.strip_prefix('#')?.parse::<u64>().ok()?)),
        };
        let there: Vec<(&String, Option<u64>)> = ids
            .iter()
            .zip(&places)
            .filter_map(|(id, place)| Some((id, record(place.as_deref()?)?)))
            .collect();
        let numbered = |number: u64| there.iter().find(|(_, record)| *record == Some(number));
        let found = match (wanted, there.as_slice()) {
            (_, []) => None,
            (Wanted::Record(number), _) => numbered(number),
            (_, [only]) => Some(only),
            (Wanted::Line(number), _) => numbered(number),
            (Wanted::Only, several) => {
                let example = several.iter().filter_map(|(_, record)| *record).max().unwrap_or(1);
                return Err(FindError::SeveralRecords {
                    path: path.to_owned(),
                    articles: several.len(),
                    example,
                });
            }
        };
        Ok(found.map(|(id, _)| self.by_id(id)).transpose()?.flatten())
    }

    /// Returns the article with a url that means the same page.
    fn by_url(&self, reference: &str) -> Result<Option<Article>, BackendError> {
        /// So many addresses that begin alike are looked at.
        const ALIKE: usize = 20;
        let wanted = canonical_url(reference);
        let Some((host, path)) = wanted.split_once('/').filter(|(host, _)| host.contains('.')) else {
            return Ok(None);
        };
        let path = path.split('?').next().unwrap_or_default();
        for scheme in ["https://", "http://"] {
            for front in ["", "www.", "m.", "amp."] {
                let beginning = format!("{scheme}{front}{host}/{path}");
                for id in self.backend().ids_by_key(KeyField::Url, beginning.trim_end_matches('/'), ALIKE)? {
                    let article = self.by_id(&id)?;
                    let same = |article: &Article| {
                        article.url.as_deref().is_some_and(|url| canonical_url(url) == wanted)
                    };
                    if let Some(article) = article.filter(same) {
                        return Ok(Some(article));
                    }
                }
            }
        }
        Ok(None)
    }

    /// Returns where the articles that match stand, in their order, as the request's offset and limit have it.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let (ids, summary) = self.matching(request)?;
        Ok(LocationResults { locations: self.located(ids)?, summary })
    }

    /// Returns where the articles of the quotations that match stand, each once, in the order of the quotations that the request's
    /// offset and limit have.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn quote_locations(&self, request: &SearchRequest) -> Result<LocationResults, SearchError> {
        let (ids, summary) = self.quoting(request)?;
        Ok(LocationResults { locations: self.located(ids)?, summary })
    }

    fn located(&self, ids: Vec<String>) -> Result<Vec<Location>, BackendError> {
        let references: Vec<&str> = ids.iter().map(String::as_str).collect();
        let paths = self.backend().locations(&references)?;
        Ok(ids.into_iter().zip(paths).map(|(id, path)| Location { id, path }).collect())
    }

    /// Hands the articles that match, or all, to `each` in order of their ids; returns how many.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn export(
        &self,
        request: Option<&SearchRequest>,
        each: &mut dyn FnMut(Article) -> ControlFlow<()>,
    ) -> Result<usize, SearchError> {
        let mut ids = match request {
            Some(request) => self
                .run(&SearchRequest { limit: None, ..request.clone() })?
                .into_iter()
                .map(|(id, _)| id)
                .collect(),
            None => self.backend().ids_by_key(KeyField::Id, "", usize::MAX)?,
        };
        ids.sort_unstable();
        let mut count = 0;
        for id in ids {
            let Some(article) = self.by_id(&id)? else { continue };
            count += 1;
            if each(article).is_break() {
                break;
            }
        }
        Ok(count)
    }

    /// Returns what the archive holds.
    ///
    /// # Errors
    /// If the index cannot be read.
    pub fn status(&self) -> Result<Status, BackendError> {
        let statistics = self.backend().statistics()?;
        let undated = Clause::Filter(crate::query::Filter::Undated);
        Ok(Status {
            articles: statistics.articles,
            words: statistics.words,
            quotations: self.backend().quotations(&plain(&Clause::All))?.total as u64,
            undated: self.backend().matches(&plain(&undated))?.total as u64,
            date_from: self.backend().date_evidence()?,
            languages: self.backend().languages()?,
        })
    }
}
