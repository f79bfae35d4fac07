//! Measures how the time for one article grows with its length: `cargo bench --bench one_article`. Time per element must stay the same from
//! 1,000 to 8,000 paragraphs, quotations, names or lines.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use morgue::{analyzed_article::analyze, article::Article};

/// Makes one part of an article from its number.
type Part = fn(usize) -> String;

/// Shapes of articles: a name, how a part is made, and what is between two parts.
const SHAPES: &[(&str, Part, &str)] = &[
    ("paragraphs", |at| sentence(at, 12), "\n\n"),
    ("lines", |at| words(at, 11), "\n"),
    ("quotations", |at| format!("“{},” {} said.", words(at, 9), name(at)), "\n\n"),
    ("quotations by surname", |at| format!("Mr. {} said that {}", surname(at), sentence(at, 6)), "\n\n"),
    ("quotations in one paragraph", |at| format!("“{},” {} said.", words(at, 9), name(at)), " "),
    (
        "descriptions",
        |at| format!("{}, the mayor, left. The suspect said that {}", name(at), sentence(at, 6)),
        "\n\n",
    ),
    ("interview", |at| format!("{} left.\nQ: {}?\nA: {}", name(at), words(at, 6), sentence(at, 9)), "\n"),
    ("signed", |at| format!("“{}” — {}", sentence(at, 9), name(at)), "\n\n"),
    ("names", name, ", "),
    ("one sentence", |at| words(at, 9), " "),
];

const WORDS: [&str; 13] =
    ["rain", "fell", "on", "the", "old", "bridge", "near", "town", "and", "people", "left", "their", "homes"];

/// Returns `count` words that depend on `at`.
fn words(at: usize, count: usize) -> String {
    (0..count).map(|word| WORDS[(at * 7 + word) % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

/// Returns a sentence of `count` words that depends on `at`.
fn sentence(at: usize, count: usize) -> String {
    format!("The {}.", words(at, count))
}

/// Returns a surname. No two numbers have the same.
fn surname(mut at: usize) -> String {
    let mut name = String::from("H");
    at += 1;
    while at > 0 {
        name.push_str(["al", "er", "in", "os", "ub"][at % 5]);
        at /= 5;
    }
    name
}

fn name(at: usize) -> String {
    format!("{} {}", ["Anna", "Karl", "Rosa", "Otto"][at % 4], surname(at))
}

fn growth(criterion: &mut Criterion) {
    for &(shape, part, between) in SHAPES {
        let mut group = criterion.benchmark_group(format!("one article: {shape}"));
        for count in [1000, 2000, 4000, 8000] {
            let text = (0..count).map(part).collect::<Vec<_>>().join(between);
            let article = Article { text, ..Article::default() };
            group.throughput(Throughput::Elements(count as u64)).sample_size(10);
            group.bench_with_input(BenchmarkId::from_parameter(count), &article, |bencher, article| {
                bencher.iter(|| analyze(black_box(article.clone())).words.len());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, growth);
criterion_main!(benches);
