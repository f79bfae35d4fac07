//! Rebuilds: a new index is built next to the old one.

use std::{
    fs,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use morgue::{
    backend::Scan,
    update::{Clashes, Inputs, Mode, UpdateReport},
};

use crate::support::{Home, counts, line};

fn rebuild(home: &Home) -> UpdateReport {
    let mut request = home.request_of(Inputs::Known);
    request.mode = Mode::Rebuild;
    home.update(request)
}

#[test]
fn a_rebuild_keeps_everything_and_removes_the_old_generation() {
    let mut home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a. \"It rained,\" said Jane Doe.\n");
    home.write("news/b.jsonl", &(line("x", "Rain fell.") + &line("x", "Snow fell.")));
    home.write("gone/c.txt", "Title c\n\nText c.\n");
    home.write("listed/d.txt", "Title d\n\nText d.\n");
    home.update(home.request(&["news", "gone"]));
    home.update(home.request_of(Inputs::Files(vec![home.path("listed/d.txt")])));
    home.stdin(&line("s", "From standard input."));
    home.rename("gone", "elsewhere");
    let before = home.articles();
    assert_eq!(before.len(), 6);
    home.now += 3600;
    let report = rebuild(&home);
    assert_eq!(counts(&report), [0, 0, 4, 0, 0, 1, 0]);
    assert_eq!((report.articles, report.quotations), (6, 1));
    assert_eq!(home.articles(), before);
    let generations = fs::read_dir(home.index()).unwrap().flatten();
    let generations = generations.filter(|entry| entry.file_name().to_string_lossy().starts_with("gen-"));
    assert_eq!(generations.count(), 1);
    assert_eq!(counts(&home.run()), [0, 0, 3, 0, 0, 0, 0]);
    assert_eq!(counts(&home.stdin(&line("s", "From standard input."))), [0, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn a_rebuild_can_replace_versions_that_were_kept() {
    let home = Home::new();
    home.write("news/a.jsonl", &(line("x", "Rain fell.") + &line("x", "Snow fell.")));
    home.write("news/b.jsonl", &line("x", "Hail fell."));
    home.run();
    assert_eq!(home.texts().len(), 3);
    rebuild(&home);
    assert_eq!(home.texts().len(), 3);
    let mut request = home.request_of(Inputs::Known);
    (request.mode, request.clashes) = (Mode::Rebuild, Clashes::Replace);
    let mut ids: Vec<String> = home.articles().into_iter().map(|article| article.id).collect();
    let mut removed = home.update(request).changes.removed;
    assert_eq!(home.texts(), ["Hail fell."]);
    ids.retain(|id| id != "x");
    removed.sort();
    assert_eq!(removed, ids);
    assert_eq!(home.article("Hail").id, "x");
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    home.remove("news/b.jsonl");
    home.run();
    assert_eq!(home.texts(), ["Snow fell."]);
}

#[test]
fn a_rebuild_notices_changes() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.write("news/c.txt", "Title c\n\nText c.\n");
    home.run();
    let before = home.article("Text a");
    home.write("news/a.txt", "Title a\n\nText a, changed.\n");
    home.remove("news/b.txt");
    home.rename("news/c.txt", "news/sub/c.txt");
    home.write("news/d.txt", "Title d\n\nText d.\n");
    assert_eq!(counts(&rebuild(&home)), [1, 1, 0, 1, 1, 0, 0]);
    assert_eq!(home.texts(), ["Text a, changed.", "Text c.", "Text d."]);
    assert_eq!(home.article("Text a").id, before.id);
}

#[test]
fn replaced_versions_stay_replaced_and_can_be_restored() {
    let home = Home::new();
    home.write("news/1.jsonl", &line("x", "First version."));
    home.write("news/2.jsonl", &line("x", "Second version."));
    home.run_with(|request| request.clashes = Clashes::Replace);
    assert_eq!(counts(&rebuild(&home)), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["Second version."]);
    home.remove("news/2.jsonl");
    home.write("news/3.jsonl", &line("y", "Another."));
    assert_eq!(counts(&rebuild(&home)), [1, 1, 0, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["Another.", "First version."]);
}

#[test]
fn articles_that_cannot_be_read_again_are_copied() {
    let home = Home::new();
    home.write("news/a.json", "{\"title\":\"Title a\",\"text\":\"Text a.\"}");
    home.run();
    let before = home.article("Text a");
    home.write("news/a.json", "{\"title\":");
    home.run();
    let report = rebuild(&home);
    assert_eq!(counts(&report), [0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(home.article("Text a"), before);
}

#[test]
fn the_old_index_can_be_searched_during_a_rebuild() {
    let home = Home::new();
    let lines: String = (0..300).map(|n| line(&format!("r{n}"), &format!("Record number {n}."))).collect();
    home.write("news/a.jsonl", &lines);
    home.run();
    let (done, searches) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                let statistics =
                    home.reader().summary(&morgue::backend::SummaryRequest::default()).unwrap().statistics;
                assert_eq!(statistics.articles, 300);
                searches.fetch_add(1, Ordering::Relaxed);
            }
        });
        let open = home.reader();
        for _ in 0..5 {
            rebuild(&home);
        }
        // An index opened before the rebuild can still be searched.
        assert_eq!(Scan::of_ids(&*open, ["r7".to_owned()]).next().unwrap().unwrap().text, "Record number 7.");
        done.store(true, Ordering::Relaxed);
    });
    assert!(searches.into_inner() > 5);
}

