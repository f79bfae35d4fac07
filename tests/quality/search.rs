//! Ranking of judged topics, compared with floors. All floors are above Lucene's BM25 with its best setting (MAP and nDCG@10: TIME .6234
//! and .6854, Cranfield .4113 and .5168, CISI .2083 and .3710, MED .5264 and .6895).

use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::read::GzDecoder;
use morgue::{
    analyzed_article,
    archive::{Archive, Expand, JoinedBy, SearchRequest, Syntax},
    backend::{
        Local,
        tantivy::{Snapshot, Writer},
    },
    eval::{Metrics, Ranking, measure, parse_qrels, parse_topics},
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};

/// Collection, MAP, nDCG@10: slightly below the values reached.
const FLOORS: &[(&str, f64, f64)] =
    &[("time", 0.665, 0.720), ("cranfield", 0.475, 0.557), ("cisi", 0.246, 0.406), ("med", 0.601, 0.730)];

#[test]
fn ranking_of_judged_topics_keeps_its_quality() {
    keeps(FLOORS, Expand::ForOrder);
}

/// Floors without feedback, like [`FLOORS`].
const FLOORS_OF_WORDS_ALONE: &[(&str, f64, f64)] =
    &[("time", 0.652, 0.709), ("cranfield", 0.435, 0.536), ("cisi", 0.232, 0.399), ("med", 0.542, 0.690)];

#[test]
fn ranking_without_feedback_keeps_its_quality() {
    keeps(FLOORS_OF_WORDS_ALONE, Expand::Nothing);
}

/// Floors with `--expand`, like [`FLOORS`]. All are above Lucene's RM3 (MAP: TIME .5462, Cranfield .4074, CISI .2264, MED .5936).
const FLOORS_OF_FEEDBACK: &[(&str, f64, f64)] =
    &[("time", 0.666, 0.713), ("cranfield", 0.477, 0.560), ("cisi", 0.247, 0.402), ("med", 0.630, 0.747)];

#[test]
fn feedback_keeps_its_quality() {
    keeps(FLOORS_OF_FEEDBACK, Expand::ByFeedback);
}

fn keeps(floors: &[(&str, f64, f64)], expand: Expand) {
    let Some(folder) = crate::judged_data("search") else { return };
    let mut fallen = Vec::new();
    for &(collection, map, ndcg) in floors {
        let reached = figures(&folder.join(collection), expand);
        println!("{collection}: MAP {:.4}, nDCG@10 {:.4}", reached.map, reached.ndcg_10);
        if reached.map < map || reached.ndcg_10 < ndcg {
            fallen.push(format!("{collection}: {reached:?} under MAP {map}, nDCG@10 {ndcg}"));
        }
    }
    assert!(fallen.is_empty(), "{}", fallen.join("\n"));
}

fn figures(folder: &Path, expand: Expand) -> Metrics {
    let index = tempfile::tempdir().unwrap();
    fill(index.path(), &folder.join("docs.jsonl.gz"));
    let archive = Archive::over(Box::new(Local::new(Snapshot::open(index.path()).unwrap())));
    let now: jiff::Zoned = "2026-12-01T00:00:00Z[UTC]".parse().unwrap();
    let rankings: Vec<Ranking> = parse_topics(&fs::read_to_string(folder.join("queries.tsv")).unwrap())
        .unwrap()
        .into_iter()
        .map(|topic| {
            let request = SearchRequest {
                syntax: Syntax::Literal,
                joined_by: JoinedBy::Or,
                limit: Some(1000),
                expand,
                ..SearchRequest::new(topic.text, now.clone())
            };
            Ranking { topic: topic.id, articles: archive.run(&request).unwrap() }
        })
        .collect();
    let qrels = parse_qrels(&fs::read_to_string(folder.join("qrels.txt")).unwrap()).unwrap();
    measure(&qrels, &rankings)
}

pub(crate) fn fill(index: &Path, documents: &Path) {
    let options = ExtractOptions::new("2026-12-01T00:00:00Z[UTC]".parse().unwrap());
    let mut writer = Writer::open(index, 30_000_000).unwrap();
    let lines = BufReader::new(GzDecoder::new(fs::File::open(documents).unwrap())).lines();
    for line in lines {
        let record = RawRecord::whole(String::new(), RecordFormat::Json, line.unwrap().into_bytes());
        writer.add(analyzed_article::analyze_as_is(extract(&record, &options).unwrap().article)).unwrap();
    }
    writer.commit("").unwrap();
}
