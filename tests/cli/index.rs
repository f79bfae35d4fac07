//! Updates of the index.

use serde_json::json;

use crate::archive::{Archive, ran};

fn numbers(archive: &Archive, arguments: &[&str]) -> Vec<u64> {
    let object = archive.run(arguments).objects().remove(0);
    let names = ["added", "changed", "unchanged", "removed", "skipped", "articles"];
    names.iter().map(|name| object[name].as_u64().unwrap()).collect()
}

#[test]
fn only_changed_inputs_are_read() {
    let archive = Archive::new();
    assert_eq!(numbers(&archive, &["index", "articles", "--json"]), [0, 0, 5, 0, 0, 5]);
    std::fs::write(archive.path().join("articles/new.txt"), "Tram opens\n\nThe tram opened.\n").unwrap();
    std::fs::remove_file(archive.path().join("articles/strike.md")).unwrap();
    assert_eq!(numbers(&archive, &["index", "--json"]), [1, 0, 4, 1, 0, 5]);
    assert_eq!(archive.run(&["search", "tram", "-q"]).code, 0);
    assert_eq!(archive.run(&["search", "strike", "-q"]).code, 1);
    assert_eq!(numbers(&archive, &["index", "articles", "--rebuild", "--json"])[5], 5);
}

#[test]
fn unreadable_inputs_are_listed_and_skipped() {
    let archive = Archive::new();
    std::fs::write(
        archive.path().join("articles/broken.jsonl"),
        "{\"title\": \"x\", \"text\": \"unfinished\n",
    )
    .unwrap();
    let ran = archive.run(&["index", "articles"]);
    assert_eq!(ran.code, 1);
    assert_eq!(ran.stdout.lines().count(), 1, "{ran:?}");
    assert!(ran.stderr.contains("broken.jsonl#1"), "{ran:?}");
    let object = archive.run(&["index", "articles", "--rebuild", "--json"]).objects().remove(0);
    assert_eq!((&object["skipped"], &object["problems"][0]["record"]), (&json!(1), &json!(1)));
}

#[test]
fn broken_rows_are_remembered_and_listed_again_by_a_rebuild() {
    let archive = Archive::new();
    let path = |name: &str| archive.path().join("articles").join(name);
    std::fs::write(path("quote.csv"), "title,text\nRain,\"It fell.\nSnow,It fell\n").unwrap();
    std::fs::write(path("lone.csv"), "title,text\nRain,\"It fell.").unwrap();
    let unreadable = |arguments: &[&str]| {
        let ran = archive.run(&[&["index", "articles", "--json"], arguments].concat());
        let object = ran.objects().remove(0);
        (ran.code, object["skipped"].as_u64().unwrap(), object["unreadable"].as_u64().unwrap())
    };
    assert_eq!(unreadable(&[]), (1, 2, 2));
    assert_eq!(unreadable(&[]), (0, 0, 2));
    assert_eq!(unreadable(&["--rebuild"]), (1, 2, 2));
    assert_eq!(unreadable(&[]), (0, 0, 2));
    let status = archive.run(&["status"]);
    assert!(status.stdout.contains("\nunreadable  2\n"), "{status:?}");
    assert!(status.stdout.contains("lone.csv: a part of it could not be read\n"), "{status:?}");
    let object = archive.run(&["status", "--json"]).objects().remove(0);
    assert!(object["unreadable"][1]["path"].as_str().unwrap().ends_with("quote.csv"), "{object}");
    std::fs::write(path("lone.csv"), "title,text\nRain,\"It fell, and it fell.").unwrap();
    assert_eq!(unreadable(&[]), (1, 1, 2));
    std::fs::write(path("lone.csv"), "title,text\n").unwrap();
    assert_eq!(unreadable(&[]), (0, 0, 1));
}

