//! Test helpers. They split text into paragraphs, find its quotations and check tables of cases.

use crate::{
    article::{Paragraph, ParagraphKind, Quotation},
    passage::sentences,
    quotation::{QuotationInput, quotations},
    span::Span,
};

/// Returns the paragraphs of `text`, one per line that is not empty.
pub(crate) fn lines(text: &str) -> Vec<Paragraph> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if !trimmed.is_empty() {
            let span = Span::new(start, start + trimmed.len());
            found.push(Paragraph { kind: ParagraphKind::Paragraph, span });
        }
        at += line.len() + 1;
    }
    found
}

/// Returns the quotations of a text with one paragraph per line.
pub(crate) fn quoted(text: &str, lang: Option<&str>) -> Vec<Quotation> {
    let paragraphs = lines(text);
    let sentences = sentences(text, &paragraphs);
    quotations(&QuotationInput {
        text,
        paragraphs: &paragraphs,
        sentences: &sentences,
        title: None,
        lang,
        byline: &[],
    })
}

/// Checks that the rules find the expected quotations. A case has a text, a rule, the content with its pieces joined by
/// " … ", and the mention of the speaker.
pub(crate) fn assert_rules(cases: &[(&str, &str, &str, &str)]) {
    let mut missed = String::new();
    for (text, rule, content, mention) in cases {
        let found = quoted(text, Some("en"));
        let found: Vec<(String, String, &str)> = found
            .iter()
            .map(|quotation| {
                let pieces: Vec<&str> = quotation.content.iter().map(|span| span.of(text)).collect();
                let mention = quotation.mention.map_or("", |span| span.of(text));
                (quotation.rule.clone(), pieces.join(" … "), mention)
            })
            .collect();
        let expected = (rule.to_string(), content.to_string(), *mention);
        if !found.contains(&expected) {
            missed += &format!("{text}\nexpected {expected:?}\nfound {found:?}\n");
        }
    }
    assert!(missed.is_empty(), "{missed}");
}
