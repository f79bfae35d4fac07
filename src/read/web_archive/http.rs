//! Recorded responses of web servers. Input: the bytes of a response. Output: its body, without headers, chunks and compression.

use std::{borrow::Cow, collections::HashMap, io::Read, sync::LazyLock};

use brotli_decompressor::Decompressor;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use crate::{formats::RECORD_LIMIT, word_list::pairs};

/// Content of a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload {
    /// A file name with the ending for its media type.
    pub(super) name: &'static str,
    pub(super) charset: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Media types that may hold articles, and a file name for each.
static TYPES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| pairs(include_str!("media_types.tsv")).collect());

/// Content encodings that cannot be decoded: name in headers, name in messages.
const UNSUPPORTED_ENCODINGS: [(&str, &str); 3] = [
    ("dcb", "a page compressed by a dictionary (`Content-Encoding: dcb`)"),
    ("dcz", "a page compressed by a dictionary (`Content-Encoding: dcz`)"),
    ("compress", "a page compressed by compress (`Content-Encoding: compress`)"),
];

/// Why a response is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Its content encoding is not supported: name of the encoding.
    Encoding(&'static str),
    /// It is not a response, or its encoding is broken: what was expected and what was found.
    Broken(String),
}

/// Returns the content of a recorded response; `None` if it is not an article but an error, a redirection or a picture.
///
/// # Errors
/// If it cannot be decoded.
pub(super) fn response(bytes: &[u8]) -> Result<Option<Payload>, Refusal> {
    let (head, body) = head_and_body(bytes);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    if !status.starts_with("HTTP/") {
        return Err(Refusal::Broken(format!(
            "expected `HTTP/`, found `{}`",
            status.chars().take(20).collect::<String>().escape_debug()
        )));
    }
    if status.split_whitespace().nth(1) != Some("200") {
        return Ok(None);
    }
    let (mut content_type, mut encodings, mut transfer) = ("", String::new(), String::new());
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        match name.trim().to_ascii_lowercase().as_str() {
            "content-type" => content_type = value.trim(),
            "content-encoding" => encodings = value.trim().to_ascii_lowercase(),
            "transfer-encoding" => transfer = value.trim().to_ascii_lowercase(),
            _ => {}
        }
    }
    let Some((name, charset)) = readable(content_type) else { return Ok(None) };
    // Some recording programs remove the header but not the chunks, or the chunks but not the header.
    let chunked = transfer.contains("chunked") || is_in_chunks(body);
    let body = if chunked { unchunked(body) } else { Cow::Borrowed(body) };
    if body.is_empty() {
        return Ok(None);
    }
    let bytes = decoded(body.into_owned(), &encodings)?;
    Ok(Some(Payload { name, charset, bytes }))
}

/// Returns a body without its content encodings. `encodings` lists them in the order in which they were applied.
fn decoded(mut body: Vec<u8>, encodings: &str) -> Result<Vec<u8>, Refusal> {
    for encoding in encodings.rsplit(',').map(str::trim) {
        if looks_like_text(&body) {
            break;
        }
        body = match encoding {
            "br" => read_out(Decompressor::new(&body[..], BUFFER), "Brotli").map_err(Refusal::Broken)?,
            "deflate" => inflated(&body).map_err(Refusal::Broken)?,
            // Gzip and zstd are recognized later by their first bytes, unless there is another encoding inside.
            "gzip" | "x-gzip" if encodings.trim_start() != encoding && !encodings.starts_with(encoding) => {
                read_out(MultiGzDecoder::new(&body[..]), "gzip").map_err(Refusal::Broken)?
            }
            _ => match UNSUPPORTED_ENCODINGS.iter().find(|(name, _)| encoding == *name) {
                Some((_, what)) => return Err(Refusal::Encoding(what)),
                None => body,
            },
        };
    }
    Ok(body)
}

/// Number of compressed bytes that are read at a time.
const BUFFER: usize = 16 * 1024;

/// Returns the content of a reader of compressed data, up to the limit.
fn read_out(reader: impl Read, what: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match reader.take(RECORD_LIMIT + 1).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(format!("broken {what} data: {error}")),
    }
}

/// Returns the content of a record without HTTP headers; `None` if it is not an article.
///
/// # Errors
/// Never; the type is that of [`response`].
pub(super) fn resource(content_type: &str, bytes: Vec<u8>) -> Result<Option<Payload>, Refusal> {
    let readable = readable(content_type).filter(|_| !bytes.is_empty());
    Ok(readable.map(|(name, charset)| Payload { name, charset, bytes }))
}

