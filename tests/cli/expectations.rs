//! `morgue test`.

use serde_json::json;

use crate::archive::Archive;

const FILE: &str = "\
[[query]]
name = \"the ferry\"
query = \"ferry date:2026-03\"
exactly = 1
first = \"ferry-returns\"
highlights = [\"ferry\"]

[[query]]
quotes = \"worry\"
speaker = \"Duarte\"
min = 1

[[query]]
name = \"nobody writes of zeppelins\"
query = \"zeppelin\"
max = 0
";

fn with_file(text: &str) -> Archive {
    let archive = Archive::new();
    std::fs::write(archive.path().join("expect.toml"), text).unwrap();
    archive
}

#[test]
fn fulfilled_expectations_pass() {
    let archive = with_file(FILE);
    assert_eq!(
        archive.found(&["test", "expect.toml"]),
        "ok    the ferry\nok    quotes worry\nok    nobody writes of zeppelins\n3 passed, 0 failed\n"
    );
    assert_eq!(archive.run(&["test", "expect.toml", "--from", "articles"]).code, 0);
}

#[test]
fn unfulfilled_expectations_fail_with_a_reason() {
    let archive = with_file(&FILE.replace("exactly = 1", "exactly = 2").replace("max = 0", "min = 1"));
    let ran = archive.run(&["test", "expect.toml"]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.stdout,
        "FAIL  the ferry (expect.toml:1)\n      expected exactly 2, found 1\nok    quotes worry\n\
         FAIL  nobody writes of zeppelins (expect.toml:13)\n      expected at least 1, found 0\n1 passed, 2 failed\n"
    );
    let tap = archive.run(&["test", "expect.toml", "--format", "tap"]);
    assert!(
        tap.code == 1 && tap.stdout.starts_with("TAP version 13\n1..3\nnot ok 1 - the ferry\n"),
        "{tap:?}"
    );
    let junit = archive.run(&["test", "expect.toml", "--format", "junit"]);
    assert!(junit.stdout.contains("<testsuites tests=\"3\" failures=\"2\">"), "{junit:?}");
    let objects = archive.run(&["test", "expect.toml", "--json"]).objects();
    assert_eq!((&objects[0]["type"], &objects[0]["passed"]), (&json!("expectation"), &json!(false)));
}

#[test]
fn an_invalid_file_is_an_error() {
    for (text, message) in [
        (
            "[[query]]\nquery = \"a\"\nmost = 1\n",
            "error: `expect.toml`, line 3: unknown field `most`, expected one of",
        ),
        ("[[query]]\nquery = \"a\"\n", "error: `expect.toml`, line 1: `a` expects nothing"),
        ("", "error: these files contain no `[[query]]`"),
    ] {
        let ran = with_file(text).run(&["test", "expect.toml"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
        assert!(ran.stderr.starts_with(message), "{ran:?}");
    }
    let broken = with_file("[[query]]\nquery = \"tilte:a\"\nmin = 1\n").run(&["test", "expect.toml"]);
    assert_eq!(broken.code, 1);
    assert!(broken.stdout.contains("unknown field `tilte`"), "{broken:?}");
    assert_eq!(Archive::shared().run(&["test", "absent.toml"]).code, 2);
}
