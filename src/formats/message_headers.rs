//! Mails, mailboxes and agency messages, recognized by how they start. Input: the first bytes of a file. Output: its kind.

use super::InputKind;

/// Headers that identify a mail or a saved page, in lower case.
const MAIL_HEADERS: [&str; 6] =
    ["received", "return-path", "message-id", "mime-version", "delivered-to", "content-transfer-encoding"];

/// Returns the kind of message that `head` starts with; `None` for other text.
pub(super) fn message_kind(head: &[u8]) -> Option<InputKind> {
    if is_agency_message(head) {
        return Some(InputKind::Iptc7901);
    }
    if head.starts_with(b"From ") {
        let rest = head.iter().position(|byte| *byte == b'\n').map(|end| &head[end + 1..])?;
        return mail_headers(rest).map(|_| InputKind::Mbox);
    }
    mail_headers(head)
}

/// Returns the kind of the message, a mail or a saved page, whose headers `head` starts with; `None` for other text.
fn mail_headers(head: &[u8]) -> Option<InputKind> {
    let end = [&b"\n\n"[..], b"\r\n\r\n"].iter().filter_map(|end| memchr::memmem::find(head, end)).min();
    let block = String::from_utf8_lossy(&head[..end.unwrap_or(head.len())]);
    let mut mail_only = 0;
    for line in block.lines().filter(|line| !line.starts_with([' ', '\t'])) {
        let (name, _) = line.split_once(':')?;
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        {
            return None;
        }
        mail_only += usize::from(MAIL_HEADERS.contains(&name.to_ascii_lowercase().as_str()));
    }
    if mail_only == 0 {
        return None;
    }
    let lower = block.to_ascii_lowercase();
    let is_page = lower.contains("content-type: multipart/related")
        && !lower.contains("\nto:")
        && !lower.starts_with("to:");
    Some(if is_page { InputKind::Mhtml } else { InputKind::Mail })
}

/// Returns whether `head` starts with an agency message: with SOH, perhaps after SYN bytes, or with `ZCZC` instead of SOH.
fn is_agency_message(head: &[u8]) -> bool {
    let start = head.iter().position(|byte| !matches!(byte, 0x16 | b'\r' | b'\n' | b' '));
    let head = start.map_or(&b""[..], |start| &head[start..]);
    head.starts_with(b"ZCZC") || head.first() == Some(&0x01)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_recognized_by_their_headers() {
        let page = "From: <Saved by a browser>\nSubject: Rain\nMIME-Version: 1.0\n\
                    Content-Type: multipart/related;\n boundary=x\n\n";
        let cases: &[(&str, Option<InputKind>)] = &[
            (
                "Return-Path: <a@example.org>\r\nFrom: A\r\nSubject: Rain\r\n\r\nIt fell.",
                Some(InputKind::Mail),
            ),
            (page, Some(InputKind::Mhtml)),
            ("From a@example.org Mon Jan  5 2026\nMessage-ID: <1@example.org>\n\nIt", Some(InputKind::Mbox)),
            ("From: The Herald\nDate: 5 January 2026\n\nIt fell.", None),
            ("From Leeds to York, rain fell.\nIt was wet.", None),
            ("Received wisdom: it rains.", None),
            ("\x01abc", Some(InputKind::Iptc7901)),
            ("\r\nZCZC XYZ0123", Some(InputKind::Iptc7901)),
            ("", None),
        ];
        for (head, kind) in cases {
            assert_eq!(message_kind(head.as_bytes()), *kind, "{head}");
        }
    }
}
