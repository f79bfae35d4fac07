//! The story in the data from which scripts fill a page. Input: a parsed page. Output: HTML.

use std::sync::LazyLock;

use regex::Regex;
use scraper::Html;

use super::{elements, selectors::SCRIPTS};

/// A string of JSON or JavaScript.
static STRINGS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""(?:[^"\\]|\\.)*""#).expect("the pattern is valid"));

/// Minimum length of a story in bytes, and minimum number of its paragraphs.
const MINIMUM: (usize, usize) = (500, 3);

/// Maximum depth of data within strings of other data.
const DEEPEST: usize = 2;

/// Returns the longest string with HTML paragraphs in the scripts of a page.
pub(super) fn story_in_scripts(page: &Html) -> Option<String> {
    let scripts = elements(page, &SCRIPTS).map(|script| script.text().collect::<String>());
    scripts.filter_map(|script| longest(&script, DEEPEST)).max_by_key(String::len)
}

fn longest(data: &str, depth: usize) -> Option<String> {
    let texts = STRINGS.find_iter(data).filter(|text| text.len() >= MINIMUM.0);
    let read = texts.filter_map(|text| serde_json::from_str::<String>(text.as_str()).ok());
    let is_story = |text: &str| {
        let data = text.trim_start().starts_with(['{', '[']) || text.contains("<script");
        !data && text.matches("<p").count() >= MINIMUM.1
    };
    let stories = read.filter_map(|text| match is_story(&text) {
        true => Some(text),
        false if depth > 1 => longest(&text, depth - 1),
        false => None,
    });
    stories.max_by_key(String::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stories_are_found_in_script_data() {
        let paragraphs = format!("<p>{}</p>", "Rain fell on Leeds for a ninth day. ".repeat(6)).repeat(3);
        let quoted = serde_json::to_string(&paragraphs).unwrap();
        let twice = serde_json::to_string(&format!("{{\"body\":{quoted}}}")).unwrap();
        for data in [format!("{{\"a\":\"b\",\"body\":{quoted}}}"), format!("push([1,{twice}])")] {
            let page = Html::parse_document(&format!("<body><script>{data}</script>"));
            assert_eq!(story_in_scripts(&page).as_deref(), Some(paragraphs.as_str()), "{data}");
        }
        assert_eq!(story_in_scripts(&Html::parse_document("<script>x = \"<p>short</p>\"</script>")), None);
    }
}
