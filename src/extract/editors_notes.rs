//! Notes of wire services for editors, in lines above headlines and in front of them. Input: a line. Output: whether it is a note, or the
//! headline without version marks.

use std::sync::LazyLock;

use regex::Regex;

use crate::word_list::pairs;

/// First words of notes, in lower case, each with its kind (`prefix` or `words`).
static BEGINNINGS: LazyLock<Vec<(&str, &str)>> =
    LazyLock::new(|| pairs(include_str!("editors_notes.tsv")).collect());

/// A line that consists of version marks and words such as `urgent`.
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    let version =
        r"(?:\d+(?:st|nd|rd|th)\s+)?(?:lead|ld|ld-writethru|lead-writethru|writethru|add|take|version)";
    let word = r"(?:update|wrapup|refile|rpt|repeat|recast|corrected|correction|urgent|bulletin|flash|advisory|news alert|kill|bjt|undated|adv|advance)";
    let pattern = format!(r"(?i)^(?:(?:{version}|{word})(?:\s+\d+)?[\s,.:;/-]*)+$");
    Regex::new(&pattern).expect("the pattern is sound")
});

/// Version marks in front of a headline.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    let numbered =
        r"\d+(?:ST|ND|RD|TH|st|nd|rd|th)\s+(?:LEAD|LD|Lead|Ld)(?:-WRITETHRU|-Writethru)?\s*[-:–—]?\s*";
    let word = r"(?:UPDATE|WRAPUP|REFILE|RPT|REPEAT|RECAST|CORRECTED|CORRECTION|URGENT|BULLETIN|FLASH|NEWS ALERT)(?:\s*\d+)?\s*[-:–—]\s*";
    Regex::new(&format!(r"^(?:{numbered}|{word}|\(OFFICIAL\)\s*[-:–—]\s*)+")).expect("the pattern is sound")
});

/// Returns whether a line is a headline after a version mark. Lines that begin with `URGENT`, `BULLETIN` or `FLASH` do not count: they
/// may be keywords (`URGENT-Rain-Leeds`).
pub(super) fn is_marked_headline(line: &str) -> bool {
    let rest = MARK.find(line).map_or("", |mark| &line[mark.end()..]);
    rest.contains(' ') && !["URGENT", "BULLETIN", "FLASH"].iter().any(|keyword| line.starts_with(keyword))
}

/// Returns whether a line is a note for editors.
pub(super) fn is_note(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    BEGINNINGS.iter().any(|(kind, note)| {
        lower.strip_prefix(note).is_some_and(|rest| *kind == "prefix" || rest.starts_with(' '))
    }) || (lower.starts_with('(') && lower.ends_with(')'))
        || NOTE.is_match(&lower)
}

/// Returns a headline without version marks (`REFILE-`, `1ST LEAD`); `None` if the rest is empty or a note.
pub(super) fn without_version_marks(line: &str) -> Option<String> {
    let rest = MARK.find(line).map_or(line, |mark| &line[mark.end()..]).trim();
    (!rest.is_empty() && !NOTE.is_match(rest)).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_not_headlines() {
        for note in [
            "URGENT",
            "1ST LEAD",
            "2nd Ld-Writethru",
            "REFILE",
            "UPDATE 1",
            "Eds: More to come",
            "With PM-Rain Rdp",
            "Precede LEEDS, England",
            "(Adds details)",
            "With Photo",
            "LaserPhoto LD7",
            "URGENT, 1st Ld",
            "For Release Sunday, Feb. 6",
            "PM-Leeds-Rain",
        ] {
            assert!(is_note(note), "{note}");
        }
        for headline in [
            "Urgent Call for Boats",
            "Update on the Flood",
            "Leeds Takes the Lead",
            "With Rain Comes Mud",
            "Advance of the River Halts",
            "Rain falls (and falls)",
        ] {
            assert!(!is_note(headline), "{headline}");
        }
    }

    #[test]
    fn version_marks_are_removed() {
        for (line, expected) in [
            ("REFILE-Rain falls", Some("Rain falls")),
            ("UPDATE 2-Rain falls", Some("Rain falls")),
            ("RPT-UPDATE 1-Rain falls", Some("Rain falls")),
            ("CORRECTED-(OFFICIAL)-Rain falls", Some("Rain falls")),
            ("1ST LEAD Rain falls", Some("Rain falls")),
            ("2nd Ld-Writethru: Rain falls", Some("Rain falls")),
            ("URGENT: Rain falls", Some("Rain falls")),
            ("Rain-soaked Leeds", Some("Rain-soaked Leeds")),
            ("Urgent: how to bail", Some("Urgent: how to bail")),
            ("1st lead in years for Leeds", Some("1st lead in years for Leeds")),
            ("1ST LEAD", None),
            ("REFILE", None),
        ] {
            assert_eq!(without_version_marks(line).as_deref(), expected, "{line}");
        }
    }
}
