//! New, changed, unchanged and removed inputs.

use std::{fs, time::Duration};

use morgue::update::{Inputs, Mode, contents};

use crate::support::{Home, counts, line};

#[test]
fn a_second_run_reads_and_writes_nothing() {
    let home = Home::new();
    home.write("news/a.txt", "Talks in Oman\n\nThe talks resumed on Friday.\n");
    home.write("news/b.jsonl", &(line("x", "Rain fell.") + &line("y", "\\\"It rained,\\\" said Jane Doe.")));
    let first = home.run();
    assert_eq!(counts(&first), [3, 0, 0, 0, 0, 0, 0]);
    assert_eq!((first.articles, first.quotations), (3, 1));
    let files = home.files_of_index();
    let second = home.run();
    assert_eq!(counts(&second), [0, 0, 3, 0, 0, 0, 0]);
    assert_eq!((second.articles, second.quotations), (3, 1));
    assert_eq!(home.files_of_index(), files);
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [0, 0, 3, 0, 0, 0, 0]);
}

#[test]
fn added_changed_and_removed_files_are_noticed() {
    let mut home = Home::new();
    for name in ["a", "b", "c"] {
        home.write(&format!("news/{name}.txt"), &format!("Title {name}\n\nText {name}.\n"));
    }
    home.run();
    let (a, b) = (home.article("Text a"), home.article("Text b"));
    home.now += 3600;
    home.write("news/b.txt", "Another title\n\nNew text b.\n");
    home.write("news/d.txt", "Title d\n\nText d.\n");
    home.remove("news/c.txt");
    assert_eq!(counts(&home.run()), [1, 1, 1, 1, 0, 0, 0]);
    assert_eq!(home.texts(), ["New text b.", "Text a.", "Text d."]);
    assert_eq!(home.article("Text a"), a);
    let changed = home.article("New text b");
    assert_eq!((&changed.id, changed.seen), (&b.id, b.seen));
    assert_eq!(changed.title.as_deref(), Some("Another title"));
    assert_eq!(home.article("Text d").seen, home.now);
}

#[test]
fn one_new_line_adds_one_article() {
    let home = Home::new();
    let lines: Vec<String> =
        (0..50).map(|n| line(&format!("r{n}"), &format!("Record number {n}."))).collect();
    home.write("news/a.jsonl", &lines.concat());
    home.run();
    home.write("news/a.jsonl", &(lines.concat() + &line("new", "A new one.")));
    assert_eq!(counts(&home.run()), [1, 0, 50, 0, 0, 0, 0]);
    // After a new line at the top, all other records keep their id and get a new record number.
    home.write("news/a.jsonl", &(line("top", "On top.") + &lines.concat()));
    assert_eq!(counts(&home.run()), [1, 0, 50, 1, 0, 0, 0]);
    let shifted = home.article("Record number 7.");
    assert_eq!((shifted.id.as_str(), shifted.record), ("r7", Some(9)));
    // A line in the middle changes.
    let mut changed = lines.clone();
    changed[20] = line("r20", "Record twenty, corrected.");
    home.write("news/a.jsonl", &(line("top", "On top.") + &changed.concat()));
    assert_eq!(counts(&home.run()), [0, 1, 50, 0, 0, 0, 0]);
    assert_eq!(home.article("corrected").id, "r20");
}

#[test]
fn records_without_id_and_url_are_identified_by_their_content() {
    let home = Home::new();
    home.write("news/a.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n{\"text\":\"Two.\"}\n");
    assert_eq!(counts(&home.run()), [3, 0, 0, 0, 0, 0, 1]);
    home.write("news/a.jsonl", "{\"text\":\"One!\"}\n{\"text\":\"Two.\"}\n{\"text\":\"Two.\"}\n");
    assert_eq!(counts(&home.run()), [1, 0, 2, 1, 0, 0, 0]);
}

