//! Fields of articles that try to be markup, formulas or commands of a terminal.

use crate::archive::Archive;

const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&";

/// Returns an archive with one article that has something hostile in every field.
fn hostile() -> Archive {
    let archive = Archive::empty();
    let record = serde_json::json!({
        "id": format!("x{MARKUP}"),
        "title": format!("Ferry {MARKUP} \u{1b}]0;owned\u{7}"),
        "text": format!("The ferry {MARKUP} sails.\n\n“The ferry {MARKUP} is safe,” said Ana Duarte {MARKUP}, a pilot.\n\n</p></article></body> \u{202e}ferry\u{202c} %s %n {{}}"),
        "url": "javascript:alert(1)",
        "source": format!("paper{MARKUP}.example"),
        "author": [format!("Tom Reyes {MARKUP}")],
        "section": MARKUP,
        "tags": [MARKUP],
        "date": "99999-12-31",
    });
    std::fs::write(archive.path().join("a.jsonl"), format!("{record}\n")).unwrap();
    let ran = archive.run(&["index", "a.jsonl"]);
    assert!(ran.code < 2, "{ran:?}");
    archive
}

/// Asserts that a page has no markup of the article.
fn assert_escaped(page: &str, command: &str) {
    let lower = page.to_lowercase();
    for markup in ["<script>alert", "<img", "</body> ", "href=\"javascript:"] {
        assert!(!lower.contains(markup), "{command}: {markup} in {page}");
    }
}

#[test]
fn no_field_is_markup_on_a_page() {
    let archive = hostile();
    for command in ["search ferry", "quotes ferry", "show x", "timeline ferry", "top author", "top source"] {
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.extend(["--format", "html"]);
        let ran = archive.run(&arguments);
        if ran.code == 0 {
            assert_escaped(&ran.stdout, command);
        }
    }
}

#[test]
fn no_field_is_a_command_of_the_terminal_or_reorders_it() {
    let archive = hostile();
    let formats = ["text", "csv", "md", "html", "list", "jsonl"];
    for command in ["search ferry", "quotes ferry", "show x", "export ferry", "top author"] {
        for format in formats {
            let mut arguments: Vec<&str> = command.split(' ').collect();
            arguments.extend(["--format", format]);
            let ran = archive.run(&arguments);
            let all = format!("{}{}", ran.stdout, ran.stderr);
            let is_bad = |character: char| {
                character.is_control() && !"\n\t\r".contains(character)
                    || format != "jsonl" && ('\u{202a}'..='\u{202e}').contains(&character)
            };
            assert!(!all.contains(is_bad), "{command} {format}: {all:?}");
        }
    }
}

#[test]
fn a_query_that_is_too_long_is_refused_in_a_few_words() {
    let archive = Archive::shared();
    let words = "rain ".repeat(25_000);
    let ran = archive.run(&["search", "--json", &words]);
    let error = ran.error();
    assert_eq!((ran.code, &error["code"]), (2, &"query_too_long".into()));
    let ran = archive.run(&["search", &words]);
    assert!(ran.stderr.len() < 1000, "{} bytes", ran.stderr.len());
}

#[test]
fn extreme_operators_are_answered_or_refused() {
    let archive = Archive::shared();
    let many = (0..3000).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" OR ");
    for query in [
        many.as_str(),
        &"(".repeat(90_000),
        "harbour W/4000000000 ferry",
        "\"harbour ferry\"~999999999",
        "atleast4000000000(ferry)",
        "/(a+)+$/",
        "/(.*a){30}/",
        "/[a-z]{1,1000}{1,1000}/",
        "?*?*?*?*",
        "ferry~9",
        "words:99999999999999999999..",
        "date:99999-12-31",
    ] {
        let ran = archive.run(&["search", "--", query]);
        assert!(ran.code <= 2 && ran.stderr.len() < 2000, "{}: {ran:?}", &query[..query.len().min(40)]);
        assert!(!ran.stderr.contains("unexpectedly"), "{ran:?}");
    }
}
