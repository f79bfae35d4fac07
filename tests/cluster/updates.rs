//! Writing an archive on the cluster: updates, rebuilds, the lease, crashes, what is not ours.

use std::{
    io::Write as _,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use morgue::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    opensearch::Method,
    store::{Change, Owner, State, Store as _, StoreError, Versions},
};
use serde_json::{Value, json};

use crate::program::{Archive, article};

const MEMORY: usize = 64 << 20;

/// Returns the lines of an export without what differs between two indexes of the same articles.
fn comparable(export: &str) -> Vec<Value> {
    let line = |line: &str| {
        let mut article: Value = serde_json::from_str(line).unwrap();
        article.as_object_mut().unwrap().remove("seen");
        article
    };
    export.lines().map(line).collect()
}

#[test]
fn an_update_reads_only_what_changed_and_exports_what_a_folder_does() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..40);
    archive.write("b.jsonl", 40..60);
    let report = archive.index(&[]);
    assert_eq!((&report["added"], &report["articles"]), (&json!(60), &json!(60)));
    let report = archive.index(&[]);
    assert_eq!((&report["added"], &report["unchanged"]), (&json!(0), &json!(60)));

    archive.write("a.jsonl", 10..45);
    std::fs::remove_file(archive.news().join("b.jsonl")).unwrap();
    archive.write("c.jsonl", 60..65);
    let report = archive.index(&[]);
    assert_eq!((&report["articles"], &report["removed"]), (&json!(40), &json!(25)), "{report}");

    let folder = archive.home.path().join("local");
    let news = archive.news();
    archive.run_at(folder.to_str().unwrap(), &["index", news.to_str().unwrap()]);
    let local = archive.run_at(folder.to_str().unwrap(), &["export"]);
    let remote = archive.run(&["export"]);
    assert_eq!(comparable(&remote.out), comparable(&local.out));
    assert_eq!(comparable(&remote.out).len(), 40);
    for (query, count) in [("harbour", "40"), ("\"crew 12\"", "1"), ("\"crew 3\"", "0")] {
        assert_eq!(archive.run(&["search", "-c", query]).out.trim(), count, "{query}");
    }
    let checked = archive.run(&["check", "--json"]);
    let checked: Value = serde_json::from_str(&checked.out).unwrap();
    assert_eq!((&checked["sound"], &checked["articles"]), (&json!(true), &json!(40)), "{checked}");
}

#[test]
fn an_article_with_a_known_id_from_standard_input_replaces_the_older_one() {
    let Some(archive) = Archive::new() else { return };
    for text in ["The mill closes.", "The mill reopens.", "The mill reopens."] {
        let mut child = archive
            .command(&archive.location.to_string(), &["index", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let record = json!({"id": "mill", "text": text});
        writeln!(child.stdin.take().unwrap(), "{record}").unwrap();
        assert!(child.wait().unwrap().success());
    }
    let count = |query: &str| archive.run(&["search", "-c", query]).out.trim().to_owned();
    assert_eq!((count("closes"), count("reopens")), ("0".to_owned(), "1".to_owned()));
    assert_eq!(archive.ids(), ["mill"]);
}

#[test]
fn a_rebuild_replaces_the_build_and_moves_the_alias_and_a_later_run_deletes_the_old_one() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..5);
    archive.index(&["--shards", "2", "--replicas", "0"]);
    archive.write("a.jsonl", 0..4);
    let report = archive.index(&["--rebuild"]);
    assert_eq!(report["articles"], 4);
    let alias = archive.send(Method::Get, &format!("/_alias/{}", archive.name), &Value::Null);
    let indexes: Vec<&String> = alias.as_object().unwrap().keys().collect();
    assert_eq!(indexes, [&format!("{}.articles-2-all", archive.name)]);
    assert_eq!(archive.ids().len(), 4);

    let old = || {
        archive.client.send(Method::Get, &format!("/{}.articles-1-all", archive.name), b"").unwrap().status
    };
    assert_eq!(old(), 200, "searches that run may still read it");
    archive.change_state(|state| state["replaced"] = json!([[1, 0]]));
    archive.index(&[]);
    assert_eq!((old(), archive.ids().len()), (404, 4));
}

