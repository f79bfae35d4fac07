//! JSON objects: all fields are documented and present, offsets count code points.

use serde_json::{Value, json};

use crate::archive::Archive;

/// Returns the names of the fields in the tables below a heading of docs/json.md.
fn documented(heading: &str) -> Vec<String> {
    let page = include_str!("../../docs/json.md");
    let start = page.find(&format!("\n## {heading}\n")).expect(heading);
    let section = &page[start + 4..];
    let section = &section[..section.find("\n## ").unwrap_or(section.len())];
    section
        .lines()
        .filter_map(|line| line.strip_prefix("| `"))
        .flat_map(|line| {
            let cell = format!("`{}", line.split(" | ").next().unwrap_or_default());
            cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

pub(crate) fn assert_documented(object: &Value, headings: &[&str]) {
    let names: Vec<String> = headings.iter().flat_map(|heading| documented(heading)).collect();
    for name in object.as_object().unwrap().keys() {
        let is_known = ["v", "type"].contains(&name.as_str()) || names.contains(name);
        assert!(is_known, "`{name}` of {object} is not in docs/json.md");
    }
}

fn slice(text: &Value, pair: &Value) -> String {
    let (start, end) = (pair[0].as_u64().unwrap() as usize, pair[1].as_u64().unwrap() as usize);
    text.as_str().unwrap().chars().skip(start).take(end - start).collect()
}

#[test]
fn passages_have_positions() {
    let archive = Archive::shared();
    let objects = archive.run(&["search", "safe", "--json"]).objects();
    let [passage, summary] = objects.as_slice() else { panic!("{objects:?}") };
    assert_documented(passage, &["`passage`"]);
    assert_documented(summary, &["`summary`"]);
    assert_eq!(slice(&passage["text"], &passage["highlights"][0]), "safe");
    let whole =
        archive.run(&["show", passage["article"]["id"].as_str().unwrap(), "--json"]).objects().remove(0);
    assert_documented(&whole, &["`article`", "Fields of an article"]);
    assert_eq!(slice(&whole["text"], &passage["span"]), passage["text"].as_str().unwrap());
    let file = std::fs::read(passage["article"]["path"].as_str().unwrap()).unwrap();
    let at = |name: &str| passage["at"][name].as_u64().unwrap() as usize;
    assert_eq!(&file[at("byte_start")..at("byte_end")], passage["text"].as_str().unwrap().as_bytes());
    assert_eq!(summary["total"], 1);
    assert_eq!(passage["article"]["date_from"], "url");
}

#[test]
fn quotations_have_their_own_text() {
    let archive = Archive::shared();
    let objects = archive.run(&["quotes", "worry", "--by", "Duarte", "--json"]).objects();
    assert_documented(&objects[0], &["`quotation`"]);
    assert_eq!(slice(&objects[0]["text"], &objects[0]["highlights"][0]), "worry");
    assert_eq!(objects[0]["speaker"], "Ana Duarte");
    let article = objects[0]["article"].as_object().unwrap();
    assert_documented(&json!(article), &["Fields of an article"]);
}

#[test]
fn denied_quotations_are_marked() {
    let archive = Archive::empty();
    let text = "Anna Holt said that the bridge was safe. She declined to say when the bridge would open.";
    std::fs::write(archive.path().join("bridge.txt"), format!("The bridge\n\n{text}\n")).unwrap();
    assert_eq!(archive.run(&["index", "bridge.txt"]).code, 0);
    let objects = archive.run(&["quotes", "bridge", "--json"]).objects();
    let cues = |denied: bool| {
        let quotations = objects.iter().filter(|object| object["denied"] == denied);
        quotations.map(|object| object["cue"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((cues(false), cues(true)), (vec!["said".to_owned()], vec!["declined to say".to_owned()]));
    let table = archive.found(&["quotes", "open", "--format", "csv"]);
    assert!(table.lines().nth(1).unwrap().contains(",declined to say,true,false,"), "{table}");
}

#[test]
fn an_empty_answer_is_a_summary() {
    let objects = Archive::shared().run(&["search", "zeppelin", "--json"]).objects();
    assert_eq!(objects.len(), 1);
    assert_eq!((&objects[0]["type"], &objects[0]["total"]), (&json!("summary"), &json!(0)));
}

#[test]
fn counts_files_and_status_are_objects() {
    let archive = Archive::shared();
    let count = archive.run(&["search", "port ellis", "-c", "--json"]).objects();
    assert_documented(&count[0], &["`summary`"]);
    assert_eq!((&count[0]["type"], &count[0]["total"]), (&json!("count"), &json!(3)));
    let files = archive.run(&["search", "port ellis", "-l", "--json"]).objects();
    assert_eq!(files.len(), 3);
    files.iter().for_each(|file| assert_documented(file, &["`file`"]));
    let status = archive.run(&["status", "--json"]).objects().remove(0);
    assert_documented(&status, &["`status`"]);
    assert_eq!((&status["articles"], &status["undated"]), (&json!(5), &json!(1)));
    let dated = status["date_from"].as_object().unwrap().values().filter_map(Value::as_u64).sum::<u64>();
    assert_eq!(dated, 4);
}

#[test]
fn errors_are_objects_with_a_position() {
    let archive = Archive::shared();
    for (arguments, code, at) in [
        (&["search", "Ellis tilte:ferry", "--json"][..], "query_unknown_field", json!(6)),
        (&["search", "", "--json"], "query_empty", Value::Null),
        (&["search", "--json"], "usage", Value::Null),
        (&["search", "a", "--json", "--no-such-flag"], "usage", Value::Null),
        (&["search", "a", "--format=jsonl", "-n", "x"], "usage", Value::Null),
        (&["search", "a", "--json", "--since", "soon"], "option_value", Value::Null),
        (&["search", "a", "--json", "--index", "nowhere"], "index_missing", Value::Null),
        (&["search", "a", "--json", "--index", "articles"], "index_not_ours", Value::Null),
        (&["search", "a", "--json", "--index", "http://127.0.0.1:9/a"], "unavailable", Value::Null),
        (&["show", "rail", "--json"], "ambiguous_id", Value::Null),
    ] {
        let ran = archive.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        let error = ran.error();
        assert_documented(&error, &["`error`"]);
        assert_eq!(
            (&error["type"], &error["code"], &error["at"]),
            (&json!("error"), &json!(code), &at),
            "{error}"
        );
    }
}
