//! Damages every region of every file of a small index.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use morgue::{
    archive::{Archive, SearchRequest},
    store::Store as _,
    update::{CheckReport, Inputs, Mode, check, repair, update},
};

use crate::{Numbers, support::Home, wanted};

const WORDS: [&str; 8] = ["ferry", "harbour", "bridge", "council", "tariff", "strike", "budget", "storm"];

/// Returns a home whose index has several segments and deletions.
fn indexed() -> Home {
    let home = Home::new();
    let line = |number: usize| {
        let (one, two) = (WORDS[number % 8], WORDS[(number * 3 + 1) % 8]);
        format!(
            "{{\"id\":\"r{number}\",\"title\":\"Report on the {one}\",\"text\":\"The {one} and the {two} were discussed. “The {two} is \
             closed for {number} days,” said Ada Quill{number}, a spokeswoman.\"}}\n"
        )
    };
    home.write("news/a.jsonl", &(0..40).map(line).collect::<String>());
    home.run();
    for name in ["b", "c"] {
        home.write(
            &format!("news/{name}.txt"),
            &format!("Title {name}\n\nThe {name} ferry sails in the storm.\n"),
        );
        home.run();
    }
    home.write("news/a.jsonl", &(0..39).map(line).collect::<String>());
    home.run();
    home
}

/// Returns the files of the index with their content. Locks have none.
pub(crate) fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.to_string_lossy().ends_with("lock") {
            let content = fs::read(&path).unwrap();
            found.insert(path, content);
        }
    }
    found
}

/// Writes these files, and removes all others.
pub(crate) fn restore(folder: &Path, whole: &BTreeMap<PathBuf, Vec<u8>>) {
    if whole.is_empty() {
        return fs::remove_dir_all(folder).unwrap();
    }
    for (path, content) in files(folder) {
        if whole.get(&path) != Some(&content) {
            fs::remove_file(path).unwrap();
        }
    }
    for (path, content) in whole.iter().filter(|(path, _)| !path.exists()) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// Returns what several questions answer; an error as `Err`.
fn answers(home: &Home) -> Result<Vec<String>, String> {
    let now: jiff::Zoned = "2026-02-10T12:00:00Z[UTC]".parse().unwrap();
    let archive = Archive::open(&home.index()).map_err(|error| error.to_string())?;
    let mut answers = Vec::new();
    for query in ["ferry", "\"the storm\"", "close* NOT bridge", "said(Quill9, closed)", "date:none words:>3"]
    {
        let found =
            archive.search(&SearchRequest::new(query, now.clone())).map_err(|error| error.to_string())?;
        let ids =
            found.passages.iter().map(|hit| format!("{} {:.4} {:?}", hit.article.id, hit.score, hit.span));
        answers.extend(ids);
        let quotes =
            archive.quotes(&SearchRequest::new(query, now.clone())).map_err(|error| error.to_string())?;
        answers.extend(quotes.quotations.iter().map(|hit| format!("{} {}", hit.article.id, hit.quotation)));
    }
    let backend = home.store().reader().map_err(|error| error.to_string())?;
    for article in morgue::backend::Scan::of_all(&*backend) {
        answers.push(format!("{:?}", article.map_err(|error| error.to_string())?));
    }
    Ok(answers)
}

fn checked(home: &Home) -> CheckReport {
    check(&home.store(), &|_| ()).unwrap()
}

/// A kind of damage at a place in a file.
fn damaged(whole: &[u8], kind: usize, numbers: &mut Numbers) -> Vec<u8> {
    let at = numbers.below(whole.len());
    let mut content = whole.to_vec();
    match kind {
        0..8 => content[at] ^= 1 << numbers.below(8),
        8 | 9 => content.truncate(at),
        10 => content[at..].iter_mut().take(64).for_each(|byte| *byte = 0),
        _ => content.clear(),
    }
    content
}

#[test]
fn damage_of_any_file_gives_the_right_answer_or_an_error_and_check_names_the_file() {
    let home = indexed();
    let (whole, right) = (files(&home.index()), answers(&home).unwrap());
    assert!(checked(&home).is_sound(), "{:?}", checked(&home));
    assert!(whole.keys().any(|path| path.extension().is_some_and(|end| end == "del")), "no deletion");
    let mut numbers = Numbers(7);
    let (mut tried, mut errors) = (0, 0);
    let kinds = 12 * (wanted() / 100).max(1);
    for (path, content) in &whole {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for kind in 0..kinds {
            let kind = kind % 12;
            let bad = damaged(content, kind, &mut numbers);
            if bad == *content {
                continue;
            }
            tried += 1;
            let place = format!("{name}, damage {kind}");
            fs::write(path, &bad).unwrap();
            match answers(&home) {
                Ok(answers) => assert_eq!(answers, right, "{place}"),
                Err(error) => {
                    errors += 1;
                    assert!(
                        error.contains("damaged") || error.contains("stopped unexpectedly"),
                        "{place}: {error}"
                    );
                }
            }
            let found = checked(&home);
            // The manifest has one name for all its parts.
            let is_named =
                found.damages().any(|damage| damage.file.ends_with(&name) || name.starts_with(&damage.file));
            assert!(is_named, "{place}: {found:?}");
            // A run either says that the index is damaged, or leaves one that is right.
            if update(home.request_of(Inputs::Known), &home.store(), &|_| ()).is_ok() {
                assert_eq!(answers(&home).unwrap(), right, "{place}, after a run");
            }
            restore(&home.index(), &whole);
        }
    }
    assert_eq!(answers(&home).unwrap(), right);
    println!(
        "{tried} damages of {} files: {errors} told by a search, the others without effect on its answer",
        whole.len()
    );
    assert!(tried > 200 && errors > tried / 2, "{tried} tried, {errors} errors");
}

#[test]
fn a_missing_file_is_damage() {
    let home = indexed();
    let (whole, right) = (files(&home.index()), answers(&home).unwrap());
    for path in whole.keys() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // Nothing tells that these were there.
        if name == "last-run" || name == ".managed.json" {
            continue;
        }
        fs::remove_file(path).unwrap();
        if let Ok(answers) = answers(&home) {
            assert_eq!(answers, right, "{name}");
        }
        if name != "meta.json" {
            assert!(checked(&home).damages().any(|damage| damage.file.ends_with(&name)), "{name}");
        }
        restore(&home.index(), &whole);
    }
}

