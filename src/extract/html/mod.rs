//! Web pages: the main text by an extractor, what the markup states about it by our own reading. A record enters; a draft leaves.

mod blocks;
mod main_text;
mod metadata;
mod tree;

use scraper::Html;

use self::{
    blocks::{Block, blocks},
    main_text::{MainText, Trafilatura},
};
use super::{Draft, ExtractError, ExtractOptions, RecordPlace, body::Body, encoding::decode, evidence::Around};
use crate::{article::Article, read::RawRecord};

/// Returns the draft of the article that a page is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let page = Html::parse_document(&decoded.text);
    let stated = metadata::stated(&page, record.context.url.as_deref(), options.latest_day(record));
    let body = body_of(Trafilatura.main_text(&decoded.text));
    if body.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, around: Around::default() })
}

/// Returns the text of HTML that is the article itself, with nothing around it.
pub(in crate::extract) fn fragment(html: &str) -> Body {
    let parsed = Html::parse_fragment(html);
    body_of(blocks(parsed.root_element()))
}

/// Returns the article's text in the HTML of a whole page or mail.
pub(in crate::extract) fn page(html: &str) -> Body {
    body_of(Trafilatura.main_text(html))
}

fn body_of(blocks: Vec<Block>) -> Body {
    let mut body = Body::default();
    for block in blocks {
        body.push(block.kind, &block.text);
    }
    body
}
