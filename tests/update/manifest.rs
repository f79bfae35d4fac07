//! An update writes to the manifest what changed, and reads of it what it needs.

use std::{collections::BTreeMap, fs};

use morgue::update::contents;

use crate::support::{Home, counts, line};

/// Returns the parts of the manifest: name and size in bytes.
fn parts(home: &Home) -> BTreeMap<String, u64> {
    let generation = home
        .index()
        .join(fs::read_to_string(home.index().join("CURRENT")).unwrap().split(' ').next().unwrap());
    let entries = fs::read_dir(generation).unwrap().flatten();
    let named =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len()));
    named.filter(|(name, _)| name.starts_with("manifest-")).collect()
}

#[test]
fn an_update_writes_what_changed() {
    let home = Home::new();
    for number in 0..300 {
        home.write(
            &format!("news/{number}.json"),
            &line(&format!("r{number}"), &format!("Record {number}.")),
        );
    }
    let lines: String = (0..300).map(|n| line(&format!("l{n}"), &format!("Line number {n}."))).collect();
    home.write("news/lines.jsonl", &lines);
    home.run();
    let before = parts(&home);
    let [(base, size)] = before.iter().collect::<Vec<_>>()[..] else { panic!("{before:?}") };

    home.write("news/new.json", &line("new", "A new record."));
    home.write("news/lines.jsonl", &format!("{lines}{}", line("last", "The last line.")));
    assert_eq!(counts(&home.run()), [2, 0, 600, 0, 0, 0, 0]);
    let after = parts(&home);
    assert_eq!((after.len(), after.get(base)), (2, Some(size)), "{after:?}");
    let written: u64 = after.iter().filter(|(name, _)| *name != base).map(|(_, size)| size).sum();
    assert!(written * 10 < *size, "{after:?}");
    assert_eq!(counts(&home.run()), [0, 0, 602, 0, 0, 0, 0]);
}

#[test]
fn many_updates_leave_few_parts() {
    let home = Home::new();
    let lines: String = (0..40).map(|n| line(&format!("l{n}"), &format!("Line number {n}."))).collect();
    home.write("news/lines.jsonl", &lines);
    home.run();
    let mut articles = 40;
    for number in 0..40_u64 {
        home.write(
            &format!("news/{number}.json"),
            &line(&format!("r{number}"), &format!("Record {number}.")),
        );
        articles += 1;
        if number % 3 == 2 {
            home.remove(&format!("news/{}.json", number - 1));
            articles -= 1;
        }
        if number % 3 == 0 {
            home.rename(&format!("news/{number}.json"), &format!("news/moved/{number}.json"));
        }
        let report = home.run();
        assert_eq!(report.articles, articles, "after update {number}");
        assert!(parts(&home).len() <= 5, "{:?}", parts(&home));
    }
    assert_eq!(home.articles().len() as u64, articles);
    assert_eq!(contents(&home.store()).unwrap().articles, articles);
    assert_eq!(counts(&home.run()), [0, 0, articles, 0, 0, 0, 0]);
    // An id of an article in an early part is taken.
    home.write("news/again.json", &line("l7", "Another record with this id."));
    let report = home.run();
    assert_eq!((report.added, report.clashes), (1, 1));
}

#[test]
fn damage_in_any_part_is_reported() {
    let home = Home::new();
    for number in 0..9 {
        home.write(
            &format!("news/{number}.json"),
            &line(&format!("r{number}"), &format!("Record {number}.")),
        );
    }
    home.run();
    home.write("news/new.json", &line("new", "A new record."));
    home.run();
    let generation = home.index().join("gen-1");
    let parts = parts(&home);
    assert_eq!(parts.len(), 2);
    for name in parts.keys() {
        let path = generation.join(name);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(11) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1 << (at % 8);
            fs::write(&path, &damaged).unwrap();
            let error = home.fails(home.request(&["news"])).to_string();
            assert!(error.contains("is damaged: the manifest of inputs"), "byte {at} of {name}: {error}");
        }
        fs::remove_file(&path).unwrap();
        home.fails(home.request(&["news"]));
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(counts(&home.run()), [0, 0, 10, 0, 0, 0, 0]);
}
