//! 1. Results come in the order of tasks and records, with any number of threads and any limit on bytes in flight.
//! 2. A panic is an error of one record.
//! 3. If applying results fails, the pipeline stops.
//! 4. Only selected records are processed; unexpected records are reported.
//! 5. If no thread can be started, that is an error.

use std::{fs, path::Path, sync::Arc};

use super::*;
use crate::{
    analyzed_article::AnalyzedArticle, article::Article, extract::ExtractOptions, update::manifest::FileStat,
};

/// Returns the bytes as an article's text. Panics if they contain `boom`, and fails if they contain `bad`.
fn as_text(raw: &RawRecord, _: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let text = String::from_utf8_lossy(&raw.bytes).into_owned();
    assert!(!text.contains("boom"), "boom");
    if text.contains("bad") {
        return Err(Rejected::Unreadable("it is bad".to_owned()));
    }
    Ok(AnalyzedArticle::new(Article { text, ..Article::default() }, &[]))
}

fn task(input: usize, path: &Path, filter: RecordFilter) -> Task {
    let size = fs::metadata(path).map_or(0, |metadata| metadata.len());
    let options = Arc::new(ExtractOptions::new(jiff::Zoned::default()));
    let relative = path.file_name().unwrap().to_string_lossy().into_owned();
    let stat = FileStat { size, ..FileStat::default() };
    let plan = TaskPlan { stat, ..TaskPlan::default() };
    Task { input, path: path.to_owned(), relative, filter, options, plan }
}

fn pipeline(threads: usize, in_flight: u64) -> Pipeline {
    Pipeline { threads, stack: WORKER_STACK, in_flight, process: as_text, streamed: HashSet::new() }
}

fn run(pipeline: &Pipeline, tasks: &[Task]) -> Vec<String> {
    let mut seen = Vec::new();
    let result = pipeline.run(tasks, None, |task, results| {
        for record in results.records {
            let what = match record.result {
                Ok(processed) => processed.analyzed.article.text.trim().to_owned(),
                Err(Rejected::Unreadable(reason) | Rejected::NotRead(reason)) => reason,
                Err(Rejected::Unexpected) => "unexpected".to_owned(),
                Err(_) => "rejected".to_owned(),
            };
            seen.push(format!("{}:{what}", task.input));
        }
        if let Some(Err(failure)) = results.end {
            seen.push(format!("{}:{}", task.input, failure.reason));
        }
        Ok(())
    });
    result.unwrap();
    seen
}

#[test]
fn results_come_in_order() {
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
        tasks.push(task(n, &path, RecordFilter::All));
        expected.push(format!("{n}:text {n}"));
    }
    tasks.push(task(40, &large, RecordFilter::All));
    expected.extend(lines.iter().map(|line| format!("40:{line}")));
    for (threads, in_flight) in [(1, 1), (3, 1), (4, 1 << 30)] {
        assert_eq!(run(&pipeline(threads, in_flight), &tasks), expected);
    }
}

#[test]
fn a_panic_is_an_error_of_one_record() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n{\"boom\":2}\n{\"bad\":3}\n{\"d\":4}\n").unwrap();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let seen = run(&pipeline(2, 1 << 20), &[task(0, &path, RecordFilter::All)]);
    std::panic::set_hook(hook);
    assert_eq!(seen, ["0:{\"a\":1}", "0:internal error: boom", "0:it is bad", "0:{\"d\":4}"]);
}

#[test]
fn a_failure_to_apply_results_ends_the_run() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n".repeat(200_000)).unwrap();
    let mut calls = 0;
    let result = pipeline(2, 1 << 10).run(&[task(0, &path, RecordFilter::All)], None, |_, _| {
        calls += 1;
        Err(UpdateError::NothingKnown { at: "full".to_owned() })
    });
    assert!(matches!(result, Err(UpdateError::NothingKnown { .. })));
    assert_eq!(calls, 1);
}

#[test]
fn only_selected_records_are_processed() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.jsonl");
    fs::write(&path, "{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n").unwrap();
    let record_id =
        |ordinal, text: &str| RecordId { ordinal: Some(ordinal), hash: ContentHash::of(text.as_bytes()) };
    let known = vec![
        (record_id(1, "{\"a\":1}"), RecordAction::Skip),
        (record_id(2, "{\"b\":2}"), RecordAction::Process),
        (record_id(3, "{\"c\":0}"), RecordAction::Skip),
    ];
    let only = HashSet::from([record_id(3, "{\"c\":3}")]);
    let tasks = [task(0, &path, RecordFilter::Planned(known)), task(1, &path, RecordFilter::Only(only))];
    assert_eq!(run(&pipeline(2, 1 << 20), &tasks), ["0:{\"b\":2}", "0:unexpected", "1:{\"c\":3}"]);
}

#[test]
fn files_that_cannot_be_read_are_reported() {
    let home = tempfile::tempdir().unwrap();
    let (absent, page) = (home.path().join("absent.txt"), home.path().join("page.doc"));
    fs::write(&page, "Rain").unwrap();
    let seen =
        run(&pipeline(1, 1), &[task(0, &absent, RecordFilter::All), task(1, &page, RecordFilter::All)]);
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
    assert_eq!(scanned.iter().map(|file| file.record_ids[0].hash).collect::<Vec<_>>(), expected);
}

#[test]
fn a_thread_that_cannot_be_started_is_an_error() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.txt");
    fs::write(&path, "Rain").unwrap();
    let tasks = [task(0, &path, RecordFilter::All)];
    // No address space has room for such a stack.
    let pipeline = Pipeline { stack: 1 << 60, ..pipeline(2, 1) };
    let error = pipeline.run(&tasks, None, |_, _| Ok(())).unwrap_err();
    assert_eq!(error.to_string(), "cannot start a thread");
}