/// Returns the path of the manifest.
fn manifest(home: &Home) -> std::path::PathBuf {
    let generation = home
        .index()
        .join(fs::read_to_string(home.index().join("CURRENT")).unwrap().split(' ').next().unwrap());
    let entries = fs::read_dir(generation).unwrap().flatten();
    let mut manifests = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("manifest-"));
    manifests.next().unwrap().path()
}

#[test]
fn a_damaged_manifest_is_used_up_to_the_damage() {
    let home = Home::new();
    for number in 0..2000 {
        home.write(
            &format!("news/{number}.txt"),
            &format!("Title {number}\n\nText {number}, {}.\n", number * 7919),
        );
    }
    home.run();
    let bytes = fs::read(manifest(&home)).unwrap();
    fs::write(manifest(&home), &bytes[..bytes.len() * 9 / 10]).unwrap();
    let error = home.fails(home.request_of(Inputs::Known)).to_string();
    assert!(error.contains("is damaged: "), "{error}");
    // The folders are at the beginning of the manifest, before the damage.
    let report = rebuild(&home);
    assert_eq!((report.articles, report.problems.len()), (2000, 1), "{:?}", report.problems);
    assert!(report.unchanged > 0);
    let told = report.problems[0].to_string();
    assert!(told.contains("is damaged: ") && told.contains("are lost"), "{told}");
    assert_eq!(counts(&home.run()), [0, 0, 2000, 0, 0, 0, 0]);
}

#[test]
fn folders_must_be_named_again_if_the_manifest_is_lost() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    fs::remove_file(manifest(&home)).unwrap();
    let mut request = home.request_of(Inputs::Known);
    request.mode = Mode::Rebuild;
    let error = home.fails(request).to_string();
    let index = home.index().display().to_string();
    assert_eq!(error, format!("what the index at `{index}` was made from cannot be read"));
    let report = home.run_with(|request| request.mode = Mode::Rebuild);
    assert_eq!((report.articles, report.problems.len()), (1, 1));
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn an_engine_that_cannot_be_read_does_not_stop_a_rebuild() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    let before = home.articles();
    for entry in fs::read_dir(manifest(&home).parent().unwrap().join("engine")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "term") {
            let bytes = fs::read(&path).unwrap();
            fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        }
    }
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.fails(home.request_of(Inputs::Known));
    let report = rebuild(&home);
    assert!(!report.has_problems(), "{:?}", report.problems);
    let after = home.articles();
    assert!(after.len() == 2 && before.iter().all(|article| after.contains(article)), "{after:?}");
}

#[test]
fn a_rebuild_reports_all_unreadable_inputs_again() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("news/b.zip", "PK\u{3}\u{4} and no more");
    let broken = |report: &UpdateReport| {
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
        assert!(report.problems[0].path.ends_with("b.zip"));
    };
    broken(&home.run());
    assert_eq!(home.run().problems, []);
    broken(&rebuild(&home));
}
