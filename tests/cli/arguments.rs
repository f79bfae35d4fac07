//! Arguments: queries, flags, and arguments that are neither.

use crate::archive::{Archive, ran};

#[test]
fn an_argument_with_a_dash_can_be_a_query() {
    let archive = Archive::shared();
    for (arguments, count) in [
        (&["port ellis", "-source:islandpost.example"][..], "2"),
        (&["port ellis", "-\"night train\""], "2"),
        (&["port ellis", "-ferry snow"], "1"),
        (&["-source:islandpost.example port ellis"], "2"),
        (&["--", "-ferry", "ellis"], "2"),
        (&["-n", "5", "ellis", "-title:ferry"], "2"),
    ] {
        let mut all = vec!["search", "-c"];
        all.extend(arguments);
        let ran = archive.run(&all);
        assert_eq!(ran.stdout.trim(), count, "{arguments:?}: {ran:?}");
    }
    let flag = archive.run(&["search", "ellis", "-ferry"]);
    assert_eq!((flag.code, flag.stdout.as_str()), (2, ""));
    assert!(flag.stderr.contains("hint: to exclude articles with a word, write `NOT ferry`"), "{flag:?}");
    for word in ["-nato", "-china", "-hussein", "-cl"] {
        let flag = archive.run(&["search", "ellis", word]);
        assert_eq!((flag.code, flag.stdout.as_str()), (2, ""), "{word}");
        assert!(flag.stderr.contains(&format!("unexpected argument '{word}'")), "{flag:?}");
        assert!(flag.stderr.contains(&format!("write `NOT {}`", &word[1..])), "{flag:?}");
    }
}

#[test]
fn the_last_of_repeated_flags_counts() {
    let archive = Archive::shared();
    let found = archive
        .found(&["search", "ellis", "-n", "1", "--sort", "newest", "-n", "2", "--sort", "oldest", "-l"]);
    assert_eq!(found.lines().count(), 2);
    assert!(found.lines().next().unwrap().ends_with("news.jsonl#1"), "{found}");
}

#[test]
fn filters_alone_are_a_query() {
    let archive = Archive::shared();
    let found = archive.found(&["search", "--source", "islandpost.example", "-l"]);
    assert_eq!(found.lines().count(), 1);
    let nothing = archive.run(&["search"]);
    assert_eq!(nothing.code, 2);
    assert!(nothing.stderr.starts_with("error: the query is missing\nhint: write words"), "{nothing:?}");
}

#[test]
fn a_period_is_not_a_speaker() {
    let ran = Archive::shared().run(&["timeline", "ellis", "--by", "week"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("hint: write `--per week`"), "{ran:?}");
}

#[test]
fn quotation_marks_removed_by_the_shell_are_noted() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "port ellis", "strike"]);
    assert_eq!(ran.code, 0);
    let notes: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(notes[0], "note: `port ellis` is read as words; write '\"port ellis\"' for the phrase");
    assert_eq!(notes[1..], ["note: 1 article contains all words; `--any` finds 3 that contain some of them"]);
    let objects = archive.run(&["search", "port ellis", "strike", "--json"]).objects();
    assert_eq!(objects.last().unwrap()["warnings"][0]["code"], "argument_as_words");
    let source = archive.run(&["search", "ellis", "source:Northern Courier"]);
    assert!(source.stderr.contains("write 'source:\"Northern Courier\"' for both"), "{source:?}");
    let fixed = archive.run(&["search", "port ellis", "strike", "-F"]).stderr;
    assert!(!fixed.contains("read as words"), "{fixed}");
}

#[test]
fn an_empty_query_is_an_error() {
    let archive = Archive::shared();
    for arguments in [
        &["search", ""][..],
        &["search", " ", ""],
        &["quotes", ""],
        &["timeline", ""],
        &["export", ""],
        &["search", "ellis", "--source", ""],
        &["quotes", "--by", ""],
        &["show", "rail-1", "--query", ""],
    ] {
        let ran = archive.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains("empty"), "{ran:?}");
    }
}

