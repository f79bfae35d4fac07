//! The stages between a raw record and what is indexed, one after the other.

use super::pipeline::{Prepare, Unfit, Withdrawal};
use crate::{
    analyzed_article,
    analyzed_article::AnalyzedArticle,
    extract::{self, ExtractError, ExtractOptions, Extracted, Trust},
    read::{RawRecord, TEXT_LIMIT, Wrapping},
};

/// Extraction, then sentences, quotations and analysis.
pub(crate) struct Stages;

impl Prepare for Stages {
    fn prepare(&self, raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Unfit> {
        let Extracted { mut article, trust } =
            extract::extract(raw, options).map_err(|error| unfit(&error, raw))?;
        options.overrides.apply(&mut article);
        let has_lines = raw.record.is_some() && raw.line > 0 && raw.context.wrapping == Wrapping::Plain;
        let ends = || memchr::memchr_iter(b'\n', raw.bytes.trim_ascii_end()).count() as u64;
        article.lines = has_lines.then(|| (raw.line, raw.line + ends()));
        let length = article.text.len() as u64;
        if length > TEXT_LIMIT {
            return Err(Unfit::Broken(format!("its text has {length} bytes, the limit is {TEXT_LIMIT}")));
        }
        Ok(match trust {
            Trust::Believed => analyzed_article::analyze_as_is(article),
            Trust::Extracted | Trust::BelievedButQuotations => analyzed_article::quote_and_analyze(article),
        })
    }
}

fn unfit(error: &ExtractError, raw: &RawRecord) -> Unfit {
    match error {
        ExtractError::NoArticle { .. } => Unfit::NoArticle,
        ExtractError::Empty { .. } => Unfit::Empty(without_place(error, raw)),
        ExtractError::NoTextColumn { .. } => Unfit::Table(without_place(error, raw)),
        ExtractError::Withdrawn { id, url, .. } => {
            let reason = without_place(error, raw);
            Unfit::Withdrawn(Withdrawal { reason, id: id.clone(), url: url.clone() })
        }
        error => Unfit::Broken(without_place(error, raw)),
    }
}

/// Returns an error's message without where it is, which problems say by themselves.
fn without_place(error: &ExtractError, raw: &RawRecord) -> String {
    let message = error.to_string();
    let place = error.place();
    let reason = message.strip_prefix(&format!("{place}: ")).unwrap_or(&message);
    // The mistake may be on another line than the one where the record starts.
    match place.line.filter(|line| *line != raw.line || raw.record.is_none()) {
        Some(line) => format!("line {line}: {reason}"),
        None => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::RecordFormat;

    fn reason(format: RecordFormat, record: Option<u64>, text: &str) -> String {
        let path = "/news/a: b.jsonl".to_owned();
        let bytes = text.as_bytes().to_vec();
        let raw = RawRecord { record, line: 3, ..RawRecord::whole(path, format, bytes) };
        match Stages.prepare(&raw, &ExtractOptions::new(jiff::Zoned::default())).unwrap_err() {
            Unfit::Broken(reason) | Unfit::Empty(reason) | Unfit::Table(reason) => reason,
            Unfit::Withdrawn(withdrawal) => withdrawal.reason,
            Unfit::NoArticle => "no article".to_owned(),
        }
    }

    #[test]
    fn a_text_that_would_take_all_memory_is_refused() {
        let long = format!("{{\"text\":\"{}\"}}", "Rain fell. ".repeat(TEXT_LIMIT as usize / 11 + 1));
        let refused = "its text has 16777222 bytes, the limit is 16777216";
        assert_eq!(reason(RecordFormat::Json, Some(3), &long), refused);
    }

    #[test]
    fn reasons_do_not_repeat_the_place() {
        assert_eq!(reason(RecordFormat::Text, None, "  "), "no text: it is empty");
        assert!(reason(RecordFormat::Json, Some(3), "{\"title\":\"x\"}").starts_with("no text: found "));
        assert!(reason(RecordFormat::Json, Some(3), "{\"title\"").starts_with("broken JSON at column "));
    }
}
