//! Similar articles for reading: a line for each with its title, and one with what there is to say about it.

use std::io::{self, Write};

use super::Page;
use super::clean::one_line;
use super::facts::shown_source;
use super::text::{copies_line, in_lines, path_and_line, shown_date, title_line};
use crate::archive::{Relation, Similar};
use crate::span::Span;

/// Writes similar articles in their order.
///
/// # Errors
/// If `out` cannot be written.
pub fn similar(found: &[Similar], page: &Page, out: &mut dyn Write) -> io::Result<()> {
    for (number, hit) in found.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let article = &*hit.article;
        writeln!(out, "{}", title_line(article, &[], page))?;
        let percent = (hit.similarity * 100.0).round();
        let relation = match hit.relation {
            Relation::Copy => format!("copy, {percent} % the same"),
            Relation::Related => format!("related, {percent} %"),
        };
        let start = Span::new(0, article.text.chars().next().map_or(0, char::len_utf8));
        let mut facts = vec![relation, page.source(&shown_source(article)), shown_date(article)];
        facts.extend(hit.days.map(distance));
        facts.push(path_and_line(article, start, page));
        facts.push(page.dim(&one_line(&article.id)));
        // That a copy has copies goes without saying.
        facts.extend(copies_line(&hit.copies).filter(|_| hit.relation == Relation::Related));
        writeln!(out, "{}", in_lines(&facts, "  ", page))?;
    }
    Ok(())
}

/// Returns how far apart in time two publications are.
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
    use crate::render::{Color, Hyperlinks, sample};

    #[test]
    fn copies_and_related_articles_say_what_they_are() {
        let article = Arc::new(sample::article());
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
        let page =
            Page { width: 70, color: Color::Off, hyperlinks: Hyperlinks::Off, base: Some("/archive".into()) };
        let mut out = Vec::new();
        similar(&found, &page, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r##"
        Ferry returns to Port Ellis
          copy, 97 % the same · islandpost.example · 2026-03-09
          same day · ferry.txt:3 · ferry-returns

        Ferry returns to Port Ellis
          related, 31 % · islandpost.example · 2026-03-09
          1 day earlier · ferry.txt:3 · ferry-returns · +2 copies
        "##);
    }
}
