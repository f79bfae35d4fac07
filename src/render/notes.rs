//! Notes about an answer: how the query was understood, how scores were computed, how many results are not shown.
//!
//! Input: results and their summary. Output: lines of plain text.

use crate::{
    analysis::TermParts,
    archive::{Expansion, ExplainedPart, PassageHit, Summary},
    rank::PartKind,
};

/// Returns the words of an expansion, without duplicates.
///
/// Words are shown as written where the index distinguishes written forms (`US` from `us`), else folded.
#[must_use]
pub fn expanded_words(expansion: &Expansion) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for term in &expansion.terms {
        let parts = TermParts::of(term);
        let word = parts.written.map_or(parts.folded, |written| written.trim_end_matches('?'));
        let word = if word.is_empty() { parts.folded } else { word };
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Returns the explanation of an article's score, given one of its passages: a line with its score and a line for each part
/// of the score; none if the score is not explained.
///
/// The values of the parts add up to the score.
#[must_use]
pub fn explanation_lines(hit: &PassageHit) -> Vec<String> {
    let Some(parts) = &hit.explanation else { return Vec::new() };
    let mut lines = vec![format!("{}. {}: score {:.4}", hit.rank, hit.article.id, hit.score)];
    lines.extend(parts.iter().map(part_line));
    lines
}

/// Returns the line that lists the words that feedback added; `None` if it added none.
#[must_use]
pub fn related_line(summary: &Summary) -> Option<String> {
    let words: Vec<&str> = summary.related.iter().map(|related| related.word.as_str()).collect();
    (!words.is_empty()).then(|| format!("related words: {}", words.join(", ")))
}

fn part_line(part: &ExplainedPart) -> String {
    let ExplainedPart { kind, words, weight, amount } = part;
    let what = match words {
        Some(words) => format!("{} `{words}`", kind.name()),
        None => kind.name().to_owned(),
    };
    let about = match kind {
        PartKind::Words | PartKind::Related => "occurrences, saturated, by length",
        PartKind::Title => "weights of the words in the title",
        PartKind::Lead => "weights of the words in title or first words",
        PartKind::Region => "best stretch of some paragraphs",
        PartKind::Sentence => "best stretch of a sentence's length",
        PartKind::Nearness => "words near each other",
        PartKind::Age => "the sum of the above",
    };
    format!("  {:8.4} = {weight:.4} × {amount:.4}  {what} ({about})", part.value())
}

/// Returns the line that says that there are more results (`showing 10 of 37 articles; …`); `None` if all or none are
/// shown.
///
/// The total includes hidden copies, so it is the same on every page. `noun` is the singular of what is counted.
#[must_use]
pub fn more_than_shown(summary: &Summary, noun: &str) -> Option<String> {
    let last = summary.offset + summary.shown;
    if summary.shown == 0 || last + summary.folded >= summary.total {
        return None;
    }
    let showing = match summary.offset {
        0 => format!("{}", summary.shown),
        offset => format!("{}–{last}", offset + 1),
    };
    let total = counted(summary.total, noun);
    Some(format!("showing {showing} of {total}; more with -n or --offset"))
}

/// Returns a number with its noun, given in the singular: `1 article`, `2 articles`.
#[must_use]
pub fn counted(number: impl TryInto<u64>, noun: &str) -> String {
    let number = number.try_into().unwrap_or(u64::MAX);
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        archive::{Reach, RelatedWord},
        render::test_support,
    };

    #[test]
    fn expanded_words_are_shown_as_written() {
        let terms = ["talk", "talks", "us\u{1f}US", "negociacao\u{1f}negociação", "talks\u{1f}talks"];
        let terms = terms.map(str::to_owned).to_vec();
        let expansion = Expansion { word: "talk".into(), terms, reach: Reach::Whole };
        assert_eq!(expanded_words(&expansion), ["talk", "talks", "US", "negociação"]);
    }

    #[test]
    fn each_article_is_explained_once() {
        let mut results = test_support::search_results();
        let part = |kind, words: Option<&str>, weight, amount| ExplainedPart {
            kind,
            words: words.map(str::to_owned),
            weight,
            amount,
        };
        let parts = vec![
            part(PartKind::Words, Some("ferry"), 2.0, 1.5),
            part(PartKind::Title, None, 0.6, 2.0),
            part(PartKind::Age, None, -0.25, 4.2),
        ];
        assert_eq!(explanation_lines(&results.passages[0]), Vec::<String>::new());
        results.passages[0].explanation = Some(parts);
        let lines = explanation_lines(&results.passages[0]);
        assert_eq!(lines[0], "1. ferry-returns: score 4.2500");
        assert_eq!(
            lines[1..],
            [
                "    3.0000 = 2.0000 × 1.5000  words `ferry` (occurrences, saturated, by length)",
                "    1.2000 = 0.6000 × 2.0000  title (weights of the words in the title)",
                "   -1.0500 = -0.2500 × 4.2000  age (the sum of the above)",
            ]
        );
    }

    #[test]
    fn related_words_are_listed() {
        let word = |word: &str| RelatedWord { word: word.into(), weight: 1.0 };
        let summary = Summary { related: vec![word("sail"), word("pier")], ..Summary::default() };
        assert_eq!(related_line(&summary).as_deref(), Some("related words: sail, pier"));
        assert_eq!(related_line(&Summary::default()), None);
    }

    #[test]
    fn the_total_is_the_same_on_every_page() {
        let summary =
            |total, folded, shown, offset| Summary { total, folded, shown, offset, ..Summary::default() };
        for (summary, line) in [
            (summary(37, 0, 10, 0), Some("showing 10 of 37 articles; more with -n or --offset")),
            (summary(37, 0, 10, 20), Some("showing 21–30 of 37 articles; more with -n or --offset")),
            (summary(37, 0, 7, 30), None),
            (summary(37, 5, 10, 20), Some("showing 21–30 of 37 articles; more with -n or --offset")),
            (summary(12, 2, 10, 0), None),
            (summary(0, 0, 0, 0), None),
            (summary(0, 0, 3, 0), None),
        ] {
            assert_eq!(more_than_shown(&summary, "article").as_deref(), line);
        }
    }
}
