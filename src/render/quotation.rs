//! A quotation's own text: its pieces put together, and where in it the matches lie.

use super::clean::one_line;
use crate::{
    archive::QuotationHit,
    article::{Article, Quotation, QuotationKind},
    span::Span,
};

/// What stands between the pieces of an interrupted quotation.
pub(crate) const BETWEEN: &str = " … ";

/// Returns the quotation that a hit is about.
pub(crate) fn quotation(hit: &QuotationHit) -> &Quotation {
    &hit.article.quotations[hit.quotation]
}

/// Returns the stretch of the article's text from a quotation's first word to its last.
pub(crate) fn extent(quotation: &Quotation) -> Span {
    let first = quotation.content.first().map_or(0, |span| span.start);
    let last = quotation.content.last().map_or(first, |span| span.end);
    Span::new(first, last)
}

/// Returns a quotation's words, pieces joined by ` … `, and those `highlights` of the article's text that lie in them, moved to
/// where they stand there.
pub(crate) fn words(article: &Article, quotation: &Quotation, highlights: &[Span]) -> (String, Vec<Span>) {
    let (mut words, mut moved) = (String::new(), Vec::new());
    for (number, piece) in quotation.content.iter().enumerate() {
        if number > 0 {
            words.push_str(BETWEEN);
        }
        let offset = words.len();
        words.push_str(piece.of(&article.text));
        let inside = highlights.iter().filter(|highlight| highlight.overlaps(*piece));
        moved.extend(inside.map(|highlight| {
            let (start, end) = (highlight.start.max(piece.start), highlight.end.min(piece.end));
            Span::new(start - piece.start + offset, end - piece.start + offset)
        }));
    }
    (words, moved)
}

/// Returns what stands before words that are not all the speaker's own, on one line: that they are a paraphrase, and the cue, without which
/// "denied" would be read as "said" (`paraphrase · denied`); `None` for direct speech.
pub(crate) fn manner(article: &Article, quotation: &Quotation) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn a_paraphrase_is_told_by_a_word_and_its_cue() {
        let article = sample::article();
        let mut quotation = article.quotations[0].clone();
        for (kind, cue, expected) in [
            (QuotationKind::Direct, quotation.cue, None),
            (QuotationKind::Mixed, quotation.cue, Some("partly quoted · said")),
            (QuotationKind::Indirect, quotation.cue, Some("paraphrase · said")),
            (QuotationKind::Indirect, None, Some("paraphrase")),
        ] {
            (quotation.kind, quotation.cue) = (kind, cue);
            assert_eq!(manner(&article, &quotation).as_deref(), expected);
        }
    }

    #[test]
    fn pieces_are_joined_and_matches_move_with_them() {
        let article = sample::article();
        let spans = [sample::span_of(&article.text, "safe"), sample::span_of(&article.text, "should worry")];
        let (words, moved) = words(&article, &article.quotations[0], &spans);
        assert_eq!(words, "The ferry is <safe> & sound, … Nobody — nobody — should worry.");
        let marked: Vec<&str> = moved.iter().map(|span| span.of(&words)).collect();
        assert_eq!(marked, ["safe", "should worry"]);
        let whole = extent(&article.quotations[0]);
        assert!(
            whole.of(&article.text).starts_with("The ferry") && whole.of(&article.text).ends_with("worry.")
        );
    }
}
