//! Copies: one is shown, all are counted.

use serde_json::{Value, json};

use crate::archive::Archive;
use crate::json::assert_documented;

const STORY: &str = "The ferry between Port Ellis and the outer islands will sail again from Monday, the harbour board decided after a meeting that lasted until midnight. \
    Repairs to the bow ramp took nine weeks longer than planned because a casting had to come from abroad. \
    Islanders had lived on what two fishing boats could carry, and the school at Grey Point sent its older pupils home. \
    “The ramp has been tested with twice the load it was built for,” said Ana Duarte, the harbour master, who will be on board for the first crossing.";

/// Returns an archive with a story in two papers, shortened in one of them, and an unrelated article.
fn archive() -> Archive {
    let archive = Archive::empty();
    let record = |id: &str, outlet: &str, day: u32, text: &str| {
        json!({"id": id, "title": format!("Title {id}"), "text": text, "date": format!("2026-03-{day:02}"),
            "url": format!("https://{outlet}/{id}")})
    };
    let cut = &STORY[..STORY.find(" Islanders").unwrap()];
    let records = [
        record("whole", "islandpost.example", 9, STORY),
        record("cut", "coast.example", 10, &format!("PORT ELLIS. {cut}")),
        record(
            "own",
            "harbour.example",
            10,
            "Gulls took the ferry's place at Port Ellis, and the harbour master Ana Duarte feeds them.",
        ),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    std::fs::write(archive.path().join("news.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    archive
}

fn ids(objects: &[Value]) -> Vec<&str> {
    objects.iter().filter_map(|object| object["article"]["id"].as_str()).collect()
}

#[test]
fn one_of_several_copies_is_shown_and_all_are_counted() {
    let archive = archive();
    let hidden = archive.run(&["search", "ferry ellis", "--sort", "oldest", "--json"]).objects();
    assert_eq!(ids(&hidden), ["whole", "own"]);
    let summary = &hidden[2];
    assert_eq!((&summary["total"], &summary["folded"], &summary["shown"]), (&json!(3), &json!(1), &json!(2)));
    assert_eq!((&hidden[0]["article"]["copies"], &hidden[1]["article"]["copies"]), (&json!(1), &json!(0)));
    let text = archive.found(&["search", "ferry ellis", "--sort", "oldest"]);
    assert!(text.contains("+1 copy (coast.example)"), "{text}");
    assert_eq!(archive.found(&["search", "ferry ellis", "-c"]).trim(), "3");
    assert_eq!(archive.found(&["search", "ferry ellis", "-l"]).lines().count(), 3);
    let shown =
        archive.run(&["search", "ferry ellis", "--copies", "show", "--sort", "oldest", "--json"]).objects();
    assert_eq!(ids(&shown), ["whole", "cut", "own"]);
    assert_eq!(shown[3]["folded"], 0);
    let only = archive.run(&["search", "ferry ellis", "--copies=only", "--sort=oldest", "--json"]).objects();
    assert_eq!((ids(&only), &only[2]["total"]), (vec!["whole", "cut"], &json!(2)));
    assert_eq!(archive.found(&["search", "ferry ellis", "--copies", "only", "-c"]).trim(), "2");
    assert_eq!(archive.run(&["search", "gulls", "--copies", "only"]).code, 1);
}

#[test]
fn the_number_of_copies_is_shown() {
    let archive = archive();
    assert_eq!(archive.run(&["show", "whole", "--json"]).objects()[0]["copies"], 1);
    assert!(archive.found(&["show", "whole"]).contains("copies   +1 copy (coast.example)"));
    assert!(!archive.found(&["show", "own"]).contains("copies "));
    let exported = archive.run(&["export"]).objects();
    assert!(exported.iter().all(|article| article["copies"].is_null()), "no property of an article");
}

#[test]
fn similar_lists_copies_before_related_articles() {
    let archive = archive();
    let objects = archive.run(&["similar", "whole", "--json"]).objects();
    assert_eq!(ids(&objects), ["cut", "own"]);
    objects.iter().for_each(|object| assert_documented(object, &["`similar`"]));
    assert_eq!((&objects[0]["type"], &objects[0]["relation"]), (&json!("similar"), &json!("copy")));
    assert!(objects[0]["similarity"].as_f64().unwrap() > 0.6, "{objects:?}");
    assert_eq!((&objects[1]["relation"], &objects[1]["days"]), (&json!("related"), &json!(1)));
    let only =
        archive.run(&["similar", "https://islandpost.example/whole", "--copies", "only", "--json"]).objects();
    assert_eq!(ids(&only), ["cut"]);
    assert!(archive.found(&["similar", "cut", "-n", "1"]).starts_with("Title whole\n  copy, "));
    assert_eq!(archive.run(&["similar", "nothing"]).code, 1);
    assert_eq!(archive.run(&["similar", ""]).code, 2);
}
