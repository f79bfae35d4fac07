//! The canonical form of queries, and the text of every error and warning.

use super::*;

pub(super) fn options(joined_by: JoinedBy) -> ParseOptions {
    let now = "2026-02-08T12:00:00+00:00[UTC]".parse().unwrap();
    ParseOptions { now, joined_by }
}

pub(super) fn canonical(text: &str) -> String {
    match parse(text, &options(JoinedBy::And)) {
        Ok(parsed) => parsed.ast.to_string(),
        Err(error) => format!("! {error}"),
    }
}

/// Queries and their canonical forms.
const CASES: &[(&str, &str)] = &[
    // Words.
    ("nuclear talks", "nuclear talks"),
    ("nuclear and talks", "nuclear and talks"),
    ("nuclear AND talks", "nuclear talks"),
    // Phrases.
    ("\"nuclear talks\"", "\"nuclear talks\""),
    ("“nuclear talks”", "\"nuclear talks\""),
    ("«nuclear talks»", "\"nuclear talks\""),
    ("stem:\"nuclear talk\"", "stem:\"nuclear talk\""),
    ("stem:\"talks\"", "talks"),
    ("\"a b\"~3", "\"a b\"~3"),
    ("stem:\"a b\"~3", "stem:\"a b\"~3"),
    // Operators and their precedence.
    ("a OR b c", "a OR (b c)"),
    ("a OR b AND c", "a OR (b c)"),
    ("(a OR b) c", "(a OR b) c"),
    ("((a)) (b (c d))", "a b c d"),
    ("a NOT b", "a NOT b"),
    ("a AND NOT b", "a NOT b"),
    ("a -b", "a NOT b"),
    ("+a -\"b c\"", "a NOT \"b c\""),
    ("-(a b)", "NOT (a b)"),
    ("NOT a OR b", "NOT a OR b"),
    ("NOT NOT a", "NOT NOT a"),
    ("NOT a W/5 b", "NOT (a W/5 b)"),
    // Proximity.
    ("a W/5 b", "a W/5 b"),
    ("a w/5 b", "a W/5 b"),
    ("a NEAR/5 b", "a W/5 b"),
    ("a near/5 b", "a W/5 b"),
    ("a PRE/5 b", "a PRE/5 b"),
    ("a ADJ/5 b", "a PRE/5 b"),
    ("a W/S b", "a W/S b"),
    ("a w/p b", "a W/P b"),
    ("a not w/5 b", "a NOT W/5 b"),
    ("a not W/5 b", "a NOT W/5 b"),
    ("a Not near/5 b c", "(a NOT W/5 b) c"),
    ("not w/5 a", "not W/5 a"),
    ("a (not w/5 b)", "a (not W/5 b)"),
    ("a NOT W/5 b", "a NOT W/5 b"),
    ("a W/5 b W/3 c", "(a W/5 b) W/3 c"),
    ("(a OR \"b c\") W/5 (d* PRE/2 e)", "(a OR \"b c\") W/5 (d* PRE/2 e)"),
    ("nuclear talks W/5 Oman", "nuclear (talks W/5 Oman)"),
    // Counting, wildcards.
    ("atleast3(sanctions)", "atleast3(sanctions)"),
    ("ATLEAST3(a OR b)", "atleast3(a OR b)"),
    ("negotiat* wom?n *gate", "negotiat* wom?n *gate"),
    ("Serbia~1", "Serbia~1"),
    ("/colou?r/", "/colou?r/"),
    ("/a\\/b\\.c/", "/a\\/b\\.c/"),
    // Fields.
    ("title:(a OR b)", "title:(a OR b)"),
    ("headline:x author:y site:z", "title:x byline:y source:z"),
    ("lead:x section:y", "lead:x section:y"),
    ("source:\"New York Times\"", "source:\"New York Times\""),
    ("source:nytimes.com", "source:nytimes.com"),
    ("quote:\"no rush\"", "quote:\"no rush\""),
    ("speaker:none", "speaker:none"),
    ("speaker:(none)", "speaker:(none)"),
    ("said(Araghchi, trust)", "said(Araghchi, trust)"),
    ("said(\"Abbas Araghchi\", trust AND iran)", "said(\"Abbas Araghchi\", trust iran)"),
    ("said(Araghchi, 1,000 tonnes)", "said(Araghchi, 1,000 tonnes)"),
    ("said(none, trust)", "said(none, trust)"),
    ("said((none), trust)", "said((none), trust)"),
    ("title:stem:\"nuclear talk\"", "title:(stem:\"nuclear talk\")"),
    ("title:atleast2(a)", "title:(atleast2(a))"),
    ("-title:x", "NOT title:x"),
    ("title:/x.y/", "title:/x.y/"),
    ("TITLE:x", "title:x"),
    // Filters.
    ("words:801..", "words:801.."),
    ("words:>800", "words:801.."),
    ("words:>=800", "words:800.."),
    ("words:<800", "words:..799"),
    ("words:<=800", "words:..800"),
    ("words:100..200", "words:100..200"),
    ("words:500", "words:500"),
    ("id:us-iran-talks", "id:us-iran-talks"),
    ("id:\"a b\"", "id:\"a b\""),
    ("lang:EN-gb", "lang:en"),
    ("lang:(en OR fr)", "lang:en OR lang:fr"),
    ("date:(2026-01 OR 2026-03)", "date:2026-01 OR date:2026-03"),
    // Dates; the present is 2026-02-08.
    ("date:2026", "date:2026"),
    ("date:2026-02", "date:2026-02"),
    ("date:2026-02-06", "date:2026-02-06"),
    ("date:2026-02-01..2026-02-08", "date:2026-02-01..2026-02-08"),
    ("date:2025..2026-02", "date:2025-01-01..2026-02-28"),
    ("date:2026-02..", "date:2026-02-01.."),
    ("date:..2026-02", "date:..2026-02-28"),
    ("date:>=2026-02-01", "date:2026-02-01.."),
    ("date:>2026-02", "date:2026-03-01.."),
    ("date:<2026-02", "date:..2026-01-31"),
    ("date:<=2026-02", "date:..2026-02-28"),
    ("date:7d", "date:2026-02-01..2026-02-08"),
    ("date:2w", "date:2026-01-25..2026-02-08"),
    ("date:3m", "date:2025-11-08..2026-02-08"),
    ("date:1y", "date:2025-02-08..2026-02-08"),
    ("date:7d..yesterday", "date:2026-02-01..2026-02-07"),
    ("date:<7d", "date:..2026-01-31"),
    ("date:today", "date:2026-02-08"),
    ("date:Yesterday", "date:2026-02-07"),
    ("date:\"2026-02\"", "date:2026-02"),
    ("date:none", "date:none"),
    ("date:2026-02, talks", "date:2026-02 talks"),
    ("since:2026-02", "date:2026-02-01.."),
    ("until:2026-02", "date:..2026-02-28"),
    ("since:7d", "date:2026-02-01.."),
    ("until:yesterday", "date:..2026-02-07"),
    ("seen:>=2026-02-06T10:00", "seen:2026-02-06T10:00:00Z.."),
    ("seen:>2026-02-06T10:00", "seen:2026-02-06T10:01:00Z.."),
    ("seen:<2026-02-06T10:00:30+01:00", "seen:..2026-02-06T09:00:29Z"),
    ("seen:2h", "seen:2026-02-08T10:00:00Z..2026-02-08T12:00:00Z"),
    ("seen:30min", "seen:2026-02-08T11:30:00Z..2026-02-08T12:00:00Z"),
    ("seen:1d", "seen:2026-02-07T00:00:00Z..2026-02-08T12:00:00Z"),
    ("seen:2026-02", "seen:2026-02-01T00:00:00Z..2026-02-28T23:59:59Z"),
    ("seen:today", "seen:2026-02-08T00:00:00Z..2026-02-08T23:59:59Z"),
    // Prose.
    ("Iran talks: what next?", "Iran talks what next"),
    ("Iran – US talks - live", "Iran US talks live"),
    (
        "https://www.nytimes.com/2026/02/06/a_(b).html?x=1",
        "url:https://www.nytimes.com/2026/02/06/a_(b).html?x=1",
    ),
    ("(see https://x.com/a)", "see url:https://x.com/a"),
    ("url:https://x.com/a,", "url:https://x.com/a"),
    (
        "AT&T $5bn #tag @handle O'Brien C++ U.S. U.S.-Iran",
        "AT&T $5bn #tag @handle O'Brien C++ U.S. U.S.-Iran",
    ),
    ("at 10:30, 'good start' says Trump", "at 10:30 good start says Trump"),
    ("O’Brien and Iran’s", "O’Brien and Iran’s"),
    ("talks… (Reuters)", "talks Reuters"),
    ("word(s)", "word s"),
    ("source: Reuters", "source Reuters"),
    ("foo: bar", "foo bar"),
    ("foo:", "foo"),
    ("Putin w/o talks", "Putin w/o talks"),
    ("and/or", "and/or"),
    ("10~20 people", "10~20 people"),
    ("a & b | c", "a b c"),
    ("-AND", "NOT stem:\"AND\""),
];

