//! Properties of all queries: any text parses or gives an error, and the canonical form of any tree parses to the same tree.

use proptest::prelude::*;

use super::*;

fn options() -> ParseOptions {
    let now = "2026-02-08T12:00:00+01:00[+01:00]".parse().unwrap();
    ParseOptions { now, joined_by: JoinedBy::And }
}

/// Texts with much syntax.
fn query_text() -> impl Strategy<Value = String> {
    let piece =
        prop_oneof![prop::sample::select(PIECES).prop_map(str::to_owned), "[a-zé0-9]{1,4}", "\\PC{0,4}",];
    let gap = prop::sample::select(&["", "", " ", " ", "\t", "\u{a0}"][..]);
    prop::collection::vec((piece, gap), 0..12)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect())
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "(",
    ")",
    "\"",
    "\"a b\"",
    "“",
    "”",
    "«a»",
    "\\",
    "\\\"",
    "AND",
    "OR",
    "NOT",
    "and",
    "-",
    "+",
    "–",
    "*",
    "?",
    "~",
    "~1",
    "~2",
    "/",
    "/a.b/",
    "\\/",
    ":",
    "title:",
    "url:",
    "source:",
    "speaker:",
    "in:",
    "none",
    "date:",
    "2026-02",
    "..",
    ">=",
    "7d",
    "seen:",
    "2h",
    "T10:00",
    "words:",
    "801",
    "id:",
    "lang:",
    "en",
    "stem:",
    "said(",
    ",",
    "atleast3(",
    "W/5",
    "pre/2",
    "W/S",
    "https://x.com/a?b",
    "U.S.",
    "$5bn",
    "#tag",
    "'",
    "’",
    "…",
    "foo:",
    "a",
    "b",
    "1,000",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Zéß0-9]{1,6}",
        1 => prop::sample::select(&["AND", "OR", "NOT", "and", "none", "W/5", "foo:bar", "10:30", "a,b", "1,000", "-x",
             "said", "atleast3", "a\"b", "x\\", "U.S.", "AT&T", "https://x.com/a", "a*b", "talks,", "(a)", "~1a", "/a/", "a~1",
             "title:x", "O’Brien", "“a”", "stem:x"][..])
            .prop_map(str::to_owned),
    ]
}

fn phrase_text() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 2..4).prop_map(|words| words.join(" "))
}

/// Trees that are allowed as operands of `W/5`.
fn operand() -> impl Strategy<Value = Ast> {
    let leaf = prop_oneof![
        4 => word().prop_map(Ast::Word),
        1 => (prop_oneof![word(), phrase_text()], 0..4_u32)
            .prop_map(|(text, slop)| Ast::Phrase(Phrase { text, slop, forms: Forms::Exact })),
        1 => (phrase_text(), 0..4_u32)
            .prop_map(|(text, slop)| Ast::Phrase(Phrase { text, slop, forms: Forms::Inflected })),
        1 => prop::sample::select(&["negotiat*", "wom?n", "*gate", "U.S*"][..]).prop_map(|text| Ast::Wildcard(text.into())),
        1 => ("[a-zé]{2,6}", 1..3_u8).prop_map(|(word, distance)| Ast::Fuzzy { word, distance }),
        1 => prop::sample::select(&["a/b", "a\\\\", "x.*", "(a|b)", "\"", "\\d+"][..]).prop_map(|text| Ast::Regex(text.into())),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| prop_oneof![alternatives(inner.clone()), proximity(inner)])
}

fn proximity(operand: impl Strategy<Value = Ast> + Clone) -> impl Strategy<Value = Ast> {
    let within = prop_oneof![
        (1..9_u32).prop_map(Within::Words),
        (1..9_u32).prop_map(Within::WordsInOrder),
        Just(Within::Sentence),
        Just(Within::Paragraph),
    ];
    let presence = prop_oneof![Just(Presence::Near), Just(Presence::NotNear)];
    (operand.clone(), operand, within, presence).prop_map(|(left, right, within, presence)| {
        Ast::Proximity(Box::new(Proximity { left, right, within, presence }))
    })
}

