//! Looks articles up by what names them, lists and counts them.

use std::ops::ControlFlow;

use super::{Archive, SearchError, SearchRequest, Summary, fold::plain, lower::Target};
use crate::{
    article::{Article, DateFrom},
    backend::{ArticleParts, BackendError, KeyField, MatchOrder, MatchRequest, deadline::check},
    date::PublicationDate,
    evaluation::Clause,
    url::canonical_url,
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

/// Which article of an input is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    /// The only one.
    Only,
    /// That of this record (`news.jsonl#3`).
    Record(u64),
    /// That of the record that stands at this line of the file (`news.txt:12`, `news.jsonl:3:1`: what `--vimgrep` prints).
    Line(u64),
}

/// Splits `news.txt:12` into path and number.
fn at_line(reference: &str) -> Option<(&str, u64)> {
    let (path, number) = reference.rsplit_once(':')?;
    Some((path, number.parse().ok()?))
}

/// So many ids or paths are named where several fit.
const NAMED: usize = 5;

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
        let mut candidates = self.backend().ids_by_key(KeyField::Id, reference, NAMED)?;
        match candidates.len() {
            0 => Err(not_found()),
            1 => self.by_id(&candidates.remove(0))?.ok_or_else(not_found),
            _ => Err(FindError::Ambiguous { reference: reference.to_owned(), candidates }),
        }
    }

    /// Returns the article whose input's path ends with `name` (`oman.txt`, `2026/oman.txt`, `news.jsonl#3`). Every path is looked at.
    ///
    /// # Errors
    /// If none or several fit.
    pub fn find_by_file_name(&self, name: &str) -> Result<Article, FindError> {
        let not_found = || FindError::NotFound { reference: name.to_owned() };
        let ids = self.backend().ids_by_key(KeyField::Path, "", usize::MAX)?;
        let references: Vec<&str> = ids.iter().map(String::as_str).collect();
        let places = self.backend().locations(&references)?;
        let is_named =
            |path: &str| path.strip_suffix(name).is_some_and(|folder| folder.ends_with(['/', '\\']));
        let found = ids.iter().zip(places).filter_map(|(id, place)| {
            let place = place?;
            let file = place.rsplit_once('#').map_or(place.as_str(), |(file, _)| file);
            (is_named(&place) || is_named(file)).then_some((id, place))
        });
        let found: Vec<(&String, String)> = found.collect();
        let mut paths: Vec<String> = found
            .iter()
            .map(|(_, place)| place.rsplit_once('#').map_or(place.as_str(), |(file, _)| file).to_owned())
            .collect();
        paths.dedup();
        match (found.as_slice(), paths.len()) {
            ([], _) => Err(not_found()),
            ([(id, _)], _) => self.by_id(id)?.ok_or_else(not_found),
            (_, 1) => self.find(&paths[0]),
            _ => {
                paths.truncate(NAMED);
                Err(FindError::SeveralFiles { name: name.to_owned(), paths })
            }
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
            (Wanted::Line(line), several) => return self.at_line_of(several, line),
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

    /// Returns the one of several articles of a container whose record stands at this line of the file.
    fn at_line_of(
        &self,
        several: &[(&String, Option<u64>)],
        line: u64,
    ) -> Result<Option<Article>, FindError> {
        let mut by_record: Vec<_> = several.to_vec();
        by_record.sort_by_key(|(_, record)| *record);
        let mut found = None;
        // Records stand in a file in their order.
        let (mut low, mut high) = (0, by_record.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let article = self.by_id(by_record[middle].0)?;
            let lines = article.as_ref().and_then(|article| article.lines);
            if lines.is_some_and(|(first, _)| first <= line) {
                found = article.filter(|_| lines.is_some_and(|(_, last)| line <= last));
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(found)
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
        let mut question = self.question(request, Target::Articles)?;
        let counts = question.undated().into_iter().collect();
        let mut pages = self.pages(&question, request, ArticleParts::Location, counts);
        let first = pages.turn()?;
        question.count_articles(&first);
        let mut locations = Vec::new();
        for page in std::iter::once(Ok(first)).chain(pages) {
            let hits = page?.hits.into_iter();
            locations.extend(hits.map(|hit| Location { id: hit.id, path: hit.location }));
        }
        let summary = Summary { shown: locations.len(), ..question.summary };
        Ok(LocationResults { locations, summary })
    }

    fn located(&self, ids: Vec<String>) -> Result<Vec<Location>, BackendError> {
        let references: Vec<&str> = ids.iter().map(String::as_str).collect();
        let paths = self.backend().locations(&references)?;
        Ok(ids.into_iter().zip(paths).map(|(id, path)| Location { id, path }).collect())
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
        let found = |request: &SearchRequest| -> Result<Vec<String>, SearchError> {
            Ok(self.run(request)?.into_iter().map(|(id, _)| id).collect())
        };
        let ids = match asked {
            Some((request, ExportOrder::AsAsked)) => found(request)?,
            Some((request, ExportOrder::ById)) => {
                let mut ids = found(&SearchRequest { limit: None, ..request.clone() })?;
                ids.sort_unstable();
                ids.truncate(request.limit.unwrap_or(usize::MAX));
                ids
            }
            None => {
                let mut ids = self.backend().ids_by_key(KeyField::Id, "", usize::MAX)?;
                ids.sort_unstable();
                ids
            }
        };
        let mut count = 0;
        for id in ids {
            check()?;
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
        let mut languages = Vec::new();
        for code in self.backend().languages()? {
            languages.push((code.clone(), self.in_language(code)? as u64));
        }
        languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(Status {
            articles: statistics.articles,
            words: statistics.words,
            undated: self.backend().matches(&plain(&undated))?.total as u64,
            date_from: self.backend().date_evidence()?,
            oldest: self.first_date(MatchOrder::Oldest)?,
            newest: self.first_date(MatchOrder::Newest)?,
            languages,
        })
    }

    /// Returns how many articles are in a language; `None` is the unknown one.
    fn in_language(&self, code: Option<String>) -> Result<usize, BackendError> {
        use crate::evaluation::Filter;
        let clause = match code {
            Some(code) => Clause::Filter(Filter::Language(code)),
            None => {
                let known = self.backend().languages()?.into_iter().flatten();
                let known = known.map(|code| Clause::Filter(Filter::Language(code))).collect();
                Clause::Not(Box::new(Clause::Or(known)))
            }
        };
        Ok(self.backend().matches(&plain(&clause))?.total)
    }

    /// Returns the date of the article that comes first in this order; `None` where no article has one.
    fn first_date(&self, order: MatchOrder) -> Result<Option<PublicationDate>, BackendError> {
        let request = MatchRequest { order, limit: 1, ..plain(&Clause::All) };
        let first = self.backend().matches(&request)?.best.pop();
        Ok(first.map(|first| self.by_id(&first.id)).transpose()?.flatten().and_then(|article| article.date))
    }
}
