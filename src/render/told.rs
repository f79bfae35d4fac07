//! Quotations for reading: who said it, when, in which outlet, the words, and who else reported them.

use std::io::{self, Write};

use super::{
    Page,
    clean::one_line,
    facts::shown_source,
    headline,
    quotation::{BETWEEN, extent, manner, quotation as quotation_of, words},
    text::{copies_line, in_lines, marked, path_and_line, shown_date, wrapped},
};
use crate::archive::{QuotationHit, Report};
use crate::article::{Article, Quotation, QuotationKind};
use crate::quotation::explanation;

/// So many other reports are named.
const NAMED: usize = 5;

/// What is shown of quotations besides who said what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Details {
    /// The sentences they stand in.
    pub sentence: Detail,
    /// By which rule they were found, and how sure that is.
    pub rule: Detail,
}

/// Whether something is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// It is not.
    #[default]
    Left,
    /// It is.
    Shown,
}

/// Writes a quotation.
///
/// A block is who said it with role, date and outlet, the quotation wrapped to the page, where it is reported, and who else reported
/// the same words, the earliest first, with their wording where it differs.
pub(crate) fn quotation(
    hit: &QuotationHit,
    details: Details,
    page: &Page,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = &*hit.article;
    let quotation = quotation_of(hit);
    let said = [speaker(hit, page), shown_date(article), page.source(&shown_source(article))];
    writeln!(out, "{}", in_lines(&said, "", page))?;
    writeln!(out, "{}", wrapped(&quoted(hit, page), "  ", page))?;
    if details.sentence == Detail::Shown {
        let sentence = format!("in: {}", marked(&article.text, hit.sentence, &hit.highlights, page));
        writeln!(out, "{}", wrapped(&sentence, "  ", page))?;
    }
    if details.rule == Detail::Shown {
        writeln!(out, "{}", wrapped(&found_by(article, quotation), "  ", page))?;
    }
    let mut reported = vec![
        page.web_link(article.url.as_deref(), &one_line(&headline(article))),
        path_and_line(article, extent(quotation), page),
        page.dim(&one_line(&article.id)),
    ];
    reported.extend(copies_line(&hit.copies));
    if hit.partial {
        reported.push("partial match".to_owned());
    }
    writeln!(out, "{}", in_lines(&reported, "  ", page))?;
    write_reports(hit, page, out)
}

/// Writes who else reported the words.
fn write_reports(hit: &QuotationHit, page: &Page, out: &mut dyn Write) -> io::Result<()> {
    let others = || hit.reported_by.iter().filter(|report| report.article.id != hit.article.id);
    let earliest = hit.reported_by.first().filter(|first| first.article.date.is_some());
    for report in others().take(NAMED) {
        let article = &*report.article;
        let what = match earliest {
            Some(first) if std::ptr::eq(first, report) => "first reported by",
            _ => "also reported by",
        };
        let theirs = &article.quotations[report.quotation];
        let other = theirs.speaker.as_ref().filter(|name| Some(*name) != quotation_of(hit).speaker.as_ref());
        let whose = other.map_or_else(String::new, |name| format!(" ({})", one_line(name)));
        let facts = [
            format!("{what} {}{whose}", page.source(&shown_source(article))),
            shown_date(article),
            path_and_line(article, extent(&article.quotations[report.quotation]), page),
            page.dim(&one_line(&article.id)),
        ];
        writeln!(out, "{}", in_lines(&facts, "  ", page))?;
        if report.differs {
            writeln!(out, "{}", wrapped(&wording(report, page), "    ", page))?;
        }
    }
    match others().count().saturating_sub(NAMED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

/// Returns the words of another report as [`in_manner`] shows them.
fn wording(report: &Report, page: &Page) -> String {
    let quotation = &report.article.quotations[report.quotation];
    in_manner(&report.article, quotation, one_line(&words(&report.article, quotation, &[]).0), page)
}

/// Returns by which rule a quotation was found, and how sure that is.
pub(crate) fn found_by(article: &Article, quotation: &Quotation) -> String {
    let rule = match explanation(&quotation.rule) {
        Some(explanation) => format!("{} ({explanation})", quotation.rule),
        None => one_line(&quotation.rule),
    };
    let cue =
        quotation.cue.map_or_else(String::new, |cue| format!(", cue: {}", one_line(cue.of(&article.text))));
    format!("{}, found by {rule}{cue}, confidence {:.2}", kind_name(quotation.kind), quotation.confidence)
}

/// Returns what stands for a speaker without a name: the words that mention them (`two officials (unnamed)`), or that there are none.
pub(crate) fn unnamed(article: &Article, quotation: &Quotation) -> String {
    match quotation.mention {
        Some(mention) => format!("{} (unnamed)", one_line(without_join(mention.of(&article.text)))),
        None => "unnamed speaker".to_owned(),
    }
}

/// Returns a mention without what joins it to the verb: "two officials who" → "two officials".
fn without_join(mention: &str) -> &str {
    let joins = [",", " who", " which", " that"];
    let shorter = joins.iter().find_map(|join| mention.strip_suffix(join));
    shorter.map_or(mention, |shorter| shorter.trim_end_matches([',', ' ']))
}

/// Returns the name of a kind, as in JSON.
pub(crate) fn kind_name(kind: QuotationKind) -> &'static str {
    match kind {
        QuotationKind::Direct => "direct",
        QuotationKind::Mixed => "mixed",
        QuotationKind::Indirect => "indirect",
    }
}

/// Returns who speaks: the name, else the words of the mention, with the role.
fn speaker(hit: &QuotationHit, page: &Page) -> String {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let name = match &quotation.speaker {
        Some(name) => page.bold(&one_line(name)),
        None => page.dim(&unnamed(article, quotation)),
    };
    let role = quotation.role.as_ref().map_or_else(String::new, |role| format!(", {}", one_line(role)));
    format!("{name}{role}{}", unsure(hit))
}

/// Returns whether a named speaker is no better than a guess.
pub(crate) fn is_unsure(quotation: &Quotation) -> bool {
    quotation.speaker.is_some() && quotation.confidence < SURE
}

/// Returns what stands behind the speaker of a hit: that they are a guess, or may be somebody else than was asked for.
pub(crate) fn unsure(hit: &QuotationHit) -> &'static str {
    if hit.unsure || is_unsure(quotation_of(hit)) { UNSURE } else { "" }
}

