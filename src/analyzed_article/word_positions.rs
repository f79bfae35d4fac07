//! Conversion of byte spans of an article's text to word positions.

use std::{cmp::Reverse, ops::Range};

use super::layout::{ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed};
use crate::{
    article::{Article, ParagraphKind, Quotation},
    span::Span,
};

/// Maximum number of quotations around one word that the index can tell apart. People do not nest quotations more deeply.
const LANES: u8 = 4;

/// The words of a text, for conversion of spans to word positions.
pub(super) struct WordPositions<'a> {
    /// Spans of the words, ascending.
    pub(super) spans: &'a [Span],
    /// Position of the first word.
    pub(super) first: u32,
}

impl WordPositions<'_> {
    /// Returns the positions of the words that overlap `span`.
    fn range(&self, span: Span) -> Range<u32> {
        let start = self.spans.partition_point(|word| word.end <= span.start);
        let end = self.spans.partition_point(|word| word.start < span.end).max(start);
        self.first + start as u32..self.first + end as u32
    }

    /// Returns the position of the first word of each span. Spans without a word are left out.
    pub(super) fn starts(&self, spans: impl Iterator<Item = Span>) -> Vec<u32> {
        spans
            .map(|span| self.range(span))
            .filter(|range| !range.is_empty())
            .map(|range| range.start)
            .collect()
    }

    /// Returns where the paragraphs of `article` start. Furniture and paragraphs without a word are left out.
    pub(super) fn paragraphs(&self, article: &Article) -> Vec<ParagraphStart> {
        let start = |kind, span| {
            let range = self.range(span);
            let kind = match kind {
                ParagraphKind::Heading => ParagraphRole::Heading,
                ParagraphKind::Paragraph | ParagraphKind::Caption => ParagraphRole::Text,
                ParagraphKind::Furniture => return None,
            };
            (!range.is_empty()).then_some(ParagraphStart { position: range.start, kind })
        };
        article.paragraphs.iter().filter_map(|paragraph| start(paragraph.kind, paragraph.span)).collect()
    }

    /// Returns the quotations that contain a word, each with its index in `quotations`, by first position, then lane.
    /// Quotations nested more deeply than [`LANES`] are left out.
    pub(super) fn quotations(&self, quotations: &[Quotation]) -> Vec<(usize, QuotationWords)> {
        let mut with_words: Vec<(usize, Vec<Range<u32>>)> = quotations
            .iter()
            .enumerate()
            .map(|(index, quotation)| (index, self.content(&quotation.content)))
            .filter(|(_, spans)| !spans.is_empty())
            .collect();
        with_words
            .sort_by_key(|(index, spans)| (spans[0].start, Reverse(spans[spans.len() - 1].end), *index));
        let mut free_from = [0; LANES as usize];
        let mut placed = Vec::with_capacity(with_words.len());
        for (index, spans) in with_words {
            let Some(lane) = free_from.iter().position(|&free| free <= spans[0].start) else { continue };
            free_from[lane] = spans[spans.len() - 1].end;
            let quotation = &quotations[index];
            let speaker = if quotation.speaker.is_some() { SpeakerNamed::Yes } else { SpeakerNamed::No };
            let confidence = hundredths(quotation.confidence);
            let lane = lane as u8;
            placed.push((index, QuotationWords { lane, spans, kind: quotation.kind, confidence, speaker }));
        }
        placed.sort_by_key(|(_, quotation)| (quotation.start(), quotation.lane));
        placed
    }

    /// Returns the word ranges of a quotation's content: ascending, without overlap, none empty.
    fn content(&self, spans: &[Span]) -> Vec<Range<u32>> {
        let mut ranges: Vec<Range<u32>> = Vec::with_capacity(spans.len());
        for &span in spans {
            let mut range = self.range(span);
            range.start = range.start.max(ranges.last().map_or(0, |last| last.end));
            if range.start < range.end {
                ranges.push(range);
            }
        }
        ranges
    }
}

/// Returns a share in hundredths, rounded down.
fn hundredths(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0 + 1e-3) as u8
}
