//! Articles written as JSON and read back.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::article::{DateFrom, ParagraphKind, QuotationKind, SourceFrom, json_object::article_to_json};

fn sample() -> Article {
    let text = "Grüße\n“Rain fell,” said Doe.";
    let find = |part: &str| {
        let at = text.find(part).unwrap();
        Span::new(at, at + part.len())
    };
    Article {
        id: "rain-1".to_owned(),
        title: Some("Rain".to_owned()),
        text: text.to_owned(),
        paragraphs: vec![
            Paragraph { kind: ParagraphKind::Heading, span: find("Grüße") },
            Paragraph { kind: ParagraphKind::Paragraph, span: find("“Rain fell,” said Doe.") },
        ],
        source: Some("courier.example".to_owned()),
        source_from: Some(SourceFrom::Reference),
        date: "2026-02-06T10:00:00+01:00".parse().ok(),
        date_from: Some(DateFrom::Url),
        seen: 1_770_372_000,
        byline: vec!["Jane Doe".to_owned()],
        path: "/a/rain.jsonl".to_owned(),
        record: Some(3),
        place: Some(InputPlace {
            encoding: Some("windows-1252".to_owned()),
            runs: vec![InputRun { text_start: 8, input_start: 70, line: 2 }],
        }),
        quotations: vec![Quotation {
            kind: QuotationKind::Direct,
            content: vec![find("Rain fell,")],
            speaker: Some("Jane Doe".to_owned()),
            role: None,
            mention: Some(find("Doe")),
            cue: Some(find("said")),
            denied: false,
            confidence: 0.97,
            rule: "marks".to_owned(),
        }],
        ..Article::default()
    }
}

#[test]
fn every_field_is_there_in_order_and_spans_count_characters() {
    let json = article_to_json(&sample());
    let keys: Vec<&str> = json.keys().map(String::as_str).collect();
    let expected = [
        "v",
        "type",
        "id",
        "title",
        "source",
        "source_name",
        "source_from",
        "url",
        "date",
        "date_from",
        "modified",
        "seen",
        "byline",
        "lang",
        "section",
        "path",
        "copies",
        "tags",
        "text",
        "text_hash",
        "paragraphs",
        "quotations",
        "record",
        "place",
    ];
    assert_eq!(keys, expected);
    assert_eq!(json["seen"], "2026-02-06T10:00:00Z");
    assert_eq!(json["path"], "/a/rain.jsonl#3");
    assert_eq!(json["source_from"], "reference");
    assert_eq!(json["paragraphs"][1], json!({ "kind": "paragraph", "span": [6, 28] }));
    let quotation = json!({
        "kind": "direct", "content": [[7, 17]], "speaker": "Jane Doe", "role": null, "mention": [24, 27],
        "cue": [19, 23], "denied": false, "confidence": 0.97, "rule": "marks",
    });
    assert_eq!(json["quotations"][0], quotation);
    assert_eq!(json["place"]["runs"][0]["text_start"], 6);
}