#[test]
fn a_missing_marker_is_named_and_mended_by_the_next_run() {
    let home = indexed();
    let right = answers(&home).unwrap();
    fs::remove_file(home.index().join("MORGUE_INDEX")).unwrap();
    let told = answers(&home).unwrap_err();
    assert!(told.ends_with("is damaged: MORGUE_INDEX is missing"), "{told}");
    assert_eq!(home.run().added, 0);
    assert_eq!(answers(&home).unwrap(), right);
}

/// Writes one byte of the first file whose name ends like this.
fn damage_one(home: &Home, ending: &str) -> PathBuf {
    let whole = files(&home.index());
    let (path, content) = whole.iter().find(|(path, _)| path.to_string_lossy().ends_with(ending)).unwrap();
    let mut content = content.clone();
    // The end of a file of the engine has the places of its parts, without which it cannot be opened.
    content[3] ^= 4;
    fs::write(path, content).unwrap();
    path.clone()
}

#[test]
fn a_repair_rebuilds_from_the_inputs_and_copies_what_only_the_index_has() {
    for ending in [".pos", ".known", "last-run", "MORGUE_INDEX", "checksums"] {
        let home = indexed();
        home.stdin("{\"id\":\"wire-1\",\"text\":\"The tariff was lifted, the wire said.\"}\n");
        let before = home.articles();
        let path = damage_one(&home, ending);
        let found = checked(&home);
        assert!(!found.is_sound(), "{ending}");
        let mut request = home.request_of(Inputs::Known);
        request.mode = Mode::Rebuild;
        repair(&found, request, &home.store(), &|_| ()).unwrap_or_else(|error| panic!("{ending}: {error}"));
        assert!(checked(&home).is_sound(), "{}: {:?}", path.display(), checked(&home));
        let text = |articles: Vec<morgue::article::Article>| -> Vec<_> {
            articles.into_iter().map(|article| (article.id, article.text)).collect()
        };
        assert_eq!(text(home.articles()), text(before), "{ending}");
    }
}

/// Cuts all files whose names end like this in the middle.
fn cut_all(home: &Home, ending: &str) {
    for (path, content) in files(&home.index()) {
        if path.extension().is_some_and(|end| end == ending) {
            fs::write(path, &content[..content.len() / 2]).unwrap();
        }
    }
}

fn wire(home: &Home, id: &str, what: &str) {
    home.stdin(&format!("{{\"id\":\"{id}\",\"text\":\"The tariff was {what}, the wire {id} said.\"}}\n"));
}

