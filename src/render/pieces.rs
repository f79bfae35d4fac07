//! Cuts a stretch of text at the ends of its highlights: every format marks the pieces in its own way.

use crate::span::Span;

/// A piece of text, wholly marked or wholly not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'t> {
    /// The text, never empty.
    pub(crate) text: &'t str,
    /// Whether it matched.
    pub(crate) mark: Mark,
}

/// Whether a piece matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It did.
    Marked,
    /// It did not.
    Plain,
}

/// Returns the pieces of `span`, in order; put together they are `span` of `text`.
///
/// `highlights` are spans of `text` too: sorted, not overlapping. What lies outside `span` is ignored.
pub(crate) fn pieces<'t>(text: &'t str, span: Span, highlights: &[Span]) -> Vec<Piece<'t>> {
    debug_assert!(highlights.windows(2).all(|pair| pair[0].end <= pair[1].start), "highlights overlap");
    let mut cut = Vec::with_capacity(2 * highlights.len() + 1);
    let mut at = span.start;
    for highlight in highlights.iter().filter(|highlight| highlight.overlaps(span)) {
        let (start, end) = (highlight.start.max(span.start), highlight.end.min(span.end));
        cut.push(Piece { text: &text[at..start], mark: Mark::Plain });
        cut.push(Piece { text: &text[start..end], mark: Mark::Marked });
        at = end;
    }
    cut.push(Piece { text: &text[at..span.end], mark: Mark::Plain });
    cut.retain(|piece| !piece.text.is_empty());
    cut
}

/// Returns the highlights with neighbours that only blanks part made one, so that marks stand around `nuclear talks` once.
pub(crate) fn joined(text: &str, highlights: &[Span]) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::with_capacity(highlights.len());
    for &highlight in highlights {
        match joined.last_mut() {
            Some(last) if text[last.end..highlight.start].chars().all(char::is_whitespace) => {
                last.end = highlight.end;
            }
            _ => joined.push(highlight),
        }
    }
    joined
}

/// Puts pieces together: `mark` is applied to the marked ones, `plain` to the others.
pub(crate) fn assemble(
    pieces: &[Piece<'_>],
    mark: impl Fn(&str) -> String,
    plain: impl Fn(&str) -> String,
) -> String {
    pieces
        .iter()
        .map(|piece| match piece.mark {
            Mark::Marked => mark(piece.text),
            Mark::Plain => plain(piece.text),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, span: Span, highlights: &[Span]) -> String {
        assemble(&pieces(text, span, highlights), |marked| format!("[{marked}]"), str::to_owned)
    }

    #[test]
    fn pieces_alternate_inside_the_span() {
        let text = "talks in Oman on nuclear talks";
        let spans = [Span::new(0, 5), Span::new(9, 13), Span::new(17, 24), Span::new(25, 30)];
        assert_eq!(shown(text, Span::new(0, 30), &spans), "[talks] in [Oman] on [nuclear] [talks]");
        assert_eq!(shown(text, Span::new(6, 13), &spans), "in [Oman]");
        assert_eq!(shown(text, Span::new(11, 20), &spans), "[an] on [nuc]");
        assert_eq!(
            shown(text, Span::new(0, 30), &joined(text, &spans)),
            "[talks] in [Oman] on [nuclear talks]"
        );
        assert_eq!(shown(text, Span::new(6, 8), &[]), "in");
    }

    proptest! {
        #[test]
        fn nothing_is_lost(text in "\\PC{0,40}", cuts in prop::collection::vec(0usize..40, 6)) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut ends: Vec<usize> = cuts.iter().map(|cut| bounds[cut % bounds.len()]).collect();
            let span = Span::new(ends[0].min(ends[1]), ends[0].max(ends[1]));
            ends.sort_unstable();
            let spans: Vec<Span> = ends.chunks(2).map(|pair| Span::new(pair[0], pair[1])).collect();
            let whole: String = pieces(&text, span, &spans).iter().map(|piece| piece.text).collect();
            prop_assert_eq!(whole, span.of(&text));
        }
    }
}
