//! Web pages: the main text by an extractor, what the markup states about it by our own reading. A record enters; a draft leaves.

mod as_shown;
mod asides;
mod blocks;
mod bounds;
mod clean;
mod kind;
mod main_text;
mod marks;
mod metadata;
mod mhtml;
mod scripted;
mod select;
mod tags;
mod tree;
mod trim;
mod unknown;

use scraper::{Html, Selector};

use self::{
    as_shown::as_shown,
    asides::is_notice,
    blocks::{Block, blocks},
    bounds::bounded,
    clean::all_blocks,
    kind::{LINKS, other_than_article},
    main_text::{MainText, Paragraphs, RUNNING, extractor},
    metadata::Said,
    scripted::scripted,
    select::{Found, selected},
    trim::trimmed,
};
use super::{Draft, ExtractError, ExtractOptions, RecordPlace, body::Body, html_or_plain::body_of_unknown};
use crate::{
    article::{Article, ParagraphKind},
    encoding::decode_page,
    read::{RawRecord, RecordFormat},
};

/// Returns the draft of the article that a page is.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let (html, saved) = html_of(record)?;
    let url = record.context.url.as_deref().or(saved.as_deref());
    let page = parsed(&html);
    let Said { stated, around: seen, is_signed, text } =
        metadata::stated(&page, url, options.latest_day(record));
    let found = found(&page);
    let other = other_than_article(&page, &found, url.or(stated.url.as_deref()));
    if let Some(what) = other.filter(|what| stated.date.is_none() && !(is_signed && *what == LINKS)) {
        return Err(ExtractError::NoArticle { place: RecordPlace::of(record), what });
    }
    let (blocks, around) = trimmed(found.story, &titles(&page, stated.title.as_deref()));
    let mut body = body_of(without_notices(blocks));
    if let Some(text) = text.map(|text| body_of_unknown(&text)).filter(|text| is_fuller(text, &body)) {
        body = text.without_title(stated.title.as_deref());
    }
    if body.is_empty()
        && let Some(html) = scripted(&page)
    {
        body = fragment(&html).without_title(stated.title.as_deref());
    }
    if body.is_empty() {
        // Of other pages that scripts fill there is what they say of themselves.
        let summary = elements(&page, "meta[property=\"og:description\"], meta[name=\"description\"]");
        let summary =
            summary.filter_map(|summary| summary.attr("content")).find(|text| !text.trim().is_empty());
        body.push(ParagraphKind::Paragraph, summary.unwrap_or_default());
    }
    if body.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, around: seen.or(around) })
}

/// Returns the blocks of a page, none where they are nothing but a notice that scripts are needed to see it.
fn without_notices(blocks: Vec<Block>) -> Vec<Block> {
    let is_story =
        |block: &Block| !is_notice(&block.text) && block.text.split_whitespace().count() >= RUNNING;
    let no_story = blocks.iter().any(|block| is_notice(&block.text)) && !blocks.iter().any(is_story);
    if no_story { Vec::new() } else { blocks }
}

/// Returns whether the text that a page states holds more than twice what the page shows.
fn is_fuller(stated: &Body, shown: &Body) -> bool {
    stated.text.len() > 2 * shown.text.len()
}

/// Returns the HTML of a record, and where it was saved from, as far as it says.
fn html_of(record: &RawRecord) -> Result<(String, Option<String>), ExtractError> {
    if record.format != RecordFormat::Mhtml {
        let decoded = decode_page(record.bytes.clone(), record.context.charset.as_deref());
        let saved = saved_from(&decoded.text);
        return Ok((decoded.text, saved));
    }
    let root = mhtml::root(&record.bytes).map_err(|message| ExtractError::Malformed {
        place: RecordPlace::of(record),
        format: "MHTML",
        message: message.to_owned(),
    })?;
    Ok((root.html, root.url))
}

/// Returns the url in the comment that browsers and their extensions write at the head of pages they save.
fn saved_from(html: &str) -> Option<String> {
    /// Such comments stand before anything else, but for the first elements of the head.
    const HEAD: usize = 4096;
    let head = crate::span::truncated(html, HEAD);
    let comment =
        head.split("<!--").skip(1).filter_map(|rest| rest.split("-->").next()).find_map(|comment| {
            let comment = comment.trim();
            let browser = comment.strip_prefix("saved from url=(").and_then(|rest| rest.split_once(')'));
            let extension = || comment.starts_with("Page saved with").then(|| comment.split_once("url:"))?;
            browser.or_else(extension).map(|(_, url)| url)
        })?;
    let url = comment.split_whitespace().next()?;
    url.starts_with("http").then(|| url.to_owned())
}

/// Returns the text of HTML that is the article itself, with nothing around it.
pub(in crate::extract) fn fragment(html: &str) -> Body {
    let parsed = Html::parse_fragment(&bounded(&as_shown(html)));
    body_of(blocks(parsed.root_element()))
}

/// Returns the article's text in the HTML of a whole page or mail, without its headline `title`.
pub(in crate::extract) fn page(html: &str, title: Option<&str>) -> Body {
    let page = parsed(html);
    body_of(trimmed(found(&page).story, &titles(&page, title)).0)
}

fn parsed(html: &str) -> Html {
    Html::parse_document(&bounded(&as_shown(html)))
}

/// Returns the story on a page: what the extractor finds, else running text, else the text for browsers without scripts, else any
/// text that leads nowhere.
fn found(page: &Html) -> Found {
    let extractors = [extractor(page), &Paragraphs { least_words: RUNNING }];
    let found_by = |extractor: &dyn MainText| selected(all_blocks(page), &extractor.main_text(page));
    let mut found = extractors.into_iter().map(found_by);
    if let Some(found) = found.find(|found| !found.story.is_empty()) {
        return found;
    }
    let reserve = parsed(&reserve(page));
    let found = selected(all_blocks(&reserve), &extractor(&reserve).main_text(&reserve));
    if found.story.is_empty() { found_by(&Paragraphs { least_words: 5 }) } else { found }
}

/// Returns the HTML that a page keeps for browsers without scripts, and in templates.
fn reserve(page: &Html) -> String {
    let kept = elements(page, "body noscript, body template");
    kept.map(|kept| match kept.value().name() {
        "noscript" => kept.text().collect(),
        _ => kept.inner_html(),
    })
    .collect()
}

/// Returns what the headline of a page may read.
fn titles(page: &Html, stated: Option<&str>) -> Vec<String> {
    let texts = elements(page, "h1, title").take(4).map(|element| element.text().collect());
    let named = "meta[property=\"og:title\"], meta[name=\"twitter:title\"], meta[name=\"title\"]";
    let named = elements(page, named).filter_map(|element| element.attr("content").map(str::to_owned));
    texts.chain(named).chain(stated.map(str::to_owned)).collect()
}

fn elements<'a>(page: &'a Html, selector: &str) -> impl Iterator<Item = scraper::ElementRef<'a>> {
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

#[cfg(test)]
mod markup_tests;
#[cfg(test)]
mod tests;
