//! A line an article, for programs that pick one: date, outlet, title and id, with tabs between.

use std::io::{self, Write};

use super::clean::one_line;
use super::facts::shown_source;
use super::headline;
use super::text::shown_date;
use crate::archive::SearchResults;

/// Writes the articles, best first. What is not known is said so in words.
///
/// # Errors
/// If `out` cannot be written.
pub fn articles(results: &SearchResults, out: &mut dyn Write) -> io::Result<()> {
    let mut before = 0;
    for hit in &results.passages {
        if std::mem::replace(&mut before, hit.rank) == hit.rank {
            continue;
        }
        let article = &*hit.article;
        let (date, source) = (shown_date(article), shown_source(article));
        writeln!(out, "{date}\t{source}\t{}\t{}", one_line(&headline(article)), one_line(&article.id))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::*;

    #[test]
    fn every_article_is_one_line() {
        let text = shown(|out| articles(&sample::search_results(), out));
        insta::assert_snapshot!(text.replace('\t', " | "), @r"
        2026-03-09 | islandpost.example | Ferry returns to Port Ellis | ferry-returns
        undated | unknown source | The harbour board of Port Ellis voted on Monday to reopen the ferry. | untitled-1
        ");
        let hostile = shown(|out| articles(&sample::hostile_results(), out));
        assert_eq!((hostile.lines().count(), hostile.matches('\t').count()), (1, 3));
    }
}
