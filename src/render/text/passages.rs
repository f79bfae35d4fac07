//! Passages for people: a block per article.

use std::io::{self, Write};
use std::sync::Arc;

use super::lines::{in_lines, marked, path_and_line, title_line, wrapped};
use crate::archive::PassageHit;
use crate::article::Article;
use crate::render::{
    TextStyle,
    clean::one_line,
    metadata::{headline, shown_copies, shown_date, shown_source},
    paragraphs::paragraphs_in,
};

/// Writes the passages of an article, of which there is at least one.
///
/// A block is the title, the facts, the heading above the passage, and the passage wrapped to the width. Further passages of the
/// article follow in its block, each with its own `path:line`.
pub(super) fn write(hits: &[PassageHit], style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    write_head(&hits[0], style, out)?;
    write_passage(&hits[0], style, out)?;
    for hit in &hits[1..] {
        writeln!(out, "\n  {}", path_and_line(&hit.article, hit.span, style))?;
        write_passage(hit, style, out)?;
    }
    Ok(())
}

/// Writes the title of the article and the facts about it, before its first passage.
fn write_head(hit: &PassageHit, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", title_line(&hit.article, &hit.title_highlights, style))?;
    writeln!(out, "{}", facts_line(hit, style))?;
    if let Some(line) = rewrites_line(hit, style) {
        writeln!(out, "{line}")?;
    }
    if !hit.lacks.is_empty() {
        writeln!(out, "  {}", style.dim(&format!("lacks: {}", one_line(&hit.lacks.join(", ")))))?;
    }
    Ok(())
}

fn write_passage(hit: &PassageHit, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let text = hit.article.text.as_str();
    if let Some(heading) = hit.heading {
        let heading = format!("§ {}", one_line(heading.of(text)));
        writeln!(out, "  {}", style.dim(&heading))?;
    }
    for (_, part) in paragraphs_in(&hit.article, hit.span) {
        writeln!(out, "{}", wrapped(&marked(text, part, &hit.highlights, style), "  ", style))?;
    }
    Ok(())
}

fn facts_line(hit: &PassageHit, style: &TextStyle) -> String {
    let article = &*hit.article;
    let mut facts = vec![
        style.source(&shown_source(article)),
        shown_date(article),
        path_and_line(article, hit.span, style),
        style.dim(&one_line(&article.id)),
    ];
    facts.extend(shown_copies(&hit.copies));
    if hit.partial {
        facts.push("partial match".to_owned());
    }
    in_lines(&facts, "", style)
}

/// Returns a line that lists articles with the same story (`also: Ferry is back (ferry-back)`); `None` if there are none.
fn rewrites_line(hit: &PassageHit, style: &TextStyle) -> Option<String> {
    let named =
        |article: &Arc<Article>| format!("{} ({})", one_line(&headline(article)), one_line(&article.id));
    let named: Vec<String> = hit.rewrites.iter().map(named).collect();
    (!named.is_empty()).then(|| wrapped(&format!("also: {}", named.join("; ")), "", style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::SearchResults;
    use crate::render::test_support::{self, text_style};
    use crate::render::{Color, QuotationDetails, Renderer as _, clean, text::Text};

    fn written(results: &SearchResults, style: TextStyle) -> String {
        test_support::written(|out| {
            Text::new(style.clone(), QuotationDetails::default()).passages(results, out)
        })
    }

    #[test]
    fn a_passage_is_a_block_with_its_article() {
        let results = test_support::search_results();
        insta::assert_snapshot!(written(&results, text_style(60, Color::Off)), @r##"
            *Ferry* returns to Port Ellis
            islandpost.example · 2026-03-09 · ferry.txt:5
            ferry-returns · +2 copies (coast.example, isle.example)
            also: Ferry is back (ferry-back)
              § Harbour board
              The *harbour board of* Port Ellis voted on Monday to
              reopen the *ferry*. “The ferry is <safe> & sound,” Ana
              Duarte, who chairs the board, said. “Nobody — nobody —
              should worry.”

              ferry.txt:8
              § Harbour board
              Islanders cheered.

            The harbour board of Port Ellis voted on Monday to reopen the ferry.
            unknown source · undated · /elsewhere/all.jsonl#3
            untitled-1 · partial match
              lacks: zebra
              The *harbour board of* Port Ellis voted on Monday to
              reopen the *ferry*. “The ferry is <safe> & sound,” Ana
              Duarte, who chairs the board, said. “Nobody — nobody —
              should worry.”
            "##);
    }

    #[test]
    fn colors_add_only_escape_sequences() {
        let results = test_support::search_results();
        let plain = written(&results, text_style(60, Color::Off));
        let colored = written(&results, text_style(60, Color::On));
        let stripped = anstream::adapter::strip_str(&colored).to_string();
        let words = |text: &str| text.replace('*', "").split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&stripped), words(&plain));
        assert!(!stripped.contains('*'));
    }

    #[test]
    fn no_line_of_a_passage_exceeds_the_width() {
        let results = test_support::search_results();
        for color in [Color::Off, Color::On] {
            let text = written(&results, text_style(30, color));
            let text = anstream::adapter::strip_str(&text).to_string();
            let passage_lines = text.lines().filter(|line| line.starts_with("  "));
            for line in passage_lines {
                assert!(textwrap::core::display_width(line) <= 30, "{line}");
            }
        }
    }

    #[test]
    fn control_characters_never_reach_the_terminal() {
        let results = test_support::hostile_results();
        for color in [Color::Off, Color::On] {
            let text = written(&results, text_style(60, color));
            let text = anstream::adapter::strip_str(&text).to_string();
            let bad = |character: char| clean::is_control(character) || clean::reorders(character);
            assert!(!text.contains(bad), "{text:?}");
            assert!(text.contains("\u{fffd}[2J"), "what was hidden is visible: {text:?}");
        }
    }
}
