//! The same answers from the servers as from an index on disk, on a year of newswire: with more matches than are scored by all
//! evidence, and with documents of real length. The data is read from `../shared/eval`; without it, the test says that it was skipped.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
};

use morgue::{
    analyzed_article,
    archive::{Archive, SearchRequest, SimilarRequest, TimelineRequest, TopRequest},
    article::Article,
    backend::{
        Copies, Local, TopField,
        tantivy::{Snapshot, Writer},
    },
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};

use crate::{archives::archives, support::request};

/// Number of articles. `MORGUE_TEST_NEWSWIRE` sets another.
const ARTICLES: usize = 1_500;

const QUERIES: &[&str] = &[
    "oil",
    "said",
    "the",
    "negotiated settlement",
    "interest rates inflation",
    "trade surplus Japan United States",
    "oil NOT Iran",
    "Why did the dollar fall against the yen in March?",
    "Which countries export the most coffee, and what do they want from the quota talks?",
    "\"interest rates\"",
    "\"crude oil\" prices",
    "\"said the president\"~3",
    "oil W/5 price",
    "bank PRE/3 japan",
    "(oil OR gas) W/S production",
    "dollar W/P yen",
    "oil NOT W/5 price",
    "(oil W/5 price) W/10 opec",
    "atleast5(oil)",
    "title:oil",
    "lead:(interest rates)",
    "infl*",
    "/pri[cm]e[sd]?/",
    "ministers~1",
    "quote:oil",
    "said(baker, dollar)",
    "speaker:Volcker",
    "date:1987-02-26 oil",
    "date:1987-03.. words:>300 bank",
    "speaker:none quote:\"interest rates\"",
    "cocoa OR coffee OR sugar OR wheat",
    "title:(oil W/5 price) OR \"prime rate\"",
];

#[allow(clippy::disallowed_methods, clippy::print_stderr)] // the tests' own environment
fn articles() -> Option<Vec<Article>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/bulk/reuters21578.jsonl.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: {} is missing", path.display());
        return None;
    };
    let count = std::env::var("MORGUE_TEST_NEWSWIRE").ok().and_then(|count| count.parse().ok());
    let lines = BufReader::new(flate2::read::MultiGzDecoder::new(file)).lines();
    let options = ExtractOptions::new("2030-01-01T00:00:00Z[UTC]".parse().unwrap());
    let article = |(number, line): (usize, Result<String, _>)| {
        let record = RawRecord::whole(String::new(), RecordFormat::Json, line.unwrap().into_bytes());
        let article = extract(&record, &options).ok()?.article;
        Some(Article { id: format!("r{number:06}"), path: format!("/news/{number}.json"), ..article })
    };
    Some(lines.enumerate().filter_map(article).take(count.unwrap_or(ARTICLES)).collect())
}

fn on_disk(articles: &[Article], folder: &Path) -> Archive {
    let mut writer = Writer::open(folder, 50_000_000).unwrap();
    articles.iter().for_each(|article| writer.add(analyzed_article::analyze(article.clone())).unwrap());
    writer.commit("").unwrap();
    Archive::over(Box::new(Local::new(Snapshot::open(folder).unwrap())))
}

/// Returns what users see of a search, with scores to four places.
fn search(archive: &Archive, request: &SearchRequest) -> Vec<String> {
    let results = match archive.search(request) {
        Ok(results) => results,
        Err(error) => return vec![error.to_string()],
    };
    let hits = results.passages.iter().map(|hit| {
        format!("{} {:.4} {:?} {:?} {:?}", hit.article.id, hit.score, hit.span, hit.highlights, hit.copies)
    });
    std::iter::once(format!("{:?}", results.summary)).chain(hits).collect()
}

fn quotes(archive: &Archive, request: &SearchRequest) -> Vec<String> {
    let results = match archive.quotes(request) {
        Ok(results) => results,
        Err(error) => return vec![error.to_string()],
    };
    let hits = results
        .quotations
        .iter()
        .map(|hit| format!("{} {} {:.4} {:?}", hit.article.id, hit.quotation, hit.score, hit.copies));
    std::iter::once(format!("{:?}", results.summary)).chain(hits).collect()
}

/// Returns what differs between the two archives.
#[allow(clippy::print_stderr)] // times, for whoever wants to see them
fn differences(local: &Archive, cluster: &Archive, sample: &[Article]) -> Vec<String> {
    let mut differing = Vec::new();
    let mut compare = |what: &str, expected: String, found: String| {
        if expected != found {
            differing.push(format!("{what}\n  on disk:    {expected}\n  on servers: {found}"));
        }
    };
    for query in QUERIES {
        let mut request = request(query);
        request.limit = Some(10);
        let started = std::time::Instant::now();
        let found = search(cluster, &request);
        eprintln!("{:>6} ms  {query}", started.elapsed().as_millis());
        compare(query, search(local, &request).join("\n"), found.join("\n"));
        compare(
            &format!("quotes {query}"),
            quotes(local, &request).join("\n"),
            quotes(cluster, &request).join("\n"),
        );
    }
    for query in ["oil", "\"interest rates\"", "bank NOT W/9 japan"] {
        let search = request(query);
        let timeline = TimelineRequest { search: search.clone(), per: None, share: Default::default() };
        let of = |archive: &Archive| format!("{:?}", archive.timeline(&timeline));
        compare(&format!("timeline {query}"), of(local), of(cluster));
        for field in [TopField::Source, TopField::Speaker, TopField::Lang, TopField::Section] {
            let top = TopRequest { field, of: search.clone() };
            let of = |archive: &Archive| format!("{:?}", archive.top(&top));
            compare(&format!("top {field:?} {query}"), of(local), of(cluster));
        }
    }
    for article in sample {
        let similar = SimilarRequest { limit: Some(10), copies: Copies::Hide };
        let of = |archive: &Archive| format!("{:?}", archive.similar(article, &similar));
        compare(&format!("similar {}", article.id), of(local), of(cluster));
    }
    differing
}

#[test]
fn answers_are_the_same_as_on_disk() {
    if crate::support::nodes().is_none() {
        return;
    }
    let Some(articles) = articles() else { return };
    let folder = tempfile::tempdir().unwrap();
    let local = on_disk(&articles, folder.path());
    let cluster = archives(&articles).pop().unwrap().archive;
    let sample = [articles[0].clone(), articles[articles.len() / 2].clone()];
    let differing = differences(&local, &cluster, &sample);
    assert!(differing.is_empty(), "{} differ:\n{}", differing.len(), differing.join("\n"));
}