#[test]
fn a_repair_copies_what_only_the_index_has_from_the_stored_articles_alone() {
    for ending in ["term", "idx", "pos", "fast", "fieldnorm", "del"] {
        let mut home = indexed();
        ["wire-1", "wire-2"].iter().for_each(|id| wire(&home, id, "lifted"));
        // An earlier version of an article is not taken for it.
        home.now += 60;
        wire(&home, "wire-1", "doubled");
        let text = |article: morgue::article::Article| (article.id, article.text, article.seen);
        let before: Vec<_> = home.articles().into_iter().map(text).collect();
        cut_all(&home, ending);
        let found = checked(&home);
        assert!(found.needs_rebuild(), "{ending}");
        let report = repair(&found, home.request_of(Inputs::Known), &home.store(), &|_| ());
        let report = report.unwrap_or_else(|error| panic!("{ending}: {error}")).unwrap();
        assert_eq!(report.problems, [], "{ending}");
        assert!(checked(&home).is_sound(), "{ending}");
        assert_eq!(home.articles().into_iter().map(text).collect::<Vec<_>>(), before, "{ending}");
    }
}

#[test]
fn a_repair_names_the_articles_that_cannot_be_had() {
    let home = indexed();
    wire(&home, "wire-1", "lifted");
    let before = files(&home.index());
    wire(&home, "wire-2", "lifted");
    let is_new =
        |path: &PathBuf| path.extension().is_some_and(|end| end == "store") && !before.contains_key(path);
    let (path, content) = files(&home.index()).into_iter().find(|(path, _)| is_new(path)).unwrap();
    fs::write(path, &content[..content.len() / 2]).unwrap();
    let found = checked(&home);
    let report = repair(&found, home.request_of(Inputs::Known), &home.store(), &|_| ()).unwrap().unwrap();
    let told: Vec<&str> = report.problems.iter().map(|problem| problem.reason.as_str()).collect();
    assert_eq!(told, ["the article `wire-2` cannot be read again, and the old index does not hold it"]);
    assert!(checked(&home).is_sound());
    let ids: Vec<String> = home.articles().into_iter().map(|article| article.id).collect();
    assert!(ids.contains(&"wire-1".to_owned()) && !ids.contains(&"wire-2".to_owned()), "{ids:?}");
}

#[test]
fn a_repair_that_would_lose_all_articles_that_only_the_index_has_changes_nothing() {
    let home = indexed();
    wire(&home, "wire-1", "lifted");
    cut_all(&home, "store");
    let before = files(&home.index());
    let found = checked(&home);
    assert_eq!(found.gone, [(PathBuf::new(), 1)]);
    let error =
        repair(&found, home.request_of(Inputs::Known), &home.store(), &|_| ()).unwrap_err().to_string();
    assert!(error.starts_with("the index cannot be rebuilt: 1 of its articles"), "{error}");
    assert_eq!(files(&home.index()), before);
}

#[test]
fn segments_are_verified_before_they_are_merged() {
    let home = Home::new();
    let mut laundered = 0;
    for round in 0..12 {
        home.write(
            &format!("news/{round}.txt"),
            &format!("Title {round}\n\nThe ferry number {round} sails.\n"),
        );
        if round == 3 {
            // A disk that changes a byte on its own leaves the modification time as it was.
            let whole = files(&home.index());
            let (path, content) =
                whole.iter().find(|(path, _)| path.to_string_lossy().ends_with(".store")).unwrap();
            let modified = fs::metadata(path).unwrap().modified().unwrap();
            let mut content = content.clone();
            content[20] ^= 1;
            fs::write(path, content).unwrap();
            fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
        }
        let told = update(home.request(&["news"]), &home.store(), &|_| ());
        laundered += usize::from(round > 3 && told.is_ok());
        if let Err(error) = told {
            assert!(error.to_string().contains("is not what was written"), "{error}");
            assert!(!checked(&home).is_sound());
            return;
        }
    }
    panic!("{laundered} runs did not notice it; {:?}", checked(&home));
}

#[test]
fn an_index_that_was_copied_is_verified_once_and_recorded_anew() {
    let home = indexed();
    let right = answers(&home).unwrap();
    for path in files(&home.index()).keys() {
        fs::File::options()
            .write(true)
            .open(path)
            .unwrap()
            .set_modified(std::time::SystemTime::now())
            .unwrap();
    }
    assert_eq!(answers(&home).unwrap(), right);
    let generation = home.index().join("gen-1/engine/checksums");
    let before = fs::read(&generation).unwrap();
    home.run();
    assert_ne!(fs::read(&generation).unwrap(), before, "the new times are recorded");
    assert_eq!(answers(&home).unwrap(), right);
    assert!(checked(&home).is_sound());
}
