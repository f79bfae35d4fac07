//! Mails that are forwarded in the text of another mail. Input: text or HTML. Output: the headers and the text of the inner mail, as a mail.

use std::sync::LazyLock;

use crate::word_list::pairs;

/// Maximum length of a note above a forwarded mail, in bytes.
const NOTE: usize = 200;
/// Maximum length of a header in HTML, with its addresses, in bytes.
const HEADER: usize = 2000;

static WORDS: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| pairs(include_str!("forward_words.tsv")).collect());

/// Words that some programs write between day and time.
const BEFORE_TIME: [&str; 12] =
    [" at ", " um ", " à ", " a las ", " alle ore ", " alle ", " om ", " às ", " o ", " kl. ", " kl ", " в "];

/// A line, and the offset of the next one in the input.
struct Line {
    text: String,
    end: usize,
}

/// Returns the inner mail if `text` only forwards it: its headers and its text.
pub(super) fn inner(text: &str, subject: Option<&str>) -> Option<String> {
    let mut end = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        end += line.len();
        Line { text: line.trim().to_owned(), end }
    });
    let (headers, at) = headers(lines, subject)?;
    let plain = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
    Some(format!("{headers}{plain}\n{}", &text[at..]))
}

/// Returns the inner mail if `markup` only forwards it.
pub(super) fn inner_of_html(markup: &str, subject: Option<&str>) -> Option<String> {
    let (headers, at) = headers(lines_of(markup), subject)?;
    let html = "Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n";
    Some(format!("{headers}{html}\n{}", &markup[at..]))
}

/// Returns the headers of the forwarded mail, and the offset of its text.
fn headers(lines: impl Iterator<Item = Line>, subject: Option<&str>) -> Option<(String, usize)> {
    let (mut headers, mut above, mut is_announced, mut begin) = (String::new(), 0, false, 0);
    let mut last: Option<&'static str> = None;
    for line in lines {
        if line.text.is_empty() {
            // Some programs write blank lines between the headers.
            if has_required_headers(&headers) {
                begin = line.end;
            }
            continue;
        }
        let header = header(&line.text);
        match header {
            Some((own, value)) => {
                if !own.is_empty() {
                    headers.push_str(&format!("{own}: {value}\n"));
                }
                (last, begin) = (Some(own), line.end);
            }
            // The address follows the name on a separate line.
            None if last == Some("From") && is_address(&line.text) => {
                let kept = headers.trim_end().len();
                headers.replace_range(kept.., &format!(" {}\n", line.text));
                begin = line.end;
            }
            None if last.is_some() => break,
            None if !is_announced && is_announcement(&line.text) => is_announced = true,
            None => {
                above += line.text.len() + 1;
                if above > NOTE {
                    return None;
                }
            }
        }
    }
    // The forwarded mail is announced by a line or by the subject.
    let is_forwarded = is_announced || (subject.is_some_and(is_forward) && headers.contains("Date: "));
    (is_forwarded && has_required_headers(&headers)).then_some((headers, begin))
}

fn has_required_headers(headers: &str) -> bool {
    headers.contains("From: ") && headers.contains("Subject: ")
}

fn is_announcement(line: &str) -> bool {
    let words = line
        .trim_matches(|character: char| "-_*> ".contains(character) || character.is_whitespace())
        .to_lowercase();
    WORDS.iter().any(|(kind, known)| *kind == "announced" && *known == words)
}

/// Returns whether a subject shows that the mail forwards another.
fn is_forward(subject: &str) -> bool {
    let Some((word, _)) = subject.split_once(':') else { return false };
    let word = word.trim().to_lowercase();
    WORDS.iter().any(|(kind, known)| *kind == "subject" && *known == word)
}

fn is_address(line: &str) -> bool {
    line.contains('@') && !line.contains(' ') && line.len() < 200
}

/// Returns the standard name and the value of the header in a line. The name is empty for headers that are not needed (recipients).
fn header(line: &str) -> Option<(&'static str, String)> {
    let (name, value) = line.trim_matches(['*', ' ']).split_once(':')?;
    let name = name.trim_matches(['*', ' ', '\u{a0}']).to_lowercase();
    let value = value.trim_matches(['*', ' ', '\u{a0}']);
    let known = WORDS.iter().find(|(kind, word)| *word == name && kind.starts_with(char::is_uppercase));
    let Some((own, _)) = known else {
        const OTHERS: [&str; 12] =
            ["to", "cc", "an", "à", "para", "a", "aan", "do", "till", "til", "kime", "кому"];
        return OTHERS.contains(&name.as_str()).then(|| ("", String::new()));
    };
    if *own != "Date" {
        return Some((own, value.to_owned()));
    }
    let between = BEFORE_TIME.iter().find(|between| {
        value
            .split_once(*between)
            .is_some_and(|(_, time)| time.starts_with(|first: char| first.is_ascii_digit()))
    });
    Some((own, between.map_or_else(|| value.to_owned(), |between| value.replacen(between, " ", 1))))
}