/// An OR of trees that are not ORs.
fn alternatives(part: impl Strategy<Value = Ast>) -> impl Strategy<Value = Ast> {
    prop::collection::vec(part, 2..4).prop_map(|parts| {
        let flat =
            parts.into_iter().flat_map(|part| if let Ast::Or(inner) = part { inner } else { vec![part] });
        Ast::Or(flat.collect())
    })
}

/// An AND of trees that are not ANDs.
fn all_of(part: impl Strategy<Value = Ast>) -> impl Strategy<Value = Ast> {
    prop::collection::vec(part, 2..4).prop_map(|parts| {
        let flat =
            parts.into_iter().flat_map(|part| if let Ast::And(inner) = part { inner } else { vec![part] });
        Ast::And(flat.collect())
    })
}

fn joined(inner: impl Strategy<Value = Ast> + Clone) -> impl Strategy<Value = Ast> {
    prop_oneof![
        alternatives(inner.clone()),
        all_of(inner.clone()),
        inner.prop_map(|of| Ast::Not(Box::new(of)))
    ]
}

/// Trees that are allowed inside a field.
fn text_tree() -> impl Strategy<Value = Ast> {
    operand().prop_recursive(2, 12, 3, joined)
}

/// Trees of names, which have no positions.
fn names() -> impl Strategy<Value = Ast> {
    let name = prop_oneof![
        word().prop_filter("somebody", |word| !word.eq_ignore_ascii_case("none")).prop_map(Ast::Word),
        phrase_text().prop_map(|text| Ast::Phrase(Phrase { text, slop: 0, forms: Forms::Exact })),
    ];
    name.prop_recursive(2, 8, 3, joined)
}

fn field_name() -> impl Strategy<Value = Field> {
    prop::sample::select(
        &[
            Field::Title,
            Field::Lead,
            Field::Byline,
            Field::Source,
            Field::Url,
            Field::Section,
            Field::Quote,
            Field::In,
        ][..],
    )
}

fn filter_tree() -> impl Strategy<Value = Filter> {
    prop_oneof![
        (-700_000..2_900_000_i32, 0..800_i32)
            .prop_map(|(from, days)| Filter::Date { from: Some(from), to: Some(from + days) }),
        (-700_000..2_900_000_i32).prop_map(|day| Filter::Date { from: Some(day), to: None }),
        (-700_000..2_900_000_i32).prop_map(|day| Filter::Date { from: None, to: Some(day) }),
        Just(Filter::Undated),
        Just(Filter::LastRun),
        (-60_000_000_000..250_000_000_000_i64, 1..900_000_i64)
            .prop_map(|(from, seconds)| Filter::Seen { from: Some(from), to: Some(from + seconds) }),
        (-60_000_000_000..250_000_000_000_i64).prop_map(|from| Filter::Seen { from: Some(from), to: None }),
        (-60_000_000_000..250_000_000_000_i64).prop_map(|to| Filter::Seen { from: None, to: Some(to) }),
        "[a-z]{2,3}".prop_map(Filter::Language),
        prop_oneof!["[a-z0-9-]{1,12}x", word(), phrase_text()].prop_map(Filter::Id),
        (0..5_u64, 0..5_u64)
            .prop_map(|(from, more)| Filter::Words { from: Some(from), to: Some(from + more) }),
        any::<u64>().prop_map(|from| Filter::Words { from: Some(from), to: None }),
        any::<u64>().prop_map(|to| Filter::Words { from: None, to: Some(to) }),
    ]
}

fn any_tree() -> impl Strategy<Value = Ast> {
    let part = prop_oneof![
        4 => text_tree(),
        2 => (field_name(), text_tree()).prop_map(|(field, of)| Ast::Field { field, of: Box::new(of) }),
        1 => names().prop_map(|of| Ast::Field { field: Field::Speaker, of: Box::new(of) }),
        1 => (names(), text_tree())
            .prop_map(|(speaker, words)| Ast::Said { speaker: Box::new(speaker), words: Box::new(words) }),
        1 => text_tree()
            .prop_map(|words| Ast::Said { speaker: Box::new(Ast::UnnamedSpeaker), words: Box::new(words) }),
        1 => (1..9_u32, prop_oneof![word().prop_map(Ast::Word), alternatives(word().prop_map(Ast::Word))])
            .prop_map(|(count, of)| Ast::AtLeast { count, of: Box::new(of) }),
        1 => Just(Ast::UnnamedSpeaker),
        2 => filter_tree().prop_map(Ast::Filter),
    ];
    part.prop_recursive(3, 24, 3, joined)
}