#[test]
fn queries_have_their_canonical_form_which_parses() {
    for (text, expected) in CASES {
        assert_eq!(canonical(text), *expected, "{text}");
        assert_eq!(canonical(expected), *expected, "{text}");
    }
}

/// A query that cannot be parsed: code, message, the text at the place, what was expected, what to write instead.
type ErrorCase = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const FIELDS: &str = "one of title, headline, lead, byline, author, source, site, url, section, tag, tags, keyword, quote, speaker, in, date, \
                      since, until, seen, lang, id, words, kind, confidence, stem; or white space after the colon";
const A_NAME: &str = "the name of a field, or white space after the colon";
const OPERAND: &str = "a word, phrase or group";
const NEAR_OPERAND: &str = "a word, phrase, group joined by OR, or proximity";
const DATES: &str = "2026, 2026-02, 2026-02-06, a range such as 2026-02-01..2026-02-08, 2026-02.. or >=2026-02-01, \
                     7d, 2w, 3m, 1y, today, yesterday or none";
const POINTS: &str = "2026, 2026-02, 2026-02-06, 7d, 2w, 3m, 1y, today or yesterday";
const SEEN: &str = "2026-02-06, 2026-02-06T10:00, a range such as >=2026-02-06T10:00 or 2026-02-01..2026-02-08, 2h, 7d, \
                    today or yesterday";
