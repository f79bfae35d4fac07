//! The CSS selectors of this module. Each is parsed once, and a test parses all of them.

use std::sync::LazyLock;

use scraper::Selector;

/// A CSS selector, parsed when it is first used.
pub(super) type CssSelector = LazyLock<Selector>;

pub(super) static DESCRIPTION: CssSelector =
    LazyLock::new(|| selector("meta[property=\"og:description\"], meta[name=\"description\"]"));

/// Text for browsers without scripts, and templates.
pub(super) static FALLBACK: CssSelector = LazyLock::new(|| selector("body noscript, body template"));

pub(super) static TITLE: CssSelector = LazyLock::new(|| selector("title"));

pub(super) static HEADINGS: CssSelector = LazyLock::new(|| selector("h1, title"));

pub(super) static META_TITLES: CssSelector = LazyLock::new(|| {
    selector("meta[property=\"og:title\"], meta[name=\"twitter:title\"], meta[name=\"title\"]")
});

pub(super) static SCRIPTS: CssSelector = LazyLock::new(|| selector("script"));

pub(super) static LINKED_DATA: CssSelector =
    LazyLock::new(|| selector("script[type=\"application/ld+json\"]"));

/// Markup that only articles have.
pub(super) static ARTICLE: CssSelector = LazyLock::new(|| {
    selector(
        "meta[property=\"og:type\"][content=\"article\"], meta[property=\"article:published_time\"], \
         [itemprop=\"articleBody\"], [itemtype$=\"Article\"], [itemtype$=\"BlogPosting\"]",
    )
});

fn selector(css: &'static str) -> Selector {
    Selector::parse(css).expect("the test below parses all selectors")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_selectors_are_valid() {
        let all =
            [&DESCRIPTION, &FALLBACK, &TITLE, &HEADINGS, &META_TITLES, &SCRIPTS, &LINKED_DATA, &ARTICLE];
        all.into_iter().for_each(|selector| {
            LazyLock::force(selector);
        });
    }
}
