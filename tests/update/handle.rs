//! An open handle on an index sees the results of later runs and rebuilds.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use morgue::{
    archive::{Archive, ArchiveHandle, SearchRequest},
    backend::BackendError,
    deadline::Deadline,
    update::{Inputs, Mode},
};

use crate::support::Home;

const ARTICLES: usize = 5;

/// Writes a new version of every article, which contains the number `edition`.
fn publish(home: &mut Home, edition: usize) {
    for number in 0..ARTICLES {
        let text = format!(
            "Harbour {number}\n\nThe harbour of Wexcombe is open. \"It is edition{edition},\" said Ada Quill.\n"
        );
        home.write(&format!("news/{number}.txt"), &text);
    }
    home.now += 60;
}

fn rebuild(home: &Home) {
    let mut request = home.request_of(Inputs::Known);
    request.mode = Mode::Rebuild;
    home.update(request);
}

fn request(query: &str) -> SearchRequest {
    let request = SearchRequest::new(query, "2026-02-10T12:00:00Z[UTC]".parse().unwrap());
    SearchRequest { copies: morgue::archive::Copies::Show, ..request }
}

/// Returns the editions of all articles, without duplicates.
fn editions(archive: &Archive) -> Vec<usize> {
    let found = archive.search(&request("harbour wexcombe")).unwrap();
    assert_eq!((found.summary.total, found.passages.len()), (ARTICLES, ARTICLES));
    let edition = |text: &str| {
        let (_, behind) = text.split_once("edition").unwrap();
        behind.split(|letter: char| !letter.is_ascii_digit()).next().unwrap().parse().unwrap()
    };
    let mut editions: Vec<usize> = found.passages.iter().map(|hit| edition(&hit.article.text)).collect();
    editions.dedup();
    editions
}

fn said(archive: &Archive, edition: usize) -> usize {
    archive.quotes(&request(&format!("edition{edition}"))).unwrap().summary.total
}

#[test]
fn runs_and_rebuilds_are_seen_and_the_old_state_can_still_be_searched() {
    let mut home = Home::new();
    publish(&mut home, 0);
    home.run();
    let handle = ArchiveHandle::open(&home.index()).unwrap();
    let first = handle.archive().unwrap();
    assert_eq!(editions(&first), [0]);
    publish(&mut home, 1);
    home.run();
    let second = handle.archive().unwrap();
    assert_eq!((editions(&second), said(&second, 1), said(&second, 0)), (vec![1], ARTICLES, 0));
    assert_eq!(second.count(&request("harbour seen:last")).unwrap().total, ARTICLES);
    rebuild(&home);
    publish(&mut home, 2);
    home.run();
    let third = handle.archive().unwrap();
    assert_eq!((editions(&third), said(&third, 2)), (vec![2], ARTICLES));
    assert_eq!((editions(&first), said(&first, 0)), (vec![0], ARTICLES));
    assert_eq!((editions(&second), said(&second, 1)), (vec![1], ARTICLES));
}

#[test]
fn an_unchanged_index_is_not_opened_again() {
    let mut home = Home::new();
    publish(&mut home, 0);
    home.run();
    let handle = ArchiveHandle::open(&home.index()).unwrap();
    let first = handle.archive().unwrap();
    assert!(Arc::ptr_eq(&first, &handle.archive().unwrap()));
    rebuild(&home);
    let rebuilt = handle.archive().unwrap();
    assert!(!Arc::ptr_eq(&first, &rebuilt));
    assert!(Arc::ptr_eq(&rebuilt, &handle.archive().unwrap()));
}

#[test]
fn a_removed_index_is_an_error() {
    let mut home = Home::new();
    assert!(ArchiveHandle::open(&home.index()).is_err());
    publish(&mut home, 0);
    home.run();
    let handle = ArchiveHandle::open(&home.index()).unwrap();
    let archive = handle.archive().unwrap();
    std::fs::remove_dir_all(home.index()).unwrap();
    assert!(handle.archive().is_err());
    assert_eq!(editions(&archive), [0]);
}

#[test]
fn every_answer_is_from_one_state_during_updates() {
    const RUNS: usize = 20;
    let mut home = Home::new();
    publish(&mut home, 0);
    home.run();
    let (handle, is_over) = (ArchiveHandle::open(&home.index()).unwrap(), AtomicBool::new(false));
    thread::scope(|threads| {
        for _ in 0..8 {
            threads.spawn(|| {
                let mut last = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let archive = handle.archive().unwrap();
                    let editions = editions(&archive);
                    assert!(editions.len() == 1 && editions[0] >= last, "{editions:?} after {last}");
                    last = editions[0];
                    assert_eq!(said(&archive, last), ARTICLES);
                    thread::sleep(Duration::from_millis(2));
                }
            });
        }
        for edition in 1..=RUNS {
            publish(&mut home, edition);
            home.run();
            if edition % 5 == 0 {
                rebuild(&home);
            }
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert_eq!(editions(&handle.archive().unwrap()), [RUNS]);
}

#[test]
fn canceling_one_search_does_not_affect_others() {
    let mut home = Home::new();
    publish(&mut home, 0);
    home.run();
    let handle = ArchiveHandle::open(&home.index()).unwrap();
    let deadline = Deadline::never();
    deadline.cancel();
    let cancelled = thread::scope(|threads| {
        let search = || {
            let _entered = deadline.enter();
            handle.archive().unwrap().search(&request("harbour"))
        };
        threads.spawn(search).join().unwrap()
    });
    let error = cancelled.unwrap_err();
    assert!(matches!(error, morgue::archive::SearchError::Backend(BackendError::Cancelled)), "{error}");
    assert_eq!(editions(&handle.archive().unwrap()), [0]);
}