#[test]
fn another_writer_is_named_and_a_lease_of_a_process_that_ended_is_taken_over() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    let store = archive.store();
    let put = |id: &str| {
        let article = Article { id: id.to_owned(), text: "A late word.".to_owned(), ..Article::default() };
        Change::Put(Box::new(AnalyzedArticle::new(article, &[])))
    };
    let owner = Owner { pid: 12, host: "far".to_owned() };
    let mut first = store.writer(&owner, Duration::ZERO, MEMORY).unwrap();
    let refused = archive.run(&["index", "--wait", "0", "--rebuild", archive.news().to_str().unwrap()]);
    assert_eq!(refused.exit, Some(2));
    assert!(refused.err.contains("is being written by process 12 on far"), "{refused:?}");

    // It wrote something and then stopped without a word; its lease has run out.
    first.apply(vec![put("late")]).unwrap();
    archive.change_state(|state| state["lease"]["until"] = json!(0));
    let second = store.writer(&Owner::default(), Duration::ZERO, MEMORY).unwrap();
    first.apply(vec![put("later")]).unwrap_or_default();
    let state = State { run: 9, versions: Versions::OURS };
    let error = first.commit(&state, 1, &|_| Ok(String::new())).unwrap_err();
    assert!(error.to_string().contains("now written by"), "{error}");
    drop((first, second));
    assert_eq!(archive.ids().len(), 3);

    // What it wrote after its lease was taken is swept by the next run, and not visible until then.
    archive.write("b.jsonl", 3..4);
    archive.index(&[]);
    assert_eq!((archive.ids().len(), archive.documents()), (4, 4));
}

#[test]
fn a_run_that_is_killed_leaves_nothing_and_the_next_one_goes_on_at_once() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    let mut child = archive
        .command(&archive.location.to_string(), &["index", "--memory", "16", "-"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let started = Instant::now();
    let mut number = 1000;
    while archive.documents() == 3 && started.elapsed() < Duration::from_secs(120) {
        for _ in 0..500 {
            input.write_all(article(number).as_bytes()).unwrap();
            number += 1;
        }
    }
    assert!(archive.documents() > 3, "something was written before the kill");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(archive.ids().len(), 3);
    // The server still carries out the requests that were under way. What arrives later than the next run waits for the one after it.
    let mut before = 0;
    while before != archive.documents() {
        before = archive.documents();
        thread::sleep(Duration::from_secs(2));
    }

    archive.write("b.jsonl", 3..5);
    let report = archive.index(&[]);
    assert_eq!(report["articles"], 5);
    assert_eq!((archive.ids().len(), archive.documents()), (5, 5));
}

#[test]
fn removed_articles_are_kept_for_running_searches_and_deleted_later() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..6);
    archive.index(&[]);
    let open = morgue::archive::Archive::newest(&archive.store()).unwrap();
    archive.write("a.jsonl", 0..2);
    archive.index(&[]);
    assert_eq!((archive.ids().len(), archive.documents()), (2, 6));
    assert_eq!(open.status().unwrap().articles, 6);
    archive.change_state(|state| {
        for entry in state["removing"].as_array_mut().unwrap() {
            entry[1] = json!(0);
        }
    });
    archive.write("b.jsonl", 6..7);
    archive.index(&[]);
    assert_eq!((archive.ids().len(), archive.documents()), (3, 3));
}

