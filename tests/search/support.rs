//! Archives for tests: the same articles in every back end.

use morgue::{
    analyzed_article,
    analyzed_article::AnalyzedArticle,
    archive::{Archive, SearchRequest},
    article::Article,
    backend::{
        Local,
        tantivy::{Snapshot, Writer},
    },
};
use tempfile::TempDir;

use crate::loopback::Loopback;

/// An archive with the name of its back end.
pub(crate) struct Named {
    pub(crate) name: &'static str,
    pub(crate) archive: Archive,
    _folder: Option<TempDir>,
}

/// Returns the same articles in every back end.
pub(crate) fn archives(articles: &[Article]) -> Vec<Named> {
    vec![in_memory(articles), on_disk(articles), at_a_server(articles)]
}

fn in_memory(articles: &[Article]) -> Named {
    let mut archive = Archive::in_memory();
    articles.iter().for_each(|article| archive.add(article.clone()));
    Named { name: "memory", archive, _folder: None }
}

fn at_a_server(articles: &[Article]) -> Named {
    let archive = Archive::over(Box::new(Loopback::serve(articles)));
    Named { name: "loopback", archive, _folder: None }
}

/// Returns the articles in an index with several segments and deleted documents.
fn on_disk(articles: &[Article]) -> Named {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = Writer::open(folder.path(), 15_000_000).unwrap();
    let doomed = Article { id: "doomed".into(), lang: Some("en".into()), ..articles[0].clone() };
    writer.add(analyzed(doomed)).unwrap();
    let half = articles.len() / 2;
    for article in &articles[..half] {
        writer.add(analyzed(article.clone())).unwrap();
    }
    writer.commit("").unwrap();
    writer.delete("doomed");
    for article in &articles[half..] {
        writer.add(analyzed(article.clone())).unwrap();
    }
    writer.commit("").unwrap();
    let archive = Archive::over(Box::new(Local::new(Snapshot::open(folder.path()).unwrap())));
    Named { name: "tantivy", archive, _folder: Some(folder) }
}

fn analyzed(article: Article) -> AnalyzedArticle {
    analyzed_article::analyze(article)
}

/// Returns a request for `query` with a fixed current time.
pub(crate) fn request(query: &str) -> SearchRequest {
    let now = "2026-02-10T12:00:00Z".parse::<jiff::Timestamp>().unwrap().to_zoned(jiff::tz::TimeZone::UTC);
    SearchRequest::new(query, now)
}

/// Returns how many random cases are tried, `usual` of them.
pub(crate) fn cases(usual: u32) -> u32 {
    usual
}
