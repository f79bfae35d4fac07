//! Moved folders, and stable ids.
//!
//! 1. If a folder or file moves, its articles keep their id and time of first indexing, and are in the index once.
//! 2. In a rebuild, an id loses its suffix if no other article has the plain id.
//! 3. A folder has one path in the index, even if users name it by several paths.

use std::collections::BTreeMap;
use std::fs;

use morgue::extract::Overrides;
use morgue::update::{Absent, Inputs, Mode, contents};
use proptest::prelude::*;

use crate::support::{Home, counts};

/// Returns the id and time of first indexing of each article, by its text.
fn ids(home: &Home) -> BTreeMap<String, (String, i64)> {
    home.articles().into_iter().map(|article| (article.text, (article.id, article.seen))).collect()
}

#[test]
fn a_moved_folder_counts_as_moved_articles() {
    for mode in [Mode::Incremental, Mode::Rebuild] {
        let mut home = Home::new();
        home.write("news/a.txt", "Title a\n\nText a.\n");
        home.write("news/2026/b.jsonl", "{\"text\":\"One.\"}\n{\"id\":\"own\",\"text\":\"Two.\"}\n");
        home.run();
        let before = ids(&home);
        home.now += 3600;
        home.rename("news", "kept/press");
        let report = home.update(morgue::update::UpdateRequest { mode, ..home.request(&["kept/press"]) });
        assert_eq!(counts(&report), [0, 0, 0, 0, 3, 0, 0], "{mode:?}: {report:?}");
        assert_eq!(ids(&home), before);
        assert_eq!(contents(&home.store()).unwrap().folders, [home.path("kept/press")]);
        assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 3, 0, 0, 0, 0]);
    }
}

