//! Processes a record into an analyzed article: extraction, sentences, quotations, analysis.

use super::{Rejected, Withdrawal};
use crate::{
    analyzed_article::{self, AnalyzedArticle},
    extract::{self, ExtractError, ExtractOptions, Extracted, Trust},
    read::{RawRecord, TEXT_LIMIT, Wrapping},
};

/// Returns the analyzed article of a record, or why there is none.
pub(crate) fn process(raw: &RawRecord, options: &ExtractOptions) -> Result<AnalyzedArticle, Rejected> {
    let extracted = extract::extract(raw, options).map_err(|error| rejected(&error, raw))?;
    let Extracted { mut article, trust } = extracted;
    options.overrides.apply(&mut article);
    let has_lines = raw.record.is_some() && raw.line > 0 && raw.context.wrapping == Wrapping::Plain;
    let more_lines = || memchr::memchr_iter(b'\n', raw.bytes.trim_ascii_end()).count() as u64;
    article.lines = has_lines.then(|| (raw.line, raw.line + more_lines()));
    let length = article.text.len() as u64;
    if length > TEXT_LIMIT {
        return Err(Rejected::Unreadable(format!("its text has {length} bytes, the limit is {TEXT_LIMIT}")));
    }
    Ok(match trust {
        Trust::Believed => analyzed_article::analyze_as_is(article),
        Trust::Extracted | Trust::BelievedButQuotations => analyzed_article::quote_and_analyze(article),
    })
}

fn rejected(error: &ExtractError, raw: &RawRecord) -> Rejected {
    let reason = without_place(error, raw);
    match error {
        ExtractError::NoArticle { .. } => Rejected::NoArticle,
        ExtractError::Empty { .. } => Rejected::Empty(reason),
        ExtractError::NoTextColumn { .. } => Rejected::NoTextColumn(reason),
        ExtractError::Withdrawn { id, url, .. } => {
            Rejected::Withdrawn(Withdrawal { reason, id: id.clone(), url: url.clone() })
        }
        _ => Rejected::Unreadable(reason),
    }
}

/// Returns an error's message without its location, which the report prints in front of each problem. Keeps the line,
/// unless it is the first line of a record in a container.
fn without_place(error: &ExtractError, raw: &RawRecord) -> String {
    let message = error.to_string();
    let place = error.place();
    let reason = message.strip_prefix(&format!("{place}: ")).unwrap_or(&message);
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
        match process(&raw, &ExtractOptions::new(jiff::Zoned::default())).unwrap_err() {
            Rejected::Unreadable(reason) | Rejected::Empty(reason) | Rejected::NoTextColumn(reason) => reason,
            Rejected::Withdrawn(withdrawal) => withdrawal.reason,
            _ => "no article".to_owned(),
        }
    }

    #[test]
    fn text_above_the_limit_is_rejected() {
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
