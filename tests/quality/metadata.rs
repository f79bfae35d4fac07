//! Quality of dates, authors and headlines of judged web pages, compared with minimum figures.
//!
//! The accuracy of dates counts days. Headlines and names are compared without case and punctuation. Pages without a judged value do not
//! count, except that a page without a date according to its judges must get none.

use std::{collections::BTreeSet, fs::File, io::Read};

use flate2::read::GzDecoder;
use morgue::{
    article::Article,
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};
use serde_json::Value;

/// The results for the pages of one collection.
#[derive(Debug, Default)]
struct Counts {
    dates: Share,
    wrong_dates: u32,
    /// Number of dates found on pages without a date.
    invented: u32,
    titles: Share,
    authors: Share,
}

#[derive(Debug, Default)]
struct Share {
    right: u32,
    all: u32,
}

impl Share {
    fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.all += 1;
    }

    fn value(&self) -> f64 {
        f64::from(self.right) / f64::from(self.all.max(1))
    }
}

impl Counts {
    /// Returns the harmonic mean of precision and recall of dates. A wrong date lowers precision, a missing one recall.
    fn date_f(&self) -> f64 {
        let (right, wrong) = (f64::from(self.dates.right), f64::from(self.wrong_dates));
        let none = f64::from(self.dates.all) - right - wrong;
        let (precision, recall) = (right / (right + wrong), right / (right + none));
        2.0 * precision * recall / (precision + recall)
    }

    fn add(&mut self, gold: &Value, article: &Article) {
        let date = article.date.map(|date| date.to_string()).unwrap_or_default();
        let date = date.get(..10).unwrap_or(&date);
        match gold["date"].as_str() {
            Some(expected) => {
                self.dates.add(expected == date);
                self.wrong_dates += u32::from(!date.is_empty() && expected != date);
            }
            None => self.invented += u32::from(!date.is_empty()),
        }
        if let Some(title) = gold["title"].as_str() {
            self.titles.add(key(title) == key(article.title.as_deref().unwrap_or_default()));
        }
        if let Some(authors) = gold["authors"].as_array() {
            let expected: BTreeSet<String> = authors.iter().filter_map(Value::as_str).map(key).collect();
            self.authors.add(expected == article.byline.iter().map(|name| key(name)).collect());
        }
    }
}

fn key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Returns the results for the pages of a folder of `../shared/eval`, if it exists.
fn counts(folder: &str) -> Option<Counts> {
    let folder = crate::judged_data(folder)?;
    let gold = std::fs::read_to_string(folder.join("gold.jsonl")).unwrap();
    let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
    let mut counts = Counts::default();
    for line in gold.lines() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let mut bytes = Vec::new();
        let page = File::open(folder.join(crate::page_of(&gold))).unwrap();
        GzDecoder::new(page).read_to_end(&mut bytes).unwrap();
        let record = RawRecord::whole("page.html".to_owned(), RecordFormat::Html, bytes);
        let article = extract(&record, &options).map(|extracted| extracted.article).unwrap_or_default();
        counts.add(&gold, &article);
    }
    println!("{counts:?}: F of dates {:.3}", counts.date_f());
    Some(counts)
}

/// Minimum figures, slightly below the current ones: folder, shares of correct dates, headlines and sets of authors. The judges of the last
/// two sets count outlets and agencies as authors, too.
const FLOORS: [(&str, [f64; 3]); 3] = [
    ("extraction/naeb", [0.90, 0.95, 0.87]),
    ("extraction/fundus", [0.96, 0.74, 0.66]),
    ("extraction/trafilatura", [0.905, 0.84, 0.545]),
];

#[test]
fn news_pages_keep_their_figures() {
    for (folder, floors) in FLOORS {
        let Some(counts) = counts(folder) else { return };
        let reached = [&counts.dates, &counts.titles, &counts.authors].map(Share::value);
        let held = reached.iter().zip(floors).all(|(reached, floor)| *reached >= floor);
        assert!(held, "{folder}: dates, headlines, authors {reached:.3?}, at least {floors:?} expected");
    }
}

#[test]
fn dates_of_pages_of_all_kinds_keep_their_figures() {
    let Some(counts) = counts("dates") else { return };
    assert!(counts.date_f() >= 0.964, "F of dates {:.3}", counts.date_f());
    assert!(counts.invented == 0, "{} pages without a date got one", counts.invented);
}
