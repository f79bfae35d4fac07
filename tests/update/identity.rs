//! Which article gets which id.

use std::collections::BTreeMap;

use morgue::update::Clashes;

use crate::support::{Home, counts, line};

/// Returns the id of each article, by its text.
fn ids(home: &Home) -> BTreeMap<String, String> {
    home.articles().into_iter().map(|article| (article.text, article.id)).collect()
}

#[test]
fn a_moved_file_keeps_its_id_and_time_of_first_indexing() {
    for to in ["news/sub/z.txt", "news/0.txt"] {
        let mut home = Home::new();
        home.write("news/a.txt", "Title a\n\nText a.\n");
        home.write("news/b.txt", "Title b\n\nText b.\n");
        home.run();
        let before = home.article("Text a");
        home.now += 3600;
        home.rename("news/a.txt", to);
        assert_eq!(counts(&home.run()), [0, 0, 1, 0, 1, 0, 0]);
        let after = home.article("Text a");
        assert_eq!((&after.id, after.seen), (&before.id, before.seen));
        assert_eq!(after.path, home.path(to).display().to_string());
        // A later change of the moved file is a new version of the same article.
        home.write(to, "Title a\n\nText a, changed.\n");
        assert_eq!(counts(&home.run()), [0, 1, 1, 0, 0, 0, 0]);
        assert_eq!(home.article("Text a").id, before.id);
        assert_eq!(counts(&home.run()), [0, 0, 2, 0, 0, 0, 0]);
    }
}

