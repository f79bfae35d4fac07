//! Quotations in text whose characters differ from what readers see (decomposed accents, soft hyphens, words divided at
//! line ends). Input: the text as written and as visible. Output: quotations found in the visible text, with spans of the
//! written text.

use crate::quotation::{QuotationInput, quotations_as_written};
use crate::{
    analysis::Visible,
    article::{Paragraph, Quotation},
    span::Span,
};

/// Returns the quotations of `input`, with spans of its text. Readers see the text as `visible`.
pub(super) fn quotations(input: &QuotationInput, visible: &Visible) -> Vec<Quotation> {
    let paragraphs: Vec<Paragraph> = input
        .paragraphs
        .iter()
        .map(|paragraph| Paragraph { span: visible.visible_span(paragraph.span), ..*paragraph })
        .collect();
    let sentences: Vec<Span> =
        input.sentences.iter().map(|sentence| visible.visible_span(*sentence)).collect();
    let seen =
        QuotationInput { text: &visible.text, paragraphs: &paragraphs, sentences: &sentences, ..*input };
    let mut quotations = quotations_as_written(&seen);
    for quotation in &mut quotations {
        quotation.content.iter_mut().for_each(|span| *span = visible.written_span(*span));
        quotation.mention = quotation.mention.map(|span| visible.written_span(span));
        quotation.cue = quotation.cue.map(|span| visible.written_span(span));
    }
    quotations
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::quoted;

    #[test]
    fn names_are_whole_and_spans_refer_to_the_written_text() {
        let cases = [
            (
                "“It is wet,” said Zoe\u{301} Go\u{301}mez, who rows.\nGo\u{301}mez said the river would rise.",
                "Zoé Gómez",
            ),
            (
                "“It is w\u{ad}et,” said Jane Dono\u{ad}van, who rows.\nDono\u{ad}van said the river would rise.",
                "Jane Donovan",
            ),
        ];
        for (text, speaker) in cases {
            let found = quoted(text, Some("en"));
            let speakers: Vec<_> = found.iter().map(|quotation| quotation.speaker.as_deref()).collect();
            assert_eq!(speakers, [Some(speaker); 2], "{text}");
            assert!(found[0].content[0].of(text).starts_with("It is w"), "{text}");
            assert!(found[1].content[0].of(text).ends_with("the river would rise"), "{text}");
        }
    }
}
