//! Lists of articles for programs that let a user pick one: date, outlet, title and id, separated by tabs.

use std::io::{self, Write};

use super::Renderer;
use super::clean::one_line;
use super::metadata::{headline, shown_date, shown_source};
use crate::archive::PassageHit;

/// One line per article. Words such as `undated` replace unknown values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Renderer for List {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        let article = &*hits[0].article;
        let (date, source) = (shown_date(article), shown_source(article));
        writeln!(out, "{date}\t{source}\t{}\t{}", one_line(&headline(article)), one_line(&article.id))
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{self, written};
    use super::*;

    #[test]
    fn every_article_is_one_line() {
        let text = written(|out| List.passages(&test_support::search_results(), out));
        insta::assert_snapshot!(text.replace('\t', " | "), @r"
        2026-03-09 | islandpost.example | Ferry returns to Port Ellis | ferry-returns
        undated | unknown source | The harbour board of Port Ellis voted on Monday to reopen the ferry. | untitled-1
        ");
        let hostile = written(|out| List.passages(&test_support::hostile_results(), out));
        assert_eq!((hostile.lines().count(), hostile.matches('\t').count()), (1, 3));
    }
}
