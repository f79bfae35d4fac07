//! Web pages: the main text by an extractor, what the markup states about it by our own reading. A record enters; a draft leaves.

mod main_text;
mod metadata;

use scraper::Html;

use super::{Draft, ExtractError, ExtractOptions, RecordPlace, encoding::decode};
use crate::{article::Article, read::RawRecord};

/// Returns the draft of the article that a page is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode(record.bytes.clone());
    let page = Html::parse_document(&decoded.text);
    let (stated, around) = metadata::stated(&page, record.context.url.as_deref(), options.latest_day(record));
    let body = main_text::main_text(&page, stated.title.as_deref());
    if body.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, around })
}
