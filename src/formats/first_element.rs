//! Markup, recognized by its first element. Input: the first bytes of a file that starts with `<`. Output: its kind.

use super::{InputKind, registry::by_first_element};

/// Returns the kind of markup that `head` starts with; `None` if the first element is unknown and there is no XML declaration.
pub(super) fn markup_kind(head: &[u8]) -> Option<InputKind> {
    let (mut rest, mut xml) = (head, false);
    loop {
        rest = rest.trim_ascii_start();
        if let Some(comment) = rest.strip_prefix(b"<!--") {
            rest = after(comment, b"-->")?;
        } else if let Some(instruction) = rest.strip_prefix(b"<?") {
            xml |= instruction.starts_with(b"xml");
            rest = after(instruction, b">")?;
        } else if let Some(declaration) = rest.strip_prefix(b"<!") {
            if let Some(kind) = declared(declaration) {
                return Some(kind);
            }
            rest = after_declaration(declaration)?;
        } else {
            break;
        }
    }
    let name = rest.strip_prefix(b"<")?;
    let length =
        name.iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-.:".contains(byte)).count();
    let name = String::from_utf8_lossy(&name[..length]).to_ascii_lowercase();
    let local = name.rsplit(':').next().unwrap_or_default();
    by_first_element(local).or(xml.then_some(InputKind::Xml))
}

/// Returns the start of an XML document with articles that follows something else, such as a server's warning or more byte order marks.
pub(super) fn document_start(head: &[u8]) -> Option<usize> {
    /// Maximum length of a warning, in bytes.
    const LONGEST: usize = 8192;
    let start = &head[..head.len().min(LONGEST)];
    let declared = memchr::memmem::find_iter(start, b"<?xml").find(|at| *at > 0 && head[*at - 1] != b'"');
    let holds_articles = |at: &usize| {
        matches!(
            markup_kind(&head[*at..]),
            Some(InputKind::Feed | InputKind::Nitf | InputKind::NewsMl | InputKind::Xml)
        )
    };
    declared.filter(holds_articles)
}

/// Returns the kind that a document type declaration names; `declaration` starts after its `<!`.
fn declared(declaration: &[u8]) -> Option<InputKind> {
    let start = String::from_utf8_lossy(&declaration[..declaration.len().min(32)]).to_ascii_lowercase();
    let name = start.strip_prefix("doctype")?.trim_start();
    name.starts_with("html").then_some(InputKind::Html)
}

/// Returns the text after a declaration. The declaration may contain others in brackets.
fn after_declaration(declaration: &[u8]) -> Option<&[u8]> {
    let end = declaration.iter().position(|byte| matches!(byte, b'>' | b'['))?;
    if declaration[end] == b'>' {
        return Some(&declaration[end + 1..]);
    }
    after(after(&declaration[end..], b"]")?, b">")
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    memchr::memmem::find(text, end).map(|at| &text[at + end.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_recognized_by_its_first_element() {
        let cases: &[(&str, Option<InputKind>)] = &[
            ("<!DOCTYPE html><title>Rain</title>", Some(InputKind::Html)),
            ("<!-- saved from url=(0014)about:internet -->\n<HTML lang=en>", Some(InputKind::Html)),
            ("<?xml version='1.0'?><!DOCTYPE HTML PUBLIC \"-//W3C//DTD XHTML 1.0\">", Some(InputKind::Html)),
            ("<?xml version='1.0'?>\n<rss version=\"2.0\">", Some(InputKind::Feed)),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Some(InputKind::Feed)),
            ("<rdf:RDF xmlns:rdf=\"x\">", Some(InputKind::Feed)),
            ("<!DOCTYPE nitf SYSTEM \"nitf.dtd\" [<!ENTITY a \"b\">]><nitf>", Some(InputKind::Nitf)),
            ("<?xml version='1.0'?><newsItem>", Some(InputKind::NewsMl)),
            ("<NewsML><NewsItem>", Some(InputKind::NewsMl)),
            ("<DOC>\n<DOCNO> A-1 </DOCNO>", Some(InputKind::Trec)),
            ("<?xml version='1.0'?><catalogue>", Some(InputKind::Xml)),
            ("<catalogue>", None),
            ("<3 rain", None),
            ("<!-- never closed", None),
        ];
        for (head, kind) in cases {
            assert_eq!(markup_kind(head.as_bytes()), *kind, "{head}");
        }
    }

    #[test]
    fn documents_are_found_after_garbage() {
        for (head, expected) in [
            ("<br />\n<b>Warning</b>: x\n<?xml version='1.0'?><rss>", Some(25)),
            ("\u{feff}\u{feff}<?xml version='1.0'?><rss>", Some(6)),
            ("<?xml version='1.0'?><rss>", None),
            ("<pre>\"<?xml version='1.0'?><rss>", None),
            ("Warning: <?xml version='1.0'?><html>", None),
            ("Rain fell", None),
        ] {
            assert_eq!(document_start(head.as_bytes()), expected, "{head}");
        }
    }
}
