//! PDF files. Input: a record. Output: a draft.
//!
//! `pdftotext` of poppler-utils extracts the text. It is a separate process with limits on time and output. Its output is then read as plain
//! text, without page numbers and line breaks.

use std::{
    io::{self, Read, Write},
    path::Path,
    process::{Child, Command, Stdio},
    thread::{self, Builder},
    time::{Duration, Instant},
};

use super::{Draft, ExtractError, ExtractOptions, RecordPlace, text};
use crate::{
    analysis::{self, is_hyphen_at_line_end},
    read::{RawRecord, RecordFormat},
};

/// Maximum time for one file.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Interval between checks whether the program has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// Maximum length of the output of the program, in bytes.
const OUTPUT_LIMIT: u64 = 32 << 20;

/// Reason why PDF files cannot be read without the program.
pub(crate) const PROGRAM_MISSING: &str =
    "`pdftotext` (poppler-utils) is not installed; PDF files are read again once it is";

/// Returns the draft of the article in the record.
pub(super) fn extract(record: &RawRecord, options: &ExtractOptions) -> Result<Draft, ExtractError> {
    let malformed =
        |message: String| ExtractError::Malformed { place: RecordPlace::of(record), format: "PDF", message };
    let Some(program) = &options.pdf_to_text else {
        return Err(ExtractError::Unreadable { place: RecordPlace::of(record), reason: PROGRAM_MISSING });
    };
    let text = run(program, &record.bytes, TIME_LIMIT).map_err(malformed)?;
    let plain =
        RawRecord { format: RecordFormat::Text, bytes: running_text(&text).into_bytes(), ..record.clone() };
    let mut draft = text::extract(&plain, options)?;
    draft.article.place = None;
    Ok(draft)
}

/// Returns the output of `program` for the file `pdf`.
fn run(program: &Path, pdf: &[u8], time: Duration) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(["-q", "-enc", "UTF-8", "-", "-"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child =
        command.spawn().map_err(|error| format!("cannot run `{}`: {error}", program.display()))?;
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        // The program may close its input early; its exit status shows whether that is an error.
        let write_input = move || input.map(|mut input| input.write_all(pdf));
        let started = Builder::new().spawn_scoped(scope, write_input).and_then(|_| {
            let errors = Builder::new().spawn_scoped(scope, move || text_of(errors, 1 << 12))?;
            Ok((errors, Builder::new().spawn_scoped(scope, move || text_of(output, OUTPUT_LIMIT + 1))?))
        });
        let (errors, output) = match started {
            Ok(started) => started,
            Err(error) => {
                stop(&mut child);
                return Err(format!("the system starts no thread to read it: {error}"));
            }
        };
        let ended = wait(&mut child, time);
        let text = output.join().unwrap_or_default();
        let errors = errors.join().unwrap_or_default();
        match ended {
            Err(error) => Err(error),
            Ok(_) if text.len() as u64 > OUTPUT_LIMIT => {
                Err(format!("it holds more than {OUTPUT_LIMIT} bytes of text, the limit"))
            }
            Ok(true) => Ok(text),
            Ok(false) => {
                Err(format!("`pdftotext` says: {}", errors.lines().next().unwrap_or("nothing").trim()))
            }
        }
    })
}

/// Returns the text from a pipe, at most `limit` bytes. If there is more, the closed pipe stops the writer.
fn text_of(pipe: Option<impl Read>, limit: u64) -> String {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        // After an error, the bytes before it are used.
        let _: io::Result<usize> = pipe.take(limit).read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn stop(child: &mut Child) {
    // An error here means that it has just ended.
    let _ = child.kill();
    let _ = child.wait();
}

/// Waits for the program and returns whether it succeeded. Kills it after `time`.
fn wait(child: &mut Child, time: Duration) -> Result<bool, String> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.success()),
            Ok(None) if start.elapsed() < time => thread::sleep(POLL_INTERVAL),
            Ok(None) => {
                stop(child);
                return Err(format!("`pdftotext` took more than {} s, the limit", time.as_secs()));
            }
            Err(error) => return Err(format!("`pdftotext` cannot be waited for: {error}")),
        }
    }
}

