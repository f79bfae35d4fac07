use proptest::prelude::*;

use super::*;
use crate::{
    analyzed_article::analyze_as_is,
    article::{InputPlace, InputRun, SourceFrom},
};

fn span() -> impl Strategy<Value = Span> {
    (0_usize..400, 0_usize..90).prop_map(|(start, length)| Span::new(start, start + length))
}

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof!["(Ada|Tom|É.) (Quill|Holt)?", Just(String::new()), ".{1,40}"])
}

fn quotation() -> impl Strategy<Value = Quotation> {
    let kinds = [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect];
    let spans = (prop::collection::vec(span(), 0..4), prop::option::of(span()), prop::option::of(span()));
    let shape = (prop::sample::select(kinds.to_vec()), any::<bool>(), 0_u8..3, "words|said|");
    (spans, shape, name(), name()).prop_map(|(spans, shape, speaker, role)| Quotation {
        kind: shape.0,
        content: spans.0,
        speaker,
        role,
        mention: spans.1,
        cue: spans.2,
        denied: shape.1,
        confidence: f32::from(shape.2) * 0.33,
        rule: shape.3,
    })
}

fn paragraphs() -> impl Strategy<Value = Vec<Paragraph>> {
    let kinds =
        [ParagraphKind::Paragraph, ParagraphKind::Heading, ParagraphKind::Caption, ParagraphKind::Furniture];
    let parts = prop::collection::vec((prop::sample::select(kinds.to_vec()), 0_usize..3, 0_usize..300), 0..9);
    parts.prop_map(|parts| {
        let mut end = 0;
        let paragraph = |(kind, gap, length)| {
            let start = end + gap;
            end = start + length;
            Paragraph { kind, span: Span::new(start, end) }
        };
        parts.into_iter().map(paragraph).collect()
    })
}

#[test]
fn key_terms_that_are_not_stored_are_those_of_the_article() {
    let article = Article {
        title: Some("Ferry late in Port Ellis".to_owned()),
        text: "The U.S. ferry was late.\n\nTHE PILOT SLEPT.\n\nFollow us on Ferrygram".to_owned(),
        lang: Some("en".to_owned()),
        paragraphs: [(0, 24, ParagraphKind::Paragraph), (26, 42, ParagraphKind::Heading)]
            .into_iter()
            .chain([(44, 66, ParagraphKind::Furniture)])
            .map(|(start, end, kind)| Paragraph { kind, span: Span::new(start, end) })
            .collect(),
        ..Article::default()
    };
    let analyzed = analyze_as_is(article.clone());
    let bytes = encode(article, None).unwrap();
    let read = decode_key_terms(&bytes).unwrap();
    assert_eq!(read, analyzed.key_terms());
    assert_eq!((read.language(), read.iter().next()), (Some("en"), Some(("ferry", 2))));
}

proptest! {
    #[test]
    fn articles_are_read_back(
        text in "(Ada Quill|É.|said|[a-z é\n]){0,90}",
        paragraphs in paragraphs(),
        quotations in prop::collection::vec(quotation(), 0..7),
        title in name(),
        seen in any::<i64>(),
        record in prop::option::of(any::<u64>()),
    ) {
        let runs = vec![InputRun { text_start: 3, input_start: 1 << 40, line: 9 }];
        let article = Article {
            id: "an-id".to_owned(),
            text,
            paragraphs,
            quotations,
            title: title.clone(),
            seen,
            record,
            byline: title.into_iter().collect(),
            source_from: Some(SourceFrom::Dateline),
            place: Some(InputPlace { encoding: None, runs }),
            ..Article::default()
        };
        let key_terms = KeyTerms::from_packed("en\0\u{7}quill\0".repeat(1 + seen as usize % 2));
        let bytes = encode(article.clone(), Some(key_terms.clone())).unwrap();
        prop_assert_eq!(decode(&bytes), Some(article.clone()));
        prop_assert_eq!(decode_key_terms(&bytes), Some(key_terms));
        let bytes = encode(article.clone(), None).unwrap();
        prop_assert_eq!(decode(&bytes), Some(article));
    }

    #[test]
    fn other_bytes_are_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let _ = (decode(&bytes), decode_key_terms(&bytes));
    }

    #[test]
    fn damaged_articles_are_no_panic(
        quotations in prop::collection::vec(quotation(), 0..5),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let article = Article { text: "Ada Quill said so.".to_owned(), quotations, ..Article::default() };
        let mut bytes = encode(article, None).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = decode(&bytes);
    }
}
