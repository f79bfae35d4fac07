//! Archives that are split by year or month: the same answers, few indexes asked, frozen ones left alone.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write as _,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use morgue::{
    analyzed_article::AnalyzedArticle,
    article::Article,
    opensearch::Method,
    store::{Change, Owner, State, Store as _, Versions},
};
use serde_json::{Value, json};

use crate::program::{Archive, Printed};

/// The dates of the articles, in turn; `None`: without a date.
const DATES: &[Option<&str>] = &[
    Some("2019-03-04"),
    Some("2019"),
    Some("2020-12-31T23:30:00-05:00"),
    Some("2021-01-01T00:30:00+05:00"),
    None,
    Some("2021-06"),
    Some("2021-06-17"),
    Some("1523-05-01"),
];

/// Returns the record of an article.
fn dated(number: usize, date: Option<&str>) -> String {
    let text = format!(
        "Number {number} of the ledger of Port Selby says that {} ferries ran. “The {} quay is closed,” said Mira \
         Okonjo, a harbour pilot.\n\nNobody on the quay expected an end of the dispute.{}",
        number % 5,
        ["north", "south", "east"][number % 3],
        " The dispute went on.".repeat(number % 4),
    );
    let record = json!({
        "id": format!("ledger-{number:03}"), "title": format!("Ferries, part {number}"), "text": text, "date": date,
        "source": format!("{}.example", ["gazette", "harbour"][number % 2]),
    });
    format!("{record}\n")
}

fn write(archive: &Archive, file: &str, records: impl Iterator<Item = String>) {
    std::fs::write(archive.news().join(file), records.collect::<String>()).unwrap();
}

/// Writes articles, each in a file of its own.
fn write_all(archive: &Archive, count: usize) {
    for number in 0..count {
        write(archive, &file(number), [dated(number, DATES[number % DATES.len()])].into_iter());
    }
}

/// Returns the name of the file of an article.
fn file(number: usize) -> String {
    format!("a{number:03}.jsonl")
}

fn delete(archive: &Archive, number: usize) {
    std::fs::remove_file(archive.news().join(file(number))).unwrap();
}

/// Returns an archive of `count` articles that is split by year.
fn by_year(count: usize) -> Option<Archive> {
    let archive = Archive::new()?;
    write_all(&archive, count);
    assert_eq!(archive.index(&["--split", "year"])["articles"], count);
    Some(archive)
}

/// Returns the number of articles in each slice, live or not.
fn slices(archive: &Archive) -> BTreeMap<String, u64> {
    archive.documents();
    let path = format!("/{}.articles-*/_search", archive.name);
    let body = json!({"size": 0, "aggs": {"slices": {"terms": {"field": "_index", "size": 100}}}});
    let found = archive.send(Method::Post, &path, &body);
    let slice = |bucket: &Value| {
        let slice = bucket["key"].as_str().unwrap().split_once(".articles-").unwrap().1.to_owned();
        (slice, bucket["doc_count"].as_u64().unwrap())
    };
    found["aggregations"]["slices"]["buckets"].as_array().unwrap().iter().map(slice).collect()
}

fn counts(expected: &[(&str, u64)]) -> BTreeMap<String, u64> {
    expected.iter().map(|(slice, count)| ((*slice).to_owned(), *count)).collect()
}

/// Returns the lines of an answer without what differs between two indexes of the same articles, and scores to four places.
fn comparable(printed: &Printed) -> Vec<Value> {
    fn same(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for name in ["seen", "took_ms"] {
                    fields.remove(name);
                }
                fields.values_mut().for_each(same);
            }
            Value::Array(values) => values.iter_mut().for_each(same),
            Value::Number(number) if number.is_f64() => {
                *value = json!(format!("{:.4}", number.as_f64().unwrap()));
            }
            _ => {}
        }
    }
    let line = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        same(&mut value);
        value
    };
    printed.out.lines().map(line).collect()
}

