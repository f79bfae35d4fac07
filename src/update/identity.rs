//! What an article is known by: the key that makes it the same article, and the id people see.
//!
//! An extracted article and where it was found enter, a [`Claim`] leaves. The key comes from the record's own id, else
//! from its url, else from its path (and content, in a container). The id is the own id, or a readable slug with a
//! short hash of the key; the title may change later, the key and the id given once stay.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::hash::ContentHash;
use crate::{article::Article, url::canonical_url};

/// A slug is cut at a word's end before it gets longer than this, in bytes.
const SLUG_LENGTH: usize = 48;

/// What an article asks to be known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Equal for two states of one article.
    pub(crate) key: u64,
    /// The id it gets if no other article has it.
    pub(crate) id: String,
}

/// Where a record was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    /// Path relative to the folder that was named, `/` between its parts; empty for standard input.
    pub(crate) relative: &'a str,
    /// Ordinal in a container.
    pub(crate) record: Option<u64>,
    /// Hash of its bytes.
    pub(crate) hash: ContentHash,
}

/// Returns what an extracted article asks to be known by.
pub(crate) fn claim(article: &Article, found: Found<'_>) -> Claim {
    if !article.id.is_empty() {
        let key = ContentHash::of(format!("id\0{}", article.id).as_bytes()).short();
        return Claim { key, id: article.id.clone() };
    }
    let url = article.url.as_deref().map(canonical_url).filter(|url| !url.is_empty());
    let known_by = match (&url, found.record) {
        (Some(url), _) => format!("url\0{url}"),
        (None, None) if !found.relative.is_empty() => format!("path\0{}", found.relative),
        (None, _) => format!("content\0{}\0{}", found.relative, found.hash),
    };
    let key = ContentHash::of(known_by.as_bytes()).short();
    let name = article.title.as_deref().map(slug).filter(|slug| !slug.is_empty());
    let name = name.or_else(|| url.as_deref().map(|url| slug(tail(url))).filter(|slug| !slug.is_empty()));
    let name = name.or_else(|| Some(slug(tail(found.relative))).filter(|slug| !slug.is_empty()));
    Claim { key, id: format!("{}-{:08x}", name.as_deref().unwrap_or("article"), key >> 32) }
}

/// Returns the id of an article whose claimed id another one has: a suffix from its own place, as long as it must be.
pub(crate) fn beside(claimed: &str, path: &str, record: Option<u64>, taken: impl Fn(&str) -> bool) -> String {
    let mut place = path.to_owned();
    if let Some(record) = record {
        place.push_str(&format!("#{record}"));
    }
    // A place can come again when a container changed: then its number of tries makes the difference.
    for attempt in 0_u32.. {
        let hash = ContentHash::of(format!("{place}\0{attempt}").as_bytes());
        let id = format!("{claimed}-{:06x}", hash.short() >> 40);
        if !taken(&id) {
            return id;
        }
    }
    unreachable!("there are fewer articles than numbers")
}

/// Returns the last part of a path or url that is a name, without its ending.
fn tail(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').find(|part| part.chars().any(char::is_alphanumeric)).unwrap_or_default();
    match last.rsplit_once('.') {
        Some((name, ending)) if !name.is_empty() && ending.len() <= 5 => name,
        _ => last,
    }
}

