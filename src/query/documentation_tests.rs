//! What the documentation says about queries.

use super::{
    tests::{canonical, options},
    *,
};

/// Returns the queries in the first column of the tables under a heading of the user documentation.
fn documented(heading: &str) -> Vec<&'static str> {
    let page = include_str!("../../docs/query-language.md");
    let section = page.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').step_by(2)).filter(|query| !query.trim().is_empty()).collect()
}

#[test]
fn every_query_in_the_documentation_parses() {
    let queries: Vec<&str> = ["At a glance", "Near each other"].into_iter().flat_map(documented).collect();
    assert!(queries.len() > 30, "{queries:?}");
    for query in queries.into_iter().filter(|query| *query != "W/P") {
        parse(query, &options(JoinedBy::And)).expect(query);
    }
    let page = include_str!("../../docs/query-language.md");
    let shown = page.split("## The canonical form").nth(1).unwrap().split("```").nth(1).unwrap();
    for line in shown.lines().skip(1) {
        let (text, form) = line.split_once("  ").unwrap();
        assert_eq!(canonical(text), form.trim(), "{text}");
    }
}

#[test]
fn an_error_is_rendered_as_in_the_documentation() {
    let page = include_str!("../../docs/query-language.md");
    let shown = page.split("## Errors and notes").nth(1).unwrap().split("```").nth(1).unwrap();
    let error = parse("tilte:talks", &options(JoinedBy::And)).unwrap_err();
    let rendered = error.render("tilte:talks", Color::Off);
    assert_eq!(rendered, shown.trim_start_matches("text\n").trim_end());
}
