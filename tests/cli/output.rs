//! Output, standard error and exit codes.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::archive::{Archive, ran};

#[test]
fn search_prints_only_passages() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "ferry"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(archive.steady(&ran.stdout), @r##"
        *Ferry* Returns to Port Ellis
        islandpost.example · 2026-03-09 · articles/ferry.txt:2
        ferry-returns-to-port-ellis-[HASH]
          The harbour board of Port Ellis voted on Monday to reopen the *ferry*. Repairs
          took nine weeks.
          “The *ferry* is <safe> now,” said Ana Duarte, the harbour master. “Nobody
          should worry about the crossing.”
        "##);
}

#[test]
fn quotes_prints_who_said_it() {
    let archive = Archive::shared();
    let ran = archive.run(&["quotes", "worry", "--by", "Duarte"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(archive.steady(&ran.stdout), @r##"
        Ana Duarte · 2026-03-09 · islandpost.example
          “The ferry is <safe> now, … Nobody should *worry* about the crossing.”
          Ferry Returns to Port Ellis · articles/ferry.txt:3
          ferry-returns-to-port-ellis-[HASH]
        "##);
}

#[test]
fn show_prints_one_article() {
    let archive = Archive::shared();
    let shown = archive.found(&["show", "articles/strike.md", "--query", "harbour"]);
    insta::assert_snapshot!(archive.steady(&shown), @r##"
        Dockers End Strike
        source   Northern Courier, from the record
        date     2026-02-20, from the record
        byline   Tom Reyes
        language en
        path     articles/strike.md:8
        id       dockers-end-strike-[HASH]

        The dockers of Port Ellis ended their strike on Friday when the *harbour* board
        raised their pay.
        "##);
    let partly = archive.found(&["show", "articles/strike.md", "--query", "harbour zeppelin"]);
    assert!(partly.contains("the *harbour* board"), "{partly}");
    let neither = archive.found(&["show", "articles/strike.md", "--query", "harbour AND zeppelin"]);
    assert!(!neither.contains('*'), "{neither}");
    for reference in ["rail-1", "https://rail.example/1", "articles/news.jsonl#1", "rail-1 "] {
        let ran = archive.run(&["show", reference]);
        let expected = i32::from(reference.ends_with(' '));
        assert_eq!(ran.code, expected, "{reference}: {ran:?}");
    }
    for reference in [
        "http://www.rail.example/1/#comments",
        "rail.example/1?utm_source=mail",
        "articles/news.jsonl:1:1",
        "articles/news.jsonl:1",
    ] {
        let shown = archive.found(&["show", reference]);
        assert!(shown.starts_with("Night train delayed\n"), "{reference}: {shown}");
    }
    for reference in ["articles/ferry.txt:2:5", "articles/ferry.txt:3"] {
        assert!(
            archive.found(&["show", reference]).starts_with("Ferry Returns to Port Ellis\n"),
            "{reference}"
        );
    }
    for reference in ["articles/news.jsonl#9", "articles/news.jsonl:9", "http://rail.example/2"] {
        assert_eq!(archive.run(&["show", reference]).code, 1, "{reference}");
    }
    let records = archive.run(&["show", "articles/news.jsonl"]);
    assert_eq!((records.code, records.stdout.as_str()), (2, ""));
    assert_eq!(
        archive.steady(&records.stderr),
        "error: `[FOLDER]/articles/news.jsonl` contains 2 articles; name one of them, for example \
         `[FOLDER]/articles/news.jsonl#2`\n"
    );
    let several = archive.run(&["show", "rail"]);
    assert_eq!(several.code, 2);
    assert_eq!(several.stderr, "error: `rail` is the beginning of several ids: rail-1, rail-2\n");
}

#[test]
fn without_results_the_exit_code_is_1_and_a_note_is_printed() {
    let archive = Archive::shared();
    for command in ["search", "quotes"] {
        let ran = archive.run(&[command, "zeppelin"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
        assert!(ran.stderr.starts_with("note: no "), "{ran:?}");
    }
    let quiet = archive.run(&["search", "zeppelin", "-q"]);
    assert_eq!((quiet.code, quiet.stdout.as_str(), quiet.stderr.as_str()), (1, "", ""));
    let found = archive.run(&["search", "ferry", "-q"]);
    assert_eq!((found.code, found.stdout.as_str(), found.stderr.as_str()), (0, "", ""));
    let missing = archive.run(&["show", "zeppelin"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
}

#[test]
fn partial_matches_are_shown_but_the_exit_code_is_1() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "ferry zeppelin"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stdout.contains("· partial match\n"), "{ran:?}");
    assert!(ran.stderr.starts_with("note: no article contains all words"), "{ran:?}");
}

#[test]
fn counts_lists_and_totals_agree() {
    let archive = Archive::shared();
    let count: usize = archive.found(&["search", "port ellis", "-c"]).trim().parse().unwrap();
    let paths = archive.found(&["search", "port ellis", "-l"]);
    assert_eq!((count, paths.lines().count()), (3, 3));
    assert!(paths.lines().all(|path| path.starts_with('/')), "{paths}");
    assert!(paths.lines().any(|path| path.ends_with("/articles/news.jsonl#1")), "{paths}");
    let nul = archive.found(&["search", "port ellis", "-l0"]);
    assert_eq!(nul, paths.replace('\n', "\0"));
    assert_eq!(archive.found(&["search", "port ellis", "-l", "-n", "1"]).lines().count(), 1);
}

#[test]
fn the_number_of_further_results_is_printed_on_standard_error() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "port ellis", "-n", "1"]);
    assert_eq!(ran.stderr, "showing 1 of 3 articles; more with -n or --offset\n");
    let second = archive.run(&["search", "port ellis", "-n", "1", "--offset", "1"]);
    assert_eq!(second.stderr, "showing 2–2 of 3 articles; more with -n or --offset\n");
    assert_ne!(second.stdout, ran.stdout);
    assert_eq!(archive.run(&["search", "port ellis", "-n", "0"]).stderr, "");
}

#[test]
fn other_formats_are_well_formed() {
    let archive = Archive::shared();
    let table = archive.found(&["search", "ferry", "--format", "csv"]);
    assert!(
        table.starts_with("rank,score,partial,id,title,source,date,url,path,line,heading,text\n"),
        "{table}"
    );
    let lines = archive.found(&["search", "ferry", "--vimgrep"]);
    let first = lines.lines().next().unwrap();
    assert!(first.contains("/articles/ferry.txt:2:63:The harbour board"), "{lines}");
    let page = archive.found(&["search", "ferry", "--format", "html"]);
    assert!(page.starts_with("<!doctype html>") && page.contains("<mark>ferry</mark>"), "{page}");
    let notes = archive.found(&["quotes", "safe", "--format", "md"]);
    assert!(notes.contains("&lt;**safe**\\>") && notes.contains("**Ana Duarte**"), "{notes}");
    let run = archive.found(&["search", "snow", "--format", "trec", "-n", "1"]);
    assert_eq!(run.split_whitespace().count(), 6, "{run}");
    assert_eq!(archive.run(&["quotes", "--format", "trec"]).code, 2);
}

#[test]
fn vimgrep_prints_one_line_per_match() {
    let archive = Archive::empty();
    let filler = "The council spoke of nothing in particular for a long and quiet afternoon. ".repeat(6);
    let text =
        format!("A headline\n\nThe ferry left.\n\n{filler}\n\nThe ferry came back, a ferry of steel.\n");
    let file = archive.path().join("long.txt");
    std::fs::write(&file, text).unwrap();
    let lines = archive.found(&["search", "ferry", "--vimgrep", "--from", file.to_str().unwrap()]);
    let mut places: Vec<&str> = lines.lines().map(|line| line.split(".txt:").nth(1).unwrap()).collect();
    places.sort_unstable();
    assert_eq!(places.len(), 3, "{lines}");
    assert!(places[0].starts_with("3:5:") && places[1].starts_with("7:24:") && places[2].starts_with("7:5:"));
}

#[test]
fn results_are_sorted_and_filtered_by_date() {
    let archive = Archive::shared();
    let ids = |arguments: &[&str]| {
        let mut all = vec!["search", "port ellis", "--format", "trec"];
        all.extend(arguments);
        let run = archive.run(&all).stdout;
        run.lines().map(|line| line.split(' ').nth(2).unwrap()[..4].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["--sort", "newest"]), ["ferr", "dock", "rail"]);
    assert_eq!(ids(&["--sort", "oldest"]), ["rail", "dock", "ferr"]);
    assert_eq!(ids(&["--since", "2026-02", "--until", "2026-02-28"]), ["dock"]);
    assert_eq!(ids(&["--source", "islandpost.example"]), ["ferr"]);
    assert_eq!(ids(&["--since", "7d", "--now", "2026-03-10"]), ["ferr"]);
}

#[test]
fn an_export_can_be_indexed_to_the_same_archive() {
    let archive = Archive::shared();
    let exported = archive.found(&["export"]);
    assert_eq!(exported.lines().count(), 5);
    let copy = Archive::empty();
    let indexed = ran(copy.command(&["index", "-"]).write_stdin(exported.clone()));
    assert_eq!(indexed.code, 0, "{indexed:?}");
    assert_eq!(copy.found(&["export"]), exported);
    assert_eq!(archive.found(&["export", "title:strike"]).lines().count(), 1);
    assert_eq!(archive.run(&["export", "zeppelin"]).code, 1);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let archive = Archive::empty();
    let text = "All the words of an article that is long enough to fill a pipe. ".repeat(4000);
    let record = serde_json::json!({"id": "long", "title": "Long", "text": text}).to_string();
    assert_eq!(ran(archive.command(&["index", "-"]).write_stdin(record)).code, 0);
    let mut child = Command::new(env!("CARGO_BIN_EXE_morgue"))
        .current_dir(archive.path())
        .args(["show", "long"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut reader = BufReader::with_capacity(64, child.stdout.take().unwrap());
    reader.read_line(&mut line).unwrap();
    drop(reader);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""));
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let archive = Archive::empty();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(archive.found(&["completions", shell]).contains("morgue"));
    }
    assert!(archive.found(&["man"]).contains(".TH morgue"));
    assert!(archive.found(&["man", "search"]).contains(".TH morgue-search"));
    assert_eq!(archive.run(&["man", "dig"]).code, 2);
    for command in ["index", "search", "quotes", "show", "export", "test", "eval", "status", "config"] {
        let help = archive.found(&[command, "--help"]);
        assert!(help.contains("Usage: morgue"), "{help}");
        assert_eq!(archive.found(&["help", command]), help);
        let page = archive.found(&["man", command]);
        assert!(!page.contains("EXTRA") && !page.contains(".SH Examples"), "{page}");
    }
    // Options after the words of a query are also completed.
    assert!(!archive.found(&["completions", "zsh"]).contains("'*::"));
}

#[test]
fn the_documentation_is_part_of_the_program() {
    let archive = Archive::empty();
    for (topic, title) in [
        ("query", "# The query language\n"),
        ("formats", "# "),
        ("json", "# "),
        ("ranking", "# "),
        ("settings", "# Settings\n"),
    ] {
        assert!(archive.found(&["help", topic]).starts_with(title), "{topic}");
    }
    assert!(archive.found(&["help"]).contains("morgue help query"));
    let wrong = archive.run(&["help", "qery"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("topics: query, formats, json, ranking, settings"), "{wrong:?}");
}

#[test]
fn help_is_wrapped_once() {
    let archive = Archive::empty();
    for command in
        ["index", "search", "quotes", "show", "top", "similar", "timeline", "export", "test", "eval"]
    {
        let help = archive.found(&[command, "--help"]);
        let below = help.split("Examples:").last().unwrap();
        for pair in below.lines().collect::<Vec<_>>().windows(2) {
            let [line, next] = pair else { continue };
            let is_text = !line.starts_with("  ") && !next.starts_with("  ") && !next.is_empty();
            assert!(!is_text || line.is_empty() || line.len() > 60, "{command}: {line}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn help_that_cannot_be_written_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_morgue"));
    let status = command.arg("--help").stdout(full).stderr(std::process::Stdio::null()).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

#[test]
fn every_answer_can_be_a_table() {
    let archive = Archive::shared();
    for (arguments, header) in [
        (&["top", "source", "--format", "csv"][..], "rank,value,count,names\n"),
        (&["timeline", "ellis", "--format", "csv"], "period,"),
        (&["quotes", "--format", "csv"], "rank,score,speaker,"),
        (&["export", "--format", "csv"], "id,title,source,source_name,date,"),
    ] {
        let table = archive.found(arguments);
        assert!(table.starts_with(header), "{table}");
        let lines: Vec<String> = arguments.iter().map(|argument| argument.replace("csv", "jsonl")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert!(!archive.run(&lines).objects().is_empty(), "{arguments:?}");
    }
    let newest = archive.found(&["export", "-n", "2", "--sort", "newest"]);
    assert_eq!(newest.lines().count(), 2);
    assert!(newest.contains("\"date\":\"2026-03-09\""), "{newest}");
    let listed = archive.found(&["search", "ferry", "--format", "list"]);
    assert!(listed.starts_with("2026-03-09\tislandpost.example\tFerry Returns to Port Ellis\t"), "{listed}");
    assert_eq!(archive.run(&["quotes", "--format", "list"]).code, 2);
}

#[test]
fn the_sentence_of_a_quotation_is_shown_or_the_format_is_rejected() {
    let archive = Archive::shared();
    for format in ["text", "csv", "jsonl"] {
        let shown = archive.found(&["quotes", "safe", "--sentence", "--format", format]);
        assert!(shown.contains("the harbour master"), "{format}: {shown}");
    }
    for shape in ["--vimgrep", "-c", "-l", "-q", "--format=md", "--format=html"] {
        assert_eq!(archive.run(&["quotes", "safe", "--sentence", shape]).code, 2, "{shape}");
    }
    let refused = archive.run(&["quotes", "safe", "--sentence", "--format", "md"]);
    assert!(
        refused.stderr.contains("`--sentence` works only with the formats text, csv and jsonl"),
        "{refused:?}"
    );
    let notes = archive.found(&["quotes", "worry", "--format", "md"]);
    assert!(notes.starts_with("> “"), "{notes}");
}

#[test]
fn show_takes_file_names_and_several_articles() {
    let archive = Archive::shared();
    let both = archive.found(&["show", "strike.md", "ferry.txt"]);
    assert!(
        both.starts_with("Dockers End Strike\n") && both.contains("Ferry Returns to Port Ellis"),
        "{both}"
    );
    let plain = archive.found(&["show", "ferry.txt", "--plain"]);
    assert!(!plain.contains("[1:") && plain.contains("is <safe> now"), "{plain}");
    let some = archive.run(&["show", "strike.md", "nothing.txt"]);
    assert_eq!(some.code, 1);
    assert!(some.stdout.starts_with("Dockers"), "{some:?}");
    let several = archive.run(&["show", "news.jsonl"]);
    assert!(several.code == 2 && several.stderr.contains("contains 2 articles"), "{several:?}");
}

#[test]
fn vimgrep_counts_columns_in_the_file_and_prints_each_match_once() {
    let archive = Archive::empty();
    let folder = archive.path().join("marked");
    std::fs::create_dir(&folder).unwrap();
    let text = "---\ntitle: A Bridge\n---\n\n> “The **first bridge** fell,” a *clerk* said.\n\nThe second bridge stands.\n";
    std::fs::write(folder.join("bridge.md"), text).unwrap();
    let found = archive.found(&["search", "bridge", "--vimgrep", "--per-article", "0", "--from", "marked"]);
    let places: Vec<(usize, usize)> = found
        .lines()
        .map(|line| {
            let mut parts = line.split(':').skip(1);
            (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().parse().unwrap())
        })
        .collect();
    let column = |line: &str| line.find("bridge").unwrap() + 1;
    let lines: Vec<&str> = text.lines().collect();
    let mut expected = vec![(5, column(lines[4])), (7, column(lines[6]))];
    let mut sorted = places;
    sorted.sort_unstable();
    expected.sort_unstable();
    assert_eq!(sorted, expected, "{found}");
}
