//! Web pages saved as one MIME message (MHTML). Input: a message. Output: the HTML and URL of its page.

use mail_parser::{HeaderValue, MessageParser, MimeHeaders as _, PartType};

/// The page of a message.
pub(super) struct Root {
    pub(super) html: String,
    /// The URL it was saved from.
    pub(super) url: Option<String>,
}

/// Returns the page of a message: its first HTML part. Later HTML parts are frames.
pub(super) fn root(message: &[u8]) -> Result<Root, &'static str> {
    let Some(message) = MessageParser::default().parse(message) else {
        return Err("expected the header of a message, found none");
    };
    let found = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) => Some((part, html)),
        _ => None,
    });
    let Some((part, html)) = found else { return Err("expected a part of type text/html, found none") };
    let saved = message.header("Snapshot-Content-Location").and_then(HeaderValue::as_text);
    let locations = [part.content_location(), message.content_location(), saved];
    let url = locations.into_iter().flatten().map(str::trim).find(|url| url.starts_with("http"));
    Ok(Root { html: html.to_string(), url: url.map(str::to_owned) })
}
