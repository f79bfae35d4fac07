//! Language of an article, as stated in the record or detected from its first words. Input: a field or a text. Output: a language code.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::{
    span::truncated,
    word_list::{pairs, rows},
};

/// Number of bytes of a text that are examined.
const SAMPLE: usize = 400;

/// Minimum length of the sample, in bytes. Shorter texts are names and headlines, whose language is often guessed wrongly.
const SHORTEST: usize = 50;

static CODES: LazyLock<FxHashMap<&str, &str>> = LazyLock::new(|| {
    let rows = rows(include_str!("languages.tsv"));
    rows.flat_map(|(code, names)| names.chain([code]).map(move |name| (name, code))).collect()
});

/// Function words. Each has the languages it occurs in, as bits in the order of [`LANGUAGES`].
static FUNCTION_WORDS: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (at, (_, list)) in pairs(include_str!("function_words.tsv")).enumerate() {
        for word in list.split(' ') {
            *words.entry(word).or_default() |= 1 << at;
        }
    }
    words
});

static LANGUAGES: LazyLock<Vec<&str>> =
    LazyLock::new(|| pairs(include_str!("function_words.tsv")).map(|(code, _)| code).collect());

/// Returns the code of the language that a record names: `en` for `en`, `en-GB`, `eng`, `English`.
pub(super) fn language_code(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let code = |name: &str| CODES.get(name).map(|code| (*code).to_owned());
    code(&name).or_else(|| code(name.split(['-', '_', ' ']).next()?))
}

/// Returns the code of the language of a text, detected from its start; `None` if the language is not clear.
pub(super) fn detect(text: &str) -> Option<String> {
    let text = text.trim_start();
    let sample = truncated(text, SAMPLE);
    if sample.len() < SHORTEST {
        return None;
    }
    let counts = count_function_words(sample);
    by_function_words(&counts).map(str::to_owned).or_else(|| by_trigrams(sample, &counts))
}

/// Returns, for each of the [`LANGUAGES`], the number of words in `sample` that are function words of this language only.
fn count_function_words(sample: &str) -> [u32; 32] {
    let mut counts = [0_u32; 32];
    let mut lower = String::with_capacity(16);
    for word in sample.split(|character: char| !character.is_alphabetic()) {
        if word.is_empty() || word.len() > 8 {
            continue;
        }
        lower.clear();
        if word.is_ascii() {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        let bits = FUNCTION_WORDS.get(lower.as_str()).copied().unwrap_or(0);
        if bits.is_power_of_two() {
            counts[bits.trailing_zeros() as usize] += 1;
        }
    }
    counts
}

/// Returns the language with by far the most function words: a shortcut for the common case.
fn by_function_words(counts: &[u32; 32]) -> Option<&'static str> {
    let best = (0..LANGUAGES.len()).max_by_key(|at| counts[*at])?;
    let runner_up = (0..LANGUAGES.len()).filter(|at| *at != best).map(|at| counts[at]).max()?;
    let is_clear = counts[best] >= 4 && counts[best] >= runner_up * 3;
    (is_clear || (counts[best] >= 2 && runner_up == 0)).then(|| LANGUAGES[best])
}

/// Returns the language detected by trigrams. If the function words of this language are known, at least two must occur in `sample`.
/// Otherwise tables of figures would be taken for French.
fn by_trigrams(sample: &str, counts: &[u32; 32]) -> Option<String> {
    if sample.bytes().filter(u8::is_ascii_digit).count() * 10 > sample.len() {
        return None;
    }
    let found = whatlang::detect(sample).filter(|found| found.is_reliable())?;
    let code = language_code(found.lang().code())?;
    let known = LANGUAGES.iter().position(|language| *language == code);
    known.is_none_or(|at| counts[at] >= 2).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_many_names() {
        for (name, code) in [
            ("en", Some("en")),
            ("EN-gb", Some("en")),
            ("eng", Some("en")),
            ("English", Some("en")),
            ("en_US", Some("en")),
            ("Deutsch", Some("de")),
            ("zh-Hant", Some("zh")),
            ("nb", Some("no")),
            ("Chinese (simplified)", Some("zh")),
            ("", None),
            ("klingon", None),
        ] {
            assert_eq!(language_code(name).as_deref(), code, "{name}");
        }
    }

    #[test]
    fn every_language_that_is_detected_has_a_code() {
        for lang in whatlang::Lang::all() {
            let code = language_code(lang.code());
            assert!(code.is_some() || lang.code() == "aka", "{}", lang.code());
        }
    }

    #[test]
    fn languages_are_detected_from_the_start_of_a_text() {
        for (text, code) in [
            (
                "The council said on Monday that it had opened two more halls for people whose cellars had flooded.",
                Some("en"),
            ),
            (
                "Der Rat teilte am Montag mit, dass er zwei weitere Hallen für Menschen geöffnet habe, deren Keller unter Wasser stehen.",
                Some("de"),
            ),
            (
                "Le conseil a annoncé lundi l'ouverture de deux autres salles pour les personnes dont les caves sont inondées.",
                Some("fr"),
            ),
            (
                "Городской совет сообщил в понедельник, что открыл ещё два зала для людей, чьи подвалы затоплены.",
                Some("ru"),
            ),
            (
                "市议会星期一表示,已为地下室被水淹的居民开放了另外两个大厅,雨势预计将持续整个星期,请居民注意安全。",
                Some("zh"),
            ),
            (
                "Net profit 45 cts vs loss 38 cts\n Revs 1.1 mln vs 829,000\n Avg shrs 2.3 mln vs 2.1 mln",
                None,
            ),
            ("Rain fell", None),
            ("", None),
            ("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25", None),
        ] {
            assert_eq!(detect(text).as_deref(), code, "{text}");
        }
    }
}
