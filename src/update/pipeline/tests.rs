//! 1. Results leave in the order of tasks and records, on any number of threads and however little may be under way.
//! 2. A panic is an error of one record.
//! 3. A sink that fails ends everything.
//! 4. Only what is wanted is prepared; what is not what was expected is told.

use std::{fs, path::Path, sync::Arc};

use super::*;
use crate::{
    analyzed_article::AnalyzedArticle, article::Article, extract::ExtractOptions, update::hash::ContentHash,
};

/// Takes the bytes as text; `boom` is a panic, `bad` an error.
struct AsText;

impl Prepare for AsText {
    fn prepare(&self, raw: &RawRecord, _: &ExtractOptions) -> Result<AnalyzedArticle, Unfit> {
        let text = String::from_utf8_lossy(&raw.bytes).into_owned();
        assert!(!text.contains("boom"), "boom");
        if text.contains("bad") {
            return Err(Unfit::Broken("it is bad".to_owned()));
        }
        Ok(AnalyzedArticle::new(Article { text, ..Article::default() }, &[]))
    }
}

fn task(input: usize, path: &Path, wanted: Wanted) -> Task {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    let options = Arc::new(ExtractOptions::new(jiff::Zoned::default()));
    let relative = path.file_name().unwrap().to_string_lossy().into_owned();
    Task { input, path: path.to_owned(), relative, size, wanted, options }
}

fn pipeline(threads: usize, under_way: u64) -> Pipeline<'static> {
    Pipeline { threads, under_way, prepare: &AsText, before: &|_| false }
}

fn run(pipeline: &Pipeline<'_>, tasks: &[Task]) -> Vec<String> {
    let mut seen = Vec::new();
    let result: Result<(), ()> = pipeline.run(tasks, None, |task, done| {
        for finding in done.findings {
            let what = match finding.result {
                Ok(prepared) => prepared.analyzed.article.text.trim().to_owned(),
                Err(
                    Unprepared::Unreadable(reason)
                    | Unprepared::Table(reason)
                    | Unprepared::Withdrawn { reason, .. }
                    | Unprepared::Refused(reason),
                ) => reason,
                Err(Unprepared::Other) => "other".to_owned(),
                Err(Unprepared::Empty(_)) => "empty".to_owned(),
                Err(Unprepared::NoArticle) => "none".to_owned(),
                Err(Unprepared::Before(_)) => "before".to_owned(),
            };
            seen.push(format!("{}:{what}", task.input));
        }
        if let Some(Err(failure)) = done.end {
            seen.push(format!("{}:{}", task.input, failure.reason));
        }
        Ok(())
    });
    result.unwrap();
    seen
}

#[test]
fn results_leave_in_order() {
    let home = tempfile::tempdir().unwrap();
    let large = home.path().join("large.jsonl");
    let filler = "x".repeat(3000);
    let lines: Vec<String> = (0..1500).map(|n| format!("{{\"n\":{n},\"f\":\"{filler}\"}}")).collect();
    fs::write(&large, lines.join("\n")).unwrap();
    let mut tasks = Vec::new();
    let mut expected = Vec::new();
    for n in 0..40 {
        let path = home.path().join(format!("{n:02}.txt"));
        fs::write(&path, format!("text {n}")).unwrap();
        tasks.push(task(n, &path, Wanted::All));
        expected.push(format!("{n}:text {n}"));
    }
    tasks.push(task(40, &large, Wanted::All));
    expected.extend(lines.iter().map(|line| format!("40:{line}")));
    for (threads, under_way) in [(1, 1), (3, 1), (4, 1 << 30)] {
        assert_eq!(run(&pipeline(threads, under_way), &tasks), expected);
    }
}

#[test]
fn a_panic_is_an_error_of_one_record() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n{\"boom\":2}\n{\"bad\":3}\n{\"d\":4}\n").unwrap();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let seen = run(&pipeline(2, 1 << 20), &[task(0, &path, Wanted::All)]);
    std::panic::set_hook(hook);
    assert_eq!(seen, ["0:{\"a\":1}", "0:internal error: boom", "0:it is bad", "0:{\"d\":4}"]);
}

#[test]
fn a_sink_that_fails_ends_everything() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n".repeat(200_000)).unwrap();
    let mut calls = 0;
    let result = pipeline(2, 1 << 10).run(&[task(0, &path, Wanted::All)], None, |_, _| {
        calls += 1;
        Err("full")
    });
    assert_eq!((result, calls), (Err("full"), 1));
}

#[test]
fn only_what_is_wanted_is_prepared() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n").unwrap();
    let mark = |ordinal, text: &str| Mark { ordinal: Some(ordinal), hash: ContentHash::of(text.as_bytes()) };
    let known = vec![
        (mark(1, "{\"a\":1}"), Want::Leave),
        (mark(2, "{\"b\":2}"), Want::Prepare),
        (mark(3, "{\"c\":0}"), Want::Leave),
    ];
    let only = HashSet::from([mark(3, "{\"c\":3}")]);
    let tasks = [task(0, &path, Wanted::Of(known)), task(1, &path, Wanted::Only(only))];
    assert_eq!(run(&pipeline(2, 1 << 20), &tasks), ["0:{\"b\":2}", "0:other", "1:{\"c\":3}"]);
}

#[test]
fn files_that_cannot_be_read_are_told() {
    let home = tempfile::tempdir().unwrap();
    let (absent, page) = (home.path().join("absent.txt"), home.path().join("page.doc"));
    fs::write(&page, "Rain").unwrap();
    let seen = run(&pipeline(1, 1), &[task(0, &absent, Wanted::All), task(1, &page, Wanted::All)]);
    assert!(seen[0].starts_with("0:No such file"), "{}", seen[0]);
    assert_eq!(seen[1], "1:a word processor's file is not supported");
}

#[test]
fn files_are_scanned_in_order() {
    let home = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..20).map(|n| home.path().join(format!("{n}.txt"))).collect();
    for path in &paths {
        fs::write(path, path.to_string_lossy().as_bytes()).unwrap();
    }
    let borrowed: Vec<&Path> = paths.iter().map(std::path::PathBuf::as_path).collect();
    let scanned = scan(&borrowed, 3);
    let expected: Vec<_> =
        paths.iter().map(|path| ContentHash::of(path.to_string_lossy().as_bytes())).collect();
    assert_eq!(scanned.iter().map(|file| file.marks[0].hash).collect::<Vec<_>>(), expected);
}
