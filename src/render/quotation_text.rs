//! A quotation in words: its text, its speaker, and how it was found. Shared by all formats; the results are not escaped.

use super::clean::one_line;
use crate::{
    archive::QuotationHit,
    article::{Article, Quotation, QuotationKind},
    quotation::explanation,
    span::Span,
};

/// Separator between the parts of an interrupted quotation.
pub(crate) const PART_SEPARATOR: &str = " … ";

/// Returns the quotation of a hit.
pub(crate) fn quotation_of(hit: &QuotationHit) -> &Quotation {
    &hit.article.quotations[hit.quotation]
}

/// Returns the span of the article's text from a quotation's first word to its last.
pub(crate) fn extent(quotation: &Quotation) -> Span {
    let first = quotation.content.first().map_or(0, |span| span.start);
    let last = quotation.content.last().map_or(first, |span| span.end);
    Span::new(first, last)
}

/// Returns a quotation's words, with the parts joined by ` … `, and the highlights in these words.
///
/// The input highlights are spans of the article's text; the returned ones are spans of the returned words.
pub(crate) fn words(article: &Article, quotation: &Quotation, highlights: &[Span]) -> (String, Vec<Span>) {
    let (mut words, mut moved) = (String::new(), Vec::new());
    for (number, part) in quotation.content.iter().enumerate() {
        if number > 0 {
            words.push_str(PART_SEPARATOR);
        }
        let offset = words.len();
        words.push_str(part.of(&article.text));
        let inside = highlights.iter().filter(|highlight| highlight.overlaps(*part));
        moved.extend(inside.map(|highlight| {
            let (start, end) = (highlight.start.max(part.start), highlight.end.min(part.end));
            Span::new(start - part.start + offset, end - part.start + offset)
        }));
    }
    (words, moved)
}

/// Returns the label of words that are not all the speaker's own, on one line; `None` for direct speech.
///
/// The label contains the cue (`paraphrase · denied`). Without it, a reader would take "denied" for "said".
pub(crate) fn label(article: &Article, quotation: &Quotation) -> Option<String> {
    let kind = match quotation.kind {
        QuotationKind::Direct => return None,
        QuotationKind::Mixed => "partly quoted",
        QuotationKind::Indirect => "paraphrase",
    };
    Some(match quotation.cue {
        Some(cue) => format!("{kind} · {}", one_line(cue.of(&article.text))),
        None => kind.to_owned(),
    })
}

/// Returns the kind of a quotation, the rule that found it, its cue, and the confidence.
pub(crate) fn found_by(article: &Article, quotation: &Quotation) -> String {
    let rule = match explanation(&quotation.rule) {
        Some(explanation) => format!("{} ({explanation})", quotation.rule),
        None => one_line(&quotation.rule),
    };
    let cue =
        quotation.cue.map_or_else(String::new, |cue| format!(", cue: {}", one_line(cue.of(&article.text))));
    format!("{}, found by {rule}{cue}, confidence {:.2}", kind_name(quotation.kind), quotation.confidence)
}

/// Returns a description of an unnamed speaker: the words of the mention (`two officials (unnamed)`) or `unnamed speaker`.
pub(crate) fn unnamed(article: &Article, quotation: &Quotation) -> String {
    match quotation.mention {
        Some(mention) => format!("{} (unnamed)", one_line(without_connector(mention.of(&article.text)))),
        None => "unnamed speaker".to_owned(),
    }
}

/// Returns a mention without the word that connects it to the verb: "two officials who" → "two officials".
fn without_connector(mention: &str) -> &str {
    let connectors = [",", " who", " which", " that"];
    let shorter = connectors.iter().find_map(|connector| mention.strip_suffix(connector));
    shorter.map_or(mention, |shorter| shorter.trim_end_matches([',', ' ']))
}

/// Returns the name of a kind of quotation, as in JSON.
pub(crate) fn kind_name(kind: QuotationKind) -> &'static str {
    match kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Mixed => "mixed",
        QuotationKind::Indirect => "indirect",
    }
}

/// Returns whether a named speaker is only a guess.
pub(crate) fn is_unsure(quotation: &Quotation) -> bool {
    quotation.speaker.is_some() && quotation.confidence < SURE
}

/// Returns the label after the speaker of a hit, if the speaker is a guess or may not be the requested person; else an empty string.
pub(crate) fn unsure_label(hit: &QuotationHit) -> &'static str {
    if hit.unsure || is_unsure(quotation_of(hit)) { UNSURE } else { "" }
}

/// Label after a speaker who is only a guess.
pub(crate) const UNSURE: &str = " (unsure)";

/// Confidence below which a speaker counts as a guess. Fewer than half of these guesses are right.
const SURE: f32 = 0.5;

#[cfg(test)]
mod tests {
    use super::super::test_support;
    use super::*;

    #[test]
    fn a_paraphrase_is_labeled_with_its_cue() {
        let article = test_support::article();
        let mut quotation = article.quotations[0].clone();
        for (kind, cue, expected) in [
            (QuotationKind::Direct, quotation.cue, None),
            (QuotationKind::Mixed, quotation.cue, Some("partly quoted · said")),
            (QuotationKind::Indirect, quotation.cue, Some("paraphrase · said")),
            (QuotationKind::Indirect, None, Some("paraphrase")),
        ] {
            (quotation.kind, quotation.cue) = (kind, cue);
            assert_eq!(label(&article, &quotation).as_deref(), expected);
        }
    }

    #[test]
    fn parts_are_joined_and_highlights_are_shifted() {
        let article = test_support::article();
        let spans = [
            test_support::span_of(&article.text, "safe"),
            test_support::span_of(&article.text, "should worry"),
        ];
        let (words, moved) = words(&article, &article.quotations[0], &spans);
        assert_eq!(words, "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
        let marked: Vec<&str> = moved.iter().map(|span| span.of(&words)).collect();
        assert_eq!(marked, ["safe", "should worry"]);
        let whole = extent(&article.quotations[0]);
        assert!(
            whole.of(&article.text).starts_with("The ferry") && whole.of(&article.text).ends_with("worry.")
        );
    }

    #[test]
    fn the_mention_of_an_unnamed_speaker_ends_before_the_connector() {
        for (mention, expected) in
            [("two officials, who", "two officials"), ("a team,", "a team"), ("an officer", "an officer")]
        {
            assert_eq!(without_connector(mention), expected);
        }
    }
}
