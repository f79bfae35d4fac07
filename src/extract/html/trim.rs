//! The story among the blocks of its page: headline, byline and what ends the page cut off, asides left out. Blocks enter; blocks
//! leave, with what the lines around them say.

use super::{
    asides::{is_aside, is_end_matter},
    blocks::Block,
    clean::key,
};
use crate::{
    article::ParagraphKind,
    extract::{
        evidence::Around,
        fields::one_line,
        furniture::Reach,
        outline::{Role, is_caption, role},
    },
};

/// How many blocks may stand before the headline, and how many bytes.
const BEFORE_HEADLINE: (usize, usize) = (10, 900);

/// How many blocks below the headline may be lines about the article.
const BELOW_HEADLINE: usize = 8;

/// Returns the story in `blocks`, whose headline reads as one of `titles`.
pub(super) fn trimmed(mut blocks: Vec<Block>, titles: &[String]) -> (Vec<Block>, Around) {
    for block in &mut blocks {
        block.text = one_line(&block.text);
    }
    drop_numbers(&mut blocks);
    blocks.retain(|block| !is_furniture(block));
    drop_runs_of_links(&mut blocks);
    let mut around = Around::default();
    let start = headline_end(&blocks, titles);
    let mut start = below_headline(&blocks, start, &mut around);
    let mut end = blocks.len();
    while end > start + 1 && is_end(&blocks[end - 1]) {
        end -= 1;
    }
    if blocks[start..end].iter().all(|block| block.kind != ParagraphKind::Paragraph) {
        // There is nothing but headings: then these are what is there to find.
        (start, end) = (0, blocks.len());
    }
    blocks.truncate(end);
    blocks.drain(..start);
    (blocks, around)
}

/// Leaves out lines without words, but for the rows of tables that hold words too.
fn drop_numbers(blocks: &mut Vec<Block>) {
    let mut kept: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks.drain(..) {
        let words = block.text.contains(char::is_alphabetic);
        let numbers = block.row && block.text.contains(|sign: char| sign.is_ascii_digit());
        if words || numbers && kept.last().is_some_and(|above| above.row) {
            kept.push(block);
        }
    }
    *blocks = kept;
}

/// Returns whether a block is left out wherever it stands.
fn is_furniture(block: &Block) -> bool {
    matches!(role(&block.text, None), Role::Furniture(Reach::Anywhere))
        || is_aside(&block.text)
        || is_caption(&block.text)
}

/// How many blocks of nothing but links in a row are a list of other stories.
const RUN: usize = 3;

/// Leaves out lists of links, with the headings above them.
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

/// Takes off the last `run` blocks and a heading above them, unless nothing would be left.
fn drop_last(blocks: &mut Vec<Block>, run: usize) {
    if run < blocks.len() {
        blocks.truncate(blocks.len() - run);
        blocks.pop_if(|above| above.kind == ParagraphKind::Heading);
    }
}

/// Returns whether a block is no part of the story where nothing of it follows.
fn is_end(block: &Block) -> bool {
    block.kind == ParagraphKind::Heading
        || matches!(
            role(&block.text, None),
            Role::Furniture(_) | Role::Byline(_) | Role::Published(_) | Role::Changed(_)
        )
        || is_end_matter(&block.text)
}

/// Returns how many blocks the headline and what stands before it are.
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

/// Returns whether a line is one of the titles whose `keys` are given, or the part of one before the outlet's name.
fn is_title(line: &str, keys: &[String]) -> bool {
    let line = key(line);
    !line.is_empty()
        && keys.iter().any(|title| *title == line || title.starts_with(&line) && line.len() * 2 > title.len())
}

/// Returns where the story begins, at `start` or behind lines about the article, which are taken up.
fn below_headline(blocks: &[Block], start: usize, around: &mut Around) -> usize {
    let mut begins = start;
    for (at, block) in blocks.iter().enumerate().skip(start).take(BELOW_HEADLINE) {
        match role(&block.text, None) {
            Role::Byline(names) => around.byline.extend(names),
            Role::Published(date) => around.published = around.published.or(Some(date)),
            Role::Changed(date) => around.changed = around.changed.or(Some(date)),
            Role::Furniture(_) => {}
            Role::Reference(_) | Role::Body => break,
        }
        begins = at + 1;
    }
    begins
}
