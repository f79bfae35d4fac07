//! Boundary marks: terms that say where paragraphs, sentences and quotations begin and end, at word positions.
//!
//! Quotations that overlap are indexed in different lanes, numbered from 0.
//!
//! | term | position |
//! |---|---|
//! | `p`, `h` | first word of a paragraph, of a heading |
//! | `s` | first word of a sentence that starts no paragraph |
//! | `d0` `m0` `i0` | first word of a direct, mixed, indirect quotation in lane 0 |
//! | `c0` | first word of a further span of the last quotation in lane 0 |
//! | `e0` | last word of a span of a quotation in lane 0 |
//! | `f0.95` | first word of a quotation in lane 0 with a confidence of 95 hundredths |
//! | `n0` | first word of a quotation in lane 0 whose speaker is unknown |

use super::document::Placed;
use crate::{
    analyzed_article::{
        AnalyzedArticle, Layout, ParagraphRole, ParagraphStart, QuotationWords, SpeakerNamed,
    },
    article::QuotationKind,
};

/// The lanes of quotations.
pub(super) const LANES: [char; 4] = ['0', '1', '2', '3'];

/// The boundary marks at the beginning of a quotation, without the lane.
pub(super) const FIRSTS: [char; 3] = ['d', 'm', 'i'];

/// The boundary marks at the beginning of a span of a quotation, without the lane.
pub(super) const STARTS: [char; 4] = ['d', 'm', 'i', 'c'];

/// Returns whether a boundary mark gives the position or kind of a quotation, or says that its speaker is unknown.
pub(super) fn is_of_quotations(mark: &str) -> bool {
    mark.starts_with(STARTS) || mark.starts_with(['e', 'n'])
}

/// A boundary mark, with zeros after its end.
type Mark = [u8; LONGEST_MARK];

/// Length in bytes of the longest boundary mark (`f0.100`).
const LONGEST_MARK: usize = 6;

/// Number of bytes of a mark with its position, roughly.
const BYTES_PER_MARK: usize = 8;

/// Returns the boundary marks of an article, in order of their positions.
pub(super) fn marks(layout: &Layout) -> Placed {
    let count = layout.paragraphs.len() + layout.sentences.len() + 4 * layout.quotations.len();
    let mut marks: Vec<(u32, Mark)> = Vec::with_capacity(count);
    for start in &layout.paragraphs {
        let mark = match start.kind {
            ParagraphRole::Text => "p",
            ParagraphRole::Heading => "h",
        };
        marks.push((start.position, padded(mark.as_bytes())));
    }
    for &position in &layout.sentences {
        if layout.paragraphs.binary_search_by_key(&position, |start| start.position).is_err() {
            marks.push((position, padded(b"s")));
        }
    }
    for quotation in &layout.quotations {
        quotation_marks(quotation, &mut marks);
    }
    marks.sort_by_key(|(position, _)| *position);
    let mut placed = Placed::with_room_for(marks.len() * BYTES_PER_MARK);
    for (position, mark) in &marks {
        let end = mark.iter().position(|byte| *byte == 0).unwrap_or(LONGEST_MARK);
        placed.push(*position, std::str::from_utf8(&mark[..end]).expect("marks are ASCII"));
    }
    placed
}

fn padded(mark: &[u8]) -> Mark {
    let mut padded = [0; LONGEST_MARK];
    padded[..mark.len()].copy_from_slice(mark);
    padded
}

fn quotation_marks(quotation: &QuotationWords, marks: &mut Vec<(u32, Mark)>) {
    let lane = LANES[quotation.lane as usize] as u8;
    let start = quotation.start();
    marks.push((start, padded(&[kind_mark(quotation.kind), lane])));
    marks.push((start, confidence_mark(lane, quotation.confidence)));
    if quotation.speaker == SpeakerNamed::No {
        marks.push((start, padded(&[b'n', lane])));
    }
    for (index, span) in quotation.spans.iter().enumerate() {
        if index > 0 {
            marks.push((span.start, padded(&[b'c', lane])));
        }
        marks.push((span.end - 1, padded(&[b'e', lane])));
    }
}

/// Returns the mark of a confidence in hundredths, which has at least two digits.
fn confidence_mark(lane: u8, confidence: u8) -> Mark {
    let [hundreds, tens, ones] =
        [confidence / 100, confidence / 10 % 10, confidence % 10].map(|digit| b'0' + digit);
    match hundreds {
        b'0' => padded(&[b'f', lane, b'.', tens, ones]),
        _ => [b'f', lane, b'.', hundreds, tens, ones],
    }
}

fn kind_mark(kind: QuotationKind) -> u8 {
    match kind {
        QuotationKind::Direct => b'd',
        QuotationKind::Mixed => b'm',
        QuotationKind::Indirect => b'i',
    }
}

/// Returns the terms by which quotations are found, at the first position of each quotation. Terms of lanes other than 0
/// begin with the prefix of their lane.
pub(super) fn speakers(analyzed: &AnalyzedArticle) -> Placed {
    let room = analyzed.quotation_terms.iter().map(|terms| 2 * terms.packed().len()).sum();
    let mut placed = Placed::with_room_for(room);
    let mut term = String::new();
    for (quotation, words) in analyzed.layout.quotations.iter().zip(&analyzed.quotation_terms) {
        for word in words.iter().filter(|word| !word.is_empty()) {
            term.clear();
            term.push_str(lane_prefix(quotation.lane));
            term.push_str(word);
            placed.push(quotation.start(), &term);
        }
    }
    placed
}

