//! The words that copies of an article share: its text's, without title and headings.

use super::{Layout, ParagraphRole, TermParts, Words};

/// Returns the folded words of an article's text, headings left out.
pub(super) fn body<'a>(words: &'a Words, layout: &'a Layout) -> impl Iterator<Item = &'a str> + Clone {
    let mut paragraph = 0;
    (0_u32..).zip(words.iter()).skip(layout.title_words as usize).filter_map(move |(at, term)| {
        while layout.paragraphs.get(paragraph + 1).is_some_and(|next| next.position <= at) {
            paragraph += 1;
        }
        let heading =
            layout.paragraphs.get(paragraph).is_some_and(|start| start.kind == ParagraphRole::Heading);
        (!heading).then(|| TermParts::of(term).folded)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::analyze,
        article::{Article, ParagraphKind},
        extract::paragraphs,
    };

    #[test]
    fn title_and_headings_are_no_part() {
        let text = "What happened\n\nThe dam broke at noon in the U.S., and the lower town was under water.\n\nA long night\n\nThe mayor spoke.";
        let mut paragraphs = paragraphs(text);
        for short in paragraphs.iter_mut().filter(|paragraph| paragraph.span.of(text).len() < 15) {
            short.kind = ParagraphKind::Heading;
        }
        let article =
            Article { title: Some("Dam breaks".into()), text: text.into(), paragraphs, ..Article::default() };
        let analyzed = analyze(article, &[]);
        let words: Vec<&str> = body(&analyzed.words, &analyzed.layout).collect();
        assert_eq!(
            words.join(" "),
            "the dam broke at noon in the us and the lower town was under water the mayor spoke"
        );
    }
}
