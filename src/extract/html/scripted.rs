//! The story in the data that scripts fill a page with. A parsed page enters; HTML leaves.

use std::sync::LazyLock;

use regex::Regex;
use scraper::Html;

use super::elements;

/// A text in quotation marks, as JSON and scripts write it.
static TEXTS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""(?:[^"\\]|\\.)*""#).expect("the pattern is sound"));

/// Least length of a story, in bytes, and least paragraphs that it is marked up in.
const LEAST: (usize, usize) = (500, 3);

/// How deep data are written as texts of other data.
const DEEPEST: usize = 2;

/// Returns the longest text marked up in paragraphs that the scripts of a page hold.
pub(super) fn scripted(page: &Html) -> Option<String> {
    let scripts = elements(page, "script").map(|script| script.text().collect::<String>());
    scripts.filter_map(|script| longest(&script, DEEPEST)).max_by_key(String::len)
}

fn longest(data: &str, depth: usize) -> Option<String> {
    let texts = TEXTS.find_iter(data).filter(|text| text.len() >= LEAST.0);
    let read = texts.filter_map(|text| serde_json::from_str::<String>(text.as_str()).ok());
    let is_story = |text: &str| {
        let data = text.trim_start().starts_with(['{', '[']) || text.contains("<script");
        !data && text.matches("<p").count() >= LEAST.1
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
    fn stories_are_found_in_data() {
        let paragraphs = format!("<p>{}</p>", "Rain fell on Leeds for a ninth day. ".repeat(6)).repeat(3);
        let quoted = serde_json::to_string(&paragraphs).unwrap();
        let twice = serde_json::to_string(&format!("{{\"body\":{quoted}}}")).unwrap();
        for data in [format!("{{\"a\":\"b\",\"body\":{quoted}}}"), format!("push([1,{twice}])")] {
            let page = Html::parse_document(&format!("<body><script>{data}</script>"));
            assert_eq!(scripted(&page).as_deref(), Some(paragraphs.as_str()), "{data}");
        }
        assert_eq!(scripted(&Html::parse_document("<script>x = \"<p>short</p>\"</script>")), None);
    }
}
