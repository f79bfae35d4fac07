//! Queries in other query languages, and their canonical form.

use proptest::prelude::*;

use super::*;

type Read = fn(&str, &ParseOptions) -> Result<Parsed, QueryError>;

fn options() -> ParseOptions {
    let now = "2026-02-08T12:00:00+00:00[UTC]".parse().unwrap();
    ParseOptions { now, joined_by: JoinedBy::And }
}

/// Checks the canonical form of each query, and that it parses to the same tree.
fn check(read: Read, cases: &[(&str, &str)]) {
    for (query, expected) in cases {
        let parsed = read(query, &options()).unwrap_or_else(|error| panic!("{query}: {error:?}"));
        assert_eq!(parsed.ast.to_string(), *expected, "{query}");
        let again = parse(expected, &options()).unwrap_or_else(|error| panic!("{expected}: {error:?}"));
        assert_eq!(again.ast, parsed.ast, "{query}: {expected}");
    }
}

fn check_errors(read: Read, cases: &[(&str, &str, (usize, usize))]) {
    for (query, code, (start, end)) in cases {
        let error = read(query, &options()).expect_err(query);
        assert_eq!((error.code, error.at), (*code, Span::new(*start, *end)), "{query}: {error:?}");
    }
}

#[test]
fn lucene_queries_are_translated() {
    check(
        parse_lucene,
        &[
            ("nuclear talks", "nuclear OR talks"),
            ("nuclear AND talks", "nuclear talks"),
            ("nuclear && talks || Oman", "nuclear talks (nuclear OR Oman)"),
            ("a OR b AND c", "b c (b OR a)"),
            ("+nuclear talks", "nuclear (nuclear OR talks)"),
            ("+nuclear +talks -Geneva", "nuclear talks NOT Geneva"),
            ("nuclear NOT talks", "nuclear NOT talks"),
            ("nuclear !talks", "nuclear NOT talks"),
            ("(nuclear OR atomic) AND talks", "(nuclear OR atomic) talks"),
            ("\"nuclear talks\"", "\"nuclear talks\""),
            ("\"nuclear talks\"~1", "\"nuclear talks\"~1"),
            ("\"nuclear talks\"~5", "\"nuclear talks\"~5 OR \"talks nuclear\"~3"),
            ("negotiat* wom?n", "negotiat* OR wom?n"),
            ("Serbia~ Serbia~1 Serbia~0.8", "Serbia~2 OR Serbia~1 OR Serbia~1"),
            ("Serbia~0 ...~0", "Serbia"),
            ("/colou?r/", "/colou?r/"),
            ("title:talks^2 oman", "title:talks OR oman"),
            ("headline:(nuclear AND talks)", "title:(nuclear talks)"),
            ("body:talks", "talks"),
            ("domain:nytimes.com AND language:en", "source:nytimes.com lang:en"),
            ("+talks +date:[2026-01-01 TO 2026-02-01]", "talks date:2026-01-01.. date:..2026-02-01"),
            ("+talks +date:{2026-01-01 TO *]", "talks date:2026-01-02.."),
            ("words:[800 TO *]", "words:800.."),
            ("C\\+\\+ AND 10:30", "C++ 10:30"),
            ("\\(oman\\)", "oman"),
            ("oman ://", "oman"),
            ("lang:(en OR fr)", "lang:en OR lang:fr"),
            ("*:*", "words:0.."),
            ("*:* -talks", "words:0.. NOT talks"),
        ],
    );
    check_errors(
        parse_lucene,
        &[
            ("nuclear AND", "query_syntax", (11, 11)),
            ("OR nuclear", "query_syntax", (0, 2)),
            ("(nuclear", "query_syntax", (0, 1)),
            ("nuclear)", "query_syntax", (7, 8)),
            ("\"nuclear", "query_syntax", (0, 1)),
            ("tilte:talks", "query_unknown_field", (0, 5)),
            ("oil id:*'", "query_value", (7, 9)),
            ("title:[a TO b]", "query_syntax", (6, 14)),
            ("date:[2026 TO", "query_syntax", (5, 6)),
            ("talks^x", "query_syntax", (5, 6)),
            ("talks~7", "query_syntax", (0, 5)),
            ("...", "query_empty", (0, 3)),
        ],
    );
}

