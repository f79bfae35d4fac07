use morgue::{
    analysis::analyze,
    archive::*,
    article::*,
    backend::{tantivy::*, *},
    rank::Weights,
    span::Span,
};
use std::{
    collections::HashMap,
    io::{BufRead, Read},
    time::Instant,
};
fn load(dir: &str) -> Vec<Article> {
    let out = std::process::Command::new("zcat").arg(format!("{dir}/docs.jsonl.gz")).output().unwrap();
    out.stdout
        .lines()
        .map(|l| {
            let v: serde_json::Value = serde_json::from_str(&l.unwrap()).unwrap();
            let text = v["text"].as_str().unwrap_or("").to_owned();
            let mut paragraphs = vec![];
            let mut s = 0;
            for p in text.split_inclusive("\n") {
                let e = s + p.trim_end().len();
                if e > s {
                    paragraphs.push(Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(s, e) });
                }
                s += p.len();
            }
            let id = v["id"].as_str().map(str::to_owned).unwrap_or_else(|| v["id"].to_string());
            Article {
                id,
                title: v["title"].as_str().filter(|t| !t.is_empty()).map(str::to_owned),
                text,
                paragraphs,
                ..Default::default()
            }
        })
        .collect()
}
fn main() {
    let root = "/work/shared/eval/search";
    let args: Vec<f64> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    for c in ["time", "cranfield", "cisi", "med"] {
        let dir = format!("{root}/{c}");
        let folder = format!("/tmp/tune-{c}");
        if !std::path::Path::new(&folder).exists() {
            std::fs::create_dir_all(&folder).unwrap();
            let mut w = Writer::open(std::path::Path::new(&folder), 100_000_000).unwrap();
            for a in load(&dir) {
                let s = morgue::passage::sentences(&a.text, &a.paragraphs);
                w.add(analyze(a, &s)).unwrap();
            }
            w.commit("").unwrap();
            w.finish().unwrap();
        }
        let archive = Archive::over(Box::new(Snapshot::open(std::path::Path::new(&folder)).unwrap()));
        let mut qrels: HashMap<String, HashMap<String, i32>> = HashMap::new();
        let mut t = String::new();
        std::fs::File::open(format!("{dir}/qrels.txt")).unwrap().read_to_string(&mut t).unwrap();
        for l in t.lines() {
            let f: Vec<&str> = l.split_whitespace().collect();
            qrels.entry(f[0].into()).or_default().insert(f[2].into(), f[3].parse().unwrap());
        }
        let mut queries = String::new();
        std::fs::File::open(format!("{dir}/queries.tsv")).unwrap().read_to_string(&mut queries).unwrap();
        let start = Instant::now();
        for ws in args.chunks(3) {
            let (mut map, mut ndcg, mut n) = (0.0, 0.0, 0.0);
            for l in queries.lines() {
                let (id, text) = l.split_once('\t').unwrap();
                let Some(rel) = qrels.get(id) else { continue };
                let mut r = SearchRequest::new(text, jiff::Zoned::now());
                r.syntax = Syntax::Literal;
                r.joined_by = JoinedBy::Or;
                r.limit = Some(1000);
                r.weights = Weights { paragraph: ws[0], proximity: ws[1], title: ws[2] };
                let run = archive.run(&r).unwrap_or_default();
                let total = rel.values().filter(|g| **g > 0).count() as f64;
                if total == 0.0 {
                    continue;
                }
                let (mut hits, mut ap) = (0.0, 0.0);
                let mut dcg = 0.0;
                for (i, (d, _)) in run.iter().enumerate() {
                    let g = *rel.get(d).unwrap_or(&0);
                    if g > 0 {
                        hits += 1.0;
                        ap += hits / (i as f64 + 1.0);
                    }
                    if i < 10 {
                        dcg += (g.max(0)) as f64 / ((i as f64 + 2.0).log2());
                    }
                }
                let mut ideal: Vec<i32> = rel.values().copied().filter(|g| *g > 0).collect();
                ideal.sort_by(|a, b| b.cmp(a));
                let idcg: f64 = ideal
                    .iter()
                    .take(10)
                    .enumerate()
                    .map(|(i, g)| *g as f64 / ((i as f64 + 2.0).log2()))
                    .sum();
                map += ap / total;
                ndcg += dcg / idcg;
                n += 1.0;
            }
            println!("{c} {ws:?} MAP {:.4} nDCG {:.4} n={n} {:?}", map / n, ndcg / n, start.elapsed());
        }
    }
}
