//! The dates on visible lines of a page. Input: its lines. Output: the dates that are most likely those of the article.

use std::sync::LazyLock;

use super::{
    labels::{Label, label, label_of_next},
    reader::DateReader,
};
use crate::{
    dates::{DateMention, PublicationDate, dates_with_short_years, full_dates, with_time},
    extract::html::metadata::{Clues, collect::Line},
    passage::ends_sentence,
    word_list::class,
};

/// Maximum length of a line that is searched for dates, in characters. Longer lines are running text.
const LONGEST_LINE: usize = 180;

/// The visible dates of a page.
#[derive(Debug, Default)]
pub(super) struct VisibleDates {
    pub(super) published: Option<VisibleDate>,
    pub(super) modified: Option<VisibleDate>,
    /// All days on lines that may be about the article, in days since 1970-01-01.
    pub(super) days: Vec<i32>,
    /// The days in `days` that may be the day of publication.
    pub(super) published_days: Vec<i32>,
    /// The dates on short lines that are at least possible.
    possible: Vec<PublicationDate>,
    /// The dates that fill a line.
    alone: Vec<PublicationDate>,
}

/// A visible date.
#[derive(Debug, Clone, Copy)]
pub(super) struct VisibleDate {
    pub(super) date: PublicationDate,
    /// Whether it is certainly that of the article.
    pub(super) sure: bool,
}

/// Returns the dates on visible lines.
pub(super) fn visible_dates(clues: &Clues<'_>, reader: DateReader) -> VisibleDates {
    let statements = &clues.statements;
    let mut shown = VisibleDates::default();
    let mut best = (LIKELY - 1, LIKELY - 1);
    let mut others = Vec::new();
    for (at, line) in statements.lines.iter().enumerate() {
        let of_itself = is_about_own_page(&line.text);
        if line.place.comment || !of_itself && line.text.chars().count() > LONGEST_LINE {
            continue;
        }
        let before = at.checked_sub(1).map(|before| &statements.lines[before]);
        for date in line_dates(&line.text, reader) {
            let Some(label) = label_of(line, &date, before) else { continue };
            let timed = with_time(&line.text, &date, reader.order);
            let Some(believed) = reader.plausible(timed) else { continue };
            if label.is_none() && clues.is_after_story(&line.place) {
                others.push(believed);
                continue;
            }
            let stated = of_itself && label.is_some();
            let score = likelihood(clues, (at, line), &date, label) + if stated { OF_ITSELF } else { 0 };
            shown.days.push(believed.first_day());
            if label == Some(Label::Published) || (label.is_none() && score >= POSSIBLE) {
                shown.published_days.push(believed.first_day());
            }
            if !stated && !line.place.dated && in_sentence(&line.text, &date, label) {
                continue;
            }
            let alone = line.text.chars().count() <= SHORT_LINE;
            if score >= POSSIBLE && alone && label != Some(Label::Modified) {
                shown.possible.push(believed);
            }
            if line.text.len() - date.span.len() <= FEW && label != Some(Label::Modified) {
                shown.alone.push(believed);
            }
            let seen = Some(VisibleDate { date: believed, sure: score >= SURE });
            if label == Some(Label::Modified) && score > best.1 {
                (shown.modified, best.1) = (seen, score);
            } else if label != Some(Label::Modified)
                && score > best.0
                && (label.is_some() || clues.headline.is_some())
            {
                (shown.published, best.0) = (seen, score);
            }
        }
    }
    // If dates after the story are of other days, the only day before them may be that of the visit.
    let only = only_day(&shown.possible, &others).or_else(|| only_day(&shown.alone, &others));
    shown.published = shown.published.or(only.map(|date| VisibleDate { date, sure: false }));
    shown
}

/// Returns the first of `dates` if all of them, and all of `others`, are of the same day.
fn only_day(dates: &[PublicationDate], others: &[PublicationDate]) -> Option<PublicationDate> {
    let first = *dates.first()?;
    dates.iter().chain(others).all(|date| date.first_day() == first.first_day()).then_some(first)
}

/// Maximum number of bytes next to a date that fills its line: a time, punctuation.
const FEW: usize = 12;

/// Maximum length of a short line, in characters. Longer lines contain sentences.
const SHORT_LINE: usize = 60;

