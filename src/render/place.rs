//! Where a span of an article's text stands in its input file: an article and a span enter, line and bytes leave.

use crate::{
    article::{Article, InputPlace, InputRun},
    encoding::encoded_len,
    span::Span,
};

/// A place in an input file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Line where it starts, from 1.
    pub line: u64,
    /// Byte of that line where it starts, from 1.
    pub column: u64,
    /// Byte of the file where it starts.
    pub byte_start: u64,
    /// One past its last byte.
    pub byte_end: u64,
}

/// Returns where `span` of the article's text stands in its input; `None` where the input is no plain file or holds no such place.
///
/// Bytes are counted in the input's own encoding.
#[must_use]
pub fn at(article: &Article, span: Span) -> Option<At> {
    let place = article.place.as_ref()?;
    let text = article.text.as_str();
    let first = run_at(place, span.start)?;
    let before = text.get(first.text_start..span.start)?;
    let byte_start = first.input_start + encoded_length(before, place);
    let line_start = match before.rfind('\n') {
        Some(newline) => first.input_start + encoded_length(&before[..=newline], place),
        None => line_start(place, first),
    };
    // The end is found through the last character: what follows it may belong to another run.
    let last_character = span.of(text).chars().next_back().map_or(0, char::len_utf8);
    let last = run_at(place, span.end - last_character)?;
    let byte_end = last.input_start + encoded_length(text.get(last.text_start..span.end)?, place);
    Some(At {
        line: first.line + count_lines(before),
        column: 1 + byte_start.saturating_sub(line_start),
        byte_start,
        byte_end,
    })
}

/// Returns the run in which a byte of the text lies.
fn run_at(place: &InputPlace, byte: usize) -> Option<&InputRun> {
    let behind = place.runs.partition_point(|run| run.text_start <= byte);
    place.runs[..behind].last()
}

/// Returns the byte of the input where the line starts in which `run` does: an empty run before it says so.
fn line_start(place: &InputPlace, run: &InputRun) -> u64 {
    let first = place.runs.partition_point(|earlier| earlier.text_start < run.text_start);
    place.runs[first].input_start.min(run.input_start)
}

fn count_lines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Returns how many bytes `text` takes in the input's encoding.
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

    fn place_of(article: &Article, part: &str) -> Option<(u64, u64, u64, u64)> {
        let start = article.text.find(part).unwrap();
        let place = at(article, Span::new(start, start + part.len()))?;
        Some((place.line, place.column, place.byte_start, place.byte_end))
    }

    #[test]
    fn places_are_counted_in_the_input() {
        // The title line (9 bytes and a newline) was cut from the text.
        let utf8 = article("Für uns\n\nzwei “x” drei", None, &[(0, 10, 2)]);
        assert_eq!(place_of(&utf8, "Für"), Some((2, 1, 10, 14)));
        assert_eq!(place_of(&utf8, "x"), Some((4, 9, 28, 29)));
    }

    #[test]
    fn every_run_counts_from_its_own_start() {
        // Input with CRLF: `eins\r\nzwei`.
        let text = article("eins\nzwei", None, &[(0, 0, 1), (5, 6, 2)]);
        assert_eq!(place_of(&text, "zwei"), Some((2, 1, 6, 10)));
        assert_eq!(place_of(&text, "eins\nzwei"), Some((1, 1, 0, 10)));
    }

    #[test]
    fn columns_count_from_the_start_of_the_line() {
        // Input with markup: `> eins **zwei** drei`.
        let text = article(
            "eins zwei drei",
            None,
            &[(0, 0, 1), (0, 2, 1), (5, 0, 1), (5, 9, 1), (9, 0, 1), (9, 15, 1)],
        );
        assert_eq!(place_of(&text, "eins"), Some((1, 3, 2, 6)));
        assert_eq!(place_of(&text, "zwei"), Some((1, 10, 9, 13)));
        assert_eq!(place_of(&text, "drei"), Some((1, 17, 16, 20)));
    }

    #[test]
    fn other_encodings_are_counted_in_their_own_bytes() {
        let latin = article("Für uns\nhier", Some("windows-1252"), &[(0, 0, 1)]);
        assert_eq!(place_of(&latin, "uns"), Some((1, 5, 4, 7)));
        let wide = article("Für 😀 uns", Some("UTF-16LE"), &[(0, 2, 1)]);
        assert_eq!(place_of(&wide, "uns"), Some((1, 15, 16, 22)));
    }

    #[test]
    fn what_has_no_place_has_none() {
        let record = Article { text: "eins".into(), ..Article::default() };
        assert_eq!(at(&record, Span::new(0, 4)), None);
        let later = article("eins zwei", None, &[(5, 0, 1)]);
        assert_eq!(place_of(&later, "eins"), None);
    }
}
