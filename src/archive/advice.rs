//! How to go on where a query finds little: notes beside the answer.

use super::{
    Archive,
    error::SearchError,
    lower::Target,
    request::{Expand, Fallback, SearchRequest},
    search::{Question, any_word},
};
use crate::query::{JoinedBy, Operators, Warning};

/// Fewer answers are few.
const FEW: usize = 3;
/// Fewer words of a query are too few to say that an answer holds few of them.
const FEWEST_WORDS: usize = 3;

impl Archive {
    /// Returns a note on what would find more, where all words are asked and few articles hold them.
    pub(super) fn few_results(
        &self,
        question: &Question,
        request: &SearchRequest,
    ) -> Result<Option<Warning>, SearchError> {
        let total = question.summary.total;
        let asks_all = request.joined_by == JoinedBy::And && request.fallback == Fallback::Partial;
        if !asks_all || question.operators == Operators::Present || total == 0 || total >= FEW {
            return Ok(None);
        }
        let Some(ast) = any_word(&question.ast) else { return Ok(None) };
        let found = self.matches(&self.lowered(request, Target::Articles, ast)?, 0)?.total;
        let message = match total {
            1 => format!("1 article holds all words; `--any` finds {found} that hold some of them"),
            _ => format!("{total} articles hold all words; `--any` finds {found} that hold some of them"),
        };
        Ok((found >= FEW).then_some(Warning { code: "few_results", message }))
    }
}

/// Returns a note on what would find more, where the best answers hold at most `held` of the words of a query one word of which is
/// enough.
pub(super) fn few_words(question: &Question, request: &SearchRequest, held: usize) -> Option<Warning> {
    let words = question.features.len();
    if request.expand == Expand::ByFeedback || words < FEWEST_WORDS || held * 2 >= words || held == 0 {
        return None;
    }
    let option = if request.joined_by == JoinedBy::Or { "--expand" } else { "--any --expand" };
    let message = format!(
        "the best articles hold {held} of {words} words; `{option}` asks words that belong to them, too"
    );
    Some(Warning { code: "few_words", message })
}