const WORDS: &str = "a number such as 800, or a range such as 801.., >800 or 100..200";

#[rustfmt::skip]
const ERRORS: &[ErrorCase] = &[
    ("", "query_empty", "the query is empty", "", "words to search for", ""),
    (" \t", "query_empty", "the query is empty", " \t", "words to search for", ""),
    ("– ... ?", "query_empty", "the query has no word, only punctuation", "– ... ?", "words to search for", ""),
    ("a \"b c", "query_syntax", "unclosed quotation mark", "\"", "`\"` at the end of the phrase", ""),
    ("a “b c", "query_syntax", "unclosed quotation mark", "“", "`”` at the end of the phrase", ""),
    ("12\" gun", "query_syntax", "unclosed quotation mark", "\"", "`\"` at the end of the phrase", ""),
    ("\"\"", "query_syntax", "a phrase without a word", "\"\"", "words between the quotation marks", ""),
    ("\"a b\"~ c", "query_syntax", "`~` after a phrase needs a number", "~", "the maximum number of other words in between, as in `\"a b\"~3`", ""),
    ("(a (b)", "query_syntax", "unclosed parenthesis", "(", "`)` at its end", ""),
    ("a) b", "query_syntax", "closing parenthesis without an opening one", ")", "`(` somewhere before it", ""),
    ("a ()", "query_syntax", "the parentheses are empty", "()", "words", ""),
    ("AND a", "query_syntax", "nothing is before `AND`", "AND", OPERAND, ""),
    ("a OR", "query_syntax", "nothing follows `OR`", "", OPERAND, ""),
    ("a NOT", "query_syntax", "nothing follows `NOT`", "", OPERAND, ""),
    ("a AND OR b", "query_syntax", "nothing is between `AND` and `OR`", "OR", OPERAND, ""),
    ("(a OR) b", "query_syntax", "nothing is between `OR` and `)`", ")", OPERAND, ""),
    ("W/5 a", "query_syntax", "nothing is before `W/5`", "W/5", OPERAND, ""),
    ("a W/5", "query_syntax", "nothing follows `W/5`", "", OPERAND, ""),
    ("a W/5 W/3 b", "query_syntax", "nothing is between `W/5` and `W/3`", "W/3", OPERAND, ""),
    ("a w/0 b", "query_syntax", "`w/0` is not a distance", "w/0", "a number from 1; `W/1` means side by side", ""),
    ("a PRE/s b", "query_syntax", "`PRE/` takes a number of words", "PRE/s", "a number, as in `PRE/5`", "W/S"),
    ("a W/5 NOT b", "query_syntax", "NOT is not allowed inside `W/5`", "NOT b", NEAR_OPERAND, "a NOT W/5 b"),
    ("a W/5 -b", "query_syntax", "NOT is not allowed inside `W/5`", "-b", NEAR_OPERAND, "a NOT W/5 b"),
    ("(NOT a) W/5 b", "query_syntax", "NOT is not allowed inside `W/5`", "(NOT a)", NEAR_OPERAND, "b NOT W/5 a"),
    ("(a b) W/5 c", "query_syntax", "AND is not allowed inside `W/5`", "(a b)", NEAR_OPERAND, "(a W/5 c) AND (b W/5 c)"),
    ("c PRE/2 (a AND b)", "query_syntax", "AND is not allowed inside `PRE/2`", "(a AND b)", NEAR_OPERAND, "(c PRE/2 a) AND (c PRE/2 b)"),
    ("(a OR (b c)) W/5 d", "query_syntax", "AND is not allowed inside `W/5`", "(a OR (b c))", NEAR_OPERAND, "(a W/5 d) OR ((b W/5 d) AND (c W/5 d))"),
    ("(a NOT b) W/5 c", "query_syntax", "NOT is not allowed inside `W/5`", "(a NOT b)", NEAR_OPERAND, "(a W/5 c) NOT b"),
    ("c PRE/5 (a NOT b)", "query_syntax", "NOT is not allowed inside `PRE/5`", "(a NOT b)", NEAR_OPERAND, "(c PRE/5 a) NOT b"),
    ("(a b) W/5 (c d)", "query_syntax", "AND is not allowed inside `W/5`", "(a b)", NEAR_OPERAND, "((a W/5 c) AND (a W/5 d)) AND ((b W/5 c) AND (b W/5 d))"),
    ("title:a W/5 b", "query_syntax", "a field is not allowed inside `W/5`", "title:a", NEAR_OPERAND, "title:(a W/5 b)"),
    ("title:a W/5 title:b", "query_syntax", "a field is not allowed inside `W/5`", "title:a", NEAR_OPERAND, "title:(a W/5 b)"),
    ("a W/5 date:2026", "query_syntax", "a filter is not allowed inside `W/5`", "date:2026", NEAR_OPERAND, "a date:2026"),
    ("a W/5 atleast2(b)", "query_syntax", "`atleast()` is not allowed inside `W/5`", "atleast2(b)", NEAR_OPERAND, "(a W/5 b) atleast2(b)"),
    ("a W/5 said(b, c)", "query_syntax", "a condition on speakers is not allowed inside `W/5`", "said(b, c)", NEAR_OPERAND, "a said(b, c)"),
    ("a PRE/5 title:b", "query_syntax", "a field is not allowed inside `PRE/5`", "title:b", NEAR_OPERAND, "title:(a PRE/5 b)"),
    ("a W/ b", "query_syntax", "`W/` needs a distance", "W/", "a number of words, as in `W/5`; or `W/S`, `W/P`", "W/5"),
    ("a W/PARA b", "query_syntax", "`W/` needs a distance", "W/PARA", "a number of words, as in `W/5`; or `W/S`, `W/P`", "W/P"),
    ("a near/5,000 b", "query_syntax", "`NEAR/` needs a distance", "near/5,000", "a number of words, as in `NEAR/5`; or `W/S`, `W/P`", "NEAR/5000"),
    ("speaker:(a W/5 b)", "query_speaker", "`W/5` cannot be used with speakers", "W/5", "names side by side", "speaker:(a b)"),
    ("x speaker:atleast2(a)", "query_speaker", "`atleast()` cannot be used with speakers", "atleast2(", "names side by side", "speaker:a"),
    ("said(a PRE/2 b, trust)", "query_speaker", "`PRE/2` cannot be used with speakers", "PRE/2", "names side by side", "speaker:(a b)"),
    ("atleast3(a b)", "query_syntax", "AND is not allowed inside `atleast3()`", "atleast3(a b)", "a word, phrase, wildcard, or group joined by OR", "atleast3(a) AND atleast3(b)"),
    ("atleast3(a W/5 b)", "query_syntax", "a proximity is not allowed inside `atleast3()`", "atleast3(a W/5 b)", "a word, phrase, wildcard, or group joined by OR", ""),
    ("atleast(a)", "query_syntax", "`atleast` needs a number from 1", "atleast", "a form such as `atleast3(word)`", ""),
    ("atleastx(a)", "query_syntax", "`atleast` needs a number from 1", "atleastx", "a form such as `atleast3(word)`", ""),
    ("atleast0(a)", "query_syntax", "`atleast` needs a number from 1", "atleast0", "a form such as `atleast3(word)`", ""),
    ("atleast5 Obama", "query_syntax", "`atleast5` needs parentheses", "atleast5", "a form such as `atleast5(word)`", ""),
    ("Serbia~3", "query_syntax", "a fuzzy word allows 1 or 2 changed letters", "Serbia~3", "`~1` or `~2`", "Serbia~2"),
    ("Serbia~", "query_syntax", "a fuzzy word allows 1 or 2 changed letters", "Serbia~", "`~1` or `~2`", "Serbia~1"),
    ("a/b~1", "query_syntax", "`~` must follow one word, not `a/b`", "a/b~1", "letters before `~`", ""),
    ("a *", "query_syntax", "`*` alone would match every word", "*", "letters next to `*`, as in `negotiat*`", ""),
    ("title:*", "query_syntax", "`*` alone would match every word", "*", "letters next to `*`, as in `negotiat*`", ""),
    ("a,b*", "query_syntax", "`*` is only allowed inside one word, not in `a,b*`", "a,b*", "letters and digits around `*`", ""),
    ("/abc def", "query_syntax", "unclosed regular expression", "/", "`/` at its end, with no white space before it", "\"abc\""),
    ("/home/user", "query_regex", "`/home/` is read as a regular expression, but more follows", "/home/", "white space after it, or quotation marks around a path", ""),
    ("/a(b/", "query_regex", "regular expression `a(b`: unclosed group", "/a(b/", "", ""),
    ("//", "query_regex", "empty regular expression", "//", "a pattern between the slashes", ""),
    ("tilte:talks", "query_unknown_field", "unknown field `tilte`", "tilte", A_NAME, "title"),
    ("a domain:x.com", "query_unknown_field", "unknown field `domain`", "domain", A_NAME, "source"),
    ("foo:bar", "query_unknown_field", "unknown field `foo`", "foo", FIELDS, ""),
    ("foo:\"a b\"", "query_unknown_field", "unknown field `foo`", "foo", FIELDS, ""),
    ("a title:", "query_syntax", "`title:` has no value", "title:", "a value directly after the colon", ""),
    ("(title:)", "query_syntax", "`title:` has no value", "title:", "a value directly after the colon", ""),
    ("(a title: )", "query_syntax", "`title:` has no value", "title:", "a value directly after the colon", ""),
    ("title:,", "query_syntax", "`title:` has no value", ",", "a value directly after the colon", ""),
    ("headline:,", "query_syntax", "`headline:` has no value", ",", "a value directly after the colon", ""),
    ("date:,", "query_syntax", "`date:` has no value", ",", "a value directly after the colon", ""),
    ("title:-x", "query_syntax", "a minus sign must be before the field name", "-x", "a word", "-title:x"),
    ("title:source:x", "query_syntax", "`source:` is inside another field", "source", "words", ""),
    ("title:(a source:x)", "query_syntax", "`source:` is not allowed inside `title:`", "source:", "words, phrases or groups of them", ""),
    ("date:(title:x)", "query_syntax", "`title:` is not allowed inside `date:`", "title:", "words, phrases or groups of them", ""),
    ("date:/x/", "query_date", "`/x/` is not a date", "/x/", DATES, ""),
    ("date:(/x/)", "query_syntax", "`/x/` is not a value", "/x/", "a value for `date:`", ""),
    ("said(a, title:b)", "query_syntax", "`title:` is not allowed inside `said()`", "title:", "words, phrases or groups of them", ""),
    ("said(Araghchi trust)", "query_syntax", "`said()` takes a speaker and words", "said(Araghchi trust", "a comma between them", "said(Araghchi, trust)"),
    ("said(Araghchi)", "query_syntax", "`said()` takes a speaker and words", "said(Araghchi", "a comma between them", "speaker:Araghchi"),
    ("said(, trust)", "query_syntax", "nothing is between `said(` and `,`", ",", OPERAND, ""),
    ("said(a, )", "query_syntax", "nothing is between `,` and `)`", ")", OPERAND, ""),
    ("stem:(a b)", "query_syntax", "`stem:` must be before a phrase", "stem:(", "a phrase, as in `stem:\"nuclear talk\"`", ""),
    ("date:soon", "query_date", "`soon` is not a date", "soon", DATES, ""),
    ("date:yesterdy", "query_date", "`yesterdy` is not a date", "yesterdy", DATES, "yesterday"),
    ("date:2026-2-6", "query_date", "`2026-2-6` is not a date", "2026-2-6", DATES, "2026-02-06"),
    ("date:20260206", "query_date", "`20260206` is not a date", "20260206", DATES, "2026-02-06"),
    ("date:2026/02/06", "query_date", "`2026/02/06` is not a date", "2026/02/06", DATES, "2026-02-06"),
    ("date:2026-02-30", "query_date", "`2026-02-30` is not a date", "2026-02-30", DATES, ""),
    ("date:2026-02..2026-13", "query_date", "`2026-13` is not a date", "2026-13", DATES, ""),
    ("date:2026-03..2026-02", "query_date", "the range `2026-03..2026-02` ends before it begins", "2026-03..2026-02", "", "2026-02..2026-03"),
    ("date:..", "query_date", "a range needs a start or an end", "..", "a date before or after `..`", ""),
    ("date:>9999", "query_date", "`>9999` is outside the years 1 to 9999", ">9999", "", ""),
    ("date:9999y", "query_date", "`9999y` is outside the years 1 to 9999", "9999y", "", ""),
    ("date:99999999999999999999d", "query_date", "`99999999999999999999d` is outside the years 1 to 9999", "99999999999999999999d", "", ""),
    ("date:2h", "query_date", "publication dates have no time of day", "2h", "a number of days such as 1d; hours go with `seen:`", ""),
    ("date:2026-02-06T10:00", "query_date", "publication dates have no time of day", "2026-02-06T10:00", "a day; times go with `seen:`", "2026-02-06"),
    ("date:[2026", "query_date", "`[2026` is not a date", "[2026", DATES, ""),
    ("since:none", "query_date", "`none` is not a date", "none", POINTS, ""),
    ("until:2026..2027", "query_date", "`2026..2027` is not a date", "2026..2027", POINTS, ""),
    ("seen:>=2026-02-06T25:00", "query_date", "`2026-02-06T25:00` is not a date", "2026-02-06T25:00", SEEN, ""),
    ("date:\"next week\"", "query_date", "`next week` is not a date", "\"next week\"", DATES, ""),
    ("words:many", "query_value", "`many` is not a number of words", "many", WORDS, ""),
    ("words:200..100", "query_value", "the range `200..100` ends before it begins", "200..100", "", "100..200"),
    ("words:<0", "query_value", "no text can have <0 words", "<0", "", ""),
    ("lang:english", "query_value", "`english` is not a language code", "english", "two or three letters of ISO 639, such as `en`", ""),
];

