//! Measures the time of each stage between a raw record and the index, on the fixtures: `cargo bench`.

use std::{hint::black_box, ops::ControlFlow, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use morgue::{
    analysis::tokenize,
    analyzed_article::{AnalyzedArticle, find_quotations},
    article::Article,
    extract::{ExtractOptions, extract},
    passage::sentences,
    read::{Links, RawRecord, read_file, walk},
};

/// Returns the records of the fixtures.
fn records() -> Vec<RawRecord> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/articles");
    let mut records = Vec::new();
    for file in walk(&[folder], &|_| Links::Report).files {
        let _ = read_file(&file.path, &mut |record| {
            records.extend(record.ok());
            ControlFlow::Continue(())
        });
    }
    records
}

fn stages(criterion: &mut Criterion) {
    let options = ExtractOptions::new("2026-12-01T00:00:00Z[UTC]".parse().expect("a valid time"));
    let records = records();
    let articles: Vec<Article> =
        records.iter().filter_map(|record| Some(extract(record, &options).ok()?.article)).collect();
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("extract", |bencher| {
        bencher.iter(|| records.iter().filter(|record| extract(black_box(record), &options).is_ok()).count());
    });
    group.bench_function("sentences", |bencher| {
        bencher.iter(|| {
            articles.iter().map(|article| sentences(&article.text, &article.paragraphs).len()).sum::<usize>()
        });
    });
    group.bench_function("sentences and quotations", |bencher| {
        let found = |article: &Article| {
            find_quotations(article, &sentences(&article.text, &article.paragraphs)).len()
        };
        bencher.iter(|| articles.iter().map(|article| found(black_box(article))).sum::<usize>());
    });
    group.bench_function("tokenize", |bencher| {
        bencher
            .iter(|| articles.iter().map(|article| tokenize(black_box(&article.text)).len()).sum::<usize>());
    });
    group.bench_function("analyze (a copy included)", |bencher| {
        bencher.iter(|| {
            articles.iter().map(|article| AnalyzedArticle::new(article.clone(), &[]).words.len()).sum::<u32>()
        });
    });
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
