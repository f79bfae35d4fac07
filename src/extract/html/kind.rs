//! What kind of page it is, as far as it is no article. A parsed page and its story enter; what the page is leaves.
//!
//! Only pages that show it in several ways are told from articles: a page taken for an article costs a search little, an article
//! passed over is lost.

use scraper::Html;
use url::Url;

use super::{blocks::Block, elements, main_text::RUNNING, select::Found};
use crate::article::ParagraphKind;

/// Longest text of a page that says it is an error, in bytes.
const ERROR: usize = 1500;

/// A page of hardly anything but links to others.
pub(super) const LINKS: &str = "a list of links";

/// What the title of a page says that was put in place of another.
const ERRORS: [&str; 12] = [
    "404",
    "page not found",
    "not found",
    "page unavailable",
    "access denied",
    "403 forbidden",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "just a moment",
    "attention required",
    "are you a robot",
];

/// Returns what the page is, with its article, where it is no article.
pub(super) fn other_than_article(page: &Html, found: &Found, url: Option<&str>) -> Option<&'static str> {
    let bytes: usize = found.story.iter().map(|block| block.text.len()).sum();
    let title = elements(page, "title").next().map(|title| title.text().collect::<String>().to_lowercase());
    let is_error = |title: &String| ERRORS.iter().any(|error| begins_or_ends(title.trim(), error));
    if bytes < ERROR && title.as_ref().is_some_and(is_error) {
        return Some("an error page");
    }
    if says_article(page) {
        return None;
    }
    let running = found.story.iter().filter(|block| is_running(block)).count();
    if running < 3 && url.is_some_and(is_root) {
        return Some("a home page");
    }
    (running == 0 && found.linked_share > 0.6).then_some(LINKS)
}

/// Returns whether a title says something at one of its ends, where an outlet's name may stand at the other.
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

/// Returns whether the markup says that the page is an article.
fn says_article(page: &Html) -> bool {
    let marked = "meta[property=\"og:type\"][content=\"article\"], meta[property=\"article:published_time\"], \
                  [itemprop=\"articleBody\"], [itemtype$=\"Article\"], [itemtype$=\"BlogPosting\"]";
    elements(page, marked).next().is_some()
        || elements(page, "script[type=\"application/ld+json\"]").any(|script| {
            script.text().any(|json| json.contains("Article\"") || json.contains("BlogPosting\""))
        })
}

fn is_running(block: &Block) -> bool {
    block.kind == ParagraphKind::Paragraph
        && !block.is_linked()
        && block.text.split_whitespace().count() >= RUNNING
}

/// Returns whether an address is that of a whole site.
fn is_root(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| {
        matches!(url.path(), "" | "/" | "/index.html" | "/index.php") && url.query().is_none()
    })
}
