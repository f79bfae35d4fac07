//! Cuts text into fragments at the bounds of its highlights. Each format marks the matching fragments in its own way.

use crate::span::Span;

/// A fragment of text, either a match or plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fragment<'t> {
    /// The text, never empty.
    pub(crate) text: &'t str,
    /// Whether the fragment is a match.
    pub(crate) kind: FragmentKind,
}

/// Whether a fragment is a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FragmentKind {
    /// A match.
    Match,
    /// Plain text.
    Plain,
}

/// Returns the fragments of `span`, in order. Their concatenation is `span` of `text`.
///
/// `highlights` are spans of `text`: sorted, not overlapping. Those outside `span` are ignored.
pub(crate) fn fragments<'t>(text: &'t str, span: Span, highlights: &[Span]) -> Vec<Fragment<'t>> {
    debug_assert!(highlights.windows(2).all(|pair| pair[0].end <= pair[1].start), "highlights overlap");
    let mut cut = Vec::with_capacity(2 * highlights.len() + 1);
    let mut at = span.start;
    for highlight in highlights.iter().filter(|highlight| highlight.overlaps(span)) {
        let (start, end) = (highlight.start.max(span.start), highlight.end.min(span.end));
        cut.push(Fragment { text: &text[at..start], kind: FragmentKind::Plain });
        cut.push(Fragment { text: &text[start..end], kind: FragmentKind::Match });
        at = end;
    }
    cut.push(Fragment { text: &text[at..span.end], kind: FragmentKind::Plain });
    cut.retain(|fragment| !fragment.text.is_empty());
    cut
}

/// Merges highlights that only white space separates, so that `nuclear talks` is marked once.
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

/// Concatenates fragments, after applying `mark` to the matches and `plain` to the others.
pub(crate) fn assemble(
    fragments: &[Fragment<'_>],
    mark: impl Fn(&str) -> String,
    plain: impl Fn(&str) -> String,
) -> String {
    fragments
        .iter()
        .map(|fragment| match fragment.kind {
            FragmentKind::Match => mark(fragment.text),
            FragmentKind::Plain => plain(fragment.text),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str, span: Span, highlights: &[Span]) -> String {
        assemble(&fragments(text, span, highlights), |matching| format!("[{matching}]"), str::to_owned)
    }

    #[test]
    fn fragments_alternate_inside_the_span() {
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
            let whole: String = fragments(&text, span, &spans).iter().map(|fragment| fragment.text).collect();
            prop_assert_eq!(whole, span.of(&text));
        }
    }
}
