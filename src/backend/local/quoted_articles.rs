//! Reads articles with the words of their quotations, on all cores.

use std::sync::Arc;

use crate::{
    all_cores::on_all_cores,
    analyzed_article::{
        each_quotation,
        quotation_terms::{Fingerprint, fingerprints},
    },
    article::Article,
    backend::{BackendError, Reader},
    deadline::check,
};

/// Number of articles that a thread reads at once. Fewer are read sooner than a thread starts.
const PART_SIZE: usize = 64;

/// Separates words.
const SEPARATOR: char = '\0';

/// An article to read: its id, and the article if it was read before.
pub(super) type Wanted<'a> = (&'a str, Option<Arc<Article>>);

/// An article with the words of its quotations.
pub(super) struct QuotedArticle {
    pub(super) article: Arc<Article>,
    pub(super) quotations: Vec<QuotedWords>,
}

/// The words of a quotation.
pub(super) struct QuotedWords {
    /// Index of the quotation in its article.
    pub(super) quotation: usize,
    pub(super) fingerprints: Box<[Fingerprint]>,
    /// The folded words, each followed by [`SEPARATOR`].
    words: String,
}

impl QuotedWords {
    /// Returns the folded words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split_terminator(SEPARATOR)
    }
}

/// Returns the wanted articles, in order; `None` for an article that is not in the archive.
pub(super) fn quoted_articles(
    reader: &dyn Reader,
    wanted: Vec<Wanted<'_>>,
) -> Result<Vec<Option<QuotedArticle>>, BackendError> {
    let mut articles = Vec::with_capacity(wanted.len());
    for part in on_all_cores(wanted, PART_SIZE, |part| read(reader, &part)) {
        articles.extend(part?);
    }
    Ok(articles)
}

fn read(reader: &dyn Reader, wanted: &[Wanted<'_>]) -> Result<Vec<Option<QuotedArticle>>, BackendError> {
    let missing: Vec<&str> = wanted.iter().filter(|(_, known)| known.is_none()).map(|(id, _)| *id).collect();
    let mut found = match missing.is_empty() {
        true => Vec::new(),
        false => reader.articles(&missing)?,
    }
    .into_iter();
    let mut articles = Vec::with_capacity(wanted.len());
    for (_, known) in wanted {
        check()?;
        let article = known.clone().or_else(|| found.next().flatten().map(Arc::new));
        articles.push(article.map(quoted));
    }
    Ok(articles)
}

fn quoted(article: Arc<Article>) -> QuotedArticle {
    let mut quotations = Vec::with_capacity(article.quotations.len());
    each_quotation(&article, &mut |quotation, words| {
        let mut packed = String::with_capacity(words.iter().map(|word| word.len() + 1).sum());
        for word in words {
            packed.push_str(word);
            packed.push(SEPARATOR);
        }
        let fingerprints = fingerprints(words.iter().copied()).into();
        quotations.push(QuotedWords { quotation, fingerprints, words: packed });
    });
    QuotedArticle { article, quotations }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analyzed_article::analyze, backend::memory::Memory};

    #[test]
    fn articles_are_in_the_order_of_the_request_whichever_thread_reads_them() {
        let mut archive = Memory::default();
        let id = |number: usize| format!("article{number}");
        for number in 0..3 * PART_SIZE {
            let text = format!("“The ferry has been late {number} times,” said Ada Quill.");
            archive.add(analyze(Article { id: id(number), text, ..Article::default() }));
        }
        let known = Article { id: id(1), text: "Known before.".into(), ..Article::default() };
        let ids: Vec<String> = (0..3 * PART_SIZE + 1).rev().map(id).collect();
        let wanted: Vec<Wanted<'_>> =
            ids.iter().map(|id| (id.as_str(), (*id == known.id).then(|| Arc::new(known.clone())))).collect();
        let found = quoted_articles(&archive, wanted).unwrap();
        assert!(found[0].is_none(), "no article has this id");
        for (id, found) in ids.iter().zip(&found).skip(1) {
            let found = found.as_ref().unwrap();
            assert_eq!(found.article.id, *id);
            let words: Vec<Vec<&str>> =
                found.quotations.iter().map(|quoted| quoted.words().collect()).collect();
            match *id == known.id {
                true => assert!(words.is_empty()),
                false => assert_eq!(words[0][..5], ["the", "ferry", "has", "been", "late"]),
            }
        }
        assert!(quoted_articles(&archive, Vec::new()).unwrap().is_empty());
    }
}
