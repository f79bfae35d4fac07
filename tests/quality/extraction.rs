//! The text of judged web pages against the figures reached when the floors were pinned, by the metric of the
//! article-extraction-benchmark: rows of four words, precision and recall averaged over pages, F1 of the two means.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::PathBuf,
};

use flate2::read::GzDecoder;
use morgue::{
    extract::{ExtractOptions, extract},
    read::{Format, RawRecord},
};
use serde_json::Value;

/// Pinned slightly below what was reached: folder, F1 of the text.
const FLOORS: [(&str, f64); 2] = [("scrapinghub", 0.976), ("naeb", 0.945)];

#[test]
fn texts_of_judged_pages_keep_their_figures() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/extraction");
    if !root.is_dir() {
        println!("skipped: no ../shared/eval");
        return;
    }
    let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
    for (set, floor) in FLOORS {
        let gold = BufReader::new(File::open(root.join(set).join("gold.jsonl")).unwrap());
        let mut score = TextScore::default();
        for line in gold.lines() {
            let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let path = root.join(set).join(page["html"].as_str().unwrap());
            let mut bytes = Vec::new();
            GzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
            let record = RawRecord::whole(path.display().to_string(), Format::Html, bytes);
            let text = extract(&record, &options).map(|extracted| extracted.article.text).unwrap_or_default();
            if let Some(gold) = page["text"].as_str().filter(|gold| !gold.is_empty()) {
                score.add(gold, &text);
            }
        }
        let f1 = score.f1();
        println!("{set}: text F1 {f1:.4} of {} pages", score.recalls.len());
        assert!(f1 >= floor, "{set}: text F1 {f1:.4}");
    }
}

#[derive(Default)]
struct TextScore {
    precisions: Vec<f64>,
    recalls: Vec<f64>,
}

impl TextScore {
    fn add(&mut self, gold: &str, found: &str) {
        let (in_gold, in_found) = (shingles(gold), shingles(found));
        let shared: usize =
            in_gold.iter().map(|(row, count)| *count.min(in_found.get(row).unwrap_or(&0))).sum();
        let share = |rows: &HashMap<Vec<&str>, usize>| shared as f64 / rows.values().sum::<usize>() as f64;
        if !words(found).is_empty() {
            self.precisions.push(share(&in_found));
        }
        self.recalls.push(share(&in_gold));
    }

    fn f1(&self) -> f64 {
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (precision, recall) = (mean(&self.precisions), mean(&self.recalls));
        2.0 * precision * recall / (precision + recall)
    }
}

fn words(text: &str) -> Vec<&str> {
    let parts = text.split(|character: char| !character.is_alphanumeric() && character != '_');
    parts.filter(|part| !part.is_empty()).collect()
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    let words = words(text);
    let mut rows = HashMap::new();
    for start in 0..(words.len() + 1).saturating_sub(4).max(1) {
        let row = words[start..words.len().min(start + 4)].to_vec();
        *rows.entry(row).or_default() += 1;
    }
    rows
}
