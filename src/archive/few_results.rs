//! Notes that suggest an option if a query finds few articles.

use super::{
    prepared_query::PreparedQuery,
    request::{Expand, SearchRequest},
};
use crate::{
    backend::{CountRequest, CountWhen},
    query::{JoinedBy, Warning},
};

/// Minimum number of results for which nothing is suggested.
const FEW: usize = 3;
/// Minimum number of query words for a note that the best articles contain few of them.
const FEWEST_WORDS: usize = 3;

/// Returns a request to count the articles that contain any of the words, in case few articles contain all of them. Returns
/// `None` if the query does not require all words. `any` is the query for any of the words.
pub(super) fn few_count(any: &PreparedQuery, request: &SearchRequest) -> Option<CountRequest> {
    let count = || CountRequest { clause: any.clause.clone(), when: CountWhen::FewerThan(FEW) };
    (request.joined_by == JoinedBy::And).then(count)
}

/// Returns a note that `--any` finds more. `total` articles contain all words, and `holding_some` articles contain some of
/// them.
pub(super) fn few_results(total: usize, holding_some: Option<usize>) -> Option<Warning> {
    let found = holding_some.filter(|found| *found >= FEW)?;
    let message = match total {
        1 => format!("1 article contains all words; `--any` finds {found} that contain some of them"),
        _ => format!("{total} articles contain all words; `--any` finds {found} that contain some of them"),
    };
    Some(Warning { code: "few_results", message })
}

/// Returns a note that `--expand` finds more, if even the best articles contain fewer than half of the words. `held` is the
/// largest number of words that one of these articles contains.
pub(super) fn few_words(prepared: &PreparedQuery, request: &SearchRequest, held: usize) -> Option<Warning> {
    let words = prepared.learned.features.len();
    if request.expand == Expand::ByFeedback || words < FEWEST_WORDS || held * 2 >= words || held == 0 {
        return None;
    }
    let option = if request.joined_by == JoinedBy::Or { "--expand" } else { "--any --expand" };
    let message = format!(
        "the best articles contain {held} of {words} words; `{option}` also searches for related words"
    );
    Some(Warning { code: "few_words", message })
}
