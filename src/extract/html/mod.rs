//! Web pages. Input: a record. Output: a draft. An extractor finds the main text; `metadata` reads what the page states about it.

mod blocks;
mod bounds;
mod clean;
mod elements;
mod main_text;
mod metadata;
mod mhtml;
mod outside_elements;
mod page_kind;
mod page_phrases;
mod rewrite;
mod script_data;
mod select;
mod selectors;
mod tags;
mod tree;
mod trim;
mod unknown_elements;

use scraper::{ElementRef, Html};

use self::{
    blocks::{Block, blocks},
    bounds::bounded,
    clean::all_blocks,
    main_text::{MainText, Paragraphs, RUNNING, extractor},
    metadata::PageMetadata,
    page_kind::{LINKS, other_than_article},
    page_phrases::is_notice,
    rewrite::rewritten,
    script_data::story_in_scripts,
    select::{Story, selected},
    selectors::{CssSelector, DESCRIPTION, FALLBACK, HEADINGS, META_TITLES},
    trim::trimmed,
};
use super::{Draft, ExtractError, ExtractOptions, RecordPlace, body::Body, html_or_plain::body_of_unknown};
use crate::{
    article::{Article, ParagraphKind},
    encoding::decode_page,
    read::{RawRecord, RecordFormat},
};

/// Returns the draft of the article on a page.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let (html, saved) = html_of(record)?;
    let url = record.context.url.as_deref().or(saved.as_deref());
    let page = parsed(&html);
    let PageMetadata { stated, surroundings: seen, is_signed, text } =
        metadata::page_metadata(&page, url, options.latest_day(record));
    let story = story(&page);
    let other = other_than_article(&page, &story, url.or(stated.url.as_deref()));
    if let Some(what) = other.filter(|what| stated.date.is_none() && !(is_signed && *what == LINKS)) {
        return Err(ExtractError::NoArticle { place: RecordPlace::of(record), what });
    }
    let (blocks, surroundings) = trimmed(story.blocks, &titles(&page, stated.title.as_deref()));
    let mut body = body_of(without_notices(blocks));
    if let Some(text) = text.map(|text| body_of_unknown(&text)).filter(|text| is_fuller(text, &body)) {
        body = text.without_title(stated.title.as_deref());
    }
    if body.is_empty()
        && let Some(html) = story_in_scripts(&page)
    {
        body = fragment(&html).without_title(stated.title.as_deref());
    }
    if body.is_empty() {
        // For other pages that scripts fill, only the description is known.
        let summary = elements(&page, &DESCRIPTION);
        let summary =
            summary.filter_map(|summary| summary.attr("content")).find(|text| !text.trim().is_empty());
        body.push(ParagraphKind::Paragraph, summary.unwrap_or_default());
    }
    if body.is_empty() {
        return Err(ExtractError::Empty { place: RecordPlace::of(record) });
    }
    let article = Article { text: body.text, paragraphs: body.paragraphs, ..Article::default() };
    Ok(Draft { article, stated, surroundings: seen.or(surroundings) })
}

/// Returns the blocks of a page, or none if they are only a notice that the page needs scripts.
fn without_notices(blocks: Vec<Block>) -> Vec<Block> {
    let is_story =
        |block: &Block| !is_notice(&block.text) && block.text.split_whitespace().count() >= RUNNING;
    let no_story = blocks.iter().any(|block| is_notice(&block.text)) && !blocks.iter().any(is_story);
    if no_story { Vec::new() } else { blocks }
}

/// Returns whether the text in the data of a page is more than twice as long as the text that the page shows.
fn is_fuller(stated: &Body, shown: &Body) -> bool {
    stated.text.len() > 2 * shown.text.len()
}

/// Returns the HTML of a record, and the URL that it was saved from, if the record states one.
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

/// Returns the URL in the comment that browsers and their extensions write at the head of saved pages.
fn saved_from(html: &str) -> Option<String> {
    /// Number of bytes that are searched for the comment.
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

/// Returns the text of HTML that is the article itself, without a page around it.
pub(in crate::extract) fn fragment(html: &str) -> Body {
    let parsed = Html::parse_fragment(&bounded(&rewritten(html)));
    body_of(blocks(parsed.root_element()))
}

/// Returns the text of the article in a whole page or mail, without its headline `title`.
pub(in crate::extract) fn page(html: &str, title: Option<&str>) -> Body {
    let page = parsed(html);
    body_of(trimmed(story(&page).blocks, &titles(&page, title)).0)
}

fn parsed(html: &str) -> Html {
    Html::parse_document(&bounded(&rewritten(html)))
}

/// Returns the story on a page.
///
/// It is the first of these that is not empty: what the extractor finds, running text, the text for browsers without scripts, all
/// paragraphs of a few words.
fn story(page: &Html) -> Story {
    let extractors = [extractor(page), &Paragraphs { minimum_words: RUNNING }];
    let story_by = |extractor: &dyn MainText| selected(all_blocks(page), &extractor.main_text(page));
    let mut stories = extractors.into_iter().map(story_by);
    if let Some(story) = stories.find(|story| !story.blocks.is_empty()) {
        return story;
    }
    let fallback = parsed(&fallback(page));
    let story = selected(all_blocks(&fallback), &extractor(&fallback).main_text(&fallback));
    if story.blocks.is_empty() { story_by(&Paragraphs { minimum_words: 5 }) } else { story }
}

/// Returns the HTML for browsers without scripts, and the HTML in templates.
fn fallback(page: &Html) -> String {
    let elements = elements(page, &FALLBACK);
    elements
        .map(|element| match element.value().name() {
            "noscript" => element.text().collect(),
            _ => element.inner_html(),
        })
        .collect()
}

/// Returns the possible headlines of a page.
fn titles(page: &Html, stated: Option<&str>) -> Vec<String> {
    let texts = elements(page, &HEADINGS).take(4).map(|element| element.text().collect());
    let named = elements(page, &META_TITLES).filter_map(|element| element.attr("content").map(str::to_owned));
    texts.chain(named).chain(stated.map(str::to_owned)).collect()
}

fn elements<'a>(page: &'a Html, selector: &'a CssSelector) -> impl Iterator<Item = ElementRef<'a>> {
    page.select(selector)
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
