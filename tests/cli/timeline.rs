//! `morgue timeline`.

use serde_json::{Value, json};

use crate::archive::Archive;
use crate::json::assert_documented;

const STORY: &str = "The ferry between Port Ellis and the outer islands will sail again from Monday, the harbour board decided after a meeting that lasted until midnight. \
    Repairs to the bow ramp took nine weeks longer than planned because a casting had to come from abroad.";

/// Returns an archive with a story about a ferry, its copy and other articles, some with a vague date or without a date.
fn archive() -> Archive {
    let archive = Archive::empty();
    let record = |id: &str, date: Value, outlet: &str, text: &str| {
        json!({"id": id, "title": format!("Title {id}"), "text": text, "date": date,
            "url": format!("https://{outlet}/{id}")})
    };
    let records = [
        record("first", json!("2026-03-30"), "islandpost.example", STORY),
        record("copy", json!("2026-04-02"), "coast.example", STORY),
        record("own", json!("2026-06-10T23:30:00-05:00"), "harbour.example", "Gulls follow the ferry."),
        record("other", json!("2026-03-02"), "harbour.example", "Prices of herring fell."),
        record("month", json!("2026-04"), "harbour.example", "The ferry was painted in April."),
        record("year", json!("2026"), "harbour.example", "A chronicle of the ferry."),
        record("undated", Value::Null, "harbour.example", "The ferry, a poem."),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    std::fs::write(archive.path().join("news.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    archive
}

/// Returns `[period, articles, folded]` of each period, and the summary.
fn periods(objects: &[Value]) -> (Vec<Value>, &Value) {
    let (summary, rows) = objects.split_last().unwrap();
    rows.iter().for_each(|row| assert_documented(row, &["`period`"]));
    (rows.iter().map(|row| json!([row["period"], row["articles"], row["folded"]])).collect(), summary)
}

#[test]
fn all_months_are_shown_including_empty_ones() {
    let archive = archive();
    let objects = archive.run(&["timeline", "ferry", "--per", "month", "--json"]).objects();
    let (rows, summary) = periods(&objects);
    assert_eq!(
        rows,
        [
            json!(["2026-03", 1, 0]),
            json!(["2026-04", 1, 1]),
            json!(["2026-05", 0, 0]),
            json!(["2026-06", 1, 0]),
            json!(["2026", 1, 0]),
            json!([null, 1, 0])
        ]
    );
    assert_eq!((&summary["total"], &summary["folded"], &summary["shown"]), (&json!(6), &json!(1), &json!(5)));
    assert_eq!((&objects[4]["vague"], &objects[4]["end"]), (&json!(true), &json!("2026-12-31")));
    assert_eq!(objects[3]["start"], "2026-06-01");
}

#[test]
fn copies_are_counted_as_in_search() {
    let archive = archive();
    let count = |copies: &str| {
        let timeline = ["timeline", "ferry", "--per", "year", "--json", "--copies", copies];
        let objects = archive.run(&timeline).objects();
        let search = ["search", "ferry", "-n", "0", "--sort", "oldest", "--json", "--copies", copies];
        let searched = archive.run(&search).objects();
        let (summary, of_search) = (objects.last().unwrap(), searched.last().unwrap());
        assert_eq!((&summary["total"], &summary["folded"]), (&of_search["total"], &of_search["folded"]));
        objects[0]["articles"].clone()
    };
    assert_eq!([count("hide"), count("show"), count("only")], [json!(4), json!(5), json!(2)]);
}

#[test]
fn days_are_local_and_the_requested_bounds_are_shown() {
    let archive = archive();
    let arguments = ["timeline", "gulls", "--since", "2026-06-09", "--until", "2026-06-12", "--json"];
    let objects = archive.run(&arguments).objects();
    assert_eq!(
        periods(&objects).0,
        [
            json!(["2026-06-09", 0, 0]),
            json!(["2026-06-10", 1, 0]),
            json!(["2026-06-11", 0, 0]),
            json!(["2026-06-12", 0, 0])
        ]
    );
    let weeks = archive.run(&["timeline", "gulls", "--per", "week", "--json"]).objects();
    assert_eq!(periods(&weeks).0, [json!(["2026-W24", 1, 0])]);
}

#[test]
fn shares_refer_to_all_articles_that_pass_the_filters() {
    let archive = archive();
    let share = |options: &[&str]| {
        let arguments = [&["timeline", "ferry", "--per", "month", "--share", "--json"], options].concat();
        let object = archive.run(&arguments).objects().remove(0);
        json!([object["period"], object["articles"], object["all"], object["share"]])
    };
    assert_eq!(share(&[]), json!(["2026-03", 1, 2, 0.5]));
    assert_eq!(share(&["--source", "islandpost.example"]), json!(["2026-03", 1, 1, 1.0]));
}

#[test]
fn bars_tables_and_charts_are_written() {
    let archive = archive();
    let text = archive.found(&["timeline", "ferry", "--per", "month"]);
    assert!(text.starts_with("2026-03  1  █"), "{text}");
    assert!(text.contains("\n2026-05  0\n") && text.contains("+1 copy\n"), "{text}");
    assert!(text.contains("\nundated  1  █"), "{text}");
    let csv = archive.found(&["timeline", "ferry", "--per", "month", "--format", "csv"]);
    assert!(
        csv.starts_with("period,start,end,articles,folded,all,share\n2026-03,2026-03-01,2026-03-31,1,0,,\n")
    );
    let svg = archive.found(&["timeline", "ferry", "--format", "svg"]);
    assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
}

#[test]
fn without_results_the_exit_code_is_1_and_an_empty_query_is_an_error() {
    let archive = archive();
    let nothing = archive.run(&["timeline", "walrus", "--json"]);
    assert_eq!((nothing.code, nothing.objects().len()), (1, 1));
    assert_eq!(archive.run(&["timeline", ""]).code, 2);
    let all = archive.run(&["timeline", "--per", "year", "--json"]).objects();
    assert_eq!(all[0]["articles"], 5);
}
