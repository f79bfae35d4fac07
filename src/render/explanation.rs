//! How scores came about, for people: hits enter, lines leave.

use crate::{
    archive::{ExplainedPart, SearchResults, Summary},
    rank::PartKind,
};

/// Returns for each article shown a line with its score and a line for each part, whose numbers add up to it.
#[must_use]
pub fn explanation_lines(results: &SearchResults) -> Vec<String> {
    let mut lines = Vec::new();
    let mut explained = 0;
    for hit in &results.passages {
        let Some(parts) = hit.explanation.as_ref().filter(|_| hit.rank != explained) else { continue };
        explained = hit.rank;
        lines.push(format!("{}. {}: score {:.4}", hit.rank, hit.article.id, hit.score));
        lines.extend(parts.iter().map(part_line));
    }
    lines
}

/// Returns the line that names the words that feedback added; `None` if it added none.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{archive::RelatedWord, render::sample};

    #[test]
    fn each_article_is_explained_once() {
        let mut results = sample::search_results();
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
        results.passages.iter_mut().for_each(|hit| hit.explanation = Some(parts.clone()));
        let lines = explanation_lines(&results);
        assert_eq!(lines.iter().filter(|line| line.contains("score")).count(), 2);
        assert_eq!(
            lines[1..4],
            [
                "    3.0000 = 2.0000 × 1.5000  words `ferry` (occurrences, saturated, by length)",
                "    1.2000 = 0.6000 × 2.0000  title (weights of the words in the title)",
                "   -1.0500 = -0.2500 × 4.2000  age (the sum of the above)",
            ]
        );
    }

    #[test]
    fn related_words_are_named() {
        let word = |word: &str| RelatedWord { word: word.into(), weight: 1.0 };
        let summary = Summary { related: vec![word("sail"), word("pier")], ..Summary::default() };
        assert_eq!(related_line(&summary).as_deref(), Some("related words: sail, pier"));
        assert_eq!(related_line(&Summary::default()), None);
    }
}
