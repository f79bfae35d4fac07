//! The headline of a page without the name of its site. What a page calls itself and shows enters; a headline leaves.

use std::collections::HashSet;

use super::survey::Line;

/// What may be the headline of a page.
#[derive(Debug, Default)]
pub(super) struct Titles<'a> {
    /// What markup states, the surest first.
    pub(super) stated: Vec<String>,
    /// The title of the window.
    pub(super) window: Option<&'a str>,
    /// Headings of the first rank, in order.
    pub(super) headings: Vec<&'a str>,
    /// Names of the site: as it writes them, and its domain.
    pub(super) sites: Vec<String>,
}

/// What stands between a headline and a site's name.
const PARTERS: [&str; 14] =
    [" - ", " | ", " – ", " — ", " » ", " › ", " · ", " :: ", ": ", " • ", " « ", " / ", " < ", " ~ "];

impl Titles<'_> {
    /// Returns the headline: the heading that says what the markup states, else what the markup states.
    pub(super) fn headline(&self) -> Option<String> {
        let mut stated: Vec<String> = self.stated.iter().map(|title| self.without_site(title)).collect();
        stated.extend(self.window.map(|title| self.without_site(title)));
        stated.retain(|title| !title.is_empty());
        // A headline may begin as the site's name does; then it stands over the article and in the markup.
        let both = |words: &str| {
            let words = key(words);
            let same = |other: &str| key(other) == words;
            !self.is_named(&words)
                && self.headings.iter().any(|heading| same(heading))
                && stated.iter().any(|title| same(title))
        };
        let is_site = |words: &str| self.is_site(words) && !both(words);
        let headings: Vec<&str> =
            self.headings.iter().copied().filter(|heading| !is_site(heading) && has_words(heading)).collect();
        let named: Vec<bool> = stated.iter().map(|title| is_site(title)).collect();
        let stated: Vec<String> =
            stated.into_iter().zip(named).filter(|(_, is_site)| !is_site).map(|(title, _)| title).collect();
        let shown = |test: &dyn Fn(&str, &str) -> bool| {
            headings
                .iter()
                .find(|heading| stated.iter().any(|title| test(heading, title)))
                .map(|heading| (*heading).to_owned())
        };
        let only = headings.first().filter(|_| headings.len() == 1).map(|heading| (*heading).to_owned());
        shown(&|heading, title| key(heading) == key(title))
            .or_else(|| shown(&|heading, title| alike(heading, title)))
            .or_else(|| only.filter(|heading| heading.split_whitespace().count() >= 4))
            .or_else(|| stated.into_iter().next())
            .or_else(|| headings.first().map(|heading| (*heading).to_owned()))
            .or_else(|| self.named_like_site())
    }

    /// Returns the headline of a page whose every title resembles the name of its site.
    fn named_like_site(&self) -> Option<String> {
        let stated = self.stated.iter().map(String::as_str);
        let all = self.headings.iter().copied().chain(stated).chain(self.window);
        all.map(str::trim).find(|title| has_words(title)).map(str::to_owned)
    }

    /// Returns a title without the site's name at either end.
    fn without_site(&self, title: &str) -> String {
        let mut title = title.trim();
        loop {
            let cut = PARTERS.iter().filter_map(|parter| {
                let at = title.rfind(parter)?;
                let (before, after) = (&title[..at], &title[at + parter.len()..]);
                (self.is_site(after) && has_words(before)).then_some(before)
            });
            let front = PARTERS.iter().filter_map(|parter| {
                let (before, after) = title.split_once(parter)?;
                (self.is_site(before) && has_words(after)).then_some(after)
            });
            match cut.chain(front).min_by_key(|rest| rest.len()) {
                Some(rest) => title = rest.trim(),
                None => return self.without_tail(title).to_owned(),
            }
        }
    }

    /// Returns a title without an end that a heading shows not to belong to it.
    fn without_tail<'a>(&self, title: &'a str) -> &'a str {
        let tail = PARTERS.iter().filter_map(|parter| {
            let at = title.find(parter)?;
            let whole = title[..at].split_whitespace().count() >= 3;
            (whole && self.headings.iter().any(|heading| key(heading) == key(&title[..at])))
                .then_some(&title[..at])
        });
        tail.min_by_key(|rest| rest.len()).unwrap_or(title)
    }

    /// Returns whether a key is that of a site's name, with or without its article.
    fn is_named(&self, words: &str) -> bool {
        let bare = |key: &str| key.strip_prefix("the").unwrap_or(key).to_owned();
        self.sites.iter().any(|site| bare(&self::key(site)) == bare(words))
    }

    /// Returns whether words are the site's name, or its domain.
    fn is_site(&self, words: &str) -> bool {
        let key = key(words);
        let without = key.strip_prefix("the").unwrap_or(&key);
        !key.is_empty()
            && self.sites.iter().map(|site| self::key(site)).any(|site| {
                let bare = site.strip_prefix("the").unwrap_or(&site);
                site == key
                    || bare == without
                    || (without.len() >= 4
                        && bare.len() >= 4
                        && (bare.starts_with(without) && without.len() * 2 > bare.len()
                            || without.starts_with(bare) && bare.len() * 2 > without.len()))
            })
    }
}

/// Returns the site's name in the title of a window whose other, longer part is one of the `lines` of the page.
pub(super) fn site_in(window: &str, lines: &[Line]) -> Option<String> {
    /// Least words of a headline that is told so, and most of a site's name.
    const WORDS: (usize, usize) = (3, 4);
    let holds = |words: &str| {
        let words = key(words);
        lines.iter().any(|line| !line.place.link && !line.place.comment && key(&line.text) == words)
    };
    if holds(window) {
        return None;
    }
    let count = |words: &str| words.split_whitespace().count();
    let halves = PARTERS.iter().flat_map(|parter| [window.split_once(parter), window.rsplit_once(parter)]);
    halves.flatten().flat_map(|(head, tail)| [(head, tail), (tail, head)]).find_map(|(headline, site)| {
        let sizes = count(headline) >= WORDS.0 && count(site) <= WORDS.1 && count(headline) > count(site);
        (sizes && holds(headline)).then(|| site.trim().to_owned())
    })
}

/// Returns a site's name without the title of the page, which some write before or behind it.
pub(super) fn without_title<'a>(name: &'a str, titles: &[&str]) -> &'a str {
    let is_title = |words: &str| titles.iter().any(|title| key(title) == key(words));
    let rest = PARTERS.iter().find_map(|parter| {
        let behind = name.rsplit_once(parter).filter(|(title, _)| is_title(title)).map(|(_, rest)| rest);
        behind.or_else(|| name.split_once(parter).filter(|(_, title)| is_title(title)).map(|(rest, _)| rest))
    });
    rest.map_or(name, str::trim)
}

/// Returns the letters and digits of a text in lower case.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|character| character.is_alphabetic()).count() >= 2
}

/// Returns whether two headlines share most of their words.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<HashSet<_>>()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    shared >= 2 && shared * 2 > one.len().min(other.len())
}
