//! Quotations: speakers, kinds, reports, and counts of speakers.

use serde_json::{Value, json};

use crate::archive::Archive;
use crate::json::assert_documented;

/// Returns an archive in which several papers report the same words.
fn archive() -> Archive {
    let archive = Archive::empty();
    let record = |id: &str, outlet: &str, date: Value, text: &str| {
        json!({"id": id, "title": format!("Title {id}"), "text": text, "date": date, "lang": "en",
            "url": format!("https://{outlet}/{id}"), "author": "Tom Reyes"})
    };
    let records = [
        record(
            "late",
            "islandpost.example",
            json!("2026-03-09"),
            "It rained. “We will finish the new bridge before winter comes,” said Abbas Araghchi, the harbour master.\n\nTwo officials said that the ferry was late.",
        ),
        record(
            "early",
            "coast.example",
            json!("2026-03-07"),
            "Prices rose. Araqchi told reporters: “We will finish the bridge before winter comes.” Araqchi called the ferry “a mess” on Friday.",
        ),
        record(
            "undated",
            "harbour.example",
            Value::Null,
            "The choir sang. “We will finish the new bridge before winter comes,” said Abbas Araghchi.\n\n“Nobody asked me about the lamps,” said Mohammad Araghchi.",
        ),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    std::fs::write(archive.path().join("news.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    archive
}

#[test]
fn kind_and_confidence_are_filters() {
    let archive = archive();
    let count =
        |arguments: &[&str]| archive.run(&[&["quotes", "-c"], arguments].concat()).stdout.trim().to_owned();
    assert_eq!(count(&[]), "6");
    assert_eq!(count(&["--kind", "direct"]), "4");
    assert_eq!(count(&["--kind", "mixed,indirect"]), "2");
    assert_eq!(count(&["--kind", "mixed", "--kind", "direct"]), "5");
    assert_eq!(count(&["--min-confidence", "0"]), "6");
    assert_eq!(count(&["--min-confidence", "1", "--kind", "indirect"]), "0");
    let paths = archive.found(&["quotes", "--kind", "indirect", "-l"]);
    assert_eq!(paths.lines().count(), 1, "{paths}");
    let explained =
        archive.run(&["quotes", "-c", "--kind", "direct,mixed", "--min-confidence", ".5", "--explain"]);
    assert!(
        explained.stderr.contains("query: (kind:direct OR kind:mixed) confidence:0.50"),
        "{}",
        explained.stderr
    );
    for wrong in [&["--kind", "loud"][..], &["--min-confidence", "2"], &["--min-confidence", "sure"]] {
        assert_eq!(archive.run(&[&["quotes"], wrong].concat()).code, 2, "{wrong:?}");
    }
}

#[test]
fn the_same_words_are_shown_once_with_all_reports() {
    let archive = archive();
    let objects = archive.run(&["quotes", "bridge", "--by", "Abbas Araghchi", "--json"]).objects();
    let [quotation, summary] = objects.as_slice() else { panic!("{objects:?}") };
    assert_documented(quotation, &["`quotation`"]);
    let ids: Vec<&str> = quotation["reported_by"]
        .as_array()
        .unwrap()
        .iter()
        .map(|report| report["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["early", "late", "undated"]);
    assert_eq!(quotation["reported_by"][0]["date"], "2026-03-07");
    assert_eq!((&summary["total"], &summary["folded"], &summary["shown"]), (&json!(3), &json!(2), &json!(1)));
    assert!(quotation["sentence"].as_str().unwrap().contains("bridge before winter"));
    let text = archive.found(&["quotes", "bridge", "--sort", "newest", "--sentence", "--explain"]);
    assert!(text.contains("first reported by coast.example (Araqchi) · 2026-03-07"), "{text}");
    assert!(text.contains("also reported by harbour.example · undated"), "{text}");
    assert!(text.contains("“We will finish the bridge before winter comes.”"), "{text}");
    assert!(text.contains("in: “We will finish the new *bridge*"), "{text}");
    assert!(text.contains("direct, found by words-then-speaker"), "{text}");
    let shown = archive.run(&["quotes", "bridge", "--copies", "show", "--json"]).objects();
    assert_eq!((shown.len(), &shown[3]["folded"]), (4, &json!(0)));
}

#[test]
fn each_quotation_counts_for_one_speaker() {
    let archive = archive();
    let objects = archive.run(&["top", "speaker", "--json"]).objects();
    let (rows, summary) = (&objects[..objects.len() - 1], &objects[objects.len() - 1]);
    rows.iter().for_each(|row| assert_documented(row, &["`top`"]));
    let alone = rows.iter().find(|row| row["value"] == "Araqchi").unwrap();
    assert_eq!(alone["may_be"], json!(["Abbas Araghchi", "Mohammad Araghchi"]));
    let counted: u64 = rows.iter().map(|row| row["count"].as_u64().unwrap()).sum();
    assert_eq!((counted, &summary["unnamed"], &summary["total"]), (5, &json!(1), &json!(6)));
    // Additional results of `--by` have only a surname, and are marked as unsure.
    let by = archive.run(&["quotes", "--by", "Abbas Araghchi", "--copies", "show", "--json"]).objects();
    let unsure: Vec<&Value> = by.iter().filter_map(|hit| hit.get("unsure")).collect();
    assert_eq!(unsure, [false, false, true, true]);
    assert_eq!(by[4]["warnings"][0]["code"], "unsure_speakers");
    let ran = archive.run(&["top", "speaker", "bridge"]);
    assert_eq!(ran.stdout, "2  Abbas Araghchi\n1  Araqchi (may be Abbas Araghchi, Mohammad Araghchi)\n");
    assert_eq!(ran.stderr, "");
    let notes = archive.run(&["top", "speaker"]).stderr;
    assert!(notes.contains("1 of 6 quotations has no named speaker"), "{notes}");
    assert_eq!(archive.found(&["top", "author"]).trim(), "3  Tom Reyes");
    assert_eq!(archive.found(&["top", "source", "-n", "1"]).trim(), "1  coast.example");
    assert_eq!(archive.found(&["top", "lang", "bridge"]).trim(), "3  en");
    assert_eq!(archive.found(&["top", "section"]).trim(), "3  unknown");
    assert_eq!(archive.run(&["top", "source", "zeppelin"]).code, 1);
    assert_eq!(archive.run(&["top", "colour"]).code, 2);
}

#[test]
fn paraphrases_are_labeled_in_every_format() {
    let archive = archive();
    let text = archive.found(&["quotes", "ferry", "--sort", "oldest"]);
    assert!(text.contains("  paraphrase · said: the *ferry* was late\n"), "{text}");
    assert!(text.contains("  partly quoted · called: the *ferry* “a mess”"), "{text}");
    let direct = archive.found(&["quotes", "lamps", "--format", "md"]);
    assert!(direct.starts_with("> “Nobody asked me about the **lamps**,”\n"), "{direct}");
    let indirect = archive.found(&["quotes", "ferry late", "--format", "md"]);
    assert!(indirect.starts_with("> *paraphrase · said:* the **ferry** was **late**\n"), "{indirect}");
    assert!(indirect.contains("— Two officials (unnamed);"), "{indirect}");
    let html = archive.found(&["quotes", "ferry late", "--format", "html"]);
    assert!(html.contains("<small>paraphrase · said:</small>"), "{html}");
    let csv = archive.found(&["quotes", "ferry late", "--format", "csv"]);
    assert!(csv.lines().nth(1).unwrap().contains(",said,false,false,"), "{csv}");
    let shown = archive.found(&["show", "late"]);
    assert!(shown.contains("2. Two officials (unnamed) · paraphrase · said: the ferry was late"), "{shown}");
}

#[test]
fn partial_matches_are_labeled() {
    let archive = archive();
    let ran = archive.run(&["quotes", "lamps", "choir", "--json"]);
    assert_eq!(ran.code, 1);
    let objects = ran.objects();
    let [first, .., summary] = objects.as_slice() else { panic!("{objects:?}") };
    assert_eq!((&first["partial"], &first["speaker"]), (&json!(true), &json!("Mohammad Araghchi")));
    assert_eq!((&summary["total"], &summary["shown"]), (&json!(0), &json!(2)));
    assert_eq!(summary["warnings"][0]["code"], "partial_matches");
    let ran = archive.run(&["quotes", "lamps", "choir", "--explain"]);
    assert!(ran.stdout.contains(" · partial match\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("asked instead: in:(lamps choir)"), "{}", ran.stderr);
    assert_eq!(archive.run(&["quotes", "-c", "lamps", "choir"]).stdout, "0\n");
    assert_eq!(archive.run(&["quotes", "-l", "lamps", "choir"]).stdout, "");
    assert_eq!(archive.run(&["quotes", "\"lamps choir\""]).stdout, "");
}

#[test]
fn the_field_in_applies_only_to_quotations() {
    let archive = archive();
    assert_eq!(archive.run(&["quotes", "-c", "in:(choir sang)"]).stdout, "2\n");
    assert_eq!(archive.run(&["top", "speaker", "in:choir", "-n", "1"]).stdout, "1  Abbas Araghchi\n");
    let refused = archive.run(&["search", "bridge", "in:(choir sang)", "--json"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("\"code\":\"query_in\""), "{}", refused.stderr);
    assert!(refused.stderr.contains("write only the words: `choir sang`"), "{}", refused.stderr);
}

#[test]
fn long_and_short_lists_agree() {
    let archive = Archive::empty();
    let record = |number: usize| {
        let text = format!(
            "It rained on day {number}. “We will finish bridge {} before winter comes,” said Anna Holt.\n\n“Nobody asked about lamp {number} at all,” said Ben Marsh.",
            number / 2
        );
        json!({"id": format!("a{number:04}"), "title": format!("Title {number}"), "text": text, "lang": "en",
            "date": format!("2026-{:02}-{:02}", number % 12 + 1, number % 28 + 1)})
    };
    // There are more quotations than a search looks up one by one.
    let lines: Vec<String> = (0..1400).map(|number| record(number).to_string()).collect();
    std::fs::write(archive.path().join("news.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    let all = archive.run(&["quotes", "-n", "0", "--json"]).objects();
    let summary = all.last().unwrap();
    assert_eq!(summary["type"], "summary");
    assert_eq!(
        (&summary["total"], &summary["shown"], &summary["folded"]),
        (&json!(2800), &json!(2100), &json!(700))
    );
    let last = archive.run(&["quotes", "-n", "1", "--offset", "2099", "--json"]).objects();
    assert_eq!(last[0]["article"]["id"], all[2099]["article"]["id"]);
    assert_eq!(last[0]["reported_by"], all[2099]["reported_by"]);
    let csv = archive.run(&["quotes", "-n", "0", "--format", "csv"]).stdout;
    assert_eq!(csv.lines().count(), 2101);
}

#[test]
fn show_numbers_the_quotations() {
    let archive = archive();
    let text = archive.found(&["show", "early", "--explain"]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("[1: We will finish the bridge before winter comes.]"), "{text}");
    assert!(text.contains("1. Araqchi: We will finish"), "{text}");
    assert!(text.contains("found by speaker-then-words"), "{text}");
    let colored = archive.found(&["show", "early", "--color", "always"]);
    assert!(colored.contains("\u{1b}[2m[1]\u{1b}[0m"), "{colored:?}");
    assert!(archive.found(&["show", "early", "--format", "md"]).contains("\\[1: We will finish"));
    assert!(archive.found(&["show", "early", "--format", "html"]).contains("<sup>1</sup>We will finish"));
}

#[test]
fn people_with_the_same_surname_are_not_merged() {
    let archive = Archive::empty();
    let record = |id: &str, date: &str, text: &str| json!({"id": id, "title": format!("Title {id}"), "text": text, "date": date, "lang": "en", "url": format!("https://{id}.example/1")});
    let words = "“The dam will hold for another hundred years at least,”";
    let records = [
        record("one", "2026-03-01", &format!("It rained. {words} said Daniel Holt.")),
        record("two", "2026-03-02", &format!("Prices rose. {words} said Margaret Holt.")),
        record("three", "2026-03-04", &format!("The choir sang. {words} said Holt.")),
        record("four", "2026-03-05", &format!("The ferry was late. {words} said an official.")),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    std::fs::write(archive.path().join("news.jsonl"), lines.join("\n")).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    for sort in ["newest", "oldest", "relevance"] {
        let shown = archive.run(&["quotes", "--sort", sort, "--json"]).objects();
        let speakers: Vec<&Value> = shown.iter().filter_map(|hit| hit.get("speaker")).collect();
        for name in ["Daniel Holt", "Margaret Holt"] {
            assert!(speakers.contains(&&json!(name)), "{sort}: {speakers:?}");
        }
    }
    let shown = archive.run(&["quotes", "--sort", "newest"]).stdout;
    assert!(shown.contains("one.example (Daniel Holt)"), "{shown}");
}

#[test]
fn guessed_speakers_are_labeled() {
    let archive = Archive::empty();
    let text = "Mayor Anna Holt opened the hall. “We never had a better year than this one.” It was noon.";
    let record = json!({"id": "a", "title": "Title", "text": text, "date": "2026-03-01", "lang": "en"});
    std::fs::write(archive.path().join("news.jsonl"), record.to_string()).unwrap();
    assert_eq!(archive.run(&["index", "news.jsonl"]).code, 0);
    let quotes = archive.run(&["quotes"]).stdout;
    assert!(quotes.contains("Anna Holt, Mayor (unsure)"), "{quotes}");
    let shown = archive.run(&["show", "a"]).stdout;
    assert!(shown.contains("(unsure)"), "{shown}");
}
