//! `morgue eval`.

use serde_json::json;

use crate::archive::Archive;

#[test]
fn a_ranking_is_measured_by_judgments() {
    let archive = Archive::new();
    let write = |name: &str, text: &str| std::fs::write(archive.path().join(name), text).unwrap();
    write("topics.tsv", "1\tnight train: \"delays\"\n2\tzeppelin\n");
    write("qrels.txt", "1 0 rail-1 1\n1 0 nowhere 1\n2 0 rail-2 1\n");
    assert_eq!(
        archive.found(&["eval", "topics.tsv", "qrels.txt", "--run", "run.txt"]),
        "topics=2 MAP 0.2500 nDCG@10 0.3066 P@10 0.0500 R@1000 0.2500\n"
    );
    let run = std::fs::read_to_string(archive.path().join("run.txt")).unwrap();
    assert!(run.starts_with("1 Q0 rail-1 1 "), "{run}");
    let object = archive.run(&["eval", "topics.tsv", "qrels.txt", "--json"]).objects().remove(0);
    assert_eq!((&object["type"], &object["map"]), (&json!("evaluation"), &json!(0.25)));
    assert_eq!(archive.run(&["eval", "topics.tsv", "qrels.txt", "--expand"]).code, 0);
    write("topics.tsv", "\n\n");
    let ran = archive.run(&["eval", "topics.tsv", "qrels.txt"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(
        ran.stderr,
        "error: `topics.tsv` contains no topic\nhint: write one topic per line: id, tab, text\n"
    );
    write("topics.tsv", "1 no tab\n");
    let ran = archive.run(&["eval", "topics.tsv", "qrels.txt"]);
    assert_eq!(ran.code, 2);
    assert_eq!(
        ran.stderr,
        "error: `topics.tsv`, line 1: expected a topic's id, a tab and its text, found `1 no tab`\n"
    );
}
