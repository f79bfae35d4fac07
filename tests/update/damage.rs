//! What a killed or failed run leaves in the folder of an index, and small files that are missing or damaged.

use std::{
    fs,
    path::{Path, PathBuf},
};

use morgue::update::Mode;

use crate::support::Home;

/// Returns a home whose index has two articles.
fn indexed() -> Home {
    let home = Home::new();
    home.write("news/a.txt", "Ferry fire\n\nThe ferry burned at Skerry.\n");
    home.write("news/b.txt", "Bridge closed\n\nThe bridge at Leeds is closed.\n");
    home.run();
    home
}

/// Returns the folder of the current generation.
fn generation(home: &Home) -> PathBuf {
    home.index().join(fs::read_to_string(home.index().join("CURRENT")).unwrap().split(' ').next().unwrap())
}

/// Returns the names of the files in a folder that `wanted` accepts, sorted.
fn files(folder: &Path, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| wanted(name));
    names.sort();
    names
}

#[test]
fn files_that_the_last_commit_does_not_use_are_removed_by_the_next_run() {
    let home = indexed();
    let generation = generation(&home);
    let engine = generation.join("engine");
    let before = files(&engine, |name| !name.starts_with('.'));
    let segment = files(&engine, |name| name.ends_with(".store"))[0].replace(".store", "");
    for name in [format!("{segment}.9999.del"), format!("{}.store", "ab".repeat(16)), ".tmpQ7aZ".to_owned()] {
        fs::write(engine.join(name), "left behind").unwrap();
    }
    fs::write(engine.join("note.txt"), "not written by the engine").unwrap();
    fs::write(generation.join("manifest-99"), "left behind").unwrap();
    // The run removes these files although no input changed.
    home.run();
    let mut expected = before;
    expected.push("note.txt".to_owned());
    expected.sort();
    assert_eq!(files(&engine, |name| !name.starts_with('.') || name.starts_with(".tmp")), expected);
    assert_eq!(files(&generation, |name| name.starts_with("manifest-")).len(), 1);
    assert_eq!(home.articles().len(), 2);
}

#[test]
fn a_tombstone_file_that_a_killed_run_left_does_not_stop_the_next_one() {
    let home = indexed();
    let engine = generation(&home).join("engine");
    let segments = files(&engine, |name| name.ends_with(".store"));
    // Each run numbers its operations anew, so a file name of a killed run may occur again.
    for segment in segments {
        for operation in 0..40 {
            fs::write(engine.join(segment.replace(".store", &format!(".{operation}.del"))), "killed")
                .unwrap();
        }
    }
    home.write("news/a.txt", "Ferry fire\n\nThe ferry did not burn after all.\n");
    home.run();
    assert_eq!(home.article("after all").title.as_deref(), Some("Ferry fire"));
    assert_eq!(home.articles().len(), 2);
}

#[test]
fn a_committed_generation_survives_the_loss_of_the_file_that_names_it() {
    let wrong_sum = "gen-1 0123456789abcdef\n";
    for damage in [None, Some(""), Some("gen-x\n"), Some("gen-7\n"), Some("gen-1"), Some(wrong_sum)] {
        let home = indexed();
        let whole = fs::read(home.index().join("CURRENT")).unwrap();
        match damage {
            None => fs::remove_file(home.index().join("CURRENT")).unwrap(),
            Some(content) => fs::write(home.index().join("CURRENT"), content).unwrap(),
        }
        assert_eq!(home.articles().len(), 2, "CURRENT is {damage:?}");
        home.remove("news/a.txt");
        home.write("news/c.txt", "Third\n\nA third article.\n");
        let report = home.run();
        assert_eq!((report.added, report.unchanged), (1, 1), "CURRENT is {damage:?}");
        assert_eq!(fs::read(home.index().join("CURRENT")).unwrap(), whole);
        assert_eq!(home.articles().len(), 2);
    }
}

#[test]
fn the_file_that_names_the_generation_may_be_without_a_checksum() {
    let home = indexed();
    fs::write(home.index().join("CURRENT"), "gen-1\n").unwrap();
    assert_eq!(home.articles().len(), 2);
    assert!(morgue::update::check(&home.store(), &|_| ()).unwrap().is_sound());
}

#[test]
fn a_damaged_marker_is_mended_by_the_next_run() {
    for mode in [Mode::Incremental, Mode::Rebuild] {
        let home = indexed();
        fs::write(home.index().join("MORGUE_INDEX"), "{\"for").unwrap();
        assert!(home.store_error().contains("MORGUE_INDEX cannot be read"), "{}", home.store_error());
        let report = home.run_with(|request| request.mode = mode);
        assert_eq!(report.articles, 2, "{mode:?}");
        assert_eq!(home.articles().len(), 2, "{mode:?}");
    }
}

#[test]
fn a_manifest_with_any_byte_changed_is_reported_and_loses_no_article() {
    let home = indexed();
    let generation = generation(&home);
    let manifest = generation.join(&files(&generation, |name| name.starts_with("manifest-"))[0]);
    let whole = fs::read(&manifest).unwrap();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 1 << (at % 8);
        fs::write(&manifest, &damaged).unwrap();
        let error = home.fails(home.request(&["news"])).to_string();
        assert!(error.contains("is damaged: the manifest of inputs"), "byte {at}: {error}");
    }
    fs::write(&manifest, &whole[..whole.len() / 2]).unwrap();
    home.fails(home.request(&["news"]));
    assert_eq!(home.articles().len(), 2, "articles are read without the manifest");
    let report = home.run_with(|request| request.mode = Mode::Rebuild);
    assert_eq!(report.articles, 2);
}

#[test]
fn a_damaged_list_of_the_engine_s_files_stops_neither_reading_nor_writing() {
    let home = indexed();
    fs::write(generation(&home).join("engine/.managed.json"), "[\"half").unwrap();
    assert_eq!(home.articles().len(), 2);
    home.write("news/c.txt", "Third\n\nA third article.\n");
    assert_eq!(home.run().added, 1);
    assert_eq!(home.articles().len(), 3);
}
