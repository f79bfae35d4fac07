//! Similar articles for people: two lines per article, its title and its facts.

use std::io::{self, Write};

use super::lines::{in_lines, path_and_line, title_line};
use crate::archive::{Relation, Similar};
use crate::render::{
    TextStyle,
    clean::one_line,
    metadata::{shown_copies, shown_date, shown_source},
};
use crate::span::Span;

/// Writes similar articles in their order.
pub(super) fn write(found: &[Similar], style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    for (number, hit) in found.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let article = &*hit.article;
        writeln!(out, "{}", title_line(article, &[], style))?;
        let percent = (hit.similarity * 100.0).round();
        let relation = match hit.relation {
            Relation::Copy => format!("copy, {percent} % the same"),
            Relation::Related => format!("related, {percent} %"),
        };
        let start = Span::new(0, article.text.chars().next().map_or(0, char::len_utf8));
        let mut facts = vec![relation, style.source(&shown_source(article)), shown_date(article)];
        facts.extend(hit.days.map(distance));
        facts.push(path_and_line(article, start, style));
        facts.push(style.dim(&one_line(&article.id)));
        // Every copy has copies itself, so their number is shown only for related articles.
        facts.extend(shown_copies(&hit.copies).filter(|_| hit.relation == Relation::Related));
        writeln!(out, "{}", in_lines(&facts, "  ", style))?;
    }
    Ok(())
}

/// Returns the time between two publication dates in words.
fn distance(days: i64) -> String {
    let s = if days.abs() == 1 { "" } else { "s" };
    match days {
        0 => "same day".to_owned(),
        1.. => format!("{days} day{s} later"),
        _ => format!("{} day{s} earlier", days.unsigned_abs()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::archive::CopyCount;
    use crate::render::Color;
    use crate::render::test_support::{self, text_style, written};

    #[test]
    fn copies_and_related_articles_are_labeled() {
        let article = Arc::new(test_support::article());
        let hit = |relation, similarity, days| Similar {
            rank: 1,
            relation,
            similarity,
            score: similarity,
            days,
            copies: CopyCount { count: 2, outlets: Vec::new() },
            article: Arc::clone(&article),
        };
        let found = [hit(Relation::Copy, 0.974, Some(0)), hit(Relation::Related, 0.31, Some(-1))];
        insta::assert_snapshot!(written(|out| write(&found, &text_style(70, Color::Off), out)), @r##"
        Ferry returns to Port Ellis
          copy, 97 % the same · islandpost.example · 2026-03-09
          same day · ferry.txt:3 · ferry-returns

        Ferry returns to Port Ellis
          related, 31 % · islandpost.example · 2026-03-09
          1 day earlier · ferry.txt:3 · ferry-returns · +2 copies
        "##);
    }
}
