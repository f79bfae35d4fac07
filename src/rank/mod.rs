//! Ranking: how well an article, and each of its passages, answers a query.
//!
//! Input: evidence, which is the same from every back end. Output: scores. An article's score is its BM25 score plus parts
//! for words in the title, in the lead, in one region or near each other. `docs/ranking.md` describes the formula and its
//! sources.

mod article_score;
mod best_passages;
mod feedback;
mod proximity;

pub use article_score::{ArticleScorer, PartKind, Recency, ScorePart, Weights, related_part};
pub use best_passages::{FoundWord, ScoredPassage, best_passages};
pub use feedback::{ArticleProfile, BestArticle, FeedbackWord, WordFeedback};
