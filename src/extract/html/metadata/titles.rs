//! Chooses the headline of a page and removes the name of its site. Input: titles and headings. Output: a headline.

use std::collections::HashSet;

use super::collect::Line;

/// The candidates for the headline of a page.
#[derive(Debug, Default)]
pub(super) struct Titles<'a> {
    /// Titles in markup, the most reliable first.
    pub(super) stated: Vec<String>,
    /// The text of `<title>`.
    pub(super) window: Option<&'a str>,
    /// Texts of `<h1>`, in order.
    pub(super) headings: Vec<&'a str>,
    /// Names of the site, and its domain.
    pub(super) sites: Vec<String>,
}

/// Text between a headline and the name of a site.
const SEPARATORS: [&str; 14] =
    [" - ", " | ", " – ", " — ", " » ", " › ", " · ", " :: ", ": ", " • ", " « ", " / ", " < ", " ~ "];

impl Titles<'_> {
    /// Returns the headline: the heading that resembles a title in markup; else the only heading, if it is long enough; else a title
    /// in markup; else the first heading.
    pub(super) fn headline(&self) -> Option<String> {
        let mut stated: Vec<String> = self.stated.iter().map(|title| self.without_site(title)).collect();
        stated.extend(self.window.map(|title| self.without_site(title)));
        stated.retain(|title| !title.is_empty());
        // A headline may resemble the name of the site. It still counts if it is both a heading and a title in markup.
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

    /// Returns the headline of a page whose titles all resemble the name of its site.
    fn named_like_site(&self) -> Option<String> {
        let stated = self.stated.iter().map(String::as_str);
        let all = self.headings.iter().copied().chain(stated).chain(self.window);
        all.map(str::trim).find(|title| has_words(title)).map(str::to_owned)
    }

    /// Returns a title without the name of the site at either end.
    fn without_site(&self, title: &str) -> String {
        let mut title = title.trim();
        loop {
            let cut = SEPARATORS.iter().filter_map(|separator| {
                let at = title.rfind(separator)?;
                let (before, after) = (&title[..at], &title[at + separator.len()..]);
                (self.is_site(after) && has_words(before)).then_some(before)
            });
            let front = SEPARATORS.iter().filter_map(|separator| {
                let (before, after) = title.split_once(separator)?;
                (self.is_site(before) && has_words(after)).then_some(after)
            });
            match cut.chain(front).min_by_key(|rest| rest.len()) {
                Some(rest) => title = rest.trim(),
                None => return self.without_tail(title).to_owned(),
            }
        }
    }

    /// Returns a title without its last part, if a heading has only the rest.
    fn without_tail<'a>(&self, title: &'a str) -> &'a str {
        let tail = SEPARATORS.iter().filter_map(|separator| {
            let at = title.find(separator)?;
            let whole = title[..at].split_whitespace().count() >= 3;
            (whole && self.headings.iter().any(|heading| key(heading) == key(&title[..at])))
                .then_some(&title[..at])
        });
        tail.min_by_key(|rest| rest.len()).unwrap_or(title)
    }

    /// Returns whether the key `words` is the key of a name of the site, with or without `the`.
    fn is_named(&self, words: &str) -> bool {
        let bare = |key: &str| key.strip_prefix("the").unwrap_or(key).to_owned();
        self.sites.iter().any(|site| bare(&self::key(site)) == bare(words))
    }

    /// Returns whether `words` are a name of the site, or similar to such a name.
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

/// Returns the name of the site in the text of `<title>`, if the rest of that text is longer and is a line of the page.
pub(super) fn site_in(window: &str, lines: &[Line]) -> Option<String> {
    /// Minimum number of words of the headline, and maximum number of words of the name of the site.
    const WORDS: (usize, usize) = (3, 4);
    let holds = |words: &str| {
        let words = key(words);
        lines.iter().any(|line| !line.place.link && !line.place.comment && key(&line.text) == words)
    };
    if holds(window) {
        return None;
    }
    let count = |words: &str| words.split_whitespace().count();
    let halves =
        SEPARATORS.iter().flat_map(|separator| [window.split_once(separator), window.rsplit_once(separator)]);
    halves.flatten().flat_map(|(head, tail)| [(head, tail), (tail, head)]).find_map(|(headline, site)| {
        let sizes = count(headline) >= WORDS.0 && count(site) <= WORDS.1 && count(headline) > count(site);
        (sizes && holds(headline)).then(|| site.trim().to_owned())
    })
}

/// Returns the name of a site without the title of the page, which some pages write before or after it.
pub(super) fn without_title<'a>(name: &'a str, titles: &[&str]) -> &'a str {
    let is_title = |words: &str| titles.iter().any(|title| key(title) == key(words));
    let rest = SEPARATORS.iter().find_map(|separator| {
        let behind = name.rsplit_once(separator).filter(|(title, _)| is_title(title)).map(|(_, rest)| rest);
        behind
            .or_else(|| name.split_once(separator).filter(|(_, title)| is_title(title)).map(|(rest, _)| rest))
    });
    rest.map_or(name, str::trim)
}

/// Returns the letters and digits of text in lower case, for comparison.
pub(super) fn key(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn has_words(text: &str) -> bool {
    text.chars().filter(|character| character.is_alphabetic()).count() >= 2
}

/// Returns whether two headlines share most of their words.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<HashSet<_>>()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.intersection(&other).count();
    shared >= 2 && shared * 2 > one.len().min(other.len())
}
