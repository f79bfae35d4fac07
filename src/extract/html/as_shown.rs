//! HTML whose tags show what browsers show: marks for `<q>`, and the trees that elements show in place of their own content
//! (`<template shadowrootmode>`). HTML enters; HTML leaves.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use super::{
    bounds::Kept,
    tags::{Found, Tag, is_raw, next_tag, raw_end},
};

/// What there is to rewrite at all.
static TOLD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<q[\s>]|shadowroot").expect("the pattern is sound"));

/// How a text begins, or ends, that has its marks already.
static MARKED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let marks = r#"["“”„«»‘’‹›]|&(?:quot|[lrb][ad]quo|[lr]squo|#8220|#8222|#171|#187|#34|#x201[cde]);"#;
    let around = r"(?:\s|<[^<>]*>)*";
    [format!("(?i)^{around}(?:{marks})"), format!("(?i)(?:{marks}){around}$")]
        .map(|pattern| Regex::new(&pattern).expect("the pattern is sound"))
});

/// The marks of a quotation, and of one inside it.
const MARKS: [[&str; 2]; 2] = [["“", "”"], ["‘", "’"]];

/// The element that stands for a tree shown in place of an element's own content; no page knows it.
const TREE: &str = "shown-tree";

/// Returns `html` with quotation marks where `<q>` stands, and with what templates show of themselves in elements that are read.
pub(super) fn as_shown(html: &str) -> Cow<'_, str> {
    if !TOLD.is_match(html) {
        return Cow::Borrowed(html);
    }
    let mut kept = Kept::of(html);
    let mut open = Open::default();
    let mut at = 0;
    while let Some(found) = next_tag(html, at, false) {
        at = found.end();
        let Found::Tag(tag) = found else { continue };
        if let Some(shown) = open.shown(html, &tag) {
            kept.replace(tag.start..tag.end, &shown);
        }
        if is_raw(tag.name) && !tag.closing {
            at = raw_end(html, tag.name, at);
        }
    }
    kept.finish()
}

/// The elements that are open.
#[derive(Default)]
struct Open {
    /// For each `<q>` what closes it.
    quotations: Vec<&'static str>,
    /// For each template whether it is shown.
    templates: Vec<bool>,
}

impl Open {
    /// Returns what stands in the place of a tag, if it is another one.
    fn shown(&mut self, html: &str, tag: &Tag<'_>) -> Option<String> {
        if tag.name.eq_ignore_ascii_case("q") {
            return if tag.closing {
                self.quotations.pop().map(str::to_owned)
            } else {
                Some(self.begin(html, tag).to_owned())
            };
        }
        if !tag.name.eq_ignore_ascii_case("template") {
            return None;
        }
        if tag.closing {
            return self.templates.pop()?.then(|| format!("</{TREE}>"));
        }
        let attributes = &html[tag.name_end..tag.end];
        self.templates.push(attributes.to_ascii_lowercase().contains("shadowroot"));
        self.templates.last()?.then(|| format!("<{TREE}>"))
    }

    /// Returns the mark that begins a quotation; none where the text has its own.
    fn begin(&mut self, html: &str, tag: &Tag<'_>) -> &'static str {
        /// Marks of its own stand at most so many bytes away.
        const NEAR: usize = 80;
        let behind = crate::span::truncated(&html[tag.end..], NEAR);
        let before = (0..=tag.start).rev().take_while(|at| tag.start - at <= NEAR);
        let before = before.filter(|at| html.is_char_boundary(*at)).last().unwrap_or(tag.start);
        let marked = MARKED[0].is_match(behind) || MARKED[1].is_match(&html[before..tag.start]);
        let inside = self.quotations.iter().filter(|mark| !mark.is_empty()).count();
        let [begin, end] = if marked { ["", ""] } else { MARKS[inside % 2] };
        self.quotations.push(end);
        begin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_get_marks_and_shown_templates_are_read() {
        for (html, expected) in [
            ("<p><q>Wet</q>, she said.", "<p>“Wet”, she said."),
            ("<Q cite='x'>It is <q>wet</q></Q>", "“It is ‘wet’”"),
            ("“<q>Wet</q>”", "“Wet”"),
            ("<q> <em>&ldquo;Wet&rdquo;</em></q>", " <em>&ldquo;Wet&rdquo;</em>"),
            ("<q>Never closed", "“Never closed"),
            ("closed</q>", "closed</q>"),
            ("<script>'<q>'</script><q>a</q>", "<script>'<q>'</script>“a”"),
            ("<template shadowrootmode=open><p>a</template>", "<shown-tree><p>a</shown-tree>"),
            ("<template><p>a</template><i shadowroot>", "<template><p>a</template><i shadowroot>"),
            (
                "<template shadowroot=open><template>a</template>b</template>",
                "<shown-tree><template>a</template>b</shown-tree>",
            ),
        ] {
            assert_eq!(as_shown(html), expected, "{html}");
        }
    }
}