/// Returns the visible lines of HTML. Lines longer than a header are cut.
fn lines_of(markup: &str) -> impl Iterator<Item = Line> + '_ {
    const BREAKS: [&str; 12] =
        ["br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote", "table", "hr", "body"];
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= markup.len() {
            return None;
        }
        let mut shown = String::new();
        while at < markup.len() {
            let rest = &markup[at..];
            let Some(tag) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                shown.push_str(&rest[..end]);
                at += end;
                continue;
            };
            at += tag.find('>').map_or(rest.len(), |end| end + 2);
            let name = tag.trim_start_matches('/');
            let name = &name
                [..name.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(name.len())];
            if ["style", "script", "title", "head"].contains(&name.to_ascii_lowercase().as_str())
                && !tag.starts_with('/')
            {
                at = end_of(markup, at, name);
            } else if BREAKS.contains(&name.to_ascii_lowercase().as_str()) || shown.len() > HEADER {
                break;
            }
        }
        Some(Line { text: if shown.trim().is_empty() { String::new() } else { unescaped(&shown) }, end: at })
    })
}

/// Returns the position of the end tag of `name` after `at`; the end of the input if there is none, as in browsers.
fn end_of(markup: &str, at: usize, name: &str) -> usize {
    let rest = &markup.as_bytes()[at..];
    let is_close = |close: &usize| {
        let found = rest.get(close + 2..close + 2 + name.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memmem::find_iter(rest, b"</").find(is_close).map_or(markup.len(), |close| at + close)
}

/// Returns text on one line, with its character references resolved.
fn unescaped(text: &str) -> String {
    let text = scraper::Html::parse_fragment(text).root_element().text().collect::<String>();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORWARDED: &str = "FYI\n\n---------- Forwarded message ---------\nFrom: Courier <news@courier.example>\n\
                             Date: Fri, 6 Feb 2026 at 10:15\nSubject: Rain\nTo: <me@x.example>\n\nIt fell.\n\nIt was wet.\n";

    #[test]
    fn forwarded_mails_are_recognized() {
        let mail = inner(FORWARDED, None).unwrap();
        assert!(mail.starts_with(
            "From: Courier <news@courier.example>\nDate: Fri, 6 Feb 2026 10:15\nSubject: Rain\nContent-Type"
        ));
        assert!(mail.ends_with("\n\nIt fell.\n\nIt was wet.\n"));
        let long = format!("{}\n{FORWARDED}", "It rained in Leeds. ".repeat(20));
        for text in [long.as_str(), "Rain\n\nIt fell.\n", "From: x\nSubject: y\n\nIt fell.\n"] {
            assert_eq!(inner(text, None), None, "{text}");
        }
        let unannounced = FORWARDED.split_once("---\n").unwrap().1;
        assert_eq!(inner(unannounced, Some("Rain")), None);
        assert!(inner(unannounced, Some("WG: Rain")).is_some());
    }

    #[test]
    fn forwarded_mails_are_recognized_in_html_and_other_languages() {
        let gmail = "<div dir=\"ltr\">FYI</div><br><div class=\"gmail_quote\"><div>---------- Forwarded message ---------<br>\
                     De: <strong>Leeds Courier</strong> <span>&lt;<a href=\"mailto:news@courier.example\">news@courier.example</a>&gt;</span><br>\
                     Date: ven. 6 févr. 2026 à 10:15<br>Subject: Rain &amp; hail<br>To: &lt;me@x.example&gt;<br></div><br><br><p>It fell.</p></div>";
        let mail = inner_of_html(gmail, None).unwrap();
        assert!(mail.starts_with(
            "From: Leeds Courier <news@courier.example>\nDate: ven. 6 févr. 2026 10:15\nSubject: Rain & hail\nContent-Type: text/html"
        ), "{mail}");
        assert!(mail.ends_with("It fell.</p></div>"), "{mail}");
        let outlook = "<p>FYI</p><p><b>Von:</b> Courier &lt;news@courier.example&gt;<br><b>Gesendet:</b> Freitag, 6. Februar 2026 10:15<br>\
                       <b>An:</b> Ich<br><b>Betreff:</b> Regen</p><p>Es fiel.</p>";
        let mail = inner_of_html(outlook, Some("WG: Regen")).unwrap();
        assert!(mail.contains("Subject: Regen\n") && mail.ends_with("Es fiel.</p>"), "{mail}");
    }
}
