//! A cluster in trouble: nodes that do not answer, an overloaded one, full disks, refused articles, secrets.

use std::sync::atomic::Ordering;

use morgue::opensearch::Method;
use serde_json::{Value, json};

use crate::{program::Archive, proxy};

/// Returns the location of an archive with other nodes before the real ones.
fn behind(archive: &Archive, others: &[&str]) -> String {
    let real = archive.location.nodes.join(",");
    format!("{},{real}/{}", others.join(","), archive.name)
}

#[test]
fn nodes_that_do_not_answer_are_passed_over_and_named() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    let (silent, nobody) = (proxy::silent(), proxy::nobody());
    let location = behind(&archive, &[&silent, &nobody]);
    let found = archive.run_at(&location, &["search", "--json", "harbour"]);
    assert_eq!(found.exit, Some(0), "{found:?}");
    let summary: Value = serde_json::from_str(found.out.lines().last().unwrap()).unwrap();
    let warnings = summary["warnings"].to_string();
    assert!(warnings.contains(&format!("{silent} was passed over: it says nothing")), "{warnings}");
    assert!(warnings.contains(&format!("{nobody} was passed over: connection refused")), "{warnings}");

    archive.write("b.jsonl", 3..5);
    let written = archive.run_at(&location, &["index", archive.news().to_str().unwrap()]);
    assert!(written.exit == Some(0) && written.out.contains("2 added"), "{written:?}");
    assert_eq!(archive.ids().len(), 5);
}

#[test]
fn without_any_node_the_error_says_which_were_tried() {
    let Some(archive) = Archive::new() else { return };
    let nobody = proxy::nobody();
    for arguments in [&["search", "harbour"][..], &["status"], &["check"], &["export"], &["show", "x"]] {
        let failed = archive.run_at(&format!("{nobody}/news"), arguments);
        assert_eq!(failed.exit, Some(2), "{arguments:?} {failed:?}");
        let expected = format!("no node answers: {nobody} (connection refused)");
        assert!(failed.err.contains(&expected), "{failed:?}");
    }
}

#[test]
fn a_silent_cluster_ends_with_the_timeout() {
    let Some(archive) = Archive::new() else { return };
    let location = format!("{}/news", proxy::silent());
    for arguments in [&["search", "--timeout", "300ms", "harbour"][..], &["check", "--timeout", "300ms"]] {
        let failed = archive.run_at(&location, arguments);
        assert!(failed.exit == Some(2) && failed.err.contains("longer than 300ms"), "{failed:?}");
    }
}

#[test]
fn an_old_server_is_refused() {
    let Some(archive) = Archive::new() else { return };
    let old = r#"{"name":"n","version":{"distribution":"opensearch","number":"2.11.1"}}"#;
    let location = format!("{}/news", proxy::answering("200 OK", old));
    let news = archive.news();
    for arguments in [&["search", "harbour"][..], &["status"], &["check"], &["index", news.to_str().unwrap()]]
    {
        let failed = archive.run_at(&location, arguments);
        assert_eq!(failed.exit, Some(2), "{arguments:?} {failed:?}");
        assert!(failed.err.contains("is OpenSearch 2.11.1; needed is OpenSearch 2.19"), "{failed:?}");
    }
}

#[test]
fn an_overloaded_server_is_waited_for() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    let (busy, left) = proxy::overloaded(&archive.location.nodes[0], 4);
    let location = format!("{busy}/{}", archive.name);
    let written = archive.run_at(&location, &["index", archive.news().to_str().unwrap()]);
    assert!(written.exit == Some(0) && written.out.contains("3 added"), "{written:?}");
    assert_eq!(left.load(Ordering::Relaxed), 0);
    assert_eq!(archive.ids().len(), 3);
}

#[test]
fn a_full_disk_ends_the_run_and_keeps_what_was_committed() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    let settings = format!("/{}.articles-1-all/_settings", archive.name);
    let blocked = |is_blocked: Value| {
        archive.send(Method::Put, &settings, &json!({"index.blocks.read_only_allow_delete": is_blocked}));
    };
    blocked(json!(true));
    archive.write("b.jsonl", 3..5);
    let failed = archive.run(&["index", archive.news().to_str().unwrap()]);
    assert_eq!(failed.exit, Some(2), "{failed:?}");
    assert!(failed.err.contains("flood-stage") && failed.err.contains("free some space"), "{failed:?}");
    assert_eq!(archive.ids().len(), 3);
    blocked(Value::Null);
    assert_eq!(archive.index(&[])["articles"], 5);
    assert_eq!(archive.ids().len(), 5);
}

#[test]
fn an_article_that_the_server_refuses_is_named_and_the_rest_goes_on() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..1);
    archive.index(&[]);
    // Now the server takes no article with a quotation.
    let settings = format!("/{}.articles-1-all/_settings", archive.name);
    archive.send(Method::Put, &settings, &json!({"index.mapping.nested_objects.limit": 0}));
    archive.write("b.jsonl", 1..2);
    let plain = json!({"id": "plain", "text": "The ferry runs again."});
    std::fs::write(archive.news().join("c.jsonl"), format!("{plain}\n")).unwrap();
    let printed = archive.run(&["index", "--json", archive.news().to_str().unwrap()]);
    assert_eq!(printed.exit, Some(1), "{printed:?}");
    let report: Value = serde_json::from_str(&printed.out).unwrap();
    assert_eq!((&report["articles"], &report["skipped"]), (&json!(2), &json!(1)), "{report}");
    let problem = report["problems"][0].to_string();
    assert!(
        problem.contains("b.jsonl") && problem.contains("selby-00001") && problem.contains("nested"),
        "{problem}"
    );
    assert_eq!(archive.ids(), ["plain", "selby-00000"]);
}

#[test]
fn no_secret_is_ever_shown() {
    let Some(archive) = Archive::new() else { return };
    let body = r#"{"error":{"type":"security_exception","reason":"missing authentication credentials"},"status":401}"#;
    let closed = format!("{}/news", proxy::answering("401 Unauthorized", body));
    let news = archive.news();
    let absent = format!("{}/news", proxy::nobody());
    for location in [&closed, &absent] {
        for arguments in [
            &["search", "--explain", "harbour"][..],
            &["search", "--json", "harbour"],
            &["status"],
            &["check"],
            &["export"],
            &["config"],
            &["index", news.to_str().unwrap()],
        ] {
            let mut command = archive.command(location, arguments);
            command.env("MORGUE_USER", "ada").env("MORGUE_PASSWORD", "geheim-4711");
            let printed = crate::program::finished(command.output().unwrap());
            let all = format!("{}{}", printed.out, printed.err);
            // The base64 of `ada:geheim-4711` begins with `YWRhOmdl`.
            assert!(!all.contains("geheim") && !all.contains("YWRhOmdl"), "{arguments:?} {printed:?}");
            if arguments[0] != "config" {
                assert_eq!(printed.exit, Some(2), "{arguments:?} {printed:?}");
            }
            if location == &closed && arguments == ["status"] {
                assert!(
                    printed.err.contains("status 401") && printed.err.contains("morgue help cluster"),
                    "{printed:?}"
                );
            }
        }
    }
    let with_password = "http://ada:geheim-4711@localhost:9200/news";
    let refused = archive.run_at(with_password, &["search", "harbour"]);
    assert!(refused.exit == Some(2) && !refused.err.contains("geheim"), "{refused:?}");
}
