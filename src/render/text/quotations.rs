//! Quotations for people: the speaker, the date, the outlet, the words, and who else reported them.

use std::io::{self, Write};

use super::lines::{in_lines, marked, path_and_line, wrapped};
use crate::archive::{QuotationHit, Report};
use crate::article::{Article, Quotation};
use crate::render::{
    Detail, QuotationDetails, TextStyle,
    clean::one_line,
    headline,
    metadata::{shown_copies, shown_date, shown_source},
    quotation_text::{PART_SEPARATOR, extent, found_by, label, quotation_of, unnamed, unsure_label, words},
};

/// Maximum number of other reports that are listed.
const MAX_REPORTS: usize = 5;

/// Writes a quotation.
///
/// A block is the speaker with role, date and outlet, the quotation wrapped to the width, the article, and the other reports of the
/// same words, earliest first, with their wording if it differs.
pub(super) fn write(
    hit: &QuotationHit,
    details: QuotationDetails,
    style: &TextStyle,
    out: &mut dyn Write,
) -> io::Result<()> {
    let article = &*hit.article;
    let quotation = quotation_of(hit);
    let said = [speaker(hit, style), shown_date(article), style.source(&shown_source(article))];
    writeln!(out, "{}", in_lines(&said, "", style))?;
    writeln!(out, "{}", wrapped(&quoted(hit, style), "  ", style))?;
    if details.sentence == Detail::Shown {
        let sentence = format!("in: {}", marked(&article.text, hit.sentence, &hit.highlights, style));
        writeln!(out, "{}", wrapped(&sentence, "  ", style))?;
    }
    if details.rule == Detail::Shown {
        writeln!(out, "{}", wrapped(&found_by(article, quotation), "  ", style))?;
    }
    let mut reported = vec![
        style.web_link(article.url.as_deref(), &one_line(&headline(article))),
        path_and_line(article, extent(quotation), style),
        style.dim(&one_line(&article.id)),
    ];
    reported.extend(shown_copies(&hit.copies));
    if hit.partial {
        reported.push("partial match".to_owned());
    }
    writeln!(out, "{}", in_lines(&reported, "  ", style))?;
    write_reports(hit, style, out)
}

/// Writes the other reports of the words.
fn write_reports(hit: &QuotationHit, style: &TextStyle, out: &mut dyn Write) -> io::Result<()> {
    let others = || hit.reported_by.iter().filter(|report| report.article.id != hit.article.id);
    let earliest = hit.reported_by.first().filter(|first| first.article.date.is_some());
    for report in others().take(MAX_REPORTS) {
        let article = &*report.article;
        let what = match earliest {
            Some(first) if std::ptr::eq(first, report) => "first reported by",
            _ => "also reported by",
        };
        let theirs = &article.quotations[report.quotation];
        let other = theirs.speaker.as_ref().filter(|name| Some(*name) != quotation_of(hit).speaker.as_ref());
        let whose = other.map_or_else(String::new, |name| format!(" ({})", one_line(name)));
        let facts = [
            format!("{what} {}{whose}", style.source(&shown_source(article))),
            shown_date(article),
            path_and_line(article, extent(&article.quotations[report.quotation]), style),
            style.dim(&one_line(&article.id)),
        ];
        writeln!(out, "{}", in_lines(&facts, "  ", style))?;
        if report.differs {
            writeln!(out, "{}", wrapped(&wording(report, style), "    ", style))?;
        }
    }
    match others().count().saturating_sub(MAX_REPORTS) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more"),
    }
}

/// Returns the words of another report, with the label of [`labeled`].
fn wording(report: &Report, style: &TextStyle) -> String {
    let quotation = &report.article.quotations[report.quotation];
    labeled(&report.article, quotation, one_line(&words(&report.article, quotation, &[]).0), style)
}

/// Returns the speaker: the name or the words of the mention, with the role.
fn speaker(hit: &QuotationHit, style: &TextStyle) -> String {
    let (article, quotation) = (&*hit.article, quotation_of(hit));
    let name = match &quotation.speaker {
        Some(name) => style.bold(&one_line(name)),
        None => style.dim(&unnamed(article, quotation)),
    };
    let role = quotation.role.as_ref().map_or_else(String::new, |role| format!(", {}", one_line(role)));
    format!("{name}{role}{}", unsure_label(hit))
}

/// Returns a quotation's words with the label of [`labeled`] and the matches marked.
fn quoted(hit: &QuotationHit, style: &TextStyle) -> String {
    let (text, quotation) = (hit.article.text.as_str(), quotation_of(hit));
    let parts: Vec<String> =
        quotation.content.iter().map(|&part| marked(text, part, &hit.highlights, style)).collect();
    labeled(&hit.article, quotation, parts.join(PART_SEPARATOR), style)
}

/// Returns the words of direct speech in quotation marks, and other words after their label.
fn labeled(article: &Article, quotation: &Quotation, words: String, style: &TextStyle) -> String {
    match label(article, quotation) {
        None => format!("“{words}”"),
        Some(label) => format!("{} {words}", style.dim(&format!("{label}:"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::QuotationKind;
    use crate::render::Color;
    use crate::render::test_support::{quotation_results, text_style, written};

    fn shown(hit: &QuotationHit, details: QuotationDetails) -> String {
        written(|out| write(hit, details, &text_style(60, Color::Off), out))
    }

    #[test]
    fn a_block_has_speaker_date_outlet_and_reports() {
        let results = quotation_results();
        insta::assert_snapshot!(shown(&results.quotations[0], QuotationDetails::default()), @r##"
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
    fn a_paraphrase_has_a_label_and_no_quotation_marks() {
        let mut results = quotation_results();
        let hit = &mut results.quotations[0];
        let mut article = (*hit.article).clone();
        article.quotations[0].kind = QuotationKind::Indirect;
        article.quotations[0].content.truncate(1);
        hit.article = article.into();
        let text = shown(&results.quotations[0], QuotationDetails::default());
        assert!(text.contains("\n  paraphrase · said: The ferry is <safe> & sound,\n"), "{text}");
    }

    #[test]
    fn sentence_and_rule_are_shown_on_request() {
        let results = quotation_results();
        let details = QuotationDetails { sentence: Detail::Shown, rule: Detail::Shown };
        let text = shown(&results.quotations[0], details);
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
