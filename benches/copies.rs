//! Measures how many edited articles are recognized as copies, and lists pairs of unedited articles that are recognized as copies.
//!
//! `cargo bench --bench copies -- ARTICLES.jsonl.gz [PAIRS]`. Each line of the file is a JSON object with `id`, `title` and `text`. The
//! pairs are written to PAIRS for review, least similar first. Without a file, nothing is measured.

#![expect(clippy::print_stdout, reason = "figures are what it is for")]

use std::{
    collections::{BTreeSet, HashMap},
    fs::File,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    io::{BufRead, BufReader, BufWriter, Write},
    time::Instant,
};

use flate2::read::MultiGzDecoder;
use morgue::{analyzed_article::AnalyzedArticle, article::Article, copies::Signature, extract::paragraphs};

/// Minimum number of words of an article that is edited.
const EDITED_WORDS: usize = 200;
/// Maximum number of articles that are edited.
const EDITED: usize = 1500;

struct Record {
    id: String,
    title: String,
    text: String,
}

fn records(path: &str) -> Vec<Record> {
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path).expect("the file can be read"))).lines();
    let record = |line: String| {
        let object: serde_json::Value = serde_json::from_str(&line).expect("a JSON object a line");
        let field = |name: &str| object[name].as_str().unwrap_or_default().to_owned();
        Record { id: field("id"), title: field("title"), text: field("text") }
    };
    lines.map(|line| record(line.expect("the file can be read"))).collect()
}

fn signature(text: &str) -> Signature {
    AnalyzedArticle::new(
        Article { text: text.into(), paragraphs: paragraphs(text), ..Article::default() },
        &[],
    )
    .signature
}

/// Returns the first part of `text`, of the length `share`. Cuts it at the end of a sentence if this keeps more than half.
fn cut(text: &str, share: f64) -> String {
    let mut end = (text.len() as f64 * share) as usize;
    while !text.is_char_boundary(end) {
        end += 1;
    }
    match text[..end].rfind([' ', '\n']).and_then(|space| text[..space].rfind('.')) {
        Some(stop) if stop > end / 2 => text[..=stop].to_owned(),
        _ => text[..end].to_owned(),
    }
}

/// Returns `text` with about one in `nth` of its longer words replaced.
fn changed(text: &str, nth: u64) -> String {
    let mut longer = 0_u64;
    let change = |word: &str| {
        longer += u64::from(word.len() > 3);
        let mut hasher = DefaultHasher::new();
        (longer, text.len()).hash(&mut hasher);
        let hit = word.len() > 3 && hasher.finish().is_multiple_of(nth);
        if hit { format!("changed{longer}") } else { word.to_owned() }
    };
    text.split(' ').map(change).collect::<Vec<_>>().join(" ")
}

fn house_style(text: &str) -> String {
    let rules = [
        (" pct", " percent"),
        (" mln", " million"),
        (" dlrs", " dollars"),
        ("ize", "ise"),
        ("or ", "our "),
        ("er ", "re "),
        ("U.S.", "US"),
        ("\"", "'"),
        ("-", " "),
        (" said", " told Reuters"),
        (" Feb ", " February "),
    ];
    rules.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn recall(records: &[Record], signatures: &[Signature]) {
    let long: Vec<usize> = (0..records.len())
        .filter(|&at| records[at].text.split_whitespace().count() >= EDITED_WORDS)
        .take(EDITED)
        .collect();
    // Returns the beginning of another story, about as long as a paragraph.
    let paragraph = |at: usize| {
        records[long[(at * 7919 + 13) % long.len()]].text[..].chars().take(270).collect::<String>()
    };
    type Edit<'a> = Box<dyn Fn(usize, &str) -> String + 'a>;
    let edits: Vec<(&str, Edit<'_>)> = vec![
        ("cut to 90 %", Box::new(|_, text| cut(text, 0.9))),
        ("cut to 75 %", Box::new(|_, text| cut(text, 0.75))),
        ("cut to 50 %", Box::new(|_, text| cut(text, 0.5))),
        ("cut to 33 %", Box::new(|_, text| cut(text, 0.33))),
        ("a paragraph in front", Box::new(|at, text| format!("{}\n{text}", paragraph(at)))),
        ("a paragraph at the end", Box::new(|at, text| format!("{text}\n{}", paragraph(at)))),
        ("2 % of words changed", Box::new(|_, text| changed(text, 50))),
        ("5 % of words changed", Box::new(|_, text| changed(text, 20))),
        ("8 % of words changed", Box::new(|_, text| changed(text, 12))),
        ("12 % of words changed", Box::new(|_, text| changed(text, 8))),
        ("another house style", Box::new(|_, text| house_style(text))),
        (
            "cut to 50 %, a paragraph, 3 %",
            Box::new(|at, text| format!("{}\n{}", paragraph(at), changed(&cut(text, 0.5), 33))),
        ),
        ("cut to 33 %, 5 %", Box::new(|_, text| changed(&cut(text, 0.33), 20))),
    ];
    for (name, edit) in &edits {
        let found = long
            .iter()
            .filter(|&&at| signature(&edit(at, &records[at].text)).agrees(&signatures[at]))
            .count();
        println!("{:5.1} %  {name}", 100.0 * found as f64 / long.len() as f64);
    }
}

/// Returns the pairs of articles whose signatures agree, with their similarity, least similar first.
fn pairs(signatures: &[Signature]) -> Vec<(f64, usize, usize)> {
    let mut with_mark: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, signature) in signatures.iter().enumerate() {
        signature.fingerprints().iter().for_each(|mark| with_mark.entry(*mark).or_default().push(at));
    }
    let mut candidates = BTreeSet::new();
    for list in with_mark.values() {
        for (index, &left) in list.iter().enumerate() {
            candidates.extend(list[index + 1..].iter().map(|&right| (left, right)));
        }
    }
    let agreeing = |&(left, right): &(usize, usize)| {
        Some((signatures[left].similarity(&signatures[right])?, left, right))
    };
    let mut pairs: Vec<_> = candidates.iter().filter_map(agreeing).collect();
    println!("{} pairs agree of {} candidates", pairs.len(), candidates.len());
    pairs.sort_by(|left, right| left.0.total_cmp(&right.0));
    pairs
}

fn write(pairs: &[(f64, usize, usize)], records: &[Record], path: &str) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    for (similarity, left, right) in pairs {
        writeln!(out, "{similarity:.2}")?;
        for Record { id, title, text } in [&records[*left], &records[*right]] {
            writeln!(out, "  {id} {title}: {}", text.split_whitespace().collect::<Vec<_>>().join(" "))?;
        }
    }
    out.flush()
}

fn main() {
    let mut files = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(articles) = files.next() else { return };
    let records = records(&articles);
    let started = Instant::now();
    let signatures: Vec<Signature> = records.iter().map(|record| signature(&record.text)).collect();
    println!("{} articles analysed in {:.1} s", records.len(), started.elapsed().as_secs_f64());
    let pairs = pairs(&signatures);
    if let Some(path) = files.next() {
        write(&pairs, &records, &path).expect("the pairs can be written");
    }
    recall(&records, &signatures);
}
