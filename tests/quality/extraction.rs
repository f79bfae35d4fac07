//! Quality of the text extracted from judged web pages, compared with minimum figures. The metric is that of the
//! article-extraction-benchmark: rows of four words, precision and recall averaged over pages, F1 of the two means. For other pages,
//! judges marked segments that must, or must not, be part of the text.

use std::{
    collections::HashMap,
    fs::File,
    io::{BufRead, BufReader, Read},
};

use flate2::read::GzDecoder;
use morgue::{
    article::Article,
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};
use serde_json::Value;

/// Minimum figures, slightly below the current ones: folder, F1 of the text.
const FLOORS: [(&str, f64); 3] = [("scrapinghub", 0.976), ("naeb", 0.945), ("fundus", 0.95)];

/// Minimum F1 of segments, by folder.
const SEGMENTS: (&str, f64) = ("trafilatura", 0.922);

#[test]
fn texts_of_judged_pages_keep_their_figures() {
    for (set, floor) in FLOORS {
        let mut score = TextScore::default();
        let read = each_page(set, &mut |page, article| {
            if let Some(gold) = page["text"].as_str().filter(|gold| !gold.is_empty()) {
                score.add(gold, &article.text);
            }
        });
        if !read {
            return;
        }
        let f1 = score.f1();
        println!("{set}: text F1 {f1:.4} of {} pages", score.recalls.len());
        assert!(f1 >= floor, "{set}: text F1 {f1:.4}");
    }
}

#[test]
fn segments_of_judged_pages_keep_their_figures() {
    let (set, floor) = SEGMENTS;
    let (mut right, mut lost, mut wrong) = (0_u32, 0_u32, 0_u32);
    let read = each_page(set, &mut |page, article| {
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = squeezed(&format!("{} {}", article.title.as_deref().unwrap_or_default(), article.text));
        let held = |key: &str| {
            let segments = page[key].as_array().into_iter().flatten().filter_map(Value::as_str);
            let (held, other): (Vec<&str>, Vec<&str>) =
                segments.partition(|segment| text.contains(&squeezed(segment)));
            (held.len() as u32, other.len() as u32)
        };
        let (with, without) = (held("with"), held("without"));
        right += with.0;
        lost += with.1;
        wrong += without.0;
    });
    if read {
        let f1 = f64::from(2 * right) / f64::from(2 * right + lost + wrong);
        println!("{set}: segments F {f1:.4}, {right} right, {lost} lost, {wrong} wrong");
        assert!(f1 >= floor, "{set}: segments F {f1:.4}");
    }
}

/// Calls `each` with the judgment and the article of every page of a set. Returns whether the set exists.
fn each_page(set: &str, each: &mut dyn FnMut(&Value, &Article)) -> bool {
    let Some(folder) = crate::judged_data(&format!("extraction/{set}")) else { return false };
    let gold = File::open(folder.join("gold.jsonl")).unwrap();
    let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
    for line in BufReader::new(gold).lines() {
        let page: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let path = folder.join(crate::page_of(&page));
        let mut bytes = Vec::new();
        GzDecoder::new(File::open(&path).unwrap()).read_to_end(&mut bytes).unwrap();
        let record = RawRecord::whole(path.display().to_string(), RecordFormat::Html, bytes);
        let article = extract(&record, &options).map(|extracted| extracted.article).unwrap_or_default();
        each(&page, &article);
    }
    true
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