const QUESTIONS: &[&[&str]] = &[
    &["export"],
    &["export", "date:2021"],
    &["search", "--json", "dispute"],
    &["search", "--json", "--expand", "ferries", "quay"],
    &["search", "--json", "-n", "0", "quay closed", "--since", "2020-12-31", "--until", "2021-01-01"],
    &["search", "--json", "dispute", "--since", "2021"],
    &["search", "--json", "--any", "north ferries date:..2019"],
    &["search", "--json", "date:none dispute"],
    &["search", "--json", "date:2019 OR date:none"],
    &["search", "--json", "NOT date:2021 quay"],
    &["search", "--json", "--sort", "newest", "dispute", "--offset", "3", "-n", "7"],
    &["search", "--json", "date:1500..1600"],
    &["search", "--json", "date:1950"],
    &["quotes", "--json", "quay", "--since", "2020"],
    &["quotes", "--json", "--by", "Okonjo", "date:2021-06"],
    &["top", "--json", "source", "date:2021"],
    &["top", "--json", "speaker"],
    &["timeline", "--json", "dispute"],
    &["timeline", "--json", "--share", "north", "--since", "2019"],
    &["similar", "--json", "ledger-006"],
    &["show", "--json", "ledger-004"],
];

#[test]
fn a_split_archive_answers_like_a_folder() {
    let Some(archive) = by_year(64) else { return };
    let (folder, news) = (archive.home.path().join("local"), archive.news());
    let local = folder.to_str().unwrap();
    archive.run_at(local, &["index", news.to_str().unwrap()]);
    for question in QUESTIONS {
        let (remote, local) = (archive.run(question), archive.run_at(local, question));
        assert_eq!(remote.exit, local.exit, "{question:?} {remote:?} {local:?}");
        assert_eq!(comparable(&remote), comparable(&local), "{question:?}");
    }
    let expected = counts(&[("1-2019", 16), ("1-2020", 8), ("1-2021", 24), ("1-other", 8), ("1-undated", 8)]);
    assert_eq!(slices(&archive), expected);
    let status: Value = serde_json::from_str(&archive.run(&["status", "--json"]).out).unwrap();
    assert_eq!(status["slices"], 5);
    let checked = archive.run(&["check"]);
    assert_eq!(checked.exit, Some(0), "{checked:?}");
}

