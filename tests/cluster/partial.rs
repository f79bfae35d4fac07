//! A part of the cluster is missing: answers are errors, or say how much is missing.

use morgue::opensearch::Method;
use serde_json::{Value, json};

use crate::program::Archive;

/// Returns an archive of five articles, and the same with a slice whose shards no node holds.
fn damaged() -> Option<Archive> {
    let archive = Archive::new()?;
    archive.write("a.jsonl", 0..5);
    archive.index(&["--shards", "1"]);
    lose_shards(&archive, 2);
    Some(archive)
}

/// Adds a slice of `count` shards that no node may hold, like the shards of a node that ended.
fn lose_shards(archive: &Archive, count: u32) {
    let whole = format!("{}.articles-1-all", archive.name);
    let made = archive.send(Method::Get, &format!("/{whole}/_mapping"), &Value::Null);
    let analysis = archive.send(Method::Get, &format!("/{whole}/_settings"), &Value::Null);
    let index = &analysis[&whole]["settings"]["index"];
    let body = json!({
        "settings": {"index": {
            "number_of_shards": count, "number_of_replicas": 0, "analysis": index["analysis"], "similarity": index["similarity"],
            "routing.allocation.require._name": "nobody",
        }},
        "mappings": made[&whole]["mappings"],
    });
    let path = format!("/{}.articles-1-lost?wait_for_active_shards=0", archive.name);
    archive.send(Method::Put, &path, &body);
}

#[test]
fn without_partial_an_answer_from_a_part_is_an_error() {
    let Some(archive) = damaged() else { return };
    for arguments in
        [&["search", "harbour"][..], &["search", "-n", "0", "harbour"], &["quotes", "cranes"], &["export"]]
    {
        let printed = archive.run(&[arguments, &["--timeout", "2s"]].concat());
        assert_eq!(printed.exit, Some(2), "{arguments:?} {printed:?}");
        assert!(printed.out.is_empty(), "{arguments:?} {printed:?}");
    }
    // Without a time limit, it is asked again for some seconds, and then the error says what is missing.
    let printed = archive.run(&["search", "harbour"]);
    assert!(printed.exit == Some(2) && printed.err.contains("2 of 3 shards did not answer"), "{printed:?}");
}

#[test]
fn with_partial_every_command_says_what_is_missing() {
    let Some(archive) = damaged() else { return };
    for arguments in [
        &["search", "harbour"][..],
        &["search", "-c", "harbour"],
        &["quotes", "cranes"],
        &["top", "source"],
        &["top", "speaker", "cranes"],
        &["timeline", "harbour"],
        &["export", "harbour"],
        &["similar", "selby-00001"],
        &["show", "selby-00001"],
        &["status"],
    ] {
        let printed = archive.run(&[&["--partial"][..], arguments].concat());
        assert_ne!(printed.exit, Some(2), "{arguments:?} {printed:?}");
        assert!(printed.err.contains("2 of 3 shards did not answer"), "{arguments:?} {printed:?}");
        assert!(!printed.out.is_empty() || arguments[0] == "similar", "{arguments:?}");
    }
    let printed = archive.run(&["--partial", "status", "--json"]);
    let status: Value = serde_json::from_str(&printed.out).unwrap();
    assert!(status["warnings"].to_string().contains("2 of 3 shards"), "{status}");
    // `check` reports it as damage.
    let printed = archive.run(&["--partial", "check"]);
    assert!(
        printed.exit == Some(1) && printed.out.contains("only 0 of 2 shards are available"),
        "{printed:?}"
    );
}