/// Stands behind a speaker who is no better than a guess.
pub(crate) const UNSURE: &str = " (unsure)";

/// Speakers less sure than this are shown as such: of fewer than every second one it is known that it is right.
const SURE: f32 = 0.5;

/// Returns a quotation's words as [`in_manner`] shows them, its matches marked.
fn quoted(hit: &QuotationHit, page: &Page) -> String {
    let (text, quotation) = (hit.article.text.as_str(), quotation_of(hit));
    let parts: Vec<String> =
        quotation.content.iter().map(|&part| marked(text, part, &hit.highlights, page)).collect();
    in_manner(&hit.article, quotation, parts.join(BETWEEN), page)
}

/// Returns words between marks if they are all the speaker's own, else behind the manner in which they are reported.
fn in_manner(article: &Article, quotation: &Quotation, words: String, page: &Page) -> String {
    match manner(article, quotation) {
        None => format!("“{words}”"),
        Some(manner) => format!("{} {words}", page.dim(&format!("{manner}:"))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{self, shown};
    use super::super::{
        Color, Hyperlinks,
        listing::{ListingFormat, quotations},
    };
    use super::*;

    fn page() -> Page {
        Page { width: 60, color: Color::Off, hyperlinks: Hyperlinks::Off, base: Some("/archive".into()) }
    }

    #[test]
    fn who_is_unnamed_is_shown_without_what_joins_the_verb() {
        for (mention, expected) in
            [("two officials, who", "two officials"), ("a team,", "a team"), ("an officer", "an officer")]
        {
            assert_eq!(without_join(mention), expected);
        }
    }

    #[test]
    fn a_quotation_says_who_when_and_where() {
        let results = sample::quotation_results();
        insta::assert_snapshot!(shown(|out| quotations(&results, ListingFormat::Text(Details::default()), &page(), out)), @r##"
            Ana Duarte, chair of the harbour board · 2026-03-09
            islandpost.example
              “The ferry is <safe> & sound, … *Nobody* — nobody — should
              worry.”
              Ferry returns to Port Ellis · ferry.txt:6
              ferry-returns · +1 copy
              first reported by isle.example · 2026-03-08
              isle.txt · isle-ferry
                “The ferry is <safe> & sound, … Nobody, truly nobody,
                should worry.”
            "##);
    }

    #[test]
    fn a_paraphrase_stands_behind_its_cue_and_has_no_marks() {
        let mut results = sample::quotation_results();
        let hit = &mut results.quotations[0];
        let mut article = (*hit.article).clone();
        article.quotations[0].kind = QuotationKind::Indirect;
        article.quotations[0].content.truncate(1);
        hit.article = article.into();
        let text = shown(|out| quotations(&results, ListingFormat::Text(Details::default()), &page(), out));
        assert!(text.contains("\n  paraphrase · said: The ferry is <safe> & sound,\n"), "{text}");
    }

    #[test]
    fn sentence_and_rule_are_shown_where_they_are_asked_for() {
        let results = sample::quotation_results();
        let details = Details { sentence: Detail::Shown, rule: Detail::Shown };
        let text = shown(|out| quotations(&results, ListingFormat::Text(details), &page(), out));
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            words.contains(
                "in: “The ferry is <safe> & sound,” Ana Duarte, who chairs the board, said. “*Nobody*"
            ),
            "{words}"
        );
        assert!(
            words.contains("direct, found by words-then-speaker (words in quotation marks, then a cue"),
            "{words}"
        );
        assert!(words.contains("cue: said, confidence 0.97"), "{words}");
    }
}
