//! The words by which copies of an article are recognized: the words of its text, without the title and headings.

use super::{Layout, ParagraphRole};

/// Returns the words of an article's text, without its headings. `words` are the folded words of title and text.
pub(super) fn body_words<'a>(
    words: &'a [&'a str],
    layout: &'a Layout,
) -> impl Iterator<Item = &'a str> + Clone {
    let mut paragraph = 0;
    (0_u32..).zip(words).skip(layout.title_words as usize).filter_map(move |(position, word)| {
        while layout.paragraphs.get(paragraph + 1).is_some_and(|next| next.position <= position) {
            paragraph += 1;
        }
        let is_heading =
            layout.paragraphs.get(paragraph).is_some_and(|start| start.kind == ParagraphRole::Heading);
        (!is_heading).then_some(*word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        analysis::TermParts,
        analyzed_article::AnalyzedArticle,
        article::{Article, ParagraphKind},
        extract::paragraphs,
    };

    #[test]
    fn title_and_headings_are_left_out() {
        let text = "What happened\n\nThe dam broke at noon in the U.S., and the lower town was under water.\n\nA long night\n\nThe mayor spoke.";
        let mut paragraphs = paragraphs(text);
        for short in paragraphs.iter_mut().filter(|paragraph| paragraph.span.of(text).len() < 15) {
            short.kind = ParagraphKind::Heading;
        }
        let article =
            Article { title: Some("Dam breaks".into()), text: text.into(), paragraphs, ..Article::default() };
        let analyzed = AnalyzedArticle::new(article, &[]);
        let folded: Vec<&str> = analyzed.words.iter().map(|term| TermParts::of(term).folded).collect();
        let words: Vec<&str> = body_words(&folded, &analyzed.layout).collect();
        assert_eq!(
            words.join(" "),
            "the dam broke at noon in the us and the lower town was under water the mayor spoke"
        );
    }
}
