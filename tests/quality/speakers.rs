//! Speakers as persons: quotations of political news and newswire whose speakers were judged by reading, compared with floors. Scored as
//! in `../shared/eval/speakers/score_speakers.py`.

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use flate2::read::GzDecoder;
use morgue::{
    analyzed_article,
    article::{Quotation, QuotationKind},
    extract::{ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
    span::Span,
};
use serde_json::Value;

/// Metrics: shares in percent, and counts.
#[derive(Debug, Default)]
struct Figures {
    found: f64,
    right: f64,
    /// Number of quotations with a confidence of at least .9, and the share of them that is right.
    sure: usize,
    sure_right: f64,
    /// Number of passages that are not quotations but were found as such with a confidence of at least .5.
    not_said: usize,
    /// Number of direct and mixed quotations that match no judged one.
    false_direct: usize,
}

/// Floors and ceilings: slightly worse than the metrics on the 66 articles.
const FLOORS: Figures =
    Figures { found: 95.0, right: 94.0, sure: 380, sure_right: 98.5, not_said: 20, false_direct: 18 };

#[test]
fn speakers_of_judged_quotations_keep_their_quality() {
    let Some(judgments) = crate::judged_data("speakers/speakers.jsonl") else { return };
    let file = File::open(judgments).unwrap();
    let judged: Vec<Value> =
        BufReader::new(file).lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let mut counts = Counts::default();
    for (origin, articles) in
        [("polnear-train", "quotations/train.jsonl.gz"), ("reuters", "bulk/reuters21578.jsonl.gz")]
    {
        let mut wanted: HashMap<&str, &Value> = judged
            .iter()
            .filter(|article| article["from"] == origin)
            .map(|article| (article["id"].as_str().unwrap(), article))
            .collect();
        for line in lines(&crate::judged_data(articles).unwrap()) {
            let article: Value = serde_json::from_str(&line).unwrap();
            if let Some(judged) = wanted.remove(article["id"].as_str().unwrap()) {
                counts.add(judged, &line);
            }
        }
        assert!(wanted.is_empty(), "{} articles are missing", wanted.len());
    }
    let reached = counts.figures();
    println!("{reached:.1?}");
    assert!(reached.found >= FLOORS.found, "found {:.1}", reached.found);
    assert!(reached.right >= FLOORS.right, "right {:.1}", reached.right);
    assert!(reached.sure >= FLOORS.sure, "sure {}", reached.sure);
    assert!(reached.sure_right >= FLOORS.sure_right, "right where sure {:.1}", reached.sure_right);
    assert!(reached.not_said <= FLOORS.not_said, "not said {}", reached.not_said);
    assert!(reached.false_direct <= FLOORS.false_direct, "false {}", reached.false_direct);
}

fn lines(path: &Path) -> impl Iterator<Item = String> {
    BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines().map(Result::unwrap)
}

/// A quotation that was found, with the code points of its letters.
struct Found {
    quotation: Quotation,
    letters: BTreeSet<usize>,
}

/// Minimum share of a judged span that a quotation's content must cover.
const COVERED: f64 = 0.6;

/// Counts summed over articles. A name that is half right counts half.
#[derive(Debug, Default)]
struct Counts {
    judged: usize,
    found: usize,
    right: f64,
    sure: usize,
    sure_right: f64,
    not_said: usize,
    false_direct: usize,
}

impl Counts {
    /// Adds an article: its judgments, and its record.
    fn add(&mut self, judged: &Value, record: &str) {
        let options = ExtractOptions::new("2026-12-01T00:00:00Z[UTC]".parse().unwrap());
        let record = RawRecord::whole(String::new(), RecordFormat::Json, record.as_bytes().to_vec());
        let article =
            analyzed_article::quote_and_analyze(extract(&record, &options).unwrap().article).article;
        let letters = Letters::of(&article.text);
        let found: Vec<Found> = article
            .quotations
            .into_iter()
            .map(|quotation| Found { letters: letters.of_bytes(&quotation.content), quotation })
            .collect();
        let mut matched = BTreeSet::new();
        let mut spoken = BTreeSet::new();
        for said in judged["quotations"].as_array().unwrap() {
            let wanted = letters.of_judged(said);
            let hits = covering(&found, &wanted);
            matched.extend(hits.iter().copied());
            spoken.extend(wanted.iter().copied());
            if said["skip"].as_bool() != Some(true) {
                self.judged += 1;
                let best =
                    hits.iter().min_by(|&&a, &&b| rank(&found[a], &wanted).cmp(&rank(&found[b], &wanted)));
                if let Some(&best) = best {
                    self.add_found(said, &found[best].quotation);
                }
            }
        }
        for span in judged["not_said"].as_array().into_iter().flatten() {
            let hits = covering(&found, &letters.of_judged(span));
            self.not_said += usize::from(hits.iter().any(|&hit| found[hit].quotation.confidence >= 0.5));
        }
        let is_false = |(at, found): &(usize, &Found)| {
            let inside = found.letters.intersection(&spoken).count() as f64;
            found.quotation.kind != QuotationKind::Indirect
                && !matched.contains(at)
                && inside < COVERED * found.letters.len() as f64
        };
        self.false_direct += found.iter().enumerate().filter(is_false).count();
    }

    fn add_found(&mut self, said: &Value, quotation: &Quotation) {
        let right = rightness(said, quotation.speaker.as_deref());
        self.found += 1;
        self.right += right;
        if quotation.confidence >= 0.9 {
            self.sure += 1;
            self.sure_right += right;
        }
    }

    fn figures(&self) -> Figures {
        let share = |part: f64, whole: usize| 100.0 * part / whole.max(1) as f64;
        Figures {
            found: share(self.found as f64, self.judged),
            right: share(self.right, self.found),
            sure: self.sure,
            sure_right: share(self.sure_right, self.sure),
            not_said: self.not_said,
            false_direct: self.false_direct,
        }
    }
}

/// Returns the indexes of the quotations that cover enough of `wanted`.
fn covering(found: &[Found], wanted: &BTreeSet<usize>) -> Vec<usize> {
    let covers = |found: &Found| {
        found.letters.intersection(wanted).count() as f64 >= COVERED * wanted.len().max(1) as f64
    };
    (0..found.len()).filter(|&at| covers(&found[at])).collect()
}

/// Returns the sort key by which the best of several quotations comes first: what they cover, their kind, their length.
fn rank(found: &Found, wanted: &BTreeSet<usize>) -> (std::cmp::Reverse<usize>, usize, usize) {
    let kind = match found.quotation.kind {
        QuotationKind::Direct => 0,
        QuotationKind::Mixed => 1,
        QuotationKind::Indirect => 2,
    };
    (std::cmp::Reverse(found.letters.intersection(wanted).count()), kind, found.letters.len())
}

/// The letters and digits of a text, by code points and by bytes.
struct Letters {
    is_letter: Vec<bool>,
    /// The code point that each byte belongs to.
    code_points: Vec<usize>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let is_letter = text.chars().map(char::is_alphanumeric).collect();
        let widths = text.chars().enumerate().flat_map(|(at, c)| std::iter::repeat_n(at, c.len_utf8()));
        let mut code_points: Vec<usize> = widths.collect();
        code_points.push(text.chars().count());
        Self { is_letter, code_points }
    }

    fn within(&self, start: usize, end: usize) -> impl Iterator<Item = usize> {
        (start..end).filter(|&at| self.is_letter[at])
    }

    fn of_bytes(&self, spans: &[Span]) -> BTreeSet<usize> {
        let code_points = |span: &Span| self.within(self.code_points[span.start], self.code_points[span.end]);
        spans.iter().flat_map(code_points).collect()
    }

    fn of_judged(&self, span: &Value) -> BTreeSet<usize> {
        let bound = |name: &str| span[name].as_u64().unwrap() as usize;
        self.within(bound("start"), bound("end")).collect()
    }
}

