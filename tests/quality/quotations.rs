//! Who said what: quotations of judged political news, compared with floors.

use std::io::{BufRead, BufReader};

use flate2::read::GzDecoder;
use morgue::{
    article::{Paragraph, ParagraphKind, Quotation},
    passage::sentences,
    quotation::{QuotationInput, quotations},
    span::Span,
};
use serde_json::Value;

use crate::quotation_score::{Counts, Figures, Item, quoted_regions, spans};

/// Slightly below the metrics on the 84 articles of the `dev` split.
const FLOORS: Figures =
    Figures { d_f1: 92.5, s_acc: 93.0, ds_f1: 86.5, a_f1: 64.5, false_share: 2.8, sure_right: 93.0 };

/// Slightly below the metrics on the 150 articles of the German `dev` split. Its annotators did not mark clauses that are reported speech
/// only by their grammatical mood; these count as false here.
const GERMAN_FLOORS: Figures =
    Figures { d_f1: 80.5, s_acc: 80.0, ds_f1: 66.0, a_f1: 74.5, false_share: 13.5, sure_right: 90.0 };

#[test]
fn quotations_of_judged_articles_keep_their_quality() {
    hold("dev.jsonl.gz", "en", &FLOORS);
}

#[test]
fn german_quotations_of_judged_articles_keep_their_quality() {
    hold("de-dev.jsonl.gz", "de", &GERMAN_FLOORS);
}

/// Compares the metrics on the judged articles of a file with `floors`.
fn hold(file: &str, lang: &str, floors: &Figures) {
    let Some(folder) = crate::judged_data("quotations") else { return };
    let file = std::fs::File::open(folder.join(file)).unwrap();
    let mut counts = Counts::default();
    for line in BufReader::new(GzDecoder::new(file)).lines() {
        let article: Value = serde_json::from_str(&line.unwrap()).unwrap();
        add_article(&article, lang, &mut counts);
    }
    let reached = counts.figures();
    println!("{reached:.1?}");
    assert!(reached.d_f1 >= floors.d_f1, "D-F1 {:.1}", reached.d_f1);
    assert!(reached.s_acc >= floors.s_acc, "S-acc {:.1}", reached.s_acc);
    assert!(reached.ds_f1 >= floors.ds_f1, "DS-F1 {:.1}", reached.ds_f1);
    assert!(reached.a_f1 >= floors.a_f1, "A-F1 {:.1}", reached.a_f1);
    assert!(reached.false_share <= floors.false_share, "false {:.1}", reached.false_share);
    assert!(reached.sure_right >= floors.sure_right, "right speaker where sure {:.1}", reached.sure_right);
}

fn add_article(article: &Value, lang: &str, counts: &mut Counts) {
    let text = article["text"].as_str().unwrap();
    let characters: Vec<char> = text.chars().collect();
    let regions = quoted_regions(&characters);
    let gold: Vec<Item> = article["attributions"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|a| {
            Item::new(&characters, &regions, spans(&a["content"]), spans(&a["source"]), spans(&a["cue"]))
        })
        .filter(Item::has_letters)
        .collect();
    let code_points = CodePoints::of(text);
    let mut predicted = Vec::new();
    let mut confidence = Vec::new();
    for quotation in found(text, article["title"].as_str(), lang) {
        let spans = |spans: &[Span]| spans.iter().map(|span| code_points.span(*span)).collect();
        let mention: Vec<Span> = quotation.mention.into_iter().collect();
        let cue: Vec<Span> = quotation.cue.into_iter().collect();
        let item = Item::new(&characters, &regions, spans(&quotation.content), spans(&mention), spans(&cue));
        if item.has_letters() {
            predicted.push(item);
            confidence.push(quotation.confidence);
        }
    }
    counts.add(&gold, &predicted, &confidence);
}

/// Returns the quotations of a text with one paragraph per line.
fn found(text: &str, title: Option<&str>, lang: &str) -> Vec<Quotation> {
    let mut paragraphs = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let start = at + (line.len() - line.trim_start().len());
        let span = Span::new(start.min(at + line.len()), (start + line.trim().len()).max(start));
        if !span.is_empty() {
            paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span });
        }
        at += line.len() + 1;
    }
    let sentences = sentences(text, &paragraphs);
    quotations(&QuotationInput {
        text,
        paragraphs: &paragraphs,
        sentences: &sentences,
        title,
        lang: Some(lang),
        byline: &[],
    })
}

/// Converts bytes of a text to code points.
struct CodePoints(Vec<usize>);

impl CodePoints {
    fn of(text: &str) -> Self {
        let mut at = vec![0; text.len() + 1];
        let mut count = 0;
        for (byte, slot) in at.iter_mut().enumerate() {
            *slot = count;
            count += usize::from(text.is_char_boundary(byte + 1));
        }
        Self(at)
    }

    fn span(&self, span: Span) -> (usize, usize) {
        (self.0[span.start], self.0[span.end])
    }
}
