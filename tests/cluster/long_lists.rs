//! Lists of more than a page.

use morgue::opensearch::Method;
use serde_json::{Value, json};

use crate::program::{Archive, Printed};

/// More than three pages of whole articles, and more than one of ids.
const ARTICLES: u32 = 2_300;

fn ids(printed: &Printed) -> Vec<String> {
    let id = |line: &str| {
        let object: Value = serde_json::from_str(line).unwrap();
        object["id"].as_str().or(object["article"]["id"].as_str()).map(str::to_owned)
    };
    printed.out.lines().filter_map(id).collect()
}

/// Returns a number about points in time of all nodes.
fn points(archive: &Archive, what: &str) -> u64 {
    let stats = archive.send(Method::Get, "/_nodes/stats/indices/search", &Value::Null);
    let nodes = stats["nodes"].as_object().unwrap().values();
    nodes.map(|node| node["indices"]["search"][format!("point_in_time_{what}")].as_u64().unwrap_or(0)).sum()
}

#[test]
fn long_lists_are_whole_and_in_order() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..ARTICLES);
    archive.index(&[]);
    let all: Vec<String> = (0..ARTICLES).map(|number| format!("selby-{number:05}")).collect();
    let before = points(&archive, "total");
    assert_eq!(ids(&archive.run(&["export"])), all);
    assert!(points(&archive, "total") > before, "a point in time was used");
    // Other tests may have some open for a while.
    let are_closed = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        points(&archive, "current") == 0
    });
    assert!(are_closed, "points in time are closed");

    let date = |number: u32| 1 + number % 28;
    let mut newest: Vec<u32> = (0..ARTICLES).collect();
    newest.sort_by_key(|number| (std::cmp::Reverse(date(*number)), *number));
    let named =
        |numbers: &[u32]| numbers.iter().map(|number| format!("selby-{number:05}")).collect::<Vec<_>>();
    let listed =
        archive.run(&["search", "--sort", "newest", "--copies", "show", "-n", "0", "--json", "harbour"]);
    let mut found = ids(&listed);
    found.dedup();
    assert_eq!(found, named(&newest));

    // The first quotations in the order of dates are found without reading the others, and all are counted.
    let few = archive.run(&["quotes", "--sort", "newest", "--copies", "show", "-n", "5", "--json", "cranes"]);
    assert_eq!(ids(&few), named(&newest[..5]));
    let summary: Value = serde_json::from_str(few.out.lines().last().unwrap()).unwrap();
    assert_eq!(summary["total"], json!(ARTICLES), "{summary}");
    newest.sort_by_key(|number| (date(*number), *number));
    let oldest =
        archive.run(&["quotes", "--sort", "oldest", "--copies", "show", "-n", "0", "--json", "cranes"]);
    assert_eq!(ids(&oldest), named(&newest));
}

#[test]
fn articles_are_found_by_the_end_of_a_path_and_by_their_record() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..40);
    archive.write("b*c?.jsonl", 40..43);
    archive.index(&[]);
    let shown = |reference: &str| {
        let printed = archive.run(&["show", "--json", reference]);
        let article: Value = serde_json::from_str(printed.out.lines().next().unwrap_or("null")).unwrap();
        article["id"].as_str().map(str::to_owned)
    };
    assert_eq!(shown("a.jsonl#7").as_deref(), Some("selby-00006"));
    assert_eq!(shown("b*c?.jsonl#2").as_deref(), Some("selby-00041"));
    for unknown in ["bxcy.jsonl#2", "c?.jsonl#2", "a.jsonl#41", "*"] {
        assert_eq!(shown(unknown), None, "{unknown}");
    }
    let several = archive.run(&["show", "a.jsonl"]);
    assert!(several.err.contains("40"), "{}", several.err);
}
