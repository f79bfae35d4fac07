//! Finds the main text of a page. Input: a parsed page. Output: blocks, which may differ from the blocks of the page.

use scraper::Html;
use trafilatura::{ExtractionFocus, Options, extract};

use super::{
    blocks::{Block, Region, blocks},
    clean::{all_blocks, cleaned},
};
use crate::article::ParagraphKind;

/// A method that finds the main text of pages.
pub(super) trait MainText {
    /// Returns the text of the article on `page` as blocks in order; none if there is no article.
    fn main_text(&self, page: &Html) -> Vec<Block>;
}

/// The extractor of the `trafilatura` crate with its most precise setting, which made the fewest errors on 378 judged pages.
struct Trafilatura;

impl MainText for Trafilatura {
    fn main_text(&self, page: &Html) -> Vec<Block> {
        let options = Options::default().with_fallback(true).with_focus(ExtractionFocus::FavorPrecision);
        let Ok(found) = extract(&cleaned(page), &options) else { return Vec::new() };
        let content = Html::parse_fragment(&found.content_html);
        blocks(content.root_element())
    }
}

/// All paragraphs with a minimum number of words, for pages that are too large or too small for the extractor.
pub(super) struct Paragraphs {
    pub(super) minimum_words: usize,
}

/// Minimum number of words of a paragraph of running text.
pub(super) const RUNNING: usize = 15;

impl MainText for Paragraphs {
    fn main_text(&self, page: &Html) -> Vec<Block> {
        let mut blocks = all_blocks(page);
        blocks.retain(|block| {
            let story = block.region == Region::Story && block.kind == ParagraphKind::Paragraph;
            story && !block.is_linked() && block.text.split_whitespace().count() >= self.minimum_words
        });
        blocks
    }
}

/// Maximum number of nodes for the extractor, whose time grows faster than their number; real pages have up to 30,000.
const MOST_NODES: usize = 60_000;

/// Returns the method that fits `page`.
pub(super) fn extractor(page: &Html) -> &'static dyn MainText {
    if page.tree.nodes().len() > MOST_NODES { &Paragraphs { minimum_words: RUNNING } } else { &Trafilatura }
}