/// Checks that an error is inside the text, or that the canonical form parses to the same tree.
fn check(text: &str) -> Result<(), TestCaseError> {
    match parse(text, &options()) {
        Ok(parsed) => {
            let canonical = parsed.ast.to_string();
            let again = parse(&canonical, &options());
            prop_assert_eq!(again.as_ref().map(|again| &again.ast), Ok(&parsed.ast), "{}", canonical);
        }
        Err(error) => {
            prop_assert!(text.get(error.at.start..error.at.end).is_some(), "{:?}", error);
            prop_assert!(error.render(text, Color::Off).starts_with("error: "));
            prop_assert!(error.at_code_point(text) <= text.chars().count());
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn the_canonical_form_parses_to_the_same_tree(ast in any_tree()) {
        let canonical = ast.to_string();
        let parsed = parse(&canonical, &options());
        prop_assert_eq!(parsed.as_ref().map(|parsed| &parsed.ast), Ok(&ast), "{}", canonical);
    }

    #[test]
    fn any_text_parses_or_gives_an_error_inside_it(text in "\\PC{0,40}") {
        check(&text)?;
    }

    #[test]
    fn any_syntax_parses_or_gives_an_error_inside_it(text in query_text()) {
        check(&text)?;
        let any = ParseOptions { joined_by: JoinedBy::Or, ..options() };
        if let Ok(parsed) = parse(&text, &any) {
            let canonical = parsed.ast.to_string();
            let again = parse(&canonical, &options());
            prop_assert_eq!(again.as_ref().map(|again| &again.ast), Ok(&parsed.ast), "{}", canonical);
        }
    }

    #[test]
    fn the_canonical_form_of_a_literal_query_parses(text in query_text()) {
        if let Ok(parsed) = parse_literal(&text, JoinedBy::And) {
            let canonical = parsed.ast.to_string();
            let again = parse(&canonical, &options());
            prop_assert_eq!(again.as_ref().map(|again| &again.ast), Ok(&parsed.ast), "{}", canonical);
        }
    }

    #[test]
    fn joined_arguments_keep_every_character(arguments in prop::collection::vec(query_text(), 0..4)) {
        let (query, warnings) = join_arguments(&arguments);
        prop_assert_eq!(query, arguments.join(" "));
        prop_assert!(warnings.len() <= 2);
    }

    #[test]
    fn dates_parse_or_give_an_error_inside_them(text in "[0-9dwmyT:.><=-]{0,24}|\\PC{0,12}") {
        let now = options().now;
        for read in [parse_date_range, parse_since, parse_until, parse_seen] {
            if let Err(error) = read(&text, &now) {
                prop_assert!(text.get(error.at.start..error.at.end).is_some(), "{:?}", error);
            }
        }
        if let Err(error) = parse_now(&text, None) {
            prop_assert!(text.get(error.at.start..error.at.end).is_some(), "{:?}", error);
        }
    }
}

#[test]
fn a_url_with_an_open_parenthesis_ends_inside_others() {
    for parsed in [
        parse("(oil OR ferry) W/3 tram OR https://news.example/b(c talks", &options()),
        parse("ferry https://news.example/b(c OR oil", &options()),
        parse_lucene("+oil +(ferry https\\://news.example/b\\(c)", &options()),
    ] {
        let parsed = parsed.unwrap();
        let canonical = parsed.ast.to_string();
        let again = parse(&canonical, &options()).unwrap_or_else(|error| panic!("{canonical}: {error}"));
        assert_eq!(again.ast, parsed.ast, "{canonical}");
    }
}
