//! Rewrites tags so that a parsed page has the text that browsers show: quotation marks for `<q>`, and the content of shadow trees
//! (`<template shadowrootmode>`). Input: HTML. Output: HTML.

use std::{borrow::Cow, sync::LazyLock};

use regex::Regex;

use super::{
    bounds::Edited,
    tags::{Tag, TagOrJunk, is_raw, next_tag, raw_end},
};

/// Matches pages that may have tags to rewrite.
static REWRITTEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)<q[\s>]|shadowroot").expect("the pattern is valid"));

/// A quotation mark at the beginning of a text, perhaps after tags, and a quotation mark at its end, perhaps before tags.
static MARKED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    let marks = r#"["“”„«»‘’‹›]|&(?:quot|[lrb][ad]quo|[lr]squo|#8220|#8222|#171|#187|#34|#x201[cde]);"#;
    let around = r"(?:\s|<[^<>]*>)*";
    [format!("(?i)^{around}(?:{marks})"), format!("(?i)(?:{marks}){around}$")]
        .map(|pattern| Regex::new(&pattern).expect("the pattern is valid"))
});

/// The quotation marks of a quotation, and of a quotation inside it.
const MARKS: [[&str; 2]; 2] = [["“", "”"], ["‘", "’"]];

/// The name of the element that replaces a shadow tree; no page uses it.
const TREE: &str = "shown-tree";

/// Returns `html` with quotation marks in place of `<q>`, and with shadow trees in place of their templates.
pub(super) fn rewritten(html: &str) -> Cow<'_, str> {
    if !REWRITTEN.is_match(html) {
        return Cow::Borrowed(html);
    }
    let mut edited = Edited::of(html);
    let mut open = Open::default();
    let mut at = 0;
    while let Some(found) = next_tag(html, at, false) {
        at = found.end();
        let TagOrJunk::Tag(tag) = found else { continue };
        if let Some(replacement) = open.replacement(html, &tag) {
            edited.replace(tag.start..tag.end, &replacement);
        }
        if is_raw(tag.name) && !tag.closing {
            at = raw_end(html, tag.name, at);
        }
    }
    edited.finish()
}

/// The open elements.
#[derive(Default)]
struct Open {
    /// The closing quotation mark of each `<q>`.
    quotations: Vec<&'static str>,
    /// For each template, whether it is a shadow tree.
    templates: Vec<bool>,
}

impl Open {
    /// Returns the replacement of a tag, if it is rewritten.
    fn replacement(&mut self, html: &str, tag: &Tag<'_>) -> Option<String> {
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

    /// Returns the opening quotation mark, or nothing if the text has quotation marks of its own.
    fn begin(&mut self, html: &str, tag: &Tag<'_>) -> &'static str {
        /// Maximum distance of such quotation marks from the tag, in bytes.
        const NEAR: usize = 80;
        let after = crate::span::truncated(&html[tag.end..], NEAR);
        let before = (0..=tag.start).rev().take_while(|at| tag.start - at <= NEAR);
        let before = before.filter(|at| html.is_char_boundary(*at)).last().unwrap_or(tag.start);
        let marked = MARKED[0].is_match(after) || MARKED[1].is_match(&html[before..tag.start]);
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
    fn quotations_get_quotation_marks_and_shadow_trees_are_read() {
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
            assert_eq!(rewritten(html), expected, "{html}");
        }
    }
}