#[test]
fn an_id_loses_its_suffix_in_a_rebuild_once_the_plain_id_is_free() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("copy/a.txt", "Title a\n\nText a.\n");
    home.run();
    let plain = home.articles()[0].id.clone();
    assert_eq!(counts(&home.update(home.request(&["copy"]))), [1, 0, 0, 0, 0, 0, 1]);
    home.rename("news", "away");
    let mut request = home.request_of(Inputs::Known);
    request.absent = Absent::Prune;
    home.update(request);
    assert_ne!(home.article("Text a").id, plain);
    let mut request = home.request_of(Inputs::Known);
    request.mode = Mode::Rebuild;
    assert_eq!(counts(&home.update(request)), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(home.article("Text a").id, plain);
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn a_forgotten_folder_is_skipped_until_it_is_named() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("news/old/b.txt", "Title b\n\nText b.\n");
    home.run();
    let report = home.update(home.request_of(Inputs::Forget(vec![home.path("news/old")])));
    assert_eq!(counts(&report), [0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(home.texts(), ["Text a."]);
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(counts(&home.update(home.request(&["news/old"]))), [1, 0, 0, 0, 0, 0, 0]);
    let report = home.update(home.request_of(Inputs::Forget(vec![home.path("news")])));
    assert_eq!(report.articles, 0);
    assert_eq!(contents(&home.store()).unwrap().folders, [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn options_of_a_folder_are_stored() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("more/b.txt", "Title b\n\nText b.\n");
    home.update(home.request(&["news", "more"]));
    let mut request = home.request(&["news"]);
    request.overrides = Overrides::parse(["source=fen.example"]).unwrap();
    assert_eq!(counts(&home.update(request))[..2], [0, 1]);
    home.write("news/c.txt", "Title c\n\nText c.\n");
    home.update(home.request_of(Inputs::Known));
    let sources: BTreeMap<String, Option<String>> =
        home.articles().into_iter().map(|article| (article.text, article.source)).collect();
    let source = |text: &str| sources[text].as_deref();
    assert_eq!(
        (source("Text a."), source("Text b."), source("Text c.")),
        (Some("fen.example"), None, Some("fen.example"))
    );
}

#[cfg(unix)]
#[test]
fn a_folder_named_by_two_paths_is_indexed_once() {
    let home = Home::new();
    home.write("news/sub/a.txt", "Title a\n\nText a.\n");
    std::os::unix::fs::symlink(home.path("news"), home.path("link")).unwrap();
    home.run();
    let report = home.update(home.request(&["link"]));
    assert_eq!(counts(&report), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(report.named, [home.path("news")]);
    assert_eq!(home.update(home.request(&["link/sub"])).named, [home.path("news/sub")]);
    assert_eq!(home.update(home.request(&["link", "news"])).articles, 1);
}

#[cfg(unix)]
#[test]
fn a_file_that_replaces_another_is_noticed() {
    let home = Home::new();
    let written = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    for (name, text) in [("a", "Text a."), ("b", "Text b.")] {
        home.write(&format!("news/{name}.txt"), &format!("Title\n\n{text}\n"));
        let file = fs::File::options().write(true).open(home.path(&format!("news/{name}.txt"))).unwrap();
        file.set_modified(written).unwrap();
    }
    home.run();
    home.rename("news/b.txt", "news/a.txt");
    home.run();
    assert_eq!(home.texts(), ["Text b."]);
}

#[test]
fn an_emptied_file_loses_its_article() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.run();
    for nothing in ["", " \n"] {
        home.write("news/a.txt", "Title a\n\nText a.\n");
        home.run();
        home.write("news/a.txt", nothing);
        assert_eq!(home.run().removed, 1, "{nothing:?}");
        assert_eq!(home.texts(), ["Text b."]);
        assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    }
}

#[test]
fn runs_are_numbered_and_list_their_changes() {
    let mut home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    let first = home.run();
    let id = home.article("Text a").id;
    assert_eq!((first.run, &first.changes.added), (home.now, &vec![id.clone()]));
    let second = home.run();
    assert_eq!((second.run, second.changes), (home.now + 1, Default::default()));
    home.now += 60;
    home.write("news/a.txt", "Title a\n\nText a, changed.\n");
    let third = home.run();
    assert_eq!(third.changes.changed, std::slice::from_ref(&id));
    assert_eq!(home.article("Text a").run, third.run);
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.remove("news/a.txt");
    let fourth = home.run();
    assert_eq!((fourth.changes.added.len(), fourth.changes.removed), (1, vec![id]));
}

/// A step of a history.
#[derive(Debug, Clone)]
enum Step {
    /// A folder is renamed.
    MoveFolder(usize, usize),
    /// A file is moved to another folder.
    MoveFile(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..4_usize, 0..4_usize).prop_map(|(from, to)| Step::MoveFolder(from, to)),
        (0..5_usize, 0..4_usize).prop_map(|(file, to)| Step::MoveFile(file, to)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn moved_articles_keep_their_ids(steps in prop::collection::vec(step(), 1..6)) {
        let home = Home::new();
        let mut places: Vec<usize> = vec![0, 0, 0, 1, 1];
        for (file, folder) in places.iter().enumerate() {
            home.write(&format!("f{folder}/{file}.txt"), &format!("Title {file}\n\nText {file}.\n"));
        }
        home.update(home.request(&["f0", "f1"]));
        let before = ids(&home);
        for step in steps {
            match step {
                Step::MoveFolder(from, to) => {
                    let (old, new) = (format!("f{from}"), format!("f{to}"));
                    if !home.path(&old).exists() || home.path(&new).exists() {
                        continue;
                    }
                    home.rename(&old, &new);
                    places.iter_mut().filter(|place| **place == from).for_each(|place| *place = to);
                }
                Step::MoveFile(file, to) => {
                    let from = std::mem::replace(&mut places[file], to);
                    home.rename(&format!("f{from}/{file}.txt"), &format!("f{to}/{file}.txt"));
                }
            }
            let folders: Vec<String> =
                (0..4).map(|folder| format!("f{folder}")).filter(|folder| home.path(folder).exists()).collect();
            home.update(home.request(&folders.iter().map(String::as_str).collect::<Vec<_>>()));
            prop_assert_eq!(&ids(&home), &before);
        }
    }
}
