//! JSON Lines: one object per line, documented in `docs/json.md`.
//!
//! Every object has `v` and `type`. Every field is always present, `null` if unknown. Offsets count Unicode code points.

mod hit_objects;
mod objects;

use std::io::{self, Write};
use std::time::Duration;

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use self::hit_objects::{passage_object, quotation_object};
use self::objects::{
    article_object, count_object, expectation_object, file_object, period_object, similar_object,
    summary_object, top_object,
};
use super::clean::{is_control, reorders};
use super::{ArticleView, Renderer, TestOutcome};
use crate::archive::{Location, PassageHit, QuotationHit, Similar, Summary, Timeline, TopResults};
use crate::article::Article;
use crate::article::json_object::ArticleObject;

/// JSON Lines.
pub struct JsonLines {
    /// Returns the time since the command started.
    took: Box<dyn Fn() -> Duration>,
}

impl JsonLines {
    /// Returns a renderer. `took` returns the time since the command started, which is part of the last object.
    pub fn new(took: impl Fn() -> Duration + 'static) -> Self {
        Self { took: Box::new(took) }
    }

    fn summary(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        line(&summary_object(summary, (self.took)()), out)
    }
}

impl Renderer for JsonLines {
    fn article_passages(&mut self, hits: &[PassageHit], out: &mut dyn Write) -> io::Result<()> {
        hits.iter().try_for_each(|hit| line(&passage_object(hit), out))
    }

    fn end_passages(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.summary(summary, out)
    }

    fn quotation(&mut self, hit: &QuotationHit, out: &mut dyn Write) -> io::Result<()> {
        line(&quotation_object(hit), out)
    }

    fn end_quotations(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        self.summary(summary, out)
    }

    fn similar(&mut self, hits: &[Similar], out: &mut dyn Write) -> io::Result<()> {
        hits.iter().try_for_each(|hit| line(&similar_object(hit), out))
    }

    fn timeline(&mut self, timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
        timeline.rows.iter().try_for_each(|row| line(&period_object(row), out))?;
        self.summary(&timeline.summary, out)
    }

    fn top(&mut self, results: &TopResults, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = (1..).zip(&results.rows);
        rows.try_for_each(|(rank, row)| line(&top_object(results, rank, row), out))?;
        self.summary(&results.summary, out)
    }

    fn article(&mut self, view: &ArticleView, out: &mut dyn Write) -> io::Result<()> {
        line(&article_object(view), out)
    }

    fn exported_article(&mut self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        line(&ArticleObject::of(article), out)
    }

    fn count(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        line(&count_object(summary, (self.took)()), out)
    }

    fn location(&mut self, location: &Location, out: &mut dyn Write) -> io::Result<()> {
        line(&file_object(location), out)
    }

    fn test_outcomes(&mut self, outcomes: &[TestOutcome], out: &mut dyn Write) -> io::Result<()> {
        outcomes.iter().try_for_each(|outcome| line(&expectation_object(outcome), out))
    }
}

/// Writes an object on one line.
///
/// Characters that a terminal could interpret are written as escapes, which does not change the meaning of the line.
///
/// # Errors
/// If `out` cannot be written.
pub fn line(object: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut text = Vec::with_capacity(USUAL_LINE);
    object.serialize(&mut Serializer::with_formatter(&mut text, Printable))?;
    text.push(b'\n');
    out.write_all(&text)
}

/// Usual maximum length of a line, in bytes.
const USUAL_LINE: usize = 4096;

/// Writes compact JSON, with escapes for characters that a terminal could interpret.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: Write + ?Sized>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // The other ASCII controls never reach this method: JSON requires escapes for them.
        const DELETE: u8 = 0x7f;
        // The greatest byte is found faster than the first great one.
        if fragment.bytes().max().is_none_or(|greatest| greatest < DELETE) {
            return out.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, character) in fragment.char_indices() {
            if is_control(character) || reorders(character) {
                out.write_all(&fragment.as_bytes()[written..at])?;
                write!(out, "\\u{:04x}", u32::from(character))?;
                written = at + character.len_utf8();
            }
        }
        out.write_all(&fragment.as_bytes()[written..])
    }
}

/// Returns milliseconds with one decimal.
#[must_use]
pub fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::render::test_support::{self, written};

    #[test]
    fn lines_contain_no_control_characters() {
        let results = test_support::hostile_results();
        let text = written(|out| JsonLines::new(|| Duration::ZERO).passages(&results, out));
        assert!(!text.contains(|character: char| character != '\n' && character.is_control()), "{text:?}");
        assert_eq!(text.lines().count(), 2);
        let object: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
        assert_eq!(object["text"], results.passages[0].article.text.as_str());
    }
}