/// Returns a text's first words in lower case, without accents, joined by hyphens; empty if it has no letter or digit.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    let mut word = String::new();
    let folded = text.nfkd().filter(|c| !is_combining_mark(*c) && !matches!(c, '\'' | '’'));
    for c in folded.flat_map(char::to_lowercase).chain(std::iter::once(' ')) {
        if c.is_alphanumeric() {
            word.push(c);
            continue;
        }
        if word.is_empty() {
            continue;
        }
        if slug.is_empty() {
            slug.extend(word.chars().scan(0, |length, c| {
                *length += c.len_utf8();
                (*length <= SLUG_LENGTH).then_some(c)
            }));
        } else if slug.len() + 1 + word.len() <= SLUG_LENGTH {
            slug.push('-');
            slug.push_str(&word);
        } else {
            break;
        }
        word.clear();
    }
    slug.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(relative: &str) -> Found<'_> {
        Found { relative, record: None, hash: ContentHash::of(b"text") }
    }

    #[test]
    fn slugs_are_readable() {
        const CASES: &[(&str, &str)] = &[
            ("Talks resume in Oman", "talks-resume-in-oman"),
            ("  U.S.–Iran: what’s next?  ", "u-s-iran-whats-next"),
            ("Erdoğan à São Paulo", "erdogan-a-sao-paulo"),
            ("Переговоры в Омане", "переговоры-в-омане"),
            ("?!", ""),
            (
                "One two three four five six seven eight nine ten eleven twelve",
                "one-two-three-four-five-six-seven-eight-nine-ten",
            ),
        ];
        for (text, expected) in CASES {
            assert_eq!(slug(text), *expected, "{text}");
        }
        assert!(slug(&"ж".repeat(200)).len() <= SLUG_LENGTH);
    }

    #[test]
    fn the_own_id_comes_before_url_before_path() {
        let mut article = Article { title: Some("Talks".to_owned()), ..Article::default() };
        let by_path = claim(&article, found("2026/talks.txt"));
        assert_eq!(by_path.id, format!("talks-{:08x}", by_path.key >> 32));
        assert_eq!(by_path, claim(&article, found("2026/talks.txt")));
        assert_ne!(by_path, claim(&article, found("2025/talks.txt")));

        article.url = Some("https://example.com/talks?utm_source=a".to_owned());
        let by_url = claim(&article, found("2026/talks.txt"));
        article.url = Some("http://www.example.com/talks/".to_owned());
        assert_eq!(by_url, claim(&article, found("elsewhere.txt")));

        article.id = "NYT-7".to_owned();
        assert_eq!(claim(&article, found("a")).id, "NYT-7");
        assert_eq!(claim(&article, found("a")), claim(&article, found("b")));
    }

    #[test]
    fn the_title_is_no_part_of_the_key() {
        let article = |title: &str| Article { title: Some(title.to_owned()), ..Article::default() };
        let (before, after) =
            (claim(&article("Talks"), found("a")), claim(&article("Talks end"), found("a")));
        assert_eq!(before.key, after.key);
        assert_ne!(before.id, after.id);
    }

    #[test]
    fn without_title_the_url_or_the_file_gives_the_name() {
        let mut article = Article::default();
        assert!(claim(&article, found("2026/oman-talks.txt")).id.starts_with("oman-talks-"));
        assert!(claim(&article, found("")).id.starts_with("article-"));
        article.url = Some("https://example.com/2026/02/06/no-rush/".to_owned());
        assert!(claim(&article, found("x.txt")).id.starts_with("no-rush-"));
    }

    #[test]
    fn records_of_a_container_are_known_by_path_and_content() {
        let article = Article::default();
        let record = |relative, ordinal, content: &[u8]| {
            let found = Found { relative, record: Some(ordinal), hash: ContentHash::of(content) };
            claim(&article, found)
        };
        assert_eq!(record("a.jsonl", 1, b"x"), record("a.jsonl", 2, b"x"));
        assert_ne!(record("a.jsonl", 1, b"x"), record("a.jsonl", 1, b"y"));
        assert_ne!(record("a.jsonl", 1, b"x"), record("b.jsonl", 1, b"x"));
    }

    #[test]
    fn suffixes_come_from_the_place_and_are_free() {
        let free = beside("x", "/a/b", Some(1), |_| false);
        assert_eq!(free, beside("x", "/a/b", Some(1), |_| false));
        assert_ne!(free, beside("x", "/a/b", Some(2), |_| false));
        assert!(free.starts_with("x-") && free.len() == 8);
        assert_ne!(beside("x", "/a/b", Some(1), |id| id == free), free);
    }
}