#[test]
fn factiva_queries_are_translated() {
    check(
        parse_factiva,
        &[
            ("interest rates", "\"interest rates\""),
            ("oil and gas or coal", "(oil gas) OR coal"),
            ("oil or gas and coal not wind", "oil OR (gas coal NOT wind)"),
            ("oil near5 price", "oil W/5 price"),
            ("oil /n5/ price", "oil W/5 price"),
            ("oil adj5 price", "oil PRE/5 price"),
            ("oil w/5 price", "oil PRE/5 price"),
            ("oil SAME price", "oil W/P price"),
            ("(oil or gas) near5 interest rates", "(oil OR gas) W/5 \"interest rates\""),
            ("atleast5 sanctions and Iran", "atleast5(sanctions) Iran"),
            ("atleast3 (oil or gas)", "atleast3(oil OR gas)"),
            ("trade/F50/ and Iran", "(title:trade OR lead:trade) Iran"),
            ("hd=(oil or gas) and by=Vale", "title:(oil OR gas) byline:Vale"),
            ("hlp=oil", "title:oil OR lead:oil"),
            ("sn=(new york times)", "source:\"new york times\""),
            ("rst=nytimes and la=en", "source:nytimes lang:en"),
            ("oil and wc>1000", "oil words:1001.."),
            ("oil wc<500", "oil words:..499"),
            ("oil and date from 20260201 to 20260208", "oil date:2026-02-01..2026-02-08"),
            ("oil and date after 20260201", "oil date:2026-02-02.."),
            ("oil and date after -7", "oil date:2026-02-02.."),
            ("oil date before 20260201", "oil date:..2026-01-31"),
            ("telecom* or telecom$", "telecom* OR telecom*"),
            ("telecom$3 and organi?ation", "/telecom.{0,3}/ organi?ation"),
            ("nuclear negotiat*", "nuclear PRE/1 negotiat*"),
            ("a date with oil", "\"a date with oil\""),
            ("not oil", "NOT oil"),
        ],
    );
    check_errors(
        parse_factiva,
        &[
            ("oil w/11 price", "query_syntax", (4, 8)),
            ("oil w/s gas", "query_syntax", (4, 7)),
            ("oil near/5 gas", "query_syntax", (4, 10)),
            ("(oil and gas) near5 price", "query_syntax", (0, 13)),
            ("oil near5", "query_syntax", (9, 9)),
            ("and oil", "query_syntax", (0, 3)),
            ("co=ibm", "query_unknown_field", (0, 2)),
            ("xx=oil", "query_unknown_field", (0, 2)),
            ("atleast99 oil", "query_syntax", (0, 9)),
            ("(oil", "query_syntax", (0, 1)),
            ("oil)", "query_syntax", (3, 4)),
            ("oil and date after 20261399", "query_date", (8, 27)),
            ("hd=(by=oil)", "query_syntax", (3, 11)),
        ],
    );
}

#[test]
fn lexis_queries_are_translated() {
    check(
        parse_lexis,
        &[
            ("interest rate", "stem:\"interest rate\""),
            ("\"interest rate\"", "\"interest rate\""),
            ("oil and gas or coal", "oil (gas OR coal)"),
            ("oil or gas w/5 price", "(oil OR gas) W/5 price"),
            ("a w/10 b w/3 c", "a W/10 (b W/3 c)"),
            ("oil PRE/5 price", "oil PRE/5 price"),
            ("oil NOT W/5 price", "oil NOT W/5 price"),
            ("oil w/s price and gas w/p coal", "(oil W/S price) (gas W/P coal)"),
            ("oil /5 price", "oil W/5 price"),
            ("oil and not gas", "oil NOT gas"),
            ("oil but not gas", "oil NOT gas"),
            ("oil and gas and not coal or wind", "oil gas NOT (coal OR wind)"),
            ("negotiat! or wom*n", "negotiat* OR wom?n"),
            ("transplant**", "/transplant.{0,2}/"),
            ("HEADLINE(oil or gas)", "title:(oil OR gas)"),
            ("HLEAD(oil)", "title:oil OR lead:oil"),
            ("LEAD(oil) and BYLINE(vale)", "lead:oil byline:vale"),
            ("PUBLICATION(new york times)", "source:(stem:\"new york times\")"),
            ("BODY(oil) and LANGUAGE(en)", "oil lang:en"),
            ("ATLEAST5(oil)", "atleast5(oil)"),
            ("oil and LENGTH > 800", "oil words:801.."),
            ("oil and length<500", "oil words:..499"),
            ("oil and DATE AFT 2/1/2026", "oil date:2026-02-02.."),
            ("oil and date is 2026-02", "oil date:2026-02"),
            ("ALLCAPS(us) and oil", "US oil"),
            ("a date with oil", "stem:\"a date with oil\""),
        ],
    );
    check_errors(
        parse_lexis,
        &[
            ("oil w/300 price", "query_syntax", (4, 9)),
            ("oil w/seg gas", "query_syntax", (4, 9)),
            ("oil W/ gas", "query_syntax", (4, 6)),
            ("oil adj/5 gas", "query_syntax", (4, 9)),
            ("(oil and gas) w/5 price", "query_syntax", (0, 13)),
            ("oil w/5", "query_syntax", (7, 7)),
            ("HEADLNE(oil)", "query_unknown_field", (0, 7)),
            ("HEADLINE(oil", "query_syntax", (8, 9)),
            ("HEADLINE(LEAD(oil))", "query_syntax", (8, 19)),
            ("oil pre/s gas", "query_syntax", (4, 9)),
        ],
    );
}

