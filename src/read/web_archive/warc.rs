//! Headers of WARC records (ISO 28500, versions 1.0 and 1.1). Input: a stream after the first line of a record. Output: a header.

use std::io::BufRead;

use super::{RecordError, RecordHeader, RecordType, stream::Stream};

/// Maximum number of lines of a header.
const LINES: usize = 1000;

/// Returns whether `line` starts a record.
pub(super) fn starts_record(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}

/// Reads the header of a record after its first line, including the empty line at its end.
pub(super) fn header(stream: &mut Stream<impl BufRead>) -> Result<RecordHeader, RecordError> {
    let (mut header, mut length) = (RecordHeader::default(), None);
    for _ in 0..LINES {
        let Some(line) = stream.line()? else { break };
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            let length: Option<&str> = length.as_deref();
            let length = length.ok_or("expected `Content-Length`, found none");
            let length =
                length.and_then(|length| length.parse().map_err(|_| "`Content-Length` is not a number"));
            header.length = length.map_err(|message| RecordError::Broken(message.to_owned()))?;
            return Ok(header);
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => header.content = record_type(value),
            // Some programs write `<…>`.
            "warc-target-uri" => header.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => header.fetched = value.parse().ok(),
            "content-type" => value.clone_into(&mut header.content_type),
            "content-length" => length = Some(value.to_owned()),
            _ => {}
        }
    }
    Err(RecordError::Broken("its header does not end".to_owned()))
}

fn record_type(kind: &str) -> RecordType {
    match kind.to_ascii_lowercase().as_str() {
        "response" => RecordType::Response,
        "resource" | "conversion" => RecordType::Resource,
        _ => RecordType::Other,
    }
}
