//! The position of a span of an article's text in its input file.
//!
//! Input: an article and a span of its text. Output: line, column and bytes of the file.

use crate::{
    article::{Article, InputPlace, InputRun},
    encoding::encoded_len,
    span::Span,
};

/// The position of a span in an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputPosition {
    /// One-based line of the start.
    pub line: u64,
    /// One-based byte of the start in that line.
    pub column: u64,
    /// Zero-based byte of the start in the file.
    pub byte_start: u64,
    /// Byte after the end.
    pub byte_end: u64,
}

/// Returns the position of `span` in the input; `None` if the input is not a plain file or does not contain the span.
///
/// Bytes are counted in the encoding of the input.
#[must_use]
pub fn input_position(article: &Article, span: Span) -> Option<InputPosition> {
    let place = article.place.as_ref()?;
    let text = article.text.as_str();
    let first = run_at(place, span.start)?;
    let before = text.get(first.text_start..span.start)?;
    let byte_start = first.input_start + encoded_length(before, place);
    let line_start = match before.rfind('\n') {
        Some(newline) => first.input_start + encoded_length(&before[..=newline], place),
        None => line_start(place, first),
    };
    // The end is computed from the last character, because the character after it may belong to another run.
    let last_character = span.of(text).chars().next_back().map_or(0, char::len_utf8);
    let last = run_at(place, span.end - last_character)?;
    let byte_end = last.input_start + encoded_length(text.get(last.text_start..span.end)?, place);
    Some(InputPosition {
        line: first.line + count_lines(before),
        column: 1 + byte_start.saturating_sub(line_start),
        byte_start,
        byte_end,
    })
}

/// Returns the run that contains a byte of the text.
fn run_at(place: &InputPlace, byte: usize) -> Option<&InputRun> {
    let end = place.runs.partition_point(|run| run.text_start <= byte);
    place.runs[..end].last()
}

/// Returns the byte of the input where the line that contains the start of `run` begins. If this is not the start of `run`
/// itself, an empty run before `run` states it.
fn line_start(place: &InputPlace, run: &InputRun) -> u64 {
    let first = place.runs.partition_point(|earlier| earlier.text_start < run.text_start);
    place.runs[first].input_start.min(run.input_start)
}

fn count_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Returns the length of `text` in bytes of the input's encoding.
fn encoded_length(text: &str, place: &InputPlace) -> u64 {
    encoded_len(text, place.encoding.as_deref()) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(text: &str, encoding: Option<&str>, runs: &[(usize, u64, u64)]) -> Article {
        let runs = runs
            .iter()
            .map(|&(text_start, input_start, line)| InputRun { text_start, input_start, line })
            .collect();
        let place = Some(InputPlace { encoding: encoding.map(str::to_owned), runs });
        Article { text: text.to_owned(), place, ..Article::default() }
    }

    fn position_of(article: &Article, part: &str) -> Option<(u64, u64, u64, u64)> {
        let start = article.text.find(part).unwrap();
        let position = input_position(article, Span::new(start, start + part.len()))?;
        Some((position.line, position.column, position.byte_start, position.byte_end))
    }

    #[test]
    fn positions_are_counted_in_the_input() {
        // The title line (9 bytes and a newline) is not part of the text.
        let utf8 = article("Für uns\n\nzwei “x” drei", None, &[(0, 10, 2)]);
        assert_eq!(position_of(&utf8, "Für"), Some((2, 1, 10, 14)));
        assert_eq!(position_of(&utf8, "x"), Some((4, 9, 28, 29)));
    }

    #[test]
    fn bytes_are_counted_from_the_start_of_each_run() {
        // Input with CRLF: `eins\r\nzwei`.
        let text = article("eins\nzwei", None, &[(0, 0, 1), (5, 6, 2)]);
        assert_eq!(position_of(&text, "zwei"), Some((2, 1, 6, 10)));
        assert_eq!(position_of(&text, "eins\nzwei"), Some((1, 1, 0, 10)));
    }

    #[test]
    fn columns_count_from_the_start_of_the_line() {
        // Input with markup: `> eins **zwei** drei`.
        let text = article(
            "eins zwei drei",
            None,
            &[(0, 0, 1), (0, 2, 1), (5, 0, 1), (5, 9, 1), (9, 0, 1), (9, 15, 1)],
        );
        assert_eq!(position_of(&text, "eins"), Some((1, 3, 2, 6)));
        assert_eq!(position_of(&text, "zwei"), Some((1, 10, 9, 13)));
        assert_eq!(position_of(&text, "drei"), Some((1, 17, 16, 20)));
    }

    #[test]
    fn bytes_are_counted_in_the_encoding_of_the_input() {
        let latin = article("Für uns\nhier", Some("windows-1252"), &[(0, 0, 1)]);
        assert_eq!(position_of(&latin, "uns"), Some((1, 5, 4, 7)));
        let wide = article("Für 😀 uns", Some("UTF-16LE"), &[(0, 2, 1)]);
        assert_eq!(position_of(&wide, "uns"), Some((1, 15, 16, 22)));
    }

    #[test]
    fn text_that_is_not_in_the_file_has_no_position() {
        let record = Article { text: "eins".into(), ..Article::default() };
        assert_eq!(input_position(&record, Span::new(0, 4)), None);
        let later = article("eins zwei", None, &[(5, 0, 1)]);
        assert_eq!(position_of(&later, "eins"), None);
    }
}