#[test]
fn operators_of_other_languages_give_a_warning() {
    for (read, query) in [
        (parse_factiva as Read, "oil near gas"),
        (parse_factiva, "oil ADJ gas"),
        (parse_lucene, "oil NEAR gas"),
        (parse_lucene, "oil W/5 gas"),
        (parse_lucene, "oil NEAR/5 gas"),
    ] {
        let parsed = read(query, &options()).unwrap();
        let codes: Vec<&str> = parsed.warnings.iter().map(|warning| warning.code).collect();
        assert_eq!(codes, ["foreign_operator"], "{query}");
    }
    for (read, query) in [
        (parse_factiva as Read, "oil near5 gas w/o tax"),
        (parse_lexis, "oil w/5 gas w/o near"),
        (parse_lucene, "oil near gas w/o tax title:NEAR"),
    ] {
        assert_eq!(read(query, &options()).unwrap().warnings, [], "{query}");
    }
}

fn noise() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "(",
        ")",
        "\"",
        "oil",
        "gas*",
        "and",
        "AND",
        "or",
        "OR",
        "not",
        "NOT",
        "w/5",
        "near5",
        "same",
        "pre/2",
        "hd=",
        "HEADLINE(",
        "atleast3",
        "ATLEAST2(",
        "/F5/",
        "wc>",
        "LENGTH",
        ">",
        "date",
        "from",
        "to",
        "aft",
        "20260201",
        "title:",
        "date:",
        "[",
        "TO",
        "]",
        "{",
        "}",
        "^2",
        "~1",
        "~",
        "+",
        "-",
        "!",
        "\\",
        "/a/",
        "$3",
        "*",
        "é",
        ":",
    ]);
    let gap = prop::sample::select(vec!["", " ", " "]);
    prop::collection::vec((prop_oneof![pieces.prop_map(str::to_owned), "\\PC{0,3}"], gap), 0..14)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect())
}

#[test]
fn places_include_escapes() {
    let text = "\\ *🌀é";
    let error = parse_lucene(text, &options()).unwrap_err();
    assert_eq!(error.at.of(text), text, "{error:?}");
}

#[test]
fn escaped_spaces_are_one_space_in_the_canonical_form() {
    let parsed = parse_lucene("ellis\\ \\ holt", &options()).unwrap();
    assert_eq!(parsed.ast.to_string(), "stem:\"ellis holt\"");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_parses_or_gives_an_error_inside_it(text in noise()) {
        for read in [parse_lucene as Read, parse_factiva, parse_lexis] {
            match read(&text, &options()) {
                Ok(parsed) => {
                    let canonical = parsed.ast.to_string();
                    let again = parse(&canonical, &options());
                    prop_assert!(again.is_ok(), "`{}` became `{}`, which is not read: {:?}", text, canonical, again);
                    prop_assert_eq!(again.unwrap().ast.to_string(), canonical, "`{}`", text);
                }
                Err(error) => {
                    prop_assert!(text.get(error.at.start..error.at.end).is_some(), "`{}`: {:?}", text, error);
                    prop_assert!(!error.render(&text, Color::Off).is_empty());
                }
            }
        }
    }
}

#[test]
fn no_query_exhausts_the_stack() {
    for read in [parse_lucene as Read, parse_factiva, parse_lexis] {
        for text in [
            "(".repeat(50_000),
            "not ".repeat(50_000) + "a",
            "a w/5 ".repeat(50_000) + "a",
            "a* ".repeat(50_000),
        ] {
            let _ = read(&text, &options());
        }
        assert_eq!(
            read(&("(".repeat(200) + "a" + &")".repeat(200)), &options()).unwrap_err().code,
            "query_nesting"
        );
    }
}
