//! Selects the blocks of a page that make its story. Input: all blocks of the page, and the text that the extractor found. Output: the
//! blocks of the story.
//!
//! Extractors lose single paragraphs, often the first, and spaces between words. So their text only shows which blocks of the page are the
//! story; the words are taken from the page.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{
    blocks::{Block, Region},
    clean::key,
    tree::NodeId,
};
use crate::{
    analysis::visible, article::ParagraphKind, extract::outline::is_caption, passage::ends_sentence,
};

/// Number of consecutive words by which text is compared.
const ROW: usize = 4;

/// Minimum number of words of a paragraph that is dropped if it is repeated.
const REPEATED: usize = 12;

/// Maximum distance, in blocks, of an added paragraph from the first chosen block after it.
const BEFORE: usize = 3;

/// Minimum number of words of a paragraph that is added although the extractor left it out: after the first chosen block, and before it.
const MINIMUM_WORDS: (usize, usize) = (8, 14);

/// The story of a page.
pub(super) struct Story {
    pub(super) blocks: Vec<Block>,
    /// Share of links in the text of the whole page, from 0 to 1.
    pub(super) linked_share: f64,
}

/// Returns the story: the `blocks` of a page that match the text found by the extractor, and paragraphs that it left out.
pub(super) fn selected(blocks: Vec<Block>, extracted: &[Block]) -> Story {
    let bytes: usize = blocks.iter().flat_map(|block| block.text.split_whitespace()).map(str::len).sum();
    let linked: usize = blocks.iter().map(|block| block.linked).sum();
    let linked_share = linked as f64 / bytes.max(1) as f64;
    let extracted = ExtractedText::of(extracted);
    let mut chosen: Vec<bool> = blocks.iter().map(|block| extracted.contains(block)).collect();
    add_short_lines(&blocks, &mut chosen, &extracted);
    drop_repeated(&blocks, &mut chosen);
    add_paragraphs(&blocks, &mut chosen);
    let story =
        blocks.into_iter().zip(chosen).filter(|(block, chosen)| *chosen && block.region != Region::Outside);
    Story { blocks: story.map(|(block, _)| block).collect(), linked_share }
}

/// The text that the extractor found.
struct ExtractedText {
    rows: HashSet<u64>,
    lines: HashSet<String>,
    /// The letters and digits of the whole text.
    key: String,
}

impl ExtractedText {
    fn of(found: &[Block]) -> Self {
        let text = found.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
        let lines = found.iter().map(|block| key(&block.text)).collect();
        Self { rows: rows(&text).into_iter().collect(), lines, key: key(&text) }
    }

    /// Returns whether the extractor found more than four fifths of a block. Short blocks, and blocks where stories rarely are, must be
    /// found whole.
    fn contains(&self, block: &Block) -> bool {
        let rows = rows(&block.text);
        if rows.is_empty() || block.region == Region::Beside {
            return self.lines.contains(&key(&block.text));
        }
        rows.iter().filter(|row| self.rows.contains(row)).count() * 5 > rows.len() * 4
    }
}

/// Returns a hash for each run of [`ROW`] words in a text.
fn rows(text: &str) -> Vec<u64> {
    let text = visible(text);
    let words: Vec<&str> =
        text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |row: &[&str]| {
        let mut hasher = DefaultHasher::new();
        row.hash(&mut hasher);
        hasher.finish()
    };
    words.windows(ROW).map(number).collect()
}

/// Adds short lines between chosen blocks if the extractor found them as part of other lines.
fn add_short_lines(blocks: &[Block], chosen: &mut [bool], extracted: &ExtractedText) {
    let (Some(first), Some(last)) = (first(chosen), last(chosen)) else { return };
    for at in first..last {
        let block = &blocks[at];
        if !chosen[at] && block.region == Region::Story && !block.is_linked() && rows(&block.text).is_empty()
        {
            chosen[at] = extracted.key.contains(&key(&block.text));
        }
    }
}

fn first(chosen: &[bool]) -> Option<usize> {
    chosen.iter().position(|chosen| *chosen)
}

fn last(chosen: &[bool]) -> Option<usize> {
    chosen.iter().rposition(|chosen| *chosen)
}

/// Drops paragraphs that the page repeats, for example for narrow and wide screens.
fn drop_repeated(blocks: &[Block], chosen: &mut [bool]) {
    let mut seen: HashMap<String, Option<NodeId>> = HashMap::new();
    for (block, chosen) in
        blocks.iter().zip(chosen).filter(|(block, chosen)| **chosen && block.region != Region::Outside)
    {
        let words = block.text.split_whitespace().count();
        // An interview, which is in one element, may repeat a question.
        *chosen = words < REPEATED || *seen.entry(key(&block.text)).or_insert(block.home) == block.home;
    }
}

/// Adds paragraphs between the chosen blocks and right before them.
fn add_paragraphs(blocks: &[Block], chosen: &mut [bool]) {
    let mut sizes: HashMap<NodeId, usize> = HashMap::new();
    let mut total = 0;
    for (block, _) in
        blocks.iter().zip(&*chosen).filter(|(block, chosen)| **chosen && block.region != Region::Outside)
    {
        if let Some(home) = block.home.filter(|_| block.kind == ParagraphKind::Paragraph && !block.item) {
            *sizes.entry(home).or_default() += block.text.len();
        }
        total += block.text.len();
    }
    let (Some(first), Some(last)) = (first(chosen), last(chosen)) else { return };
    for at in 0..last {
        let block = &blocks[at];
        let at_home = block.home.and_then(|home| sizes.get(&home)).is_some_and(|size| size * 5 > total);
        if chosen[at]
            || block.region != Region::Story
            || !at_home
            || block.item
            || block.is_linked() && !block.is_running()
            || is_caption(&block.text)
        {
            continue;
        }
        let words = block.text.split_whitespace().count();
        chosen[at] = match block.kind {
            ParagraphKind::Paragraph if at > first => words >= MINIMUM_WORDS.0,
            ParagraphKind::Paragraph if at + BEFORE < first => false,
            ParagraphKind::Paragraph => words >= MINIMUM_WORDS.1 && ends_sentence(block.text.trim_end()),
            ParagraphKind::Heading => at > first && chosen[at + 1],
            _ => false,
        };
    }
}