#[test]
fn a_touched_file_is_unchanged_and_a_change_within_the_clock_tick_is_noticed() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText one.\n");
    home.run();
    home.write_at("news/a.txt", "Title a\n\nText one.\n", Duration::from_secs(60));
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);

    // The file is written just before the run, then again with the same size and modification time.
    home.write_at("news/a.txt", "Title a\n\nText two.\n", Duration::ZERO);
    let mtime = fs::metadata(home.path("news/a.txt")).unwrap().modified().unwrap();
    assert_eq!(counts(&home.run()), [0, 1, 0, 0, 0, 0, 0]);
    home.write("news/a.txt", "Title a\n\nText six.\n");
    fs::File::options().write(true).open(home.path("news/a.txt")).unwrap().set_modified(mtime).unwrap();
    assert_eq!(counts(&home.run()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["Text six."]);
}

#[test]
fn unreadable_inputs_are_reported_once() {
    let home = Home::new();
    home.write("news/a.doc", "Text");
    home.write("news/b.jsonl", &(line("x", "Rain fell.") + "{\"id\": \n" + &line("y", "Snow fell.")));
    home.write("news/c.txt", "   \n");
    home.write("news/d.png", "\u{89}PNG");
    let report = home.run();
    assert_eq!(counts(&report), [2, 0, 0, 0, 0, 3, 0]);
    assert_eq!(report.not_articles, 1);
    let shown: Vec<String> = report.problems.iter().map(ToString::to_string).collect();
    let news = home.path("news").display().to_string();
    assert_eq!(shown[0], format!("{news}/a.doc: a word processor's file is not supported"));
    assert!(
        shown[1].starts_with(&format!("{news}/b.jsonl#2 (line 2): broken JSON at column ")),
        "{}",
        shown[1]
    );
    assert_eq!(shown[2], format!("{news}/c.txt: no text: it is empty"));

    let again = home.run();
    assert_eq!(counts(&again), [0, 0, 2, 0, 0, 0, 0]);
    assert!(!again.has_problems());
    assert_eq!(contents(&home.store()).unwrap().unreadable.len(), 3);

    home.write(
        "news/b.jsonl",
        &(line("x", "Rain fell.") + &line("z", "Hail fell.") + &line("y", "Snow fell.")),
    );
    assert_eq!(counts(&home.run()), [1, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn an_article_stays_while_its_file_is_unreadable() {
    let home = Home::new();
    home.write("news/a.json", "{\"title\":\"Title a\",\"text\":\"Text one.\"}");
    home.run();
    let before = home.article("Text one");
    home.write("news/a.json", "{\"title\":");
    let report = home.run();
    assert_eq!(counts(&report), [0, 0, 0, 0, 0, 1, 0]);
    assert_eq!(home.article("Text one"), before);
    assert_eq!(counts(&home.run())[5], 0);
    home.write("news/a.json", "{\"title\":\"Title a\",\"text\":\"Text two.\"}");
    assert_eq!(counts(&home.run()), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(home.article("Text two").id, before.id);
    assert_eq!(home.texts().len(), 1);
}

/// A "not found" page.
const NOT_FOUND: &str =
    "<html><head><title>Page not found</title></head><body><p>There is nothing here.</p></body></html>";

fn page(text: &str) -> String {
    format!(
        "<html><head><title>Rain</title><meta property=\"og:type\" content=\"article\"></head><body><article><h1>Rain</h1>\
         <p>{text}</p></article></body></html>"
    )
}

#[test]
fn files_that_are_not_articles_are_counted_and_not_read_again() {
    let home = Home::new();
    home.write("news/a.html", &page("Rain fell on Leeds."));
    home.write("news/b.html", NOT_FOUND);
    let first = home.run();
    assert_eq!((counts(&first), first.not_articles), ([1, 0, 0, 0, 0, 0, 0], 1));
    assert!(!first.has_problems());
    let files = home.files_of_index();
    let second = home.run();
    assert_eq!((counts(&second), second.not_articles), ([0, 0, 1, 0, 0, 0, 0], 1));
    assert_eq!(home.files_of_index(), files);
    let contents = contents(&home.store()).unwrap();
    assert_eq!((contents.articles, contents.not_articles, contents.unreadable.len()), (1, 1, 0));
}

#[test]
fn a_file_that_is_no_longer_an_article_is_removed() {
    let home = Home::new();
    home.write("news/a.html", &page("Rain fell on Leeds."));
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.run();
    let before = home.article("Rain fell");
    home.write("news/a.html", NOT_FOUND);
    let report = home.run();
    assert_eq!((counts(&report), report.not_articles), ([0, 0, 1, 1, 0, 0, 0], 1));
    assert_eq!(home.texts(), ["Text b."]);
    assert_eq!(counts(&home.run_with(|request| request.mode = Mode::Rebuild)), [0, 0, 1, 0, 0, 0, 0]);
    home.write("news/a.html", &page("Rain fell on Leeds."));
    let report = home.run();
    assert_eq!((counts(&report), report.not_articles), ([1, 0, 1, 0, 0, 0, 0], 0));
    assert_eq!(home.article("Rain fell").id, before.id);
}

#[test]
fn a_withdrawn_article_is_reported_and_removed() {
    let item = |status: &str| {
        format!(
            "{{\"uri\":\"urn:leeds:1\",\"versioncreated\":\"2026-02-06T10:00:00Z\",\"pubstatus\":\"{status}\",\
             \"headline\":\"Rain\",\"body_xhtml\":\"<p>Rain fell on Leeds.</p>\"}}"
        )
    };
    let home = Home::new();
    home.write("news/a.json", &item("usable"));
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.run();
    home.write("news/a.json", &item("canceled"));
    let report = home.run();
    assert_eq!(counts(&report), [0, 0, 1, 1, 0, 1, 0]);
    assert!(report.problems[0].reason.starts_with("withdrawn by its publisher"), "{:?}", report.problems);
    assert_eq!(home.texts(), ["Text b."]);
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    home.write("news/a.json", &item("usable"));
    assert_eq!(counts(&home.run()), [1, 0, 1, 0, 0, 0, 0]);
}

#[test]
fn listed_files_remove_nothing() {
    let home = Home::new();
    for name in ["a", "b"] {
        home.write(&format!("news/{name}.txt"), &format!("Title {name}\n\nText {name}.\n"));
    }
    let listed = |names: &[&str]| {
        home.update(home.request_of(Inputs::Files(names.iter().map(|name| home.path(name)).collect())))
    };
    assert_eq!(counts(&listed(&["news/a.txt", "news/b.txt"])), [2, 0, 0, 0, 0, 0, 0]);
    home.remove("news/a.txt");
    home.write("news/b.txt", "Title b\n\nChanged b.\n");
    let report = listed(&["news/a.txt", "news/b.txt"]);
    assert_eq!(counts(&report), [0, 1, 0, 0, 0, 1, 0]);
    assert_eq!(report.articles, 2);
    assert_eq!(contents(&home.store()).unwrap().folders, [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn standard_input_replaces_by_id_and_removes_nothing() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    let lines = line("x", "Rain fell.") + &line("y", "Snow fell.");
    assert_eq!(counts(&home.stdin(&lines)), [2, 0, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&home.stdin(&lines)), [0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(counts(&home.stdin(&line("x", "Hail fell."))), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["Hail fell.", "Snow fell.", "Text a."]);
    // Several versions in one stream: the last one stays.
    let stream = line("x", "Hail fell.") + &line("x", "Fog.") + &line("x", "Hail fell.");
    assert_eq!(counts(&home.stdin(&stream)), [0, 2, 1, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["Hail fell.", "Snow fell.", "Text a."]);
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(home.article("Hail").path, "");
}

#[test]
fn field_names_are_stored_with_their_folder() {
    use morgue::extract::FieldMap;
    let home = Home::new();
    home.write("news/a.json", "{\"headline_en\":\"Rain\",\"text\":\"Rain fell.\"}");
    assert_eq!(counts(&home.run()), [1, 0, 0, 0, 0, 0, 0]);
    assert_eq!(home.article("Rain").title, None);
    let report = home.run_with(|request| request.fields = FieldMap::parse(["title=headline_en"]).unwrap());
    assert_eq!(counts(&report), [0, 1, 0, 0, 0, 0, 0]);
    assert_eq!(home.article("Rain").title.as_deref(), Some("Rain"));
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    home.write("news/b.json", "{\"headline_en\":\"Snow\",\"text\":\"Snow fell.\"}");
    assert_eq!(counts(&home.update(home.request_of(Inputs::Known))), [1, 0, 1, 0, 0, 0, 0]);
    assert_eq!(home.article("Snow").title.as_deref(), Some("Snow"));
}
