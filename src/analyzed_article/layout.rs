//! Where the sentences, paragraphs and quotations of an article are, in word positions.

use std::ops::Range;

use crate::article::QuotationKind;

/// The structure of one article in word positions. The title's words have the first positions, from 0; the text's words follow without
/// a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// Number of words in the title, which is the position of the text's first word.
    pub title_words: u32,
    /// Number of words in title and text together.
    pub words: u32,
    /// Starts of the text's paragraphs and headings, ascending. Paragraphs without a word are left out.
    pub paragraphs: Vec<ParagraphStart>,
    /// Positions of the first words of the text's sentences, ascending. Every paragraph starts a sentence.
    pub sentences: Vec<u32>,
    /// Quotations by first position, then lane. Quotations without a word are left out.
    pub quotations: Vec<QuotationWords>,
}

/// The first word of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParagraphStart {
    /// Position of the word.
    pub position: u32,
    /// Whether a heading or text starts here.
    pub kind: ParagraphRole,
}

/// Kinds of paragraphs that searches distinguish.
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
    /// Number from 0 that separates overlapping quotations: quotations in the same lane do not overlap.
    pub lane: u8,
    /// Word ranges of the content, ascending, none empty.
    pub spans: Vec<Range<u32>>,
    /// Whether it is direct, mixed or indirect.
    pub kind: QuotationKind,
    /// Confidence in hundredths, rounded down.
    pub confidence: u8,
    /// Whether the speaker has a name.
    pub speaker: SpeakerNamed,
}

/// Whether the speaker of a quotation has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeakerNamed {
    /// The speaker has a name.
    Yes,
    /// The speaker is unknown, or only described ("a senior official").
    No,
}

impl QuotationWords {
    /// Returns the position of the first word.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.spans[0].start
    }

    /// Returns the number of words in the content.
    #[must_use]
    pub fn words(&self) -> u32 {
        self.spans.iter().map(|span| span.end - span.start).sum()
    }

    /// Returns whether the word at `position` is part of the content.
    #[must_use]
    pub fn holds(&self, position: u32) -> bool {
        self.spans.iter().any(|span| span.contains(&position))
    }
}

impl Layout {
    /// Returns the word range of the paragraph with this zero-based index.
    #[must_use]
    pub fn paragraph(&self, index: usize) -> Range<u32> {
        let end = self.paragraphs.get(index + 1).map_or(self.words, |next| next.position);
        self.paragraphs[index].position..end
    }

    /// Returns the index of the paragraph that contains `position`, `None` for the title.
    #[must_use]
    pub fn paragraph_of(&self, position: u32) -> Option<usize> {
        self.paragraphs.partition_point(|start| start.position <= position).checked_sub(1)
    }

    /// Returns the index of the sentence that contains `position`, `None` for the title.
    #[must_use]
    pub fn sentence_of(&self, position: u32) -> Option<usize> {
        self.sentences.partition_point(|&start| start <= position).checked_sub(1)
    }

    /// Returns the word range of the first paragraph that is not a heading, an empty range if there is none.
    #[must_use]
    pub fn lead(&self) -> Range<u32> {
        let first = self.paragraphs.iter().position(|start| start.kind == ParagraphRole::Text);
        first.map_or(0..0, |index| self.paragraph(index))
    }
}
