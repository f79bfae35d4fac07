//! `--timeout`: a query that takes too long fails with an error that names the limit.

use crate::archive::{Archive, ran};

/// The hint of an error that names the limit.
const HINT: &str = "allow more time with `--timeout`, or narrow the query, for example with `--since` or more letters before a `*`";

#[test]
fn every_command_that_reads_the_index_has_a_timeout() {
    let archive = Archive::shared();
    for arguments in [
        &["search", "ferry"][..],
        &["search", "/.*e.*/", "-c"],
        &["search", "ellis", "-l"],
        &["search", "ellis", "-q"],
        &["quotes"],
        &["quotes", "worry", "-c"],
        &["show", "rail-1"],
        &["top", "source"],
        &["top", "speaker"],
        &["similar", "rail-1"],
        &["timeline", "ellis"],
        &["export"],
        &["export", "ellis"],
        &["status"],
    ] {
        let given = |limit: &str| archive.run(&[arguments, &["--timeout", limit]].concat());
        let ran = given("1ns");
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {ran:?}");
        let error = format!("error: the answer took longer than 1ns\nhint: {HINT}\n");
        assert_eq!(ran.stderr, error, "{arguments:?}");
        assert_eq!(given("1h").stdout, archive.run(arguments).stdout, "{arguments:?}");
        assert_eq!(given("0").code, 0, "{arguments:?}: no limit");
    }
}

#[test]
fn with_json_the_error_is_an_object() {
    let error = Archive::shared().run(&["search", "ferry", "--json", "--timeout", "1ns"]).error();
    assert_eq!(
        (&error["code"], &error["message"], &error["hint"]),
        (&"timeout".into(), &"the answer took longer than 1ns".into(), &HINT.into())
    );
}

#[test]
fn the_value_is_a_duration() {
    for value in ["soon", "-1s", "1d", ""] {
        let ran = Archive::shared().run(&["search", "ferry", &format!("--timeout={value}")]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{value}");
        assert!(ran.stderr.contains("expected a duration such as `500ms`"), "{value}: {}", ran.stderr);
    }
}

#[test]
fn a_timeout_in_the_settings_limits_searches_but_not_indexing() {
    let archive = Archive::new();
    let run = |limit: &str, arguments: &[&str]| {
        std::fs::write(archive.path().join("morgue.toml"), format!("[defaults]\ntimeout = {limit}\n"))
            .unwrap();
        ran(&mut archive.command(arguments))
    };
    assert_eq!(run("\"1ns\"", &["search", "ferry"]).code, 2);
    assert_eq!(run("\"1ns\"", &["search", "ferry", "--timeout", "1h"]).code, 0);
    assert_eq!(run("3600", &["search", "ferry"]).code, 0);
    let updated = run("\"1ns\"", &["search", "ferry", "--from", "articles"]);
    assert!(updated.stderr.contains("took longer than 1ns"), "{updated:?}");
    assert_eq!(run("\"1ns\"", &["index", "articles"]).code, 0);
}

#[test]
fn each_expectation_has_its_own_timeout() {
    let archive = Archive::new();
    let expectations = "[[query]]\nquery = \"ferry\"\nmin = 1\n[[query]]\nquery = \"strike\"\nmin = 1\n";
    std::fs::write(archive.path().join("expect.toml"), expectations).unwrap();
    assert_eq!(archive.run(&["test", "expect.toml", "--timeout", "1h"]).code, 0);
    let ran = archive.run(&["test", "expect.toml", "--timeout", "1ns"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(ran.stdout.matches("took longer than 1ns").count(), 2, "{ran:?}");
}
