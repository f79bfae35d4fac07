//! Looks articles up by what names them, lists and counts them.

use std::ops::ControlFlow;

use super::{Archive, SearchError, SearchRequest};
use crate::{
    article::{Article, DateFrom},
    backend::{BackendError, Clause, KeyField, MatchOrder, MatchRequest},
};

/// Where a matching article stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its id.
    pub id: String,
    /// The path of its input, `path#3` for the third record of a container; `None` for standard input.
    pub path: Option<String>,
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
    /// The engine failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

impl Archive {
    /// Returns the article that `reference` names: an id, a path (`path#3` for a record of a container), a url, or the beginning of one id.
    ///
    /// # Errors
    /// If none or several fit.
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
        let with_url = self.backend().ids_by_key(KeyField::Url, reference, 2)?;
        if let Some(article) = with_url.first().map(|id| self.by_id(id)).transpose()?.flatten()
            && article.url.as_deref() == Some(reference)
        {
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

    fn by_path(&self, reference: &str) -> Result<Option<Article>, BackendError> {
        let numbered =
            reference.rsplit_once('#').and_then(|(path, record)| Some((path, record.parse::<u64>().ok()?)));
        for (path, record) in [(reference, None)].into_iter().chain(numbered.map(|(path, n)| (path, Some(n))))
        {
            let ids = self.backend().ids_by_key(KeyField::Path, path, usize::MAX)?;
            for id in ids {
                let article = self.by_id(&id)?;
                if let Some(article) = article.filter(|article| article.path == path)
                    && (record.is_none() || article.record == record)
                {
                    return Ok(Some(article));
                }
            }
        }
        Ok(None)
    }

    /// Returns where the articles that match stand, in their order, as the request's offset and limit have it.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn locations(&self, request: &SearchRequest) -> Result<Vec<Location>, SearchError> {
        let ids: Vec<String> = self.run(request)?.into_iter().map(|(id, _)| id).collect();
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
        let request = MatchRequest {
            clause: &undated,
            features: &[],
            order: MatchOrder::Newest,
            limit: 0,
            rerank: None,
        };
        Ok(Status {
            articles: statistics.articles,
            words: statistics.words,
            quotations: self.backend().quotations(&MatchRequest { clause: &Clause::All, ..request })?.total
                as u64,
            undated: self.backend().matches(&request)?.total as u64,
            date_from: self.backend().date_evidence()?,
            languages: self.backend().languages()?,
        })
    }
}
