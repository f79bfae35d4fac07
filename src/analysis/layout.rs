//! Where sentences, paragraphs and quotations begin and end, in word positions.

use std::ops::Range;

use crate::article::QuotationKind;

/// The structure of one article in word positions: the title's words come first, from 0, the text's follow without a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// How many words the title has: the position of the text's first word.
    pub title_words: u32,
    /// How many words title and text have together.
    pub words: u32,
    /// First words of the text's paragraphs and headings that hold a word, ascending.
    pub paragraphs: Vec<ParagraphStart>,
    /// First words of the text's sentences, ascending; every paragraph starts one.
    pub sentences: Vec<u32>,
    /// Quotations that hold a word, by first position, then lane.
    pub quotations: Vec<QuotationWords>,
}

/// The first word of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParagraphStart {
    /// Its position.
    pub position: u32,
    /// Whether a heading starts here, or text.
    pub kind: ParagraphRole,
}

/// What a paragraph is to a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParagraphRole {
    /// Text and captions.
    Text,
    /// A section heading.
    Heading,
}

/// A quotation in word positions.
#[derive(Debug, Clone, PartialEq)]
pub struct QuotationWords {
    /// Which lane of marks holds it: quotations of one lane do not overlap.
    pub lane: u8,
    /// Word ranges of its content, ascending, none empty.
    pub spans: Vec<Range<u32>>,
    /// How it reports the words.
    pub kind: QuotationKind,
    /// Confidence in hundredths, rounded down.
    pub confidence: u8,
    /// Whether the speaker can be named.
    pub speaker: SpeakerNamed,
}

/// Whether a quotation's speaker can be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerNamed {
    /// By a name.
    Yes,
    /// Not at all, or only described ("a senior official").
    No,
}

impl QuotationWords {
    /// Returns the position of its first word.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.spans[0].start
    }

    /// Returns how many words its content has.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.spans.iter().map(|span| span.end - span.start).sum()
    }

    /// Returns whether the word at `position` is part of its content.
    #[must_use]
    pub fn holds(&self, position: u32) -> bool {
        self.spans.iter().any(|span| span.contains(&position))
    }
}

impl Layout {
    /// Returns the word range of the `index`-th paragraph.
    #[must_use]
    pub fn paragraph(&self, index: usize) -> Range<u32> {
        let end = self.paragraphs.get(index + 1).map_or(self.words, |next| next.position);
        self.paragraphs[index].position..end
    }

    /// Returns the index of the paragraph that holds `position`, `None` for the title.
    #[must_use]
    pub fn paragraph_of(&self, position: u32) -> Option<usize> {
        self.paragraphs.partition_point(|start| start.position <= position).checked_sub(1)
    }

    /// Returns the index of the sentence that holds `position`, `None` for the title.
    #[must_use]
    pub fn sentence_of(&self, position: u32) -> Option<usize> {
        self.sentences.partition_point(|&start| start <= position).checked_sub(1)
    }

    /// Returns the words of the first paragraph that is no heading; empty where there is none.
    #[must_use]
    pub fn lead(&self) -> Range<u32> {
        let first = self.paragraphs.iter().position(|start| start.kind == ParagraphRole::Text);
        first.map_or(0..0, |index| self.paragraph(index))
    }
}
