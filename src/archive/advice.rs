//! How to go on where a query finds little: notes beside the answer.

use super::{
    question::Question,
    request::{Expand, SearchRequest},
};
use crate::{
    backend::{CountRequest, CountWhen},
    query::{JoinedBy, Warning},
};

/// Fewer answers are few.
const FEW: usize = 3;
/// Fewer words of a query are too few to say that an answer holds few of them.
const FEWEST_WORDS: usize = 3;

/// Returns the count of the articles that hold some of the words, which `any` asks for, where all words are asked and few articles hold
/// them.
pub(super) fn few_count(any: &Question, request: &SearchRequest) -> Option<CountRequest> {
    let count = || CountRequest { clause: any.clause.clone(), when: CountWhen::FewerThan(FEW) };
    (request.joined_by == JoinedBy::And).then(count)
}

/// Returns a note on what would find more, where few articles, `total`, hold all words and `holding_some` hold some of them.
pub(super) fn few_results(total: usize, holding_some: Option<usize>) -> Option<Warning> {
    let found = holding_some.filter(|found| *found >= FEW)?;
    let message = match total {
        1 => format!("1 article holds all words; `--any` finds {found} that hold some of them"),
        _ => format!("{total} articles hold all words; `--any` finds {found} that hold some of them"),
    };
    Some(Warning { code: "few_results", message })
}

/// Returns a note on what would find more, where the best answers hold at most `held` of the words of a query one word of which is
/// enough.
pub(super) fn few_words(question: &Question, request: &SearchRequest, held: usize) -> Option<Warning> {
    let words = question.learned.features.len();
    if request.expand == Expand::ByFeedback || words < FEWEST_WORDS || held * 2 >= words || held == 0 {
        return None;
    }
    let option = if request.joined_by == JoinedBy::Or { "--expand" } else { "--any --expand" };
    let message = format!(
        "the best articles hold {held} of {words} words; `{option}` asks words that belong to them, too"
    );
    Some(Warning { code: "few_words", message })
}
