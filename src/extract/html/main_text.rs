//! The text of a page without the page around it. A parsed page enters; blocks leave.

use scraper::Html;
use trafilatura::{ExtractionFocus, Options, extract};

use super::{
    blocks::{Block, blocks},
    clean::cleaned,
};

/// What finds the main text of pages.
pub(super) trait MainText {
    /// Returns the blocks of the article on `page`, in order; none where there is no article.
    fn main_text(&self, page: &Html) -> Vec<Block>;
}

/// The extractor of the `trafilatura` crate.
pub(super) struct Trafilatura;

impl MainText for Trafilatura {
    fn main_text(&self, page: &Html) -> Vec<Block> {
        let options = Options::default().with_fallback(true).with_focus(ExtractionFocus::FavorPrecision);
        let Ok(found) = extract(&cleaned(page), &options) else { return Vec::new() };
        let content = Html::parse_fragment(&found.content_html);
        blocks(content.root_element())
    }
}
