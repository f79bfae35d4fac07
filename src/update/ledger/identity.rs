//! Identity of an article: the key that makes two versions the same article, and the id that users see.
//!
//! Input: an extracted article and where it was found. Output: a [`Claim`]. The key comes from the record's own id,
//! else from its URL, else from its path (and content, in a container). The id is the record's own id, or a readable slug
//! with the first digits of the key. A later change of the title changes neither the key nor the id. A record that
//! was moved keeps the id it had (`moves`).

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{
    article::Article,
    update::{
        manifest::{ContentHash, RecordId},
        pipeline::Withdrawal,
    },
    url::canonical_url,
};

/// Maximum length of a slug in bytes. A longer slug is cut at the end of a word, or inside its first word.
const SLUG_LENGTH: usize = 48;

/// The key and id that an article claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Equal for two versions of the same article.
    pub(crate) key: u64,
    /// The id that the article gets if no other article has it.
    pub(crate) id: String,
}

/// Returns the key and id that an extracted article claims.
///
/// `relative` is its path relative to its root folder, with `/` as separator; empty for standard input.
pub(crate) fn claim(article: &Article, relative: &str, record_id: RecordId) -> Claim {
    if !article.id.is_empty() {
        let key = ContentHash::of(format!("id\0{}", article.id).as_bytes()).short();
        return Claim { key, id: article.id.clone() };
    }
    let url = article.url.as_deref().map(canonical_url).filter(|url| !url.is_empty());
    let key_text = match (&url, record_id.ordinal) {
        (Some(url), _) => format!("url\0{url}"),
        (None, None) if !relative.is_empty() => format!("path\0{relative}"),
        (None, _) => format!("content\0{relative}\0{}", record_id.hash),
    };
    let key = ContentHash::of(key_text.as_bytes()).short();
    let name = article.title.as_deref().map(slug).filter(|slug| !slug.is_empty());
    let name = name.or_else(|| url.as_deref().map(|url| slug(tail(url))).filter(|slug| !slug.is_empty()));
    let name = name.or_else(|| Some(slug(tail(relative))).filter(|slug| !slug.is_empty()));
    Claim { key, id: format!("{}-{:08x}", name.as_deref().unwrap_or("article"), key >> 32) }
}

/// Returns the claim of the article that a notice withdraws; `None` if the notice states neither id nor URL.
pub(crate) fn claim_of_withdrawn(
    withdrawal: &Withdrawal,
    relative: &str,
    record_id: RecordId,
) -> Option<Claim> {
    let Withdrawal { id, url, .. } = withdrawal.clone();
    let is_identified = id.is_some() || url.is_some();
    let article = Article { id: id.unwrap_or_default(), url, ..Article::default() };
    is_identified.then(|| claim(&article, relative, record_id))
}

/// Returns the claimed id with a suffix made from path and ordinal, for use when another article has the claimed id.
pub(crate) fn suffixed_id(
    claimed: &str,
    path: &str,
    ordinal: Option<u64>,
    mut is_taken: impl FnMut(&str) -> bool,
) -> String {
    let mut place = path.to_owned();
    if let Some(ordinal) = ordinal {
        place.push_str(&format!("#{ordinal}"));
    }
    // Another article may have had this ordinal before the container changed. The number of the attempt then makes the
    // suffix differ.
    for attempt in 0_u32.. {
        let hash = ContentHash::of(format!("{place}\0{attempt}").as_bytes());
        let id = format!("{claimed}-{:06x}", hash.short() >> 40);
        if !is_taken(&id) {
            return id;
        }
    }
    unreachable!("there are fewer articles than attempts")
}

/// Returns the last part of a path or URL that has a letter or digit, without query and file extension.
fn tail(path: &str) -> &str {
    let path = path.split('?').next().unwrap_or_default();
    let last = path.rsplit('/').find(|part| part.chars().any(char::is_alphanumeric)).unwrap_or_default();
    match last.rsplit_once('.') {
        Some((name, ending)) if !name.is_empty() && ending.len() <= 5 => name,
        _ => last,
    }
}

/// Returns the first words of a text in lower case, without accents, joined by hyphens. Empty without letters or digits.
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

    fn claimed(article: &Article, relative: &str) -> Claim {
        claim(article, relative, RecordId { ordinal: None, hash: ContentHash::of(b"text") })
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
    fn the_key_comes_from_the_own_id_else_the_url_else_the_path() {
        let mut article = Article { title: Some("Talks".to_owned()), ..Article::default() };
        let by_path = claimed(&article, "2026/talks.txt");
        assert_eq!(by_path.id, format!("talks-{:08x}", by_path.key >> 32));
        assert_eq!(by_path, claimed(&article, "2026/talks.txt"));
        assert_ne!(by_path, claimed(&article, "2025/talks.txt"));

        article.url = Some("https://example.com/talks?utm_source=a".to_owned());
        let by_url = claimed(&article, "2026/talks.txt");
        article.url = Some("http://www.example.com/talks/".to_owned());
        assert_eq!(by_url, claimed(&article, "elsewhere.txt"));

        article.id = "NYT-7".to_owned();
        assert_eq!(claimed(&article, "a").id, "NYT-7");
        assert_eq!(claimed(&article, "a"), claimed(&article, "b"));
    }

    #[test]
    fn the_title_is_not_part_of_the_key() {
        let article = |title: &str| Article { title: Some(title.to_owned()), ..Article::default() };
        let (before, after) = (claimed(&article("Talks"), "a"), claimed(&article("Talks end"), "a"));
        assert_eq!(before.key, after.key);
        assert_ne!(before.id, after.id);
    }

    #[test]
    fn without_a_title_the_id_comes_from_url_or_path() {
        let mut article = Article::default();
        assert!(claimed(&article, "2026/oman-talks.txt").id.starts_with("oman-talks-"));
        assert!(claimed(&article, "").id.starts_with("article-"));
        article.url = Some("https://example.com/2026/02/06/no-rush/".to_owned());
        assert!(claimed(&article, "x.txt").id.starts_with("no-rush-"));
    }

    #[test]
    fn records_of_a_container_are_identified_by_path_and_content() {
        let article = Article::default();
        let record = |relative, ordinal, content: &[u8]| {
            let record_id = RecordId { ordinal: Some(ordinal), hash: ContentHash::of(content) };
            claim(&article, relative, record_id)
        };
        assert_eq!(record("a.jsonl", 1, b"x"), record("a.jsonl", 2, b"x"));
        assert_ne!(record("a.jsonl", 1, b"x"), record("a.jsonl", 1, b"y"));
        assert_ne!(record("a.jsonl", 1, b"x"), record("b.jsonl", 1, b"x"));
    }

    #[test]
    fn suffixed_ids_come_from_path_and_ordinal_and_are_not_taken() {
        let free = suffixed_id("x", "/a/b", Some(1), |_| false);
        assert_eq!(free, suffixed_id("x", "/a/b", Some(1), |_| false));
        assert_ne!(free, suffixed_id("x", "/a/b", Some(2), |_| false));
        assert!(free.starts_with("x-") && free.len() == 8);
        assert_ne!(suffixed_id("x", "/a/b", Some(1), |id| id == free), free);
    }
}
