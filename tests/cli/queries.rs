//! Queries: dialects, explanations and suggestions.

use serde_json::json;

use crate::archive::Archive;

#[test]
fn other_query_syntaxes_are_supported() {
    let archive = Archive::shared();
    for (syntax, query, count) in [
        ("morgue", "ferry snow", "0\n"),
        ("lucene", "ferry snow", "3\n"),
        ("lucene", "title:ferry AND \"port ellis\"", "1\n"),
        ("factiva", "harbour board and hd=(ferry or strike)", "2\n"),
        ("factiva", "harbour near3 board not atleast9 ferry", "2\n"),
        ("lexis", "harbo! pre/1 board and HEADLINE(strike)", "1\n"),
    ] {
        assert_eq!(
            archive.run(&["search", "--syntax", syntax, query, "-c"]).stdout,
            count,
            "{syntax}: {query}"
        );
    }
    let ran = archive.run(&["search", "--syntax", "factiva", "oil w/11 price"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`w/11` is not a distance") && ran.stderr.contains("^^^^"), "{ran:?}");
    assert_eq!(archive.run(&["search", "-F", "--syntax", "lexis", "ferry"]).code, 2);
}

#[test]
fn explain_lists_the_words_of_a_pattern() {
    let ran = Archive::shared().run(&["search", "fery~1 W/9 /harbou?r.*/", "--explain", "-c"]);
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines, ["query: fery~1 W/9 /harbou?r.*/", "  fery~1 = ferry", "  /harbou?r.*/ = harbour"]);
}

#[test]
fn explain_prints_the_fallback_query() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "ferry snow", "--explain", "--json"]);
    assert!(ran.stderr.contains("asked instead: ferry OR snow\n"), "{ran:?}");
    assert_eq!(ran.objects().last().unwrap()["fallback"], json!("ferry OR snow"));
    let plain = archive.run(&["search", "ferry snow", "--json"]);
    assert_eq!(plain.objects().last().unwrap()["fallback"], json!(null));
}

#[test]
fn words_of_the_archive_are_suggested_for_misspelled_words() {
    let archive = Archive::shared();
    let ran = archive.run(&["search", "ferrry"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
    assert!(ran.stderr.contains("no article contains `ferrry`: did you mean `ferry`?"), "{ran:?}");
    let objects = archive.run(&["search", "ferrry", "--json"]).objects();
    assert_eq!(objects.len(), 1);
    assert_eq!(objects[0]["warnings"][0]["code"], "did_you_mean");
    assert_eq!((&objects[0]["total"], &objects[0]["shown"]), (&json!(0), &json!(0)));
}