#[test]
fn an_empty_article_has_every_field() {
    let json = article_to_json(&Article::default());
    assert_eq!(json.len(), 24);
    assert_eq!((&json["seen"], &json["path"], &json["copies"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(article_from_json(&json).unwrap(), (Article::default(), Completeness::Whole));
}

#[test]
fn wrong_values_are_named() {
    let cases = [
        ("id", json!(7), "field `id`: expected a text, found `7`"),
        ("v", json!(2), "`\"v\":2` was written by a newer version of morgue; this version reads `\"v\":1`"),
        ("text", Value::Null, "field `text`: expected a text, found null"),
        ("date", json!("soon"), "field `date`: expected a date such as 2026-02-06, found `soon`"),
        ("seen", json!("soon"), "field `seen`: expected a time such as 2026-02-06T10:00:00Z, found `soon`"),
        (
            "source_from",
            json!("x"),
            "field `source_from`: expected a kind of evidence such as `url`, found `x`",
        ),
        ("byline", json!(["a", 1]), "field `byline[1]`: expected a text, found `1`"),
        (
            "paragraphs",
            json!([{ "kind": "heading", "span": [0, 99] }]),
            "field `paragraphs[0].span`: expected two numbers of characters inside `text`, found a list",
        ),
        (
            "paragraphs",
            json!([{ "kind": "x", "span": [0, 1] }]),
            "field `paragraphs[0].kind`: expected `paragraph`, `heading`, `caption` or `furniture`, found `x`",
        ),
        (
            "paragraphs",
            json!([{ "kind": "heading", "span": [0, 5] }, { "kind": "heading", "span": [4, 6] }]),
            "field `paragraphs`: expected spans in order that do not overlap, found a list",
        ),
        (
            "quotations",
            json!([{ "kind": "direct", "content": [] }]),
            "field `quotations[0].content`: expected a list of spans in order, none empty, found a list",
        ),
        ("quotations", json!(1), "field `quotations`: expected a list, found `1`"),
        (
            "text_hash",
            json!("0"),
            "field `text_hash` does not match `text`; remove `text_hash`, `paragraphs` and `quotations` to have them \
             computed again",
        ),
    ];
    for (name, value, message) in cases {
        let mut json = article_to_json(&sample());
        json.insert(name.to_owned(), value);
        assert_eq!(article_from_json(&json).unwrap_err().to_string(), message);
    }
}

#[test]
fn missing_parts_are_reported() {
    let mut json = article_to_json(&sample());
    json.remove("quotations");
    assert_eq!(article_from_json(&json).unwrap().1, Completeness::NoQuotations);
    json.remove("paragraphs");
    let (article, completeness) = article_from_json(&json).unwrap();
    assert_eq!((article.paragraphs.len(), completeness), (0, Completeness::NoParagraphs));
}

fn word() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("[a-zé“#/ 0-9]{0,6}")
}

fn dates() -> impl Strategy<Value = Option<PublicationDate>> {
    let time = proptest::option::of((0_u32..86_400, proptest::option::of(-840_i16..840)));
    proptest::option::of((1_i16..9999, 1_i8..=12, 1_i8..=28, time).prop_map(|(year, month, day, time)| {
        let date = PublicationDate::day(year, month, day).unwrap();
        time.map_or(date, |(second, offset)| date.at(second, offset))
    }))
}

prop_compose! {
    fn articles()(
        text in "[a-zé“漢😀 \n]{1,700}",
        words in proptest::collection::vec(word(), 8),
        (date, modified) in (dates(), dates()),
        seen in 0_i64..4_000_000_000,
        record in proptest::option::of(1_u64..99),
        path in "(/[a-z#1é]{1,4}){0,2}",
        cuts in proptest::collection::vec(any::<proptest::sample::Index>(), 8),
        confidence in 0_f32..=1.0,
        place in any::<bool>(),
    ) -> Article {
        let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| bounds[cut.index(bounds.len())]).collect();
        cuts.sort_unstable();
        let spans: Vec<Span> = cuts.chunks(2).map(|pair| Span::new(pair[0], pair[1])).collect();
        let content: Vec<Span> = spans[..2].iter().copied().filter(|span| !span.is_empty()).collect();
        let quotation = Quotation {
            kind: QuotationKind::Mixed,
            content: content.clone(),
            speaker: words[0].clone(),
            role: words[1].clone(),
            mention: Some(spans[2]),
            cue: None,
            denied: place,
            confidence,
            rule: "r".to_owned(),
        };
        let run = |text_start| InputRun { text_start, input_start: 9, line: 4 };
        Article {
            id: words[2].clone().unwrap_or_default(),
            title: words[3].clone(),
            paragraphs: spans.iter().map(|span| Paragraph { kind: ParagraphKind::Caption, span: *span }).collect(),
            source: words[4].clone(),
            source_name: words[5].clone(),
            source_from: Some(SourceFrom::Dateline),
            url: words[6].clone(),
            date,
            date_from: date.map(|_| DateFrom::File),
            modified,
            seen,
            byline: words[7].clone().into_iter().collect(),
            // Records of standard input have no path.
            record,
            place: place.then(|| InputPlace { encoding: None, runs: vec![run(cuts[0]), run(cuts[3])] }),
            quotations: if content.is_empty() { Vec::new() } else { vec![quotation] },
            path,
            text,
            ..Article::default()
        }
    }
}

proptest! {
    #[test]
    fn articles_written_as_json_are_read_back_unchanged(article in articles()) {
        let line = serde_json::to_string(&article_to_json(&article)).unwrap();
        let (back, completeness) = article_from_json(&serde_json::from_str(&line).unwrap()).unwrap();
        prop_assert_eq!(back, article);
        prop_assert_eq!(completeness, Completeness::Whole);
    }

    #[test]
    fn code_points_agree_with_counting(text in "[aé漢😀]{0,600}") {
        let points = CodePoints::of(&text);
        for (count, at) in text.char_indices().map(|(at, _)| at).chain([text.len()]).enumerate() {
            prop_assert_eq!(points.count(Span::new(0, at)), [0, count]);
            prop_assert_eq!(points.find(0, count), Some(Span::new(0, at)));
        }
        prop_assert_eq!(points.find(0, text.chars().count() + 1), None);
    }
}