#[test]
fn a_file_moved_to_another_folder_is_recognized_when_that_folder_is_indexed() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.write("news/b.txt", "Title b\n\nText b.\n");
    home.run();
    let before = home.article("Text a");
    home.rename("news/a.txt", "archive/a.txt");
    let report = home.run_with(|request| *request = home.request(&["archive"]));
    assert_eq!(counts(&report), [0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(home.article("Text a").id, before.id);
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(home.texts().len(), 2);
}

#[test]
fn a_moved_container_keeps_the_ids_of_its_records() {
    let home = Home::new();
    home.write("news/a.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n");
    home.run();
    let before = ids(&home);
    home.rename("news/a.jsonl", "news/b.jsonl");
    assert_eq!(counts(&home.run()), [0, 0, 0, 0, 2, 0, 0]);
    assert_eq!(ids(&home), before);
}

#[test]
fn a_record_moved_to_another_container_keeps_its_id() {
    let home = Home::new();
    home.write("news/m.jsonl", &(line("x", "Rain fell.") + &line("y", "Snow fell.")));
    home.run();
    home.write("news/m.jsonl", &line("y", "Snow fell."));
    home.write("news/a.jsonl", &line("x", "Rain fell."));
    // `y` is now the first line of its file.
    assert_eq!(counts(&home.run()), [0, 0, 1, 0, 1, 0, 0]);
    assert_eq!(home.article("Rain").id, "x");
    assert_eq!(home.article("Snow").record, Some(1));
    assert_eq!(counts(&home.run()), [0, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn articles_that_claim_the_same_id_are_all_kept_in_path_order() {
    let home = Home::new();
    let names = ["a", "b", "c", "d", "e", "f"];
    for name in names {
        home.write(&format!("news/{name}.jsonl"), &line("x", &format!("Text {name}.")));
    }
    let report = home.run();
    assert_eq!(counts(&report), [6, 0, 0, 0, 0, 0, 5]);
    let first = ids(&home);
    assert_eq!(first["Text a."], "x");
    // In an archive with fewer of these files, the first one in path order has the plain id as well.
    let other = Home::new();
    for name in ["a", "d", "f"] {
        other.write(&format!("news/{name}.jsonl"), &line("x", &format!("Text {name}.")));
    }
    other.run();
    assert_eq!(ids(&other)["Text a."], "x");
    // After the article with the plain id is removed, the others keep their ids, and a new article may get the plain id.
    home.remove("news/a.jsonl");
    home.run();
    assert_eq!(ids(&home)["Text b."], first["Text b."]);
    home.write("news/g.jsonl", &line("x", "Text g."));
    home.run();
    assert_eq!(ids(&home)["Text g."], "x");
}

#[test]
fn a_newer_version_replaces_an_older_one_which_is_restored_when_it_vanishes() {
    let mut home = Home::new();
    let replace = |home: &Home| home.run_with(|request| request.clashes = Clashes::Replace);
    home.write("news/1.jsonl", &(line("x", "First version.") + &line("y", "Other.")));
    replace(&home);
    home.now += 3600;
    home.write("news/2.jsonl", &line("x", "Second version."));
    assert_eq!(counts(&replace(&home)), [0, 1, 2, 0, 0, 0, 0]);
    let second = home.article("Second version.");
    assert_eq!((second.id.as_str(), second.seen), ("x", home.now - 3600));
    assert_eq!(counts(&replace(&home)), [0, 0, 2, 0, 0, 0, 0]);
    home.remove("news/2.jsonl");
    assert_eq!(counts(&replace(&home)), [0, 1, 1, 0, 0, 0, 0]);
    assert_eq!(home.texts(), ["First version.", "Other."]);
    assert_eq!(home.article("First version.").id, "x");
    assert_eq!(counts(&replace(&home)), [0, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn two_pages_saved_from_one_url_are_both_kept() {
    let home = Home::new();
    for name in ["a", "b"] {
        let text = format!(
            "Talks resume\n\nText {name}.\n\nSource reference: https://example.com/2026/02/06/talks\n"
        );
        home.write(&format!("news/{name}.txt"), &text);
    }
    assert_eq!(counts(&home.run()), [2, 0, 0, 0, 0, 0, 1]);
    let ids: Vec<String> = home.articles().into_iter().map(|article| article.id).collect();
    assert!(ids.iter().all(|id| id.starts_with("talks-resume-")), "{ids:?}");
}

#[test]
fn ids_and_times_in_an_export_are_kept() {
    let home = Home::new();
    let line = "{\"v\":1,\"type\":\"article\",\"id\":\"kept-id\",\"title\":\"Kept\",\"text\":\"Kept text.\",\"seen\":\"2020-01-02T03:04:05Z\"}\n";
    home.stdin(line);
    let article = home.article("Kept text.");
    assert_eq!(article.id, "kept-id");
    assert_eq!(article.seen, 1_577_934_245);
}

/// Returns a news item with this status and text.
fn item(status: &str, text: &str) -> String {
    format!(
        "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:newsml:wire.example:7\" version=\"1\"><itemMeta>\
         <pubStatus qcode=\"stat:{status}\"/></itemMeta><contentMeta><headline>Rain</headline></contentMeta><contentSet><inlineXML>\
         <html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p>{text}</p></body></html></inlineXML></contentSet></newsItem>"
    )
}

#[test]
fn a_notice_in_another_file_withdraws_an_article_only_if_newer_versions_replace_older_ones() {
    let home = Home::new();
    home.write("news/1.xml", &item("usable", "Text one."));
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    home.write("news/2.xml", &item("canceled", ""));
    let report = home.run();
    assert_eq!(counts(&report), [0, 0, 2, 0, 0, 1, 0]);
    let one = home.path("news/1.xml").display().to_string();
    let told = format!(
        "withdrawn by its publisher (stat:canceled); `urn:newsml:wire.example:7` from {one} stays (`--replace` removes it)"
    );
    assert_eq!(report.problems[0].reason, told);
    assert_eq!(home.texts(), ["Text a.", "Text one."]);

    let replace = |home: &Home| home.run_with(|request| request.clashes = Clashes::Replace);
    let report = replace(&home);
    assert_eq!(counts(&report), [0, 0, 2, 1, 0, 1, 0]);
    assert_eq!(report.problems[0].reason, "withdrawn by its publisher (stat:canceled)");
    assert_eq!(home.texts(), ["Text a."]);
    assert!(!home.run().has_problems());
    home.run_with(|request| request.mode = morgue::update::Mode::Rebuild);
    assert_eq!(home.texts(), ["Text a."]);

    // A notice that moves stays in effect. When it is removed, the article is restored.
    home.rename("news/2.xml", "news/3.xml");
    replace(&home);
    assert_eq!(home.texts(), ["Text a."]);
    assert!(!home.run().has_problems());
    home.remove("news/3.xml");
    home.run();
    assert_eq!(home.texts(), ["Text a.", "Text one."]);
    assert!(!home.run().has_problems());
}

#[test]
fn a_notice_withdraws_all_versions_that_were_kept() {
    let home = Home::new();
    home.write("news/1.xml", &item("usable", "Text one."));
    home.write("news/2.xml", &item("usable", "Text two."));
    home.write("news/3.xml", &item("canceled", ""));
    home.run();
    assert_eq!(home.texts(), ["Text one.", "Text two."]);
    let replace = |home: &Home| home.run_with(|request| request.clashes = Clashes::Replace);
    let report = replace(&home);
    assert_eq!((counts(&report), home.texts()), ([0, 0, 2, 2, 0, 1, 0], Vec::<String>::new()));
    assert!(!home.run().has_problems());
    home.run_with(|request| request.mode = morgue::update::Mode::Rebuild);
    assert_eq!(home.texts(), Vec::<String>::new());
    // All are restored when the notice is removed.
    home.remove("news/3.xml");
    home.run();
    assert_eq!(home.texts(), ["Text one.", "Text two."]);
    assert!(!home.run().has_problems());
}

#[test]
fn an_article_published_again_after_its_notice_is_indexed_again() {
    let home = Home::new();
    home.write("news/1.xml", &item("usable", "Text one."));
    let replace = |home: &Home| home.run_with(|request| request.clashes = Clashes::Replace);
    home.write("news/2.xml", &item("canceled", ""));
    let report = replace(&home);
    assert_eq!((counts(&report), home.texts()), ([1, 0, 0, 1, 0, 1, 0], Vec::<String>::new()));
    home.write("news/3.xml", &item("usable", "Text three."));
    replace(&home);
    assert_eq!(home.texts(), ["Text three."]);
    assert_eq!(home.article("Text three").id, "urn:newsml:wire.example:7");
    home.remove("news/3.xml");
    home.run();
    assert_eq!(home.texts(), Vec::<String>::new());
    home.write("news/2.xml", &item("usable", "Text two."));
    home.run();
    assert_eq!(home.texts(), ["Text two."]);
    assert!(!home.run().has_problems());
}
