//! Pages that are not articles: error pages, home pages, lists of links. Input: a parsed page and its story. Output: what the page is.
//!
//! A page is refused only for several reasons at once. A page that is wrongly treated as an article does little harm to searches; a
//! refused article is lost.

use std::sync::LazyLock;

use scraper::Html;
use url::Url;

use super::{
    blocks::Block,
    elements,
    main_text::RUNNING,
    select::Story,
    selectors::{ARTICLE, LINKED_DATA, TITLE},
};
use crate::{article::ParagraphKind, word_list::lines};

/// Maximum length of the text on an error page, in bytes.
const ERROR: usize = 1500;

/// The description, for error messages, of a page that has little but links.
pub(super) const LINKS: &str = "a list of links";

/// Titles of error pages, in lower case.
static ERRORS: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("error_titles.txt")).collect());

/// Returns what the page is (`a home page`), or `None` if it may be an article.
pub(super) fn other_than_article(page: &Html, story: &Story, url: Option<&str>) -> Option<&'static str> {
    let bytes: usize = story.blocks.iter().map(|block| block.text.len()).sum();
    let title = elements(page, &TITLE).next().map(|title| title.text().collect::<String>().to_lowercase());
    let is_error = |title: &String| ERRORS.iter().any(|error| begins_or_ends(title.trim(), error));
    if bytes < ERROR && title.as_ref().is_some_and(is_error) {
        return Some("an error page");
    }
    if says_article(page) {
        return None;
    }
    let running = story.blocks.iter().filter(|block| is_running(block)).count();
    if running < 3 && url.is_some_and(is_root) {
        return Some("a home page");
    }
    (running == 0 && story.linked_share > 0.6).then_some(LINKS)
}

/// Returns whether a title begins or ends with the words `what`. The rest may be the name of the outlet.
fn begins_or_ends(title: &str, what: &str) -> bool {
    let apart =
        |rest: &str| !rest.starts_with(char::is_alphanumeric) && !rest.ends_with(char::is_alphanumeric);
    title
        .strip_prefix(what)
        .is_some_and(|rest| rest.is_empty() || !rest.starts_with(char::is_alphanumeric) && rest.len() < 40)
        || title.strip_suffix(what).is_some_and(|rest| {
            apart(rest.trim_start()) || rest.len() < 40 && rest.ends_with(['-', '|', ' '])
        })
}

/// Returns whether the markup states that the page is an article.
fn says_article(page: &Html) -> bool {
    elements(page, &ARTICLE).next().is_some()
        || elements(page, &LINKED_DATA).any(|script| {
            script.text().any(|json| json.contains("Article\"") || json.contains("BlogPosting\""))
        })
}

fn is_running(block: &Block) -> bool {
    block.kind == ParagraphKind::Paragraph
        && !block.is_linked()
        && block.text.split_whitespace().count() >= RUNNING
}

/// Returns whether a URL is that of a home page.
fn is_root(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        matches!(url.path(), "" | "/" | "/index.html" | "/index.php") && url.query().is_none()
    })
}