#[test]
fn an_index_of_another_program_is_not_touched() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    for index in [format!("{}.state", archive.name), format!("{}.articles-1-all", archive.name)] {
        archive.send(Method::Put, &format!("/{index}"), &json!({}));
        archive.send(
            Method::Put,
            &format!("/{index}/_doc/state?refresh=true"),
            &json!({"state": {"theirs": true}}),
        );
        let refused = archive.run(&["index", archive.news().to_str().unwrap()]);
        assert_eq!(refused.exit, Some(2), "{refused:?}");
        assert!(refused.err.contains("is not a morgue index"), "{refused:?}");
        assert_eq!(archive.run(&["search", "harbour"]).exit, Some(2));
        let there = archive.send(Method::Get, &format!("/{}*/_alias", archive.name), &Value::Null);
        assert_eq!(there.as_object().unwrap().len(), 1, "{there}");
        let document = archive.send(Method::Get, &format!("/{index}/_doc/state"), &Value::Null);
        assert_eq!(
            (&document["_source"]["state"]["theirs"], &document["_version"]),
            (&json!(true), &json!(1))
        );
        archive.send(Method::Delete, &format!("/{index}"), &Value::Null);
    }
}

#[test]
fn another_version_is_refused_with_the_command_that_helps() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    archive.change_state(|state| state["analyzer"] = json!(1));
    let news = archive.news();
    for arguments in [&["search", "harbour"][..], &["status"], &["index", news.to_str().unwrap()]] {
        let refused = archive.run(arguments);
        assert_eq!(refused.exit, Some(2), "{arguments:?} {refused:?}");
        assert!(refused.err.contains("analyzer 1") && refused.err.contains("--rebuild"), "{refused:?}");
    }
    assert_eq!(archive.index(&["--rebuild"])["articles"], 3);
    assert_eq!(archive.ids().len(), 3);
    // An archive of a later version is not even rebuilt: its state is not understood.
    archive.change_state(|state| state["layout"] = json!(99));
    let error = archive.store().writer(&Owner::default(), Duration::ZERO, MEMORY).err().unwrap();
    assert!(matches!(error, StoreError::OtherVersion { .. }), "{error}");
}

#[test]
fn missing_articles_are_found_by_a_check_and_never_committed() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..5);
    archive.index(&[]);
    let query = json!({"query": {"term": {"id": "selby-00002"}}});
    let articles = format!("{}.articles-1-all", archive.name);
    archive.send(Method::Post, &format!("/{articles}/_delete_by_query?refresh=true"), &query);
    let checked = archive.run(&["check"]);
    assert_eq!(checked.exit, Some(1), "{checked:?}");
    assert!(
        checked.out.contains("it holds 4 articles") && checked.out.contains("should hold 5"),
        "{checked:?}"
    );
    archive.write("b.jsonl", 5..6);
    let refused = archive.run(&["index", archive.news().to_str().unwrap()]);
    assert!(refused.exit == Some(2) && refused.err.contains("holds 5 of 6 articles"), "{refused:?}");
    assert_eq!(archive.index(&["--rebuild"])["articles"], 6);
    assert_eq!(archive.run(&["check"]).exit, Some(0));
}

#[test]
fn machines_have_inputs_of_their_own() {
    let Some(archive) = Archive::new() else { return };
    let on = |machine: &str, arguments: &[&str]| {
        let mut command = archive.command(&archive.location.to_string(), arguments);
        let printed = crate::program::finished(command.env("MORGUE_MACHINE", machine).output().unwrap());
        assert_eq!(printed.exit, Some(0), "{printed:?}");
        printed.out
    };
    let news = archive.news();
    let index = |machine: &str| -> Value {
        serde_json::from_str(&on(machine, &["index", "--json", news.to_str().unwrap()])).unwrap()
    };
    archive.write("a.jsonl", 0..20);
    assert_eq!(index("desk")["added"], 20);
    // The same folder on another machine: half of its articles are the same, and a file is missing.
    archive.write("b.jsonl", 10..30);
    std::fs::remove_file(news.join("a.jsonl")).unwrap();
    let report = index("far");
    assert_eq!(
        (&report["added"], &report["removed"], &report["articles"]),
        (&json!(10), &json!(0), &json!(30))
    );
    assert_eq!(archive.ids().len(), 30);
    assert_eq!(index("far")["articles"], 30);
    // It loses its file; the articles of the first machine stay.
    std::fs::remove_file(news.join("b.jsonl")).unwrap();
    archive.write("c.jsonl", 40..41);
    let report = index("far");
    assert_eq!((&report["removed"], &report["articles"]), (&json!(10), &json!(21)));
    let status = on("desk", &["status"]);
    assert!(status.contains(&format!("far:{}", news.display())), "{status}");
    assert_eq!(archive.run(&["check"]).exit, Some(0));
}

