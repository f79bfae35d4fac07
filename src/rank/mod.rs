//! Ranking: how well an article, and a passage in it, answers a query, from evidence that every back end reports alike.
//!
//! An article's score is its BM25 score, and what words add that stand in its title, its lead, one stretch of it, or near
//! each other. Docs: `docs/ranking.md`.

mod evidence;
mod feedback;
mod passages;
mod windows;

pub use evidence::{ArticleScorer, PartKind, Recency, ScorePart, Weights, related_part};
pub use feedback::{About, BestArticle, Related, WordFeedback};
pub use passages::{Found, ScoredPassage, best_passages};
