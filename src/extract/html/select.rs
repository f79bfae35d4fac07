//! The story among all blocks of its page: what the extractor found, and what it left out of the same stretch. Blocks enter; blocks
//! leave.
//!
//! Extractors rank parts of a page by rules and lose single paragraphs, often the first, and spaces between words. So their text
//! only says which blocks of the page are the story; the words are the page's own.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::{
    blocks::{Block, Place},
    clean::key,
    tree::NodeId,
};
use crate::{
    analysis::visible, article::ParagraphKind, extract::outline::is_caption, passage::ends_sentence,
};

/// How many words in a row tell that a block was found.
const ROW: usize = 4;

/// Least words of a paragraph that stands on a page once only.
const REPEATED: usize = 12;

/// How many blocks before all that the extractor found may be part of the story.
const BEFORE: usize = 3;

/// Least words of a paragraph that is taken though the extractor left it out: between others, and before all others.
const LEAST_WORDS: (usize, usize) = (8, 14);

/// What was found on a page.
pub(super) struct Found {
    pub(super) story: Vec<Block>,
    /// Which part of the words of the whole page are links, from 0 to 1.
    pub(super) linked_share: f64,
}

/// Returns those of all the `blocks` of a page that make the story, given what the extractor `found`.
pub(super) fn selected(blocks: Vec<Block>, found: &[Block]) -> Found {
    let bytes: usize = blocks.iter().flat_map(|block| block.text.split_whitespace()).map(str::len).sum();
    let linked: usize = blocks.iter().map(|block| block.linked).sum();
    let linked_share = linked as f64 / bytes.max(1) as f64;
    let known = Known::of(found);
    let mut chosen: Vec<bool> = blocks.iter().map(|block| known.holds(block)).collect();
    take_short(&blocks, &mut chosen, &known);
    drop_repeated(&blocks, &mut chosen);
    fill(&blocks, &mut chosen);
    let story =
        blocks.into_iter().zip(chosen).filter(|(block, chosen)| *chosen && block.place != Place::Outside);
    Found { story: story.map(|(block, _)| block).collect(), linked_share }
}

/// The words that the extractor found.
struct Known {
    rows: HashSet<u64>,
    lines: HashSet<String>,
    /// The key of all.
    key: String,
}

impl Known {
    fn of(found: &[Block]) -> Self {
        let text = found.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" ");
        let lines = found.iter().map(|block| key(&block.text)).collect();
        Self { rows: rows(&text).into_iter().collect(), lines, key: key(&text) }
    }

    /// Returns whether most of a block was found: all but a fifth, where stories rarely stand all.
    fn holds(&self, block: &Block) -> bool {
        let rows = rows(&block.text);
        if rows.is_empty() || block.place == Place::Beside {
            return self.lines.contains(&key(&block.text));
        }
        rows.iter().filter(|row| self.rows.contains(row)).count() * 5 > rows.len() * 4
    }
}

/// Returns a number for each row of words in a text.
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

/// Takes in lines of few words between chosen ones that the extractor found as part of others.
fn take_short(blocks: &[Block], chosen: &mut [bool], known: &Known) {
    let (Some(first), Some(last)) = (first(chosen), last(chosen)) else { return };
    for at in first..last {
        let block = &blocks[at];
        if !chosen[at] && block.place == Place::Story && !block.is_linked() && rows(&block.text).is_empty() {
            chosen[at] = known.key.contains(&key(&block.text));
        }
    }
}

fn first(chosen: &[bool]) -> Option<usize> {
    chosen.iter().position(|chosen| *chosen)
}

fn last(chosen: &[bool]) -> Option<usize> {
    chosen.iter().rposition(|chosen| *chosen)
}

/// Leaves out paragraphs that stand on the page twice, as for narrow and wide screens.
fn drop_repeated(blocks: &[Block], chosen: &mut [bool]) {
    let mut seen: HashMap<String, Option<NodeId>> = HashMap::new();
    for (block, chosen) in
        blocks.iter().zip(chosen).filter(|(block, chosen)| **chosen && block.place != Place::Outside)
    {
        let words = block.text.split_whitespace().count();
        // In one place a question may be put to many.
        *chosen = words < REPEATED || *seen.entry(key(&block.text)).or_insert(block.home) == block.home;
    }
}

/// Takes in paragraphs that stand between, or right before, those that were chosen.
fn fill(blocks: &[Block], chosen: &mut [bool]) {
    let mut sizes: HashMap<NodeId, usize> = HashMap::new();
    let mut total = 0;
    for (block, _) in
        blocks.iter().zip(&*chosen).filter(|(block, chosen)| **chosen && block.place != Place::Outside)
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
            || block.place != Place::Story
            || !at_home
            || block.item
            || block.is_linked() && !block.is_running()
            || is_caption(&block.text)
        {
            continue;
        }
        let words = block.text.split_whitespace().count();
        chosen[at] = match block.kind {
            ParagraphKind::Paragraph if at > first => words >= LEAST_WORDS.0,
            ParagraphKind::Paragraph if at + BEFORE < first => false,
            ParagraphKind::Paragraph => words >= LEAST_WORDS.1 && ends_sentence(block.text.trim_end()),
            ParagraphKind::Heading => at > first && chosen[at + 1],
            _ => false,
        };
    }
}
