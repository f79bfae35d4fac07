//! Computes the counts over all articles.

use super::condition::count_only;
use crate::{
    backend::{BackendError, MatchOrder, MatchRequest, Reader, Summary},
    dates::PublicationDate,
    matching::{Clause, Filter},
};

/// Returns the summary of the archive.
pub(super) fn of(reader: &dyn Reader) -> Result<Summary, BackendError> {
    let total = |clause: &Clause| reader.matches(&count_only(clause)).map(|found| found.total as u64);
    let codes = reader.languages()?;
    let mut languages = Vec::with_capacity(codes.len());
    for code in &codes {
        languages.push((code.clone(), total(&in_language(code.as_deref(), &codes))?));
    }
    languages.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok(Summary {
        statistics: reader.statistics()?,
        undated: total(&Clause::Filter(Filter::Undated))?,
        date_from: reader.date_evidence()?,
        oldest: first_date(reader, MatchOrder::Oldest)?,
        newest: first_date(reader, MatchOrder::Newest)?,
        languages,
    })
}

/// Returns the clause for articles in a language. `None` is an unknown language: none of the languages in `codes`.
fn in_language(code: Option<&str>, codes: &[Option<String>]) -> Clause {
    let is_in = |code: &str| Clause::Filter(Filter::Language(code.to_owned()));
    match code {
        Some(code) => is_in(code),
        None => {
            let known = codes.iter().flatten().map(|code| is_in(code)).collect();
            Clause::Not(Box::new(Clause::Or(known)))
        }
    }
}

/// Returns the date of the first article in this order; `None` if no article has a date.
fn first_date(reader: &dyn Reader, order: MatchOrder) -> Result<Option<PublicationDate>, BackendError> {
    let request = MatchRequest { order, limit: 1, ..count_only(&Clause::All) };
    let Some(first) = reader.matches(&request)?.best.pop() else { return Ok(None) };
    let article = reader.articles(&[&first.id])?.pop().flatten();
    Ok(article.and_then(|article| article.date))
}
