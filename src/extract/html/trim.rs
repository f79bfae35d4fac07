//! Cuts the headline, the byline and the end of the page off the story, and drops paragraphs about the page. Input: the blocks of a story.
//! Output: the remaining blocks, and the metadata in the lines around them.

use super::{
    blocks::Block,
    clean::key,
    page_phrases::{is_about_page, is_end_matter},
};
use crate::{
    article::ParagraphKind,
    extract::{
        candidates::Surroundings,
        fields::one_line,
        furniture::Reach,
        outline::{Role, is_caption, role},
    },
};

/// Maximum number of blocks, and of bytes, before the headline.
const BEFORE_HEADLINE: (usize, usize) = (10, 900);

/// Maximum number of metadata lines below the headline.
const BELOW_HEADLINE: usize = 8;

/// Returns the story in `blocks`. Its headline is one of `titles`.
pub(super) fn trimmed(mut blocks: Vec<Block>, titles: &[String]) -> (Vec<Block>, Surroundings) {
    for block in &mut blocks {
        block.text = one_line(&block.text);
    }
    drop_numbers(&mut blocks);
    blocks.retain(|block| !is_furniture(block));
    drop_runs_of_links(&mut blocks);
    let mut surroundings = Surroundings::default();
    let start = headline_end(&blocks, titles);
    let mut start = below_headline(&blocks, start, &mut surroundings);
    let mut end = blocks.len();
    while end > start + 1 && is_end(&blocks[end - 1]) {
        end -= 1;
    }
    if blocks[start..end].iter().all(|block| block.kind != ParagraphKind::Paragraph) {
        // If no paragraph would be left, all blocks are the story.
        (start, end) = (0, blocks.len());
    }
    blocks.truncate(end);
    blocks.drain(..start);
    (blocks, surroundings)
}

/// Drops lines without words, except rows of numbers below another row of a table.
fn drop_numbers(blocks: &mut Vec<Block>) {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        let words = block.text.contains(char::is_alphabetic);
        let numbers = block.row && block.text.contains(|c: char| c.is_ascii_digit());
        if words || numbers && kept.last().is_some_and(|above| above.row) {
            kept.push(block);
        }
    }
    *blocks = kept;
}

/// Returns whether a block is dropped wherever it is in the story.
fn is_furniture(block: &Block) -> bool {
    matches!(role(&block.text, None), Role::Furniture(Reach::Anywhere))
        || is_about_page(&block.text)
        || is_caption(&block.text)
}

/// Minimum number of consecutive blocks of links that count as a list of other stories.
const RUN: usize = 3;

/// Drops lists of links, with the headings above them.
fn drop_runs_of_links(blocks: &mut Vec<Block>) {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    let mut run = 0;
    for block in blocks.drain(..) {
        let linked = block.is_linked() && !block.is_running();
        if !linked && run >= RUN {
            drop_last(&mut kept, run);
        }
        run = if linked { run + 1 } else { 0 };
        kept.push(block);
    }
    if run > 0 {
        drop_last(&mut kept, run);
    }
    *blocks = kept;
}

/// Removes the last `run` blocks and a heading above them, unless nothing would be left.
fn drop_last(blocks: &mut Vec<Block>, run: usize) {
    if run < blocks.len() {
        blocks.truncate(blocks.len() - run);
        blocks.pop_if(|above| above.kind == ParagraphKind::Heading);
    }
}

/// Returns whether a block at the end of the page is not part of the story.
fn is_end(block: &Block) -> bool {
    block.kind == ParagraphKind::Heading
        || matches!(
            role(&block.text, None),
            Role::Furniture(_) | Role::Byline(_) | Role::Published(_) | Role::Changed(_)
        )
        || is_end_matter(&block.text)
}

/// Returns the number of blocks up to and including the headline.
fn headline_end(blocks: &[Block], titles: &[String]) -> usize {
    let keys: Vec<String> = titles.iter().map(|title| key(title)).filter(|key| !key.is_empty()).collect();
    let mut bytes = 0;
    let mut end = 0;
    for (at, block) in blocks.iter().take(BEFORE_HEADLINE.0).enumerate() {
        if (block.headline && end == 0) || is_title(&block.text, &keys) {
            end = at + 1;
        }
        bytes += block.text.len();
        if bytes > BEFORE_HEADLINE.1 {
            break;
        }
    }
    end
}

/// Returns whether a line is one of the titles with these `keys`, or begins a title and is more than half of it.
fn is_title(line: &str, keys: &[String]) -> bool {
    let line = key(line);
    !line.is_empty()
        && keys.iter().any(|title| *title == line || title.starts_with(&line) && line.len() * 2 > title.len())
}

/// Returns where the story begins: at `start`, or after the metadata lines there, which are added to `surroundings`.
fn below_headline(blocks: &[Block], start: usize, surroundings: &mut Surroundings) -> usize {
    let mut begins = start;
    for (at, block) in blocks.iter().enumerate().skip(start).take(BELOW_HEADLINE) {
        match role(&block.text, None) {
            Role::Byline(names) => surroundings.byline.extend(names),
            Role::Published(date) => surroundings.published = surroundings.published.or(Some(date)),
            Role::Changed(date) => surroundings.changed = surroundings.changed.or(Some(date)),
            Role::Furniture(_) => {}
            Role::Reference(_) | Role::Body => break,
        }
        begins = at + 1;
    }
    begins
}