#[test]
fn errors_state_message_place_expectation_and_suggestion() {
    for (text, code, message, place, expected, suggestion) in ERRORS {
        let error =
            parse(text, &options(JoinedBy::And)).map(|parsed| parsed.ast.to_string()).expect_err(text);
        assert_eq!((error.code, error.message.as_str()), (*code, *message), "{text}");
        assert_eq!(error.at.of(text), *place, "{text}");
        assert_eq!(error.expected.as_deref().unwrap_or_default(), *expected, "{text}");
        assert_eq!(error.suggestion.as_deref().unwrap_or_default(), *suggestion, "{text}");
    }
}

/// Queries with a warning.
#[rustfmt::skip]
const WARNINGS: &[(&str, &str)] = &[
    ("nuclear and talks", "lower_case_operator: `and` is read as a word; write `AND` for the operator"),
    ("\"a b\" or (c not d)", "lower_case_operator: `or` is read as a word; write `OR` for the operator"),
    ("a OR b c", "mixed_and_or: AND binds before OR: read as `a OR (b c)`; for the other reading write `(a OR b) c`"),
    ("a AND b OR c", "mixed_and_or: AND binds before OR: read as `(a b) OR c`; for the other reading write `a (b OR c)`"),
    ("x (a AND NOT b OR c)", "mixed_and_or: AND binds before OR: read as `x ((a NOT b) OR c)`; for the other reading write `x (a (NOT b OR c))`"),
    ("\"negotiat* now\"", "wildcard_in_phrase: `*` and `?` are punctuation inside the phrase `\"negotiat* now\"`; write wildcards outside of phrases"),
    ("\"wom?n now\"", "wildcard_in_phrase: `*` and `?` are punctuation inside the phrase `\"wom?n now\"`; write wildcards outside of phrases"),
    ("\"closed doors\"~3", "ordered_phrase: `\"closed doors\"~3` matches its words in this order only; for any order write `closed W/4 doors`"),
    ("headline(talks)", "foreign_operator: `headline(…)` is read as a word and a group; write `headline:(…)`, or use the syntax of Lexis with `--syntax lexis`"),
    ("negotiat! Oman", "foreign_operator: `!` is read as punctuation; to match any ending, write `negotiat*`, as `!` does in Lexis (`--syntax lexis`)"),
    ("source: Reuters", "field_as_word: `source:` before white space is read as a word; remove the white space to search the field"),
    ("a || b", "foreign_operator: `||` is read as punctuation; write `OR`"),
    ("a && b", "foreign_operator: `&&` is read as punctuation; write `AND`"),
    ("a !b", "foreign_operator: `!` is read as punctuation; write `NOT b` or `-b`"),
    ("a w/ b", "foreign_operator: `w/` is read as a word; write the operator with a distance, as in `W/5`, `PRE/5`, `W/S`"),
    ("near/far", "foreign_operator: `near/far` is read as a word; write the operator with a distance, as in `W/5`, `PRE/5`, `W/S`"),
    ("a near5 b", "foreign_operator: `near5` is read as a word; write the operator with a distance, as in `W/5`, `PRE/5`, `W/S`"),
    ("talks^2", "foreign_operator: `^2` is read as part of the word; write `talks`, because words cannot be weighted"),
    ("a [2026 TO 2027]", "foreign_operator: `[2026 TO …]` is read as words; write a range of a field, as in `date:2026-01..2026-02`"),
    ("a NEAR b", "foreign_operator: `NEAR` is read as a word; write the operator with a distance, as in `NEAR/5`"),
];

