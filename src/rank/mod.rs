//! Ranking: how well an article, and a passage in it, answers a query, from evidence that every back end reports alike.
//!
//! An article's score is its BM25 score, what its best paragraph adds, and what words near each other add.

mod evidence;
mod passages;

pub use evidence::{ArticleScorer, Weights};
pub use passages::{Found, ScoredPassage, best_passages};
