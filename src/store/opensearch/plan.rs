//! What a batch of changes comes to.

use std::collections::BTreeMap;

use crate::{analyzed_article::AnalyzedArticle, store::Change};

/// What a batch of changes comes to.
#[derive(Default)]
pub(super) struct Plan {
    /// Ids to remove from the committed state.
    pub(super) removals: Vec<String>,
    /// Ids put since the last commit whose documents are deleted.
    pub(super) withdrawn: Vec<String>,
    /// Articles to write, each with the number of its change.
    pub(super) puts: Vec<(usize, Box<AnalyzedArticle>)>,
}

impl Plan {
    /// Returns what changes come to that are made in this order. `is_put` says whether an article with an id was put since the
    /// last commit.
    pub(super) fn of(changes: Vec<Change>, is_put: impl Fn(&str) -> bool) -> Self {
        let mut deleted: BTreeMap<String, ()> = BTreeMap::new();
        let mut puts: BTreeMap<String, (usize, Box<AnalyzedArticle>)> = BTreeMap::new();
        for (at, change) in changes.into_iter().enumerate() {
            match change {
                Change::Put(article) => {
                    puts.insert(article.article.id.clone(), (at, article));
                }
                Change::Delete(id) => {
                    puts.remove(&id);
                    deleted.insert(id, ());
                }
            }
        }
        let removals: Vec<String> = deleted.into_keys().collect();
        let is_withdrawn = |id: &&String| is_put(id) && !puts.contains_key(*id);
        let withdrawn = removals.iter().filter(is_withdrawn).cloned().collect();
        Self { withdrawn, removals, puts: puts.into_values().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn put(id: &str) -> Change {
        let article = Article { id: id.to_owned(), ..Article::default() };
        Change::Put(Box::new(AnalyzedArticle::new(article, &[])))
    }

    #[test]
    fn the_last_change_of_an_id_counts() {
        let delete = |id: &str| Change::Delete(id.to_owned());
        let changes =
            vec![put("a"), put("b"), delete("a"), put("c"), delete("d"), put("d"), put("d"), delete("e")];
        let plan = Plan::of(changes, |id| id == "e" || id == "d");
        assert_eq!(plan.removals, ["a", "d", "e"]);
        assert_eq!(plan.withdrawn, ["e"]);
        let puts: Vec<(usize, &str)> =
            plan.puts.iter().map(|(at, article)| (*at, article.article.id.as_str())).collect();
        assert_eq!(puts, [(1, "b"), (3, "c"), (6, "d")]);
    }
}
