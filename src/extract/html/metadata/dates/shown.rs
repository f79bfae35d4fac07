//! The dates that readers see. The lines of a survey enter; those that are likely the article's leave.

use super::{
    labels::{Label, label, label_of_next},
    reading::DateReading,
};
use crate::{
    dates::{DateMention, PublicationDate, dates_with_short_years, full_dates, with_time},
    extract::html::metadata::{Clues, survey::Line},
    passage::ends_sentence,
};

/// The longest line on which a date is looked for, in characters; longer ones are running text.
const LONGEST_LINE: usize = 180;

/// What readers see of dates.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) published: Option<Seen>,
    pub(super) modified: Option<Seen>,
    /// All days on lines that may be about the article, in days since 1970-01-01.
    pub(super) days: Vec<i32>,
    /// Those among them on which the page says, or may say, that the article was published.
    pub(super) told: Vec<i32>,
    /// The dates on lines of the article, however likely it is that they are its own.
    possible: Vec<PublicationDate>,
    /// The dates that are lines of their own, wherever they stand.
    alone: Vec<PublicationDate>,
}

/// A date that readers see near the headline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub(super) date: PublicationDate,
    /// Whether its place leaves no doubt.
    pub(super) sure: bool,
}

/// Returns what visible lines say of dates.
pub(super) fn shown(clues: &Clues<'_>, reading: DateReading) -> Shown {
    let survey = &clues.survey;
    let mut shown = Shown::default();
    let mut best = (LIKELY - 1, LIKELY - 1);
    let mut beside = Vec::new();
    for (at, line) in survey.lines.iter().enumerate() {
        let of_itself = speaks_of_itself(&line.text);
        if line.place.comment || !of_itself && line.text.chars().count() > LONGEST_LINE {
            continue;
        }
        let before = at.checked_sub(1).map(|before| &survey.lines[before]);
        for date in line_dates(&line.text, reading) {
            let Some(label) = label_of(line, &date, before) else { continue };
            let timed = with_time(&line.text, &date, reading.order);
            let Some(believed) = reading.believed(timed) else { continue };
            if label.is_none() && clues.is_beside(&line.place) {
                beside.push(believed);
                continue;
            }
            let stated = of_itself && label.is_some();
            let score = likelihood(clues, (at, line), &date, label) + if stated { OF_ITSELF } else { 0 };
            shown.days.push(believed.first_day());
            if label == Some(Label::Published) || (label.is_none() && score >= POSSIBLE) {
                shown.told.push(believed.first_day());
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
            let seen = Some(Seen { date: believed, sure: score >= SURE });
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
    // Where other articles have other days, a day alone may be that of the visit.
    let only = only_day(&shown.possible, &beside).or_else(|| only_day(&shown.alone, &beside));
    shown.published = shown.published.or(only.map(|date| Seen { date, sure: false }));
    shown
}

/// Returns the first of dates if they, and those `beside` them, are all of one day.
fn only_day(dates: &[PublicationDate], beside: &[PublicationDate]) -> Option<PublicationDate> {
    let first = *dates.first()?;
    dates.iter().chain(beside).all(|date| date.first_day() == first.first_day()).then_some(first)
}

/// So many bytes beside a date leave it a line of its own: a time, a sign.
const FEW: usize = 12;

/// Longer lines hold sentences, in characters.
const SHORT_LINE: usize = 60;

/// Returns the dates on a line, also with short years where the line is short.
fn line_dates(text: &str, reading: DateReading) -> Vec<DateMention> {
    let found = full_dates(text, reading.order);
    if !found.is_empty() || text.chars().count() > SHORT_LINE {
        return found;
    }
    dates_with_short_years(text, reading.order, reading.latest)
}

/// Returns whether a date stands inside a sentence and so is what the sentence tells of, unless it ends one that speaks of publication.
fn in_sentence(line: &str, date: &DateMention, label: Option<Label>) -> bool {
    /// Lines about an article have fewer words with small letters beside the date.
    const SMALL_WORDS: usize = 4;
    let (before, after) = (&line[..date.span.start], &line[date.span.end..]);
    let words = [before, after].into_iter().flat_map(str::split_whitespace);
    let small = words.filter(|word| word.starts_with(char::is_lowercase)).count();
    let stated = label.is_some() && after.len() <= FEW;
    small >= SMALL_WORDS && ends_sentence(line.trim_end()) && !stated
}

/// Returns whether a line is a sentence about the page it stands on: `This entry was posted on …`.
fn speaks_of_itself(line: &str) -> bool {
    let mut words = line.split_whitespace().map(str::to_lowercase);
    let this = words.next().is_some_and(|word| THIS.contains(&word.as_str()));
    this && words.next().is_some_and(|word| PAGES.contains(&word.as_str()))
}

/// How sentences about the page they stand on begin, in several languages.
const THIS: [&str; 15] = [
    "this", "dieser", "diese", "dieses", "cet", "cette", "este", "esta", "questo", "questa", "dit", "deze",
    "denne", "denna", "den",
];

const PAGES: [&str; 23] = [
    "entry",
    "post",
    "article",
    "story",
    "page",
    "eintrag",
    "beitrag",
    "artikel",
    "seite",
    "billet",
    "artículo",
    "articulo",
    "entrada",
    "página",
    "pagina",
    "nota",
    "articolo",
    "artigo",
    "bericht",
    "artikkelen",
    "sida",
    "side",
    "siden",
];

/// Returns what a date on a line is the date of: `Some(None)` where nothing says, `None` where it is of something else.
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

/// From this score on a date on a line is taken for the article's.
const LIKELY: i32 = 33;

/// From this score on it is taken where there is no other.
const POSSIBLE: i32 = 12;

/// What a sentence adds that says so of its page, wherever it stands.
const OF_ITSELF: i32 = 40;

/// From this score on there is no doubt.
const SURE: i32 = 60;

/// Returns how likely it is that a date on a line is the article's; tuned on judged pages.
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
    score -= match clues.survey.is_around(place, clues.headline.as_ref()) {
        // The foot of a headline is not that of the page.
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
