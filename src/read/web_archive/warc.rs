//! The headings of WARC records (ISO 28500, versions 1.0 and 1.1). A stream enters behind a record's first line; a heading leaves.

use std::io::BufRead;

use super::{Content, Heading, Trouble, stream::Stream};

/// The most lines a heading may have.
const LINES: usize = 1000;

/// Returns whether `line` begins a record.
pub(super) fn begins(line: &[u8]) -> bool {
    line.starts_with(b"WARC/1.") || line.starts_with(b"WARC/0.")
}

/// Reads a record's heading behind its first line, and the empty line that ends it.
pub(super) fn heading(stream: &mut Stream<impl BufRead>) -> Result<Heading, Trouble> {
    let (mut heading, mut length) = (Heading::default(), None);
    for _ in 0..LINES {
        let Some(line) = stream.line()? else { break };
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end();
        if line.is_empty() {
            let length: Option<&str> = length.as_deref();
            let length = length.ok_or("expected `Content-Length`, found none");
            let length =
                length.and_then(|length| length.parse().map_err(|_| "`Content-Length` is no number"));
            heading.length = length.map_err(|message| Trouble::Broken(message.to_owned()))?;
            return Ok(heading);
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => heading.content = content(value),
            // Written `<…>` by some.
            "warc-target-uri" => heading.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => heading.fetched = value.parse().ok(),
            "content-type" => value.clone_into(&mut heading.content_type),
            "content-length" => length = Some(value.to_owned()),
            _ => {}
        }
    }
    Err(Trouble::Broken("its heading does not end".to_owned()))
}

fn content(kind: &str) -> Content {
    match kind.to_ascii_lowercase().as_str() {
        "response" => Content::Response,
        "resource" | "conversion" => Content::Resource,
        _ => Content::Other,
    }
}
