//! What stands for an article in a list: its title, or its opening where it has none.

use crate::article::{Article, ParagraphKind};

/// Characters of an opening shown at most.
const OPENING: usize = 90;

/// Returns the title, or the beginning of the first paragraph with `…` where it is cut; empty only for an article without text.
#[must_use]
pub fn headline(article: &Article) -> String {
    article.title.clone().unwrap_or_else(|| opening(article))
}

/// Returns the beginning of the first paragraph: its first sentence if that is short, else whole words with `…` behind them.
fn opening(article: &Article) -> String {
    let first = article.paragraphs.iter().find(|paragraph| paragraph.kind == ParagraphKind::Paragraph);
    let text = first.map_or(article.text.as_str(), |paragraph| paragraph.span.of(&article.text));
    let mut shown = String::new();
    for word in text.split_whitespace() {
        if !shown.is_empty() && shown.chars().count() + word.chars().count() >= OPENING {
            return shown + "…";
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
        if ends_sentence(word) && shown.chars().count() > OPENING / 2 {
            break;
        }
    }
    // Text without spaces between words is one long word.
    match shown.char_indices().nth(OPENING) {
        Some((cut, _)) => shown[..cut].to_owned() + "…",
        None => shown,
    }
}

fn ends_sentence(word: &str) -> bool {
    let bare = word.trim_end_matches(['"', '”', '’', '»', '\'']);
    // A short word with a full stop is more likely an abbreviation (`Mr.`, `U.S.`, `Feb.`).
    bare.ends_with(['?', '!']) || bare.strip_suffix('.').is_some_and(|word| word.chars().count() > 4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{article::Paragraph, span::Span};

    fn untitled(text: &str) -> Article {
        let whole = Paragraph { kind: ParagraphKind::Paragraph, span: Span::new(0, text.len()) };
        Article { text: text.into(), paragraphs: vec![whole], ..Article::default() }
    }

    #[test]
    fn the_title_comes_first() {
        let titled = Article { title: Some("Ferries return".into()), ..untitled("Text.") };
        assert_eq!(headline(&titled), "Ferries return");
    }

    #[test]
    fn an_opening_stands_in() {
        for (text, shown) in [
            ("Short text.", "Short text."),
            ("", ""),
            (
                "The harbour board of Port Ellis voted on Monday to reopen the ferry. More follows here.",
                "The harbour board of Port Ellis voted on Monday to reopen the ferry.",
            ),
            (
                "The harbour board of Port Ellis on the northern coast, which had kept the ferry closed since the storm, voted.",
                "The harbour board of Port Ellis on the northern coast, which had kept the ferry closed…",
            ),
        ] {
            assert_eq!(headline(&untitled(text)), shown);
        }
        let unspaced = "港".repeat(200);
        assert_eq!(headline(&untitled(&unspaced)).chars().count(), OPENING + 1);
    }
}