/// Returns the full dates on a line. If a short line has none, returns its dates with two-digit years.
fn line_dates(text: &str, reader: DateReader) -> Vec<DateMention> {
    let found = full_dates(text, reader.order);
    if !found.is_empty() || text.chars().count() > SHORT_LINE {
        return found;
    }
    dates_with_short_years(text, reader.order, reader.latest)
}

/// Returns whether a date is part of a sentence. A date at the end of a sentence with a label (`Published on …`) is not.
fn in_sentence(line: &str, date: &DateMention, label: Option<Label>) -> bool {
    /// Minimum number of lower-case words next to the date in a sentence.
    const SMALL_WORDS: usize = 4;
    let (before, after) = (&line[..date.span.start], &line[date.span.end..]);
    let words = [before, after].into_iter().flat_map(str::split_whitespace);
    let small = words.filter(|word| word.starts_with(char::is_lowercase)).count();
    let stated = label.is_some() && after.len() <= FEW;
    small >= SMALL_WORDS && ends_sentence(line.trim_end()) && !stated
}

/// Returns whether a line is a sentence about its own page: `This entry was posted on …`.
fn is_about_own_page(line: &str) -> bool {
    let mut words = line.split_whitespace().map(str::to_lowercase);
    let this = words.next().is_some_and(|word| THIS.contains(&word.as_str()));
    this && words.next().is_some_and(|word| PAGES.contains(&word.as_str()))
}

/// First words of sentences about their own page (`This`), in several languages.
static THIS: LazyLock<Vec<&str>> = LazyLock::new(|| class(OWN_PAGE, "this"));

static PAGES: LazyLock<Vec<&str>> = LazyLock::new(|| class(OWN_PAGE, "page"));

/// Words at the beginning of sentences about their own page.
const OWN_PAGE: &str = include_str!("own_page.txt");

/// Returns the label of a date on a line: `Some(None)` if the date has no label, `None` if its label is [`Label::Other`].
fn label_of(line: &Line, date: &DateMention, before: Option<&Line>) -> Option<Option<Label>> {
    let words = line.text[..date.span.start].to_lowercase();
    let own = label(&words);
    let line_before = before
        .filter(|before| before.text.len() < 40 && words.trim().is_empty())
        .and_then(|before| label_of_next(&before.text.to_lowercase()));
    match own.or(line_before) {
        Some(Label::Other) => None,
        label => Some(label),
    }
}

/// Minimum score at which a date is taken for that of the article.
const LIKELY: i32 = 33;

/// Minimum score at which a date is taken for that of the article if there is no other day.
const POSSIBLE: i32 = 12;

/// Score added for a date in a sentence about its own page.
const OF_ITSELF: i32 = 40;

/// Minimum score at which a date is certain.
const SURE: i32 = 60;

/// Returns a score for a date on a line: higher if it is more likely that of the article. The numbers were tuned on judged pages.
fn likelihood(
    clues: &Clues<'_>,
    (at, line): (usize, &Line),
    date: &DateMention,
    label: Option<Label>,
) -> i32 {
    let place = &line.place;
    let mut score = match label {
        Some(Label::Published) => 40,
        Some(_) => 20,
        None => 0,
    };
    score += if place.dated { 20 } else { 0 };
    let other = line.text.chars().count() as i32 - date.span.of(&line.text).chars().count() as i32;
    score += match other {
        ..=30 => 20,
        31..=80 => 5,
        _ => -15,
    };
    score += clues.headline_line.map_or(0, |headline| match at.abs_diff(headline) {
        ..=3 => 30,
        4..=8 => 22,
        9..=20 => 10,
        _ => 0,
    });
    score -= match clues.statements.is_outside_article(place, clues.headline.as_ref()) {
        // A `<footer>` below the headline is not the footer of the page.
        true if clues.is_above_story(place) => 15,
        true => 35,
        false => 0,
    };
    score -= if place.list { 10 } else { 0 };
    score -= if place.link { 15 } else { 0 };
    if let Some(headline) = clues.headline {
        score += if headline.article.is_some() && headline.article == place.article { 8 } else { 0 };
        score -= if headline.article != place.article && place.article.is_some() { 15 } else { 0 };
    }
    score
}