/// Returns the file name for a media type that may hold an article, and its `charset`.
fn readable(content_type: &str) -> Option<(&'static str, Option<String>)> {
    let (kind, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let kind = kind.trim().to_ascii_lowercase();
    let name = if kind.is_empty() { "page" } else { TYPES.get(kind.as_str())? };
    let charset = parameters.split(';').find_map(|parameter| {
        let (key, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (key.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    });
    Some((name, charset))
}

/// Splits a response into head and body.
fn head_and_body(bytes: &[u8]) -> (&[u8], &[u8]) {
    let mut at = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() {
            return (&bytes[..at], &bytes[at + line.len()..]);
        }
        at += line.len();
    }
    (bytes, &[])
}

/// Returns whether a body is in chunks, whatever its head states: each chunk has the length written before it.
fn is_in_chunks(body: &[u8]) -> bool {
    /// Number of chunks that are checked.
    const MOST: usize = 3;
    let mut rest = body;
    for at in 0..MOST {
        let Some((length, after)) = chunk_length(rest) else { return false };
        match after.get(length..) {
            _ if length == 0 => return at > 0,
            // The last chunk may be cut; a single chunk may be other text.
            None => return at > 0,
            Some(end) => match end.strip_prefix(b"\r\n") {
                Some(next) => rest = next,
                None => return false,
            },
        }
    }
    true
}

/// Joins the chunks of a body. From the first place that is not a chunk, the body stays as it is.
fn unchunked(body: &[u8]) -> Cow<'_, [u8]> {
    let (mut whole, mut rest) = (Vec::new(), body);
    while let Some((length, after)) = chunk_length(rest) {
        if length == 0 {
            return Cow::Owned(whole);
        }
        let chunk = &after[..length.min(after.len())];
        whole.extend_from_slice(chunk);
        rest = &after[chunk.len()..];
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if whole.is_empty() {
        return Cow::Borrowed(body);
    }
    whole.extend_from_slice(rest);
    Cow::Owned(whole)
}

/// Returns the length of the chunk that `body` starts with, and the bytes after the line with the length.
fn chunk_length(body: &[u8]) -> Option<(usize, &[u8])> {
    let end = body.iter().take(1024).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(&body[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    Some((usize::from_str_radix(digits, 16).ok()?, &body[end + 1..]))
}

/// Returns the content of deflated bytes, with or without zlib header.
fn inflated(body: &[u8]) -> Result<Vec<u8>, String> {
    let zlib = matches!(body, [first, second, ..] if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0);
    match zlib {
        true => read_out(ZlibDecoder::new(body), "deflate"),
        false => read_out(DeflateDecoder::new(body), "deflate"),
    }
}

/// Returns whether a body is plain text although its header names an encoding.
fn looks_like_text(body: &[u8]) -> bool {
    let head = &body[..body.len().min(512)];
    let odd = head.iter().filter(|byte| **byte < 9 || (14..32).contains(*byte)).count();
    odd == 0 && head.trim_ascii_start().first().is_some_and(|byte| byte.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &str) -> Result<Option<String>, Refusal> {
        response(answer.as_bytes())
            .map(|payload| payload.map(|payload| String::from_utf8(payload.bytes).unwrap()))
    }

    #[test]
    fn bodies_of_responses_are_read() {
        let html = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=\"utf-8\"\r\n\r\n<p>Rain";
        let payload = response(html.as_bytes()).unwrap().unwrap();
        assert_eq!((payload.name, payload.charset.as_deref()), ("page.html", Some("utf-8")));
        assert_eq!(payload.bytes, b"<p>Rain");
        for (answer, expected) in [
            ("HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n<p>Rain", None),
            ("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nRain", None),
            ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", None),
            ("HTTP/1.0 200\nTransfer-Encoding: chunked\n\n4\nRain\n5;x=y\n fell\n0\n\n", Some("Rain fell")),
            ("HTTP/1.0 200\nTransfer-Encoding: chunked\n\n4\r\nRain\r\n fell", Some("Rain fell")),
            ("HTTP/1.0 200\nTransfer-Encoding: chunked\n\n<p>Rain fell", Some("<p>Rain fell")),
            ("HTTP/1.0 200\nTransfer-Encoding: chunked\n\nffffffffff\nRain", Some("Rain")),
            ("HTTP/1.0 200\nContent-Encoding: br\n\n<p>Rain", Some("<p>Rain")),
            ("HTTP/1.0 200\n\n4\r\nRain\r\n5\r\n fell\r\n0\r\n\r\n", Some("Rain fell")),
            ("HTTP/1.0 200\n\n4\r\nRain\r\n5\r\n fe", Some("Rain fe")),
            ("HTTP/1.0 200\n\n4\r\nRain fell", Some("4\r\nRain fell")),
            ("HTTP/1.0 200\n\n2026\r\nwas wet", Some("2026\r\nwas wet")),
            ("HTTP/1.0 200\nContent-Encoding: deflate\n\n<p>Rain", Some("<p>Rain")),
        ] {
            assert_eq!(text(answer), Ok(expected.map(str::to_owned)), "{answer}");
        }
        assert_eq!(text("Rain"), Err(Refusal::Broken("expected `HTTP/`, found `Rain`".to_owned())));
        let coded = text("HTTP/1.0 200\nContent-Encoding: compress\n\n\u{1}\u{2}\u{3}");
        assert!(matches!(&coded, Err(Refusal::Encoding(what)) if what.contains("by compress")), "{coded:?}");
    }

    #[test]
    fn compressed_bodies_are_read() {
        use std::io::Write;
        // Brotli: one block that is not compressed, and the end.
        let brotli = [&[0x0b, 0x03, 0x80][..], b"<p>Rain", &[0x03]].concat();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&brotli).unwrap();
        for (coding, body) in [("br", brotli.clone()), ("br, gzip", gzip.finish().unwrap())] {
            let answer = [format!("HTTP/1.0 200\nContent-Encoding: {coding}\n\n").as_bytes(), &body].concat();
            assert_eq!(response(&answer).unwrap().unwrap().bytes, b"<p>Rain", "{coding}");
        }
        let broken = b"HTTP/1.0 200\nContent-Encoding: br\n\n\x01\x02\x03";
        assert!(matches!(response(broken), Err(Refusal::Broken(why)) if why.contains("Brotli")));
    }

    #[test]
    fn deflated_bodies_are_inflated() {
        use std::io::Write;
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(b"<p>Rain").unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        bare.write_all(b"<p>Rain").unwrap();
        for body in [zlib.finish().unwrap(), bare.finish().unwrap()] {
            assert_eq!(inflated(&body).unwrap(), b"<p>Rain");
        }
    }
}
