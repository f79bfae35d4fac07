//! Web pages: the main text by an extractor, what the markup states about it by our own reading. A record enters; a draft leaves.

mod asides;
mod blocks;
mod bounds;
mod clean;
mod main_text;
mod marks;
mod metadata;
mod tags;
mod tree;
mod trim;

use scraper::{Html, Selector};

use self::{
    blocks::{Block, blocks},
    bounds::bounded,
    clean::{around, key},
    main_text::{MainText, Trafilatura},
    trim::trimmed,
};
use super::{
    Draft, ExtractError, ExtractOptions, RecordPlace, body::Body, encoding::decode_page, evidence::Around,
};
use crate::{article::Article, read::RawRecord};

/// Returns the draft of the article that a page is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let decoded = decode_page(record.bytes.clone(), record.context.charset.as_deref());
    let page = parsed(&decoded.text);
    let (stated, shown) = metadata::stated(&page, record.context.url.as_deref(), options.latest_day(record));
    let (body, around) = story(&page, stated.title.as_deref());
    if body.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, around: shown.or(around) })
}

/// Returns the text of HTML that is the article itself, with nothing around it.
pub(in crate::extract) fn fragment(html: &str) -> Body {
    let parsed = Html::parse_fragment(&bounded(html));
    body_of(blocks(parsed.root_element()))
}

/// Returns the article's text in the HTML of a whole page or mail, without its headline `title`.
pub(in crate::extract) fn page(html: &str, title: Option<&str>) -> Body {
    story(&parsed(html), title).0
}

fn parsed(html: &str) -> Html {
    Html::parse_document(&bounded(html))
}

/// Returns the story on a page, and what the lines around it say.
fn story(page: &Html, title: Option<&str>) -> (Body, Around) {
    let mut titles = titles(page);
    titles.extend(title.map(str::to_owned));
    let marked = around(page);
    let mut found = Trafilatura.main_text(page);
    found.retain(|block| !marked.contains(&key(&block.text)));
    let (blocks, around) = trimmed(found, &titles);
    (body_of(blocks), around)
}

/// Returns what the headline of a page may read.
fn titles(page: &Html) -> Vec<String> {
    let texts = select(page, "h1, title").take(4).map(|element| element.text().collect());
    let named = "meta[property=\"og:title\"], meta[name=\"twitter:title\"], meta[name=\"title\"]";
    let stated = select(page, named).filter_map(|element| element.attr("content").map(str::to_owned));
    texts.chain(stated).collect()
}

fn select<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = scraper::ElementRef<'a>> {
    let selector = Selector::parse(selector).ok();
    let found: Vec<_> = selector.iter().flat_map(|selector| page.select(selector)).collect();
    found.into_iter()
}

fn body_of(blocks: Vec<Block>) -> Body {
    let mut body = Body::default();
    for block in blocks {
        body.push(block.kind, &block.text);
    }
    body
}