/// Returns the text of pages as paragraphs with blank lines between them, without page numbers.
fn running_text(pages: &str) -> String {
    let mut text = String::new();
    for page in pages.split('\u{c}') {
        let lines: Vec<&str> = page.lines().map(str::trim).collect();
        let (first, last) =
            (lines.iter().position(|line| !line.is_empty()), lines.iter().rposition(|line| !line.is_empty()));
        let mut is_continued =
            text.ends_with(|last: char| last.is_alphanumeric() || matches!(last, ',' | '-' | ';'));
        let mut begun = false;
        for (at, line) in lines.iter().enumerate() {
            if (Some(at) == first || Some(at) == last) && is_page_number(line) {
                continue;
            }
            if line.is_empty() {
                is_continued &= !begun;
                continue;
            }
            if is_continued {
                join_line(&mut text, line);
            } else {
                text.push_str(if text.is_empty() { "" } else { "\n\n" });
                text.push_str(line);
            }
            (is_continued, begun) = (true, true);
        }
    }
    text
}

/// Adds a line to the last paragraph. A word that a hyphen divides at the line end becomes whole.
fn join_line(text: &mut String, line: &str) {
    let hyphen = text
        .char_indices()
        .next_back()
        .filter(|(_, character)| is_hyphen_at_line_end(*character))
        .map(|(at, _)| at);
    text.push('\n');
    text.push_str(line);
    let end = text.len() - line.len();
    match hyphen {
        Some(at) if analysis::continuation(text, at).is_some() => text.replace_range(at..end, ""),
        // Any other hyphen belongs to the word.
        Some(_) if line.starts_with(char::is_lowercase) && !analysis::follows_omitted_part(line) => {
            text.replace_range(end - 1..end, "")
        }
        _ => text.replace_range(end - 1..end, " "),
    }
}

/// Returns whether a line is only a page number: `7`, `- 7 -`, `Page 7 of 9`, `7/9`.
fn is_page_number(line: &str) -> bool {
    let mut digits = 0;
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        if word.bytes().all(|byte| byte.is_ascii_digit()) && word.len() <= 4 {
            digits += 1;
        } else if !["page", "of", "p", "pg", "seite", "von", "sur", "de"]
            .contains(&word.to_lowercase().as_str())
        {
            return false;
        }
    }
    (1..=2).contains(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_paragraphs() {
        let pages = "Rain stops play\n\nLEEDS: Rain fell on Mon-\nday and the cov-\ners stayed on, said\n\n1\n\u{c}\
                     Page 2 of 2\n\nthe umpire.\n\nPlay goes on in 2026\n2\n";
        assert_eq!(
            running_text(pages),
            "Rain stops play\n\nLEEDS: Rain fell on Monday and the covers stayed on, said the umpire.\n\n\
             Play goes on in 2026"
        );
    }

    #[test]
    fn page_numbers_are_recognized() {
        for line in ["7", "- 7 -", "Page 7 of 9", "7/9", "p. 7"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["", "—", "7 die", "12345", "of", "1 2 3"] {
            assert!(!is_page_number(line), "{line}");
        }
    }

    #[test]
    fn without_the_program_files_are_refused() {
        let record = RawRecord::whole("/a.pdf".to_owned(), RecordFormat::Pdf, b"%PDF-1.7".to_vec());
        let error = extract(&record, &ExtractOptions::new(jiff::Zoned::default())).unwrap_err();
        assert_eq!(
            error.to_string(),
            "/a.pdf: `pdftotext` (poppler-utils) is not installed; PDF files are read again once it is"
        );
    }

    #[cfg(unix)]
    mod programs {
        use std::{fs, os::unix::fs::PermissionsExt};

        use super::*;

        /// Returns the output of a shell script for a file.
        fn ran(script: &str, time: Duration) -> Result<String, String> {
            let folder = tempfile::tempdir().unwrap();
            let program = folder.path().join("pdftotext");
            fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
            run(&program, b"%PDF-1.7 Rain", time)
        }

        #[test]
        fn the_output_of_the_program_is_limited() {
            assert_eq!(ran("cat", TIME_LIMIT).unwrap(), "%PDF-1.7 Rain");
            assert_eq!(
                ran("exec yes rain", TIME_LIMIT).unwrap_err(),
                format!("it holds more than {OUTPUT_LIMIT} bytes of text, the limit")
            );
            assert_eq!(
                ran("echo no cross-reference >&2; exit 1", TIME_LIMIT).unwrap_err(),
                "`pdftotext` says: no cross-reference"
            );
            assert_eq!(
                ran("exec sleep 100", Duration::ZERO).unwrap_err(),
                "`pdftotext` took more than 0 s, the limit"
            );
        }
    }
}