fn warnings(text: &str, joined_by: JoinedBy) -> Vec<String> {
    let parsed = parse(text, &options(joined_by)).expect(text);
    parsed.warnings.iter().map(|warning| format!("{}: {}", warning.code, warning.message)).collect()
}

#[test]
fn text_that_looks_like_syntax_gives_one_warning() {
    for (text, warning) in WARNINGS {
        assert_eq!(warnings(text, JoinedBy::And), [*warning], "{text}");
    }
    for text in [
        "and talks",
        "talks or",
        "\"rock and roll\"",
        "(a AND b) OR c",
        "a AND b c",
        "a OR b OR NOT c",
        "title:(a and)",
        "\"what now?\" \"a * b\"",
        "Iran: what next?",
        "foo: bar",
        "near",
        "Putin w/o talks",
        "talks w/out and/or notes",
        "a not w/5 b",
        "[2026 to 2027]",
    ] {
        assert_eq!(warnings(text, JoinedBy::And), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn words_may_be_alternatives_and_conditions_stay_required() {
    for (text, expected) in [
        ("a b c", "a OR b OR c"),
        ("a \"b c\" d*", "a OR \"b c\" OR d*"),
        ("a b date:2026 source:x", "(a OR b) date:2026 source:x"),
        ("date:2026 source:x", "date:2026 source:x"),
        ("a b -c", "(a OR b) NOT c"),
        ("+a b c", "(b OR c) a"),
        ("a AND b c", "(a b) OR c"),
        ("title:(a b)", "title:(a OR b)"),
        ("(a b) W/5 c", "(a OR b) W/5 c"),
    ] {
        let parsed = parse(text, &options(JoinedBy::Or)).expect(text);
        assert_eq!(parsed.ast.to_string(), expected, "{text}");
    }
    let mixed =
        "mixed_and_or: AND binds before OR: read as `(a b) OR c`; for the other reading write `a (b OR c)`";
    assert_eq!(warnings("a AND b c", JoinedBy::Or), [mixed]);
    assert_eq!(warnings("a b date:2026", JoinedBy::Or), Vec::<String>::new());
}

#[test]
fn words_fields_and_dates_are_not_operators() {
    for text in [
        "nuclear talks",
        "a and b",
        "title:x speaker:none date:2026 lang:en",
        "(a b)",
        "https://x.com/a",
        "said(a, b)",
    ] {
        assert_eq!(parse(text, &options(JoinedBy::And)).unwrap().operators, Operators::Absent, "{text}");
    }
    for text in [
        "\"a b\"",
        "stem:\"a\"",
        "a -b",
        "+a b",
        "a*",
        "a~1",
        "/a/",
        "a AND b",
        "a OR b",
        "a NOT b",
        "a W/5 b",
        "atleast2(a)",
        "title:a*",
        "said(a, b OR c)",
        "source:\"x y\"",
        "date:\"2026\"",
    ] {
        assert_eq!(parse(text, &options(JoinedBy::And)).unwrap().operators, Operators::Present, "{text}");
    }
}

#[test]
fn a_literal_query_consists_of_words() {
    for (text, expected) in [
        ("nuclear talks", "nuclear talks"),
        ("\"nuclear talks\" AND (Oman)", "nuclear talks stem:\"AND\" Oman"),
        ("title:x -y z* – foo~1", "stem:\"title:x\" y z stem:\"foo~1\""),
        ("AT&T", "AT&T"),
    ] {
        let parsed = parse_literal(text, JoinedBy::And).unwrap();
        assert_eq!(parsed.ast.to_string(), expected, "{text}");
        assert_eq!(parsed.operators, Operators::Absent);
        assert_eq!(parse(expected, &options(JoinedBy::And)).unwrap().ast, parsed.ast);
    }
    assert_eq!(parse_literal("a b", JoinedBy::Or).unwrap().ast.to_string(), "a OR b");
    let error = parse_literal(" – ", JoinedBy::And).unwrap_err();
    assert_eq!(error.to_string(), "the query has no word, only punctuation");
}

#[test]
fn deep_nesting_is_an_error_and_not_a_stack_overflow() {
    let deep = |open: &str, close: &str, levels| format!("{}a{}", open.repeat(levels), close.repeat(levels));
    assert!(parse(&deep("(", ")", 90), &options(JoinedBy::And)).is_ok());
    assert!(parse(&deep("NOT ", "", 90), &options(JoinedBy::And)).is_ok());
    for text in [
        deep("(", ")", 10_000),
        deep("NOT ", "", 10_000),
        deep("(b OR (c ", "))", 80),
        "a W/1 ".repeat(10_000) + "a",
        "a NOT W/1 ".repeat(10_000) + "a",
    ] {
        let error = parse(&text, &options(JoinedBy::And)).unwrap_err();
        assert_eq!(error.to_string(), "parentheses and operators are nested more than 100 levels deep");
        assert_eq!(error.code, "query_nesting");
    }
    let unclosed = parse(&"(".repeat(10_000), &options(JoinedBy::And)).unwrap_err();
    assert_eq!(unclosed.to_string(), "unclosed parenthesis");
}

#[test]
fn the_present_is_parsed_in_its_zone() {
    let paris = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    for (text, zone, expected) in [
        ("2026-02-06", None, "2026-02-06T00:00:00Z"),
        ("2026-02-06", Some(paris.clone()), "2026-02-05T23:00:00Z"),
        ("2026-02-06T10:00", None, "2026-02-06T10:00:00Z"),
        ("2026-02-06T10:00:30", Some(paris.clone()), "2026-02-06T09:00:30Z"),
        ("2026-02-06T10:00Z", Some(paris.clone()), "2026-02-06T10:00:00Z"),
        ("2026-02-06T10:00-05:30", None, "2026-02-06T15:30:00Z"),
        ("2026-02-06T10:00[UTC]", None, "2026-02-06T10:00:00Z"),
    ] {
        assert_eq!(parse_now(text, zone).unwrap().timestamp().to_string(), expected, "{text}");
    }
    assert_eq!(parse_now("2026-02-06T10:00-05:30", None).unwrap().hour(), 10);
    for text in
        ["", "now", "2026", "2026-02", "10:00", "2026-02-30", "2026-02-06T24:00", "2026-02-06T10:00+1"]
    {
        let error = parse_now(text, None).unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` is not a time"));
    }
}

#[test]
fn days_are_in_the_zone_of_the_present() {
    let now: jiff::Zoned = "2026-02-08T23:30:00-05:00[-05:00]".parse().unwrap();
    assert_eq!(parse_date_range("today", &now).unwrap().to_string(), "date:2026-02-08");
    assert_eq!(
        parse_seen("today", &now).unwrap().to_string(),
        "seen:2026-02-08T05:00:00Z..2026-02-09T04:59:59Z"
    );
    assert_eq!(parse_since("2026-02", &now).unwrap().to_string(), "date:2026-02-01..");
    assert_eq!(parse_until("2026-02", &now).unwrap().to_string(), "date:..2026-02-28");
}

#[test]
fn a_query_as_long_as_an_article_is_parsed_quickly() {
    let words = "Iran’s talks, “no rush” -x source:nytimes.com (a W/5 b) ".repeat(2_000);
    let started = std::time::Instant::now();
    assert!(parse(&words, &options(JoinedBy::And)).is_ok());
    // The limit is generous: a parser that takes quadratic time would take minutes.
    assert!(started.elapsed() < std::time::Duration::from_secs(5), "{:?}", started.elapsed());
}
