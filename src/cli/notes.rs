//! Notes on standard error: warnings, explanations, and what is not shown.

use std::io::Write as _;

use morgue::archive::{Reach, Summary, Warning};
use morgue::render::{clean, counted, expanded_words, more_than_shown};

/// Whether notes are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notes {
    /// On standard error.
    Print,
    /// Not at all (`-q`).
    Suppress,
}

/// Prints a line on standard error. Failure is ignored: there is nowhere else to print.
pub(crate) fn print_line(text: &str) {
    let _ = writeln!(std::io::stderr(), "{}", clean(text));
}

impl Notes {
    /// Prints a note.
    pub(crate) fn note(self, message: &str) {
        if self == Self::Print {
            print_line(&format!("note: {message}"));
        }
    }

    /// Prints the warnings of an answer.
    pub(crate) fn warnings(self, warnings: &[Warning]) {
        warnings.iter().for_each(|warning| self.note(&warning.message));
    }

    /// Prints a line if more results exist than are shown, or if nothing matches. `noun` names one result.
    pub(crate) fn not_shown(self, summary: &Summary, noun: &str) {
        if let Some(more) = more_than_shown(summary, noun) {
            if self == Self::Print {
                print_line(&more);
            }
        } else if summary.shown == 0 && summary.total > 0 {
            let (offset, total) = (summary.offset, counted(summary.total, noun));
            self.note(&format!("`--offset {offset}` skips all results ({total})"));
        } else if summary.shown == 0 {
            self.note(&format!("no {noun} matches"));
        }
    }
}

/// Prints how the query was understood, and the terms that each of its words matches.
pub(crate) fn explain_query(summary: &Summary) {
    print_line(&format!("query: {}", summary.query));
    if let Some(fallback) = &summary.fallback {
        print_line(&format!("asked instead: {fallback}"));
    }
    for expansion in &summary.expansions {
        let more = if expansion.reach == Reach::Capped { " …" } else { "" };
        print_line(&format!("  {} = {}{more}", expansion.word, expanded_words(expansion).join(", ")));
    }
}