/// Returns the slices whose shards were asked by these questions, each with how often.
fn asked(archive: &Archive, question: &[&str]) -> BTreeMap<String, u64> {
    let queries = || -> BTreeMap<String, u64> {
        let path = format!("/{}.articles-*/_stats/search", archive.name);
        let stats = archive.send(Method::Get, &path, &Value::Null);
        let count = |(index, of): (&String, &Value)| {
            let slice = index.rsplit_once("-").unwrap().1.to_owned();
            (slice, of["total"]["search"]["query_total"].as_u64().unwrap())
        };
        stats["indices"].as_object().unwrap().iter().map(count).collect()
    };
    let before = queries();
    let printed = archive.run(question);
    assert_ne!(printed.exit, Some(2), "{printed:?}");
    let after = queries().into_iter().map(|(slice, count)| (slice.clone(), count - before[&slice]));
    after.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn a_date_filter_asks_few_indexes() {
    let Some(archive) = by_year(64) else { return };
    let names = |question: &[&str]| asked(&archive, question).into_keys().collect::<Vec<_>>();
    assert_eq!(names(&["export", "date:2021"]), ["2021", "other"]);
    assert_eq!(names(&["export", "date:2020-12..2021-03"]), ["2020", "2021", "other"]);
    // A search also counts the articles that it leaves out because they have no date.
    assert_eq!(names(&["search", "-n", "0", "-l", "date:2019"]), ["2019", "other", "undated"]);
    assert_eq!(names(&["search", "-c", "date:none"]), ["other", "undated"]);
    assert_eq!(names(&["top", "source", "--since", "2021"]), ["2021", "other"]);
    assert_eq!(names(&["export", "source:gazette.example"]).len(), 5);
    // Words are counted in the whole archive, and copies may have any date. The rest asks where matches can be.
    let of_words = asked(&archive, &["search", "dispute", "--since", "2021"]);
    let of_all = asked(&archive, &["search", "dispute"]);
    assert!(of_words["2019"] < of_words["2021"], "{of_words:?}");
    assert!(of_words["2019"] < of_all["2019"], "{of_words:?} {of_all:?}");
}

#[test]
fn an_article_of_another_date_goes_to_another_index() {
    let Some(archive) = by_year(16) else { return };
    let before = slices(&archive);
    write(&archive, &file(6), [dated(6, Some("2020-05-05"))].into_iter());
    let report = archive.index(&[]);
    assert_eq!((&report["articles"], &report["changed"]), (&json!(16), &json!(1)), "{report}");
    // The version before stays for running searches.
    assert_eq!(slices(&archive)["1-2020"], before["1-2020"] + 1);
    assert_eq!(slices(&archive)["1-2021"], before["1-2021"]);
    let found = |query: &str| archive.run(&["search", "-l", "-n", "0", query]).out.contains(&file(6));
    assert!(found("date:2020") && !found("date:2021"));
    assert_eq!(archive.ids().len(), 16);
    // A new year has an index of its own, within the alias of the archive.
    write(&archive, "b.jsonl", [dated(20, Some("2022-02-02"))].into_iter());
    assert_eq!(archive.index(&[])["articles"], 17);
    let alias = archive.send(Method::Get, &format!("/_alias/{}", archive.name), &Value::Null);
    assert!(alias[format!("{}.articles-1-2022", archive.name)].is_object(), "{alias}");
    assert_eq!(archive.run(&["search", "-c", "date:2022"]).out.trim(), "1");
    assert_eq!(archive.run(&["check"]).exit, Some(0));
}

fn put(id: &str, date: &str) -> Change {
    let (id, date) = (id.to_owned(), date.parse().ok());
    let text = "A ferry ran. “It was late,” said Mira Okonjo.".to_owned();
    Change::Put(Box::new(AnalyzedArticle::new(Article { id, text, date, ..Article::default() }, &[])))
}

#[test]
fn within_a_commit_an_article_is_withdrawn_where_it_was_put() {
    let Some(archive) = by_year(8) else { return };
    let store = archive.store();
    let mut writer = store.writer(&Owner::default(), Duration::ZERO, 64 << 20).unwrap();
    for changes in [
        vec![put("late", "2019-01-01"), put("later", "2020-01-01"), put("gone", "2021-01-01")],
        vec![Change::Delete("late".into()), put("late", "2020-07-07"), Change::Delete("gone".into())],
        vec![Change::Delete("later".into()), put("later", "2030-07-07")],
        vec![Change::Delete("later".into()), put("later", "2019-07-07")],
    ] {
        assert!(writer.apply(changes).unwrap().iter().all(Result::is_ok));
    }
    let part = |_: &mut dyn std::io::Write| Ok(String::new());
    writer.commit(&State { run: 7, versions: Versions::OURS }, 0, &part).unwrap();
    writer.close(&morgue::store::LastRun { run: 7, ..Default::default() }).unwrap();
    let date = |id: &str| {
        let shown = archive.run(&["export", &format!("id:{id}")]);
        serde_json::from_str::<Value>(&shown.out).ok().map(|article| article["date"].clone())
    };
    assert_eq!(date("late"), Some(json!("2020-07-07")));
    assert_eq!(date("later"), Some(json!("2019-07-07")));
    assert_eq!(archive.ids().len(), 10);
    assert_eq!(archive.run(&["search", "-c", "date:2019-07"]).out.trim(), "1");
}

fn freeze(archive: &Archive, slice: &str, is_frozen: bool) {
    let path = format!("/{}.articles-1-{slice}/_settings", archive.name);
    archive.send(Method::Put, &path, &json!({"index.blocks.write": is_frozen}));
}

#[test]
fn a_frozen_year_is_read_and_left_alone() {
    let Some(archive) = by_year(32) else { return };
    freeze(&archive, "2019", true);
    assert_eq!(archive.ids().len(), 32);
    let frozen = slices(&archive)["1-2019"];
    // A late article of that year goes to the slice of others, and is found by its date.
    write(&archive, "b.jsonl", [dated(40, Some("2019-05-05")), dated(41, Some("2023-05-05"))].into_iter());
    assert_eq!(archive.index(&[])["articles"], 34);
    assert_eq!(slices(&archive)["1-2019"], frozen);
    assert_eq!(archive.run(&["search", "-c", "date:2019"]).out.trim(), "9");
    assert_eq!(archive.run(&["check"]).exit, Some(0));
    // It can go again.
    std::fs::remove_file(archive.news().join("b.jsonl")).unwrap();
    assert_eq!(archive.index(&[])["articles"], 32);
}

#[test]
fn what_would_change_a_frozen_year_is_an_error_that_says_so() {
    let Some(archive) = by_year(16) else { return };
    freeze(&archive, "2019", true);
    let before = archive.run(&["export"]).out;
    // The first article is of 2019.
    delete(&archive, 0);
    write(&archive, "b.jsonl", [dated(40, Some("2023-05-05"))].into_iter());
    let failed = archive.run(&["index", archive.news().to_str().unwrap()]);
    assert_eq!(failed.exit, Some(2), "{failed:?}");
    let expected =
        format!("`{}.articles-1-2019` is frozen (it allows no writing): article `ledger-000`", archive.name);
    assert!(failed.err.contains(&expected) && failed.err.contains("index.blocks.write"), "{failed:?}");
    assert_eq!(archive.run(&["export"]).out, before);
    freeze(&archive, "2019", false);
    assert_eq!(archive.index(&[])["articles"], 16);
    assert!(!archive.ids().contains(&"ledger-000".to_owned()));
}

#[test]
fn leftovers_in_a_frozen_year_wait() {
    let Some(archive) = by_year(16) else { return };
    let all = slices(&archive)["1-2019"];
    // Two articles of 2019 and one of 2021 go; then 2019 is frozen.
    [0, 1, 6].into_iter().for_each(|number| delete(&archive, number));
    assert_eq!(archive.index(&[])["articles"], 13);
    freeze(&archive, "2019", true);
    let later = |archive: &Archive| {
        archive.change_state(|state| {
            state["removing"].as_array_mut().unwrap().iter_mut().for_each(|entry| entry[1] = json!(0));
        });
    };
    later(&archive);
    write(&archive, "b.jsonl", [dated(40, Some("2023-05-05"))].into_iter());
    assert_eq!(archive.index(&[])["articles"], 14);
    let expected = BTreeMap::from([("1-2019".to_owned(), all), ("1-2021".to_owned(), 5)]);
    let kept: BTreeMap<_, _> =
        slices(&archive).into_iter().filter(|(slice, _)| expected.contains_key(slice)).collect();
    assert_eq!(kept, expected);
    assert_eq!(archive.ids().len(), 14);
    freeze(&archive, "2019", false);
    std::fs::remove_file(archive.news().join("b.jsonl")).unwrap();
    archive.index(&[]);
    later(&archive);
    archive.index(&[]);
    assert_eq!(slices(&archive)["1-2019"], all - 2);
    assert_eq!(archive.ids().len(), 13);
}

#[test]
fn an_old_build_that_may_not_be_deleted_stays_until_it_may() {
    let Some(archive) = by_year(8) else { return };
    let read_only = |is_frozen: bool| {
        let path = format!("/{}.articles-1-2019/_settings", archive.name);
        archive.send(Method::Put, &path, &json!({"index.blocks.read_only": is_frozen}));
    };
    read_only(true);
    assert_eq!(archive.index(&["--rebuild"])["articles"], 8);
    let old = || slices(&archive).into_keys().filter(|slice| slice.starts_with("1-")).collect::<Vec<_>>();
    for (is_frozen, expected) in [(true, &["1-2019"][..]), (false, &[])] {
        read_only(is_frozen);
        archive.change_state(|state| {
            state["replaced"].as_array_mut().unwrap().iter_mut().for_each(|entry| entry[1] = json!(0));
        });
        assert_eq!(archive.index(&[])["articles"], 8);
        assert_eq!(old(), expected);
        assert_eq!(archive.ids().len(), 8);
    }
}

/// Returns the slices that the alias of an archive names.
fn in_alias(archive: &Archive) -> BTreeSet<String> {
    let alias = archive.send(Method::Get, &format!("/_alias/{}", archive.name), &Value::Null);
    let slice = |index: &String| index.split_once(".articles-").unwrap().1.to_owned();
    alias.as_object().unwrap().keys().map(slice).collect()
}

#[test]
fn a_rebuild_splits_and_joins_and_keeps_what_is_not_said() {
    let Some(archive) = Archive::new() else { return };
    write_all(&archive, 16);
    archive.index(&[]);
    let whole = comparable(&archive.run(&["export"]));
    let question = ["search", "--json", "dispute", "--since", "2020"];
    let answer = comparable(&archive.run(&question));
    let refused = archive.run(&["index", "--split", "year", archive.news().to_str().unwrap()]);
    assert_eq!(refused.exit, Some(2), "{refused:?}");
    assert!(
        refused.err.contains("is not split") && refused.err.contains("`morgue index --rebuild --split year`"),
        "{refused:?}"
    );
    for (flags, slices) in [
        (
            &["--rebuild", "--split", "year", "--shards", "2"][..],
            &["2-2019", "2-2020", "2-2021", "2-other", "2-undated"][..],
        ),
        (&["--rebuild"], &["3-2019", "3-2020", "3-2021", "3-other", "3-undated"]),
        (
            &["--rebuild", "--split", "month"],
            &["4-2019-01", "4-2019-03", "4-2020-12", "4-2021-01", "4-2021-06", "4-other", "4-undated"],
        ),
        (&["--rebuild", "--split", "none"], &["5-all"]),
    ] {
        assert_eq!(archive.index(flags)["articles"], 16, "{flags:?}");
        assert_eq!(in_alias(&archive), slices.iter().map(|slice| (*slice).to_owned()).collect(), "{flags:?}");
        assert_eq!(comparable(&archive.run(&["export"])), whole, "{flags:?}");
        assert_eq!(comparable(&archive.run(&question)), answer, "{flags:?}");
        assert_eq!(archive.run(&["check"]).exit, Some(0), "{flags:?}");
    }
    archive.change_state(|state| {
        state["replaced"].as_array_mut().unwrap().iter_mut().for_each(|entry| entry[1] = json!(0));
    });
    archive.index(&[]);
    assert_eq!(slices(&archive).into_keys().collect::<Vec<_>>(), ["5-all"]);
}

#[test]
fn a_killed_run_leaves_no_articles_in_any_slice() {
    let Some(archive) = by_year(8) else { return };
    let before = archive.documents();
    let mut child = archive
        .command(&archive.location.to_string(), &["index", "--memory", "16", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let (started, mut number) = (Instant::now(), 1000);
    while archive.documents() == before {
        assert!(started.elapsed() < Duration::from_secs(120), "something was written");
        for _ in 0..500 {
            let date = format!("{}-01-01", 2030 + number % 3);
            input.write_all(dated(number, Some(&date)).as_bytes()).unwrap();
            number += 1;
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(archive.ids().len(), 8);
    // The server still carries out the requests that were under way.
    let mut now = 0;
    while now != archive.documents() {
        now = archive.documents();
        thread::sleep(Duration::from_secs(2));
    }
    write(&archive, "b.jsonl", [dated(40, Some("2030-05-05"))].into_iter());
    assert_eq!(archive.index(&[])["articles"], 9);
    assert_eq!((archive.documents(), archive.ids().len()), (before + 1, 9));
    assert_eq!(archive.run(&["check"]).exit, Some(0));
}

#[test]
fn a_lost_slice_is_named() {
    let Some(archive) = by_year(16) else { return };
    let lost = format!("{}.articles-1-2020", archive.name);
    archive.send(Method::Delete, &format!("/{lost}"), &Value::Null);
    let expected = format!("`{lost}` is missing");
    for arguments in [&["search", "dispute"][..], &["index", archive.news().to_str().unwrap()]] {
        let failed = archive.run(arguments);
        assert!(failed.exit == Some(2) && failed.err.contains(&expected), "{failed:?}");
    }
    let checked = archive.run(&["check"]);
    assert!(checked.exit == Some(1) && checked.out.contains(&lost), "{checked:?}");
    assert_eq!(archive.index(&["--rebuild"])["articles"], 16);
}
