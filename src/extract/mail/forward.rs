//! Mails forwarded inside of a mail's text. A text enters; the headers of the inner mail and its text leave.

/// What stands above a forwarded mail, in small letters.
const ANNOUNCED: [&str; 8] = [
    "forwarded message",
    "original message",
    "begin forwarded message:",
    "weitergeleitete nachricht",
    "ursprüngliche nachricht",
    "message transféré",
    "mensaje reenviado",
    "messaggio inoltrato",
];

/// Names of headers as programs write them above a forwarded mail, each with that of the mail's own header.
const HEADERS: [(&str, &str); 12] = [
    ("from", "From"),
    ("von", "From"),
    ("de", "From"),
    ("da", "From"),
    ("date", "Date"),
    ("sent", "Date"),
    ("datum", "Date"),
    ("gesendet", "Date"),
    ("subject", "Subject"),
    ("betreff", "Subject"),
    ("objet", "Subject"),
    ("asunto", "Subject"),
];

/// Up to this length, in bytes, what stands above a forwarded mail is a note of who forwards it.
const NOTE: usize = 200;

/// Returns the mail that `text` does no more than forward: headers that it states, a blank line, its text.
pub(super) fn inner(text: &str) -> Option<String> {
    let mut at = 0;
    let mut lines = text.split_inclusive('\n');
    let announced = |line: &str| {
        let words = line.trim_matches(|sign: char| sign == '-' || sign.is_whitespace()).to_lowercase();
        ANNOUNCED.contains(&words.as_str())
    };
    for line in lines.by_ref() {
        at += line.len();
        if announced(line) {
            break;
        }
        if at > NOTE {
            return None;
        }
    }
    let rest = text[at..].trim_start();
    let (head, body) = rest.split_once("\n\n")?;
    let header = |line: &str| {
        let (name, value) = line.trim_matches(['*', ' ']).split_once(':')?;
        let name = name.trim_matches(['*', ' ']).to_lowercase();
        let (_, own) = HEADERS.iter().find(|(written, _)| *written == name)?;
        let value = value.trim_matches(['*', ' ']);
        // Some write the time behind a word (`Wed, 11 Feb 2026 at 09:00`).
        let value = if *own == "Date" { value.replace(" at ", " ") } else { value.to_owned() };
        Some(format!("{own}: {value}\n"))
    };
    let headers: String = head.lines().filter_map(header).collect();
    let whole = headers.contains("From: ") && headers.contains("Subject: ");
    let plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
    whole.then(|| format!("{headers}{plain}\n{body}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forwarded_mails_are_told_from_others() {
        let forwarded = "FYI\n\n---------- Forwarded message ---------\nFrom: Courier <news@courier.example>\n\
                         Date: Fri, 6 Feb 2026 at 10:15\nSubject: Rain\nTo: <me@x.example>\n\nIt fell.\n\nIt was wet.\n";
        let mail = inner(forwarded).unwrap();
        assert!(mail.starts_with(
            "From: Courier <news@courier.example>\nDate: Fri, 6 Feb 2026 10:15\nSubject: Rain\nContent-Type"
        ));
        assert!(mail.ends_with("\n\nIt fell.\n\nIt was wet.\n"));
        let long = format!("{}\n{forwarded}", "It rained in Leeds. ".repeat(20));
        for text in [long.as_str(), "Rain\n\nIt fell.\n", "From: x\nSubject: y\n\nIt fell.\n"] {
            assert_eq!(inner(text), None, "{text}");
        }
    }
}