#[test]
fn errors_show_their_position_and_a_hint() {
    let archive = Archive::shared();
    let field = archive.run(&["search", "Ellis tilte:ferry"]);
    assert_eq!(field.code, 2);
    assert!(field.stderr.starts_with("error: unknown field `tilte`\n"), "{}", field.stderr);
    assert!(field.stderr.contains(" ^^^^^ "), "{}", field.stderr);
    assert!(field.stderr.ends_with("help: try `title`\n"), "{}", field.stderr);
    let missing = Archive::empty().run(&["search", "ferry"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("hint: run `morgue index FOLDER` first"), "{}", missing.stderr);
    for arguments in [&["-n", "x"][..], &["-n", "-1"], &["--offset", "1.5"], &["-c", "-l"], &["-0"]] {
        let mut all = vec!["search", "ferry"];
        all.extend(arguments);
        assert_eq!(archive.run(&all).code, 2, "{arguments:?}");
    }
}

#[test]
fn the_index_is_set_by_flag_environment_or_file() {
    let archive = Archive::new();
    std::fs::rename(archive.path().join("index"), archive.path().join("kept")).unwrap();
    assert_eq!(archive.run(&["search", "ferry", "-q"]).code, 2);
    assert_eq!(archive.run(&["search", "ferry", "-q", "--index", "kept"]).code, 0);
    assert_eq!(archive.run(&["--index", "kept", "search", "ferry", "-q"]).code, 0);
    assert_eq!(ran(archive.command(&["search", "ferry", "-q"]).env("MORGUE_INDEX", "kept")).code, 0);
    std::fs::write(archive.path().join("morgue.toml"), "index = \"kept\"\n").unwrap();
    let deeper =
        ran(archive.command(&["search", "ferry", "-q"]).current_dir(archive.path().join("articles")));
    assert_eq!(deeper.code, 0, "{deeper:?}");
}

#[test]
fn explained_scores_add_up() {
    let archive = Archive::shared();
    let objects = archive.run(&["search", "port ellis", "ferry", "--any", "--explain", "--json"]).objects();
    for passage in objects.iter().filter(|object| object["type"] == "passage") {
        let parts = passage["explanation"].as_array().unwrap();
        let sum: f64 = parts.iter().map(|part| part["value"].as_f64().unwrap()).sum();
        let score = passage["score"].as_f64().unwrap();
        assert!((sum - score).abs() < 0.001, "{sum} is not {score}: {parts:?}");
    }
    let ran = archive.run(&["search", "ferry", "--explain"]);
    assert!(ran.stderr.contains("\n1. ") && ran.stderr.contains("words `ferry`"), "{}", ran.stderr);
    assert!(!archive.run(&["search", "ferry"]).stderr.contains("score"));
}

#[test]
fn expand_lists_the_words_it_adds() {
    let archive = Archive::shared();
    for command in ["search", "quotes"] {
        let summary =
            archive.run(&[command, "ferry", "--any", "--expand", "--json"]).objects().pop().unwrap();
        let words: Vec<&str> = summary["related"]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word["word"].as_str().unwrap())
            .collect();
        let stderr = archive.run(&[command, "ferry", "--any", "--expand"]).stderr;
        let line = format!("related words: {}\n", words.join(", "));
        assert_eq!(stderr.contains(&line), !words.is_empty(), "{stderr}");
    }
}

#[test]
fn recency_needs_an_age() {
    let archive = Archive::shared();
    assert_eq!(archive.run(&["search", "ferry", "--recency", "30d", "--now", "2026-03-10"]).code, 0);
    for wrong in [&["--recency", "month"][..], &["--recency", "30d", "--sort", "newest"]] {
        let ran = archive.run(&[&["search", "ferry"], wrong].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.contains("is not a valid value for --recency: "), "{}", ran.stderr);
    }
}

#[test]
fn explain_prints_the_canonical_form() {
    let ran =
        Archive::shared().run(&["search", "ferry", "date:7d", "--now", "2026-03-10", "--explain", "-c"]);
    assert_eq!(ran.stdout, "1\n");
    assert!(ran.stderr.starts_with("query: ferry date:2026-03-0"), "{ran:?}");
}

#[test]
fn fixed_text_has_no_operators() {
    let archive = Archive::shared();
    assert_eq!(archive.found(&["search", "-F", "tilte: ferry", "--any", "-c"]).trim(), "1");
    assert_eq!(archive.found(&["search", "ferry snow", "--any", "-c"]).trim(), "3");
}

#[test]
fn a_period_that_ends_before_it_begins_is_an_error() {
    let archive = Archive::shared();
    for command in ["search", "quotes"] {
        let ran = archive.run(&[command, "ellis", "--since", "2026-03", "--until", "2026-02-28"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert_eq!(
            ran.stderr,
            "error: --since 2026-03 is later than --until 2026-02-28: no article can match\n"
        );
    }
    assert_eq!(
        archive.run(&["search", "ellis", "-c", "--since", "2026-02", "--until", "2026-02"]).stdout,
        "1\n"
    );
}