#[test]
fn inputs_that_are_not_articles_are_only_counted() {
    let archive = Archive::new();
    let page = "<html><head><title>404 Not Found</title></head><body><p>Nothing is here.</p></body></html>";
    std::fs::write(archive.path().join("articles/gone.html"), page).unwrap();
    for mode in [&[][..], &[], &["--rebuild"]] {
        let ran = archive.run(&[&["index", "articles", "--json"], mode].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        let object = ran.objects().remove(0);
        assert_eq!((&object["not_articles"], &object["skipped"]), (&json!(1), &json!(0)));
    }
}

#[test]
fn the_flag_from_updates_the_index_before_a_search() {
    let archive = Archive::new();
    std::fs::create_dir(archive.path().join("more")).unwrap();
    std::fs::write(
        archive.path().join("more/tram.txt"),
        "Tram to Port Ellis\n\nThe tram reached Port Ellis.\n",
    )
    .unwrap();
    assert_eq!(archive.found(&["search", "port ellis", "--from", "more", "-c"]).trim(), "1");
    assert_eq!(archive.found(&["search", "port ellis", "-c"]).trim(), "4");
    let absent = archive.run(&["search", "port ellis", "--from", "nowhere"]);
    assert_eq!((absent.code, absent.stdout.as_str()), (2, ""));
}

#[test]
fn files_from_reads_a_list_of_files() {
    let archive = Archive::new();
    let list = "articles/ferry.txt\0articles/strike.md\0";
    let indexed =
        ran(archive.command(&["--index", "other", "index", "--files-from", "-", "-0"]).write_stdin(list));
    assert_eq!(indexed.code, 0, "{indexed:?}");
    assert_eq!(archive.found(&["--index", "other", "search", "NOT zeppelin", "-c"]).trim(), "2");
    assert_eq!(archive.run(&["index", "-", "articles"]).code, 2);
}

#[test]
fn a_folder_that_is_not_an_index_is_not_changed() {
    let archive = Archive::new();
    let ran = archive.run(&["--index", "articles", "index", "articles"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("is not a morgue index"), "{ran:?}");
    assert_eq!(std::fs::read_dir(archive.path().join("articles")).unwrap().count(), 4);
    let nothing = Archive::empty().run(&["index"]);
    assert_eq!(nothing.code, 2, "{nothing:?}");
}

#[test]
fn map_reads_a_field_from_another_key() {
    let archive = Archive::empty();
    std::fs::write(
        archive.path().join("a.json"),
        "{\"id\": \"a\", \"headline_en\": \"Tram opens\", \"text\": \"It opened.\"}",
    )
    .unwrap();
    assert_eq!(archive.run(&["index", "a.json", "--map", "title=headline_en"]).code, 0);
    assert_eq!(archive.run(&["search", "title:tram", "-q"]).code, 0);
    assert_eq!(archive.run(&["index", "a.json", "--map", "title"]).code, 2);
}

#[test]
fn a_damaged_index_has_a_hint() {
    let archive = Archive::new();
    let engine = archive.path().join("index/gen-1/engine");
    for entry in std::fs::read_dir(engine).unwrap().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "store") {
            let bytes = std::fs::read(entry.path()).unwrap();
            std::fs::write(entry.path(), &bytes[..bytes.len() / 3]).unwrap();
        }
    }
    let ran = archive.run(&["search", "ferry"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.starts_with("error: the index is damaged: "), "{ran:?}");
    assert!(ran.stderr.contains("`morgue check --repair` mends it"), "{ran:?}");
    assert_eq!(archive.run(&["index"]).code, 2);
    let checked = archive.run(&["check"]);
    assert_eq!(
        (checked.code, checked.stdout.contains(".store: it is not what was written")),
        (1, true),
        "{checked:?}"
    );
    let checked = archive.run(&["check", "--json"]);
    assert_eq!((checked.code, &checked.objects()[0]["sound"]), (1, &false.into()), "{checked:?}");
    let repaired = archive.run(&["check", "--repair"]);
    assert_eq!(
        (repaired.code, repaired.stdout.contains("was rebuilt from its inputs")),
        (0, true),
        "{repaired:?}"
    );
    assert_eq!(archive.run(&["search", "ferry"]).code, 0);
    assert!(archive.found(&["check"]).contains(" is sound: 5 articles, "));
}

#[test]
fn a_table_without_text_is_one_problem() {
    let archive = Archive::empty();
    let rows: String = (0..300).map(|row| format!("{row},Rain {row},It fell on day {row}.\n")).collect();
    std::fs::write(archive.path().join("days.csv"), format!("nr,title,wetter\n{rows}")).unwrap();
    let ran = archive.run(&["index", "days.csv"]);
    let expected =
        "days.csv: a table without a text: found the columns `nr`, `title`, `wetter`; expected `text`";
    assert!(
        ran.code == 1 && ran.stderr.contains(expected) && ran.stderr.contains("--map text=NAME"),
        "{ran:?}"
    );
    assert!(ran.stderr.lines().count() == 1 && ran.stdout.contains(" 1 skipped"), "{ran:?}");
    let ran = archive.run(&["index", "--map", "text=wetter", "days.csv"]);
    assert!(ran.code == 0 && ran.stdout.contains("300 added"), "{ran:?}");
}

#[test]
fn a_rebuild_that_would_lose_articles_has_a_hint() {
    let archive = Archive::new();
    let line = "{\"id\":\"tram\",\"title\":\"Tram opens\",\"text\":\"The tram opened.\"}\n";
    assert_eq!(ran(archive.command(&["index", "-"]).write_stdin(line)).code, 0);
    let meta = archive.path().join("index/gen-1/engine/meta.json");
    let bytes = std::fs::read(&meta).unwrap();
    std::fs::write(&meta, &bytes[..bytes.len() / 2]).unwrap();
    let ran = archive.run(&["index", "--rebuild"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("1 of its articles cannot be read again"), "{ran:?}");
    assert!(ran.stderr.contains("hint: put the missing folders back"), "{ran:?}");
}

#[test]
fn an_empty_file_given_by_name_is_a_problem() {
    let archive = Archive::empty();
    for (name, content, reason) in [
        ("empty.csv", "", "no article is in it: it holds no record"),
        ("empty.json", "", "no article is in it: it holds no record"),
        ("none.json", "[]", "no article is in it: it holds no record"),
        ("header.csv", "title,text\n", "no article is in it: it holds no record"),
        ("empty.jsonl", "\n", "no article is in it: it holds no record"),
        ("empty.txt", "", "it is empty"),
        (
            "gone.html",
            "<html><head><title>404 Not Found</title></head><body><p>Nothing.</p></body></html>",
            "no article is in it",
        ),
    ] {
        std::fs::write(archive.path().join(name), content).unwrap();
        let ran = archive.run(&["index", name]);
        let is_listed =
            ran.stderr.lines().count() == 1 && ran.stderr.contains(name) && ran.stderr.contains(reason);
        assert!(ran.code == 1 && is_listed, "{name}: {ran:?}");
        assert_eq!(archive.run(&["index", name]).code, 0, "{name}");
    }
    // In a folder, such files are not problems.
    let folder = archive.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("header.csv"), "title,text\n").unwrap();
    assert_eq!(archive.run(&["index", "folder"]).code, 0);
}