/// Returns 1 if the speaker is right, one half if part of the name is missing, otherwise 0.
fn rightness(said: &Value, speaker: Option<&str>) -> f64 {
    let others = ["alt", "speakers"].iter().flat_map(|field| said[*field].as_array().into_iter().flatten());
    let wanted: Vec<Option<&str>> =
        std::iter::once(&said["speaker"]).chain(others).map(Value::as_str).collect();
    let Some(speaker) = speaker else { return f64::from(wanted.contains(&None)) };
    let body = said["body"].as_bool() == Some(true);
    let likeness = wanted.into_iter().flatten().map(|name| likeness(&core(name), &core(speaker), body));
    likeness.fold(0.0, f64::max)
}

fn likeness(wanted: &[String], said: &[String], body: bool) -> f64 {
    let (Some(first), Some(last)) = (said.first(), said.last()) else { return 0.0 };
    let many = wanted.len() > 1;
    let begins = body && wanted.starts_with(said);
    let holds = many && wanted.iter().all(|word| said.contains(word)) || !many && said.contains(&wanted[0]);
    let ends = many && said.len() > 1 && *first == wanted[0] && (wanted.last() == Some(last) || begins);
    if wanted.concat() == said.concat() || holds || ends {
        return 1.0;
    }
    let initials: String = wanted.iter().filter_map(|word| word.chars().next()).collect();
    let half = wanted.ends_with(said) || begins || body && said.concat() == initials;
    if half { 0.5 } else { 0.0 }
}

const HONORIFICS: &[&str] =
    &["mr", "mrs", "ms", "miss", "dr", "sir", "president", "the", "rep", "sen", "gen", "col", "rev", "judge"];
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];

/// Returns the words of a name in lower case, without titles, suffixes and middle initials.
fn core(name: &str) -> Vec<String> {
    let name = name.to_lowercase().replace("'s", "").replace("’s", "");
    let mut plain = String::new();
    let mut letters = name.chars().peekable();
    while let Some(c) = letters.next() {
        let joins = c == '.' && letters.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '\'' | '’' => {}
            _ if joins => {}
            _ if c.is_alphanumeric() || c == '_' => plain.push(c),
            _ => plain.push(' '),
        }
    }
    let words =
        plain.split_whitespace().filter(|word| !HONORIFICS.contains(word) && !SUFFIXES.contains(word));
    let words: Vec<String> = words.map(str::to_owned).collect();
    let inner = |at: usize| at > 0 && at + 1 < words.len() && words[at].chars().count() == 1;
    (0..words.len()).filter(|&at| !inner(at)).map(|at| words[at].clone()).collect()
}