/// Returns the prefix of the terms of speakers in a lane: a character with which no word begins.
pub(super) fn lane_prefix(lane: u8) -> &'static str {
    ["", "\u{1}", "\u{2}", "\u{3}"][lane as usize]
}

/// Reads the structure of an article from its boundary marks.
#[derive(Debug, Default)]
pub(super) struct LayoutReader {
    layout: Layout,
    lanes: [Lane; LANES.len()],
}

/// The boundary marks of one lane, each list ascending.
#[derive(Debug, Default)]
struct Lane {
    starts: Vec<(u32, QuotationKind)>,
    continues: Vec<u32>,
    ends: Vec<u32>,
    confidences: Vec<(u32, u8)>,
    unnamed: Vec<u32>,
}

impl LayoutReader {
    /// Adds the positions of one boundary mark.
    pub(super) fn read(&mut self, mark: &str, positions: &[u32]) {
        let mut characters = mark.chars();
        let kind = characters.next().unwrap_or(' ');
        match kind {
            'p' | 'h' => {
                let kind = if kind == 'p' { ParagraphRole::Text } else { ParagraphRole::Heading };
                self.layout
                    .paragraphs
                    .extend(positions.iter().map(|&position| ParagraphStart { position, kind }));
            }
            's' => self.layout.sentences.extend(positions),
            _ => {
                let lane = characters.next().and_then(|lane| LANES.iter().position(|&name| name == lane));
                if let Some(lane) = lane {
                    self.lanes[lane].read(kind, mark, positions);
                }
            }
        }
    }

    /// Returns the structure.
    pub(super) fn finish(self, title_words: u32, words: u32) -> Layout {
        let mut layout = Layout { title_words, words, ..self.layout };
        layout.paragraphs.sort_by_key(|start| start.position);
        layout.sentences.extend(layout.paragraphs.iter().map(|start| start.position));
        layout.sentences.sort_unstable();
        for (number, lane) in (0u8..).zip(self.lanes) {
            layout.quotations.extend(lane.finish(number));
        }
        layout.quotations.sort_by_key(|quotation| (quotation.start(), quotation.lane));
        layout
    }
}

impl Lane {
    fn read(&mut self, kind: char, mark: &str, positions: &[u32]) {
        let starts = |kind| positions.iter().map(move |&position| (position, kind));
        match kind {
            'd' => self.starts.extend(starts(QuotationKind::Direct)),
            'm' => self.starts.extend(starts(QuotationKind::Mixed)),
            'i' => self.starts.extend(starts(QuotationKind::Indirect)),
            'c' => self.continues.extend(positions),
            'e' => self.ends.extend(positions),
            'n' => self.unnamed.extend(positions),
            'f' => {
                let confidence = mark.get(3..).and_then(|hundredths| hundredths.parse().ok()).unwrap_or(0);
                self.confidences.extend(positions.iter().map(|&position| (position, confidence)));
            }
            _ => {}
        }
    }

    fn finish(mut self, lane: u8) -> Vec<QuotationWords> {
        self.starts.sort_by_key(|(position, _)| *position);
        self.confidences.sort_unstable();
        let mut quotations = Vec::with_capacity(self.starts.len());
        let (mut ends, mut continues) = (self.ends.into_iter(), self.continues.into_iter().peekable());
        for (index, &(start, kind)) in self.starts.iter().enumerate() {
            let next = self.starts.get(index + 1).map_or(u32::MAX, |(next, _)| *next);
            let mut spans = Vec::new();
            let mut span_start = Some(start);
            while let Some(start) = span_start {
                spans.extend(ends.next().map(|end| start..end + 1));
                span_start = continues.next_if(|&position| position < next);
            }
            let confidence = self.confidences.binary_search_by_key(&start, |(position, _)| *position);
            let confidence = confidence.map_or(0, |at| self.confidences[at].1);
            let speaker = match self.unnamed.binary_search(&start) {
                Ok(_) => SpeakerNamed::No,
                Err(_) => SpeakerNamed::Yes,
            };
            quotations.push(QuotationWords { lane, spans, kind, confidence, speaker });
        }
        quotations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_structure_is_read_back_from_its_boundary_marks() {
        let quotation = |lane, spans: &[std::ops::Range<u32>], confidence, speaker| QuotationWords {
            lane,
            spans: spans.to_vec(),
            kind: QuotationKind::Mixed,
            confidence,
            speaker,
        };
        let layout = Layout {
            title_words: 2,
            words: 30,
            paragraphs: vec![
                ParagraphStart { position: 2, kind: ParagraphRole::Heading },
                ParagraphStart { position: 4, kind: ParagraphRole::Text },
            ],
            sentences: vec![2, 4, 9],
            quotations: vec![
                quotation(0, &[4..5, 7..9], 95, SpeakerNamed::Yes),
                quotation(1, &[4..5, 6..7], 100, SpeakerNamed::No),
                quotation(0, &[9..10, 10..12, 13..14], 5, SpeakerNamed::No),
            ],
        };
        let placed = marks(&layout);
        let mut by_mark: std::collections::BTreeMap<String, Vec<u32>> = std::collections::BTreeMap::new();
        for (position, mark) in placed.iter() {
            by_mark.entry(mark.to_owned()).or_default().push(position);
        }
        let mut reader = LayoutReader::default();
        by_mark.iter().for_each(|(mark, positions)| reader.read(mark, positions));
        assert_eq!(reader.finish(2, 30), layout);
    }
}