#[test]
fn several_machines_write_at_the_same_time_and_one_is_killed() {
    let Some(archive) = Archive::new() else { return };
    let location = archive.location.to_string();
    let start = |machine: &str, arguments: &[&str]| {
        let mut command = archive.command(&location, arguments);
        command.env("MORGUE_MACHINE", machine).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let mut killed = start("lost", &["index", "--memory", "16", "-"]);
    let mut input = killed.stdin.take().unwrap();
    let began = Instant::now();
    let mut number = 10_000;
    while archive.client.send(Method::Head, &format!("/{}.articles-1-all", archive.name), b"").unwrap().status
        != 200
        || archive.documents() == 0
    {
        assert!(began.elapsed() < Duration::from_secs(120), "the first one writes");
        for _ in 0..500 {
            input.write_all(article(number).as_bytes()).unwrap();
            number += 1;
        }
    }
    let waiting: Vec<_> = [("desk", 0..300), ("far", 200..500)]
        .into_iter()
        .map(|(machine, numbers)| {
            let folder = archive.home.path().join(machine);
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join("a.jsonl"), numbers.map(article).collect::<String>()).unwrap();
            start(machine, &["index", folder.to_str().unwrap()])
        })
        .collect();
    thread::sleep(Duration::from_secs(5));
    let pid = killed.id();
    killed.kill().unwrap();
    killed.wait().unwrap();
    for child in waiting {
        let printed = crate::program::finished(child.wait_with_output().unwrap());
        assert_eq!(printed.exit, Some(0), "{printed:?}");
        assert!(printed.err.contains(&format!("waiting for process {pid}")), "{printed:?}");
    }
    let expected: Vec<String> = (0..500).map(|number| format!("selby-{number:05}")).collect();
    assert_eq!(archive.ids(), expected);
    assert_eq!(archive.run(&["check"]).exit, Some(0));
}

#[test]
fn what_the_mappings_say_is_checked_at_every_start() {
    let Some(archive) = Archive::new() else { return };
    archive.write("a.jsonl", 0..3);
    archive.index(&[]);
    let articles = format!("{}.articles-1-all", archive.name);
    let mapping = archive.send(Method::Get, &format!("/{articles}/_mapping"), &Value::Null);
    let mut meta = mapping[&articles]["mappings"]["_meta"].clone();
    meta["morgue"]["analysis"] = json!(1);
    archive.send(Method::Put, &format!("/{articles}/_mapping"), &json!({"_meta": meta}));
    archive.write("b.jsonl", 3..4);
    let news = archive.news();
    for arguments in [&["search", "harbour"][..], &["export"], &["index", news.to_str().unwrap()]] {
        let refused = archive.run(arguments);
        assert_eq!(refused.exit, Some(2), "{arguments:?} {refused:?}");
        assert!(refused.err.contains("analyzer 1") && refused.err.contains("--rebuild"), "{refused:?}");
    }
    let checked = archive.run(&["check"]);
    assert!(
        checked.exit == Some(1) && checked.out.contains("its mapping is not of this version"),
        "{checked:?}"
    );
    assert_eq!(archive.index(&["--rebuild"])["articles"], 4);
    let state = archive.send(Method::Get, &format!("/{}.state/_doc/state", archive.name), &Value::Null);
    let vocabulary = format!("{}.vocabulary-{}", archive.name, state["_source"]["state"]["build"]);
    archive.send(Method::Delete, &format!("/{vocabulary}"), &Value::Null);
    let refused = archive.run(&["search", "harbour"]);
    assert!(
        refused.exit == Some(2) && refused.err.contains(&format!("{vocabulary}` is missing")),
        "{refused:?}"
    );
}
