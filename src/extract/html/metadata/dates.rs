//! When a page says its article was published and changed, in markup and on visible lines. A survey enters; dates leave.

use std::{cmp::Reverse, collections::HashMap, ops::RangeInclusive, sync::LazyLock};

use serde_json::Value;

use super::{
    Clues,
    json_ld::type_rank,
    survey::{Line, Place, Survey},
};
use crate::{
    date::PublicationDate,
    extract::{
        day_order::DayOrder,
        found_date::{FoundDate, full_dates, short_years, with_time},
        table::rows,
        written_date::{date_of_value, parse_date_in},
    },
};

/// How numbers are read as dates on one page.
#[derive(Debug, Clone, Copy)]
pub(super) struct DateReading {
    pub(super) order: DayOrder,
    /// The last day a date may be, in days since 1970-01-01.
    pub(super) latest: i32,
}

/// The first year of news that anybody has put on a page; programs write earlier ones, or these days, where they know nothing.
const FIRST_YEAR: i16 = 1800;

const SENTINELS: [(i16, i8, i8); 5] = [(1970, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1980, 1, 1)];

impl DateReading {
    fn believed(self, date: PublicationDate) -> Option<PublicationDate> {
        let sentinel = SENTINELS
            .iter()
            .any(|(year, month, day)| (date.year, date.month, date.day) == (*year, Some(*month), Some(*day)));
        (date.first_day() <= self.latest && date.year >= FIRST_YEAR && !sentinel).then_some(date)
    }

    /// Returns the date that a value in markup is: alone, or among other words.
    fn read(self, text: &str) -> Option<PublicationDate> {
        let text = text.trim();
        let date = parse_date_in(text, self.order).or_else(|| {
            let found = full_dates(text, self.order);
            found.first().map(|found| with_time(text, found, self.order))
        });
        date.and_then(|date| self.believed(date))
    }

    fn read_value(self, value: &Value) -> Option<PublicationDate> {
        match value {
            Value::String(text) => self.read(text),
            Value::Array(list) => list.first().and_then(|value| self.read_value(value)),
            other => date_of_value(other).and_then(|date| self.believed(date)),
        }
    }
}

/// When an article was published and last changed, as far as its page tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PageDates {
    /// As markup states it.
    pub(super) published: Option<PublicationDate>,
    pub(super) modified: Option<PublicationDate>,
    /// As readers see it.
    pub(super) shown: Option<PublicationDate>,
    pub(super) shown_modified: Option<PublicationDate>,
}

/// Returns the dates of a page's article.
pub(super) fn dates(clues: &Clues<'_>, reading: DateReading) -> PageDates {
    let page = &clues.survey;
    let linked = |keys: &[&str], ranks: RangeInclusive<u8>| {
        let found = clues.data.first(keys, |value| reading.read_value(value));
        found.filter(|(rank, _)| ranks.contains(rank)).map(|(_, date)| date)
    };
    let meta = |field| page.meta_content(clues.names(field), |text| reading.read(text));
    let shown = shown(clues, reading);
    let visible = shown.published.map(|found| found.date);
    let published = linked(&["datePublished", "dateCreated"], 1..=1)
        .or_else(|| meta("published"))
        .or_else(|| property(clues, &["datepublished", "published", "pubdate", "issued"], reading))
        .or_else(|| linked(&["datePublished", "dateCreated", "uploadDate", "datePosted"], 2..=3))
        .or_else(|| moment(clues, reading, Label::Published))
        // What says nothing but `date` is often that of the file: what readers see goes before.
        .or_else(|| meta("dated").filter(|_| visible.is_none()))
        .or_else(|| property(clues, &["datecreated", "created", "date", "uploaddate"], reading).filter(|_| visible.is_none()))
        .or_else(|| in_scripts(&page.scripts, reading).filter(|_| visible.is_none()));
    let modified = linked(&["dateModified"], 1..=3)
        .or_else(|| meta("modified"))
        .or_else(|| property(clues, &["datemodified", "updated", "modified"], reading))
        .or_else(|| moment(clues, reading, Label::Modified));
    let published = published.map(|date| as_shown(date, modified, &shown).unwrap_or(date));
    PageDates { published, modified, shown: visible, shown_modified: shown.modified }
}

/// Returns the date that readers see in place of a stated one: the same moment in the outlet's own zone, or the day of the last change
/// where the page shows that as its date and the day first stated nowhere.
fn as_shown(
    stated: PublicationDate,
    modified: Option<PublicationDate>,
    shown: &Shown,
) -> Option<PublicationDate> {
    let visible = shown.published?;
    let apart = visible.date.first_day() - stated.first_day();
    let utc = stated.time.is_some_and(|time| time.offset == Some(0));
    if apart == 0 || visible.date.day.is_none() {
        return None;
    }
    if utc && apart.abs() == 1 {
        return in_own_zone(stated, visible.date);
    }
    let changed = modified.is_some_and(|modified| modified.first_day() == visible.date.first_day());
    let nowhere = shown.days.iter().all(|day| *day != stated.first_day());
    (changed && nowhere && visible.sure).then_some(visible.date)
}

/// Returns the day that a moment in UTC is where the article was published, if it is the same moment there: with the zone that
/// the two times of day tell, else without a time.
fn in_own_zone(stated: PublicationDate, local: PublicationDate) -> Option<PublicationDate> {
    let second = i64::from(stated.time?.second);
    let ahead = local.first_day() > stated.first_day();
    let day = PublicationDate { time: None, ..local };
    let Some(time) = local.time else {
        // The west is behind by up to twelve hours, the east ahead by up to fourteen.
        let possible = if ahead { second >= 10 * 3600 } else { second < 12 * 3600 };
        return possible.then_some(day);
    };
    let days = i64::from(local.first_day() - stated.first_day());
    let minutes = (days * 86_400 + i64::from(time.second) - second).div_euclid(60);
    let quarters = (minutes + 7).div_euclid(15) * 15;
    let zone = i16::try_from(quarters).ok().filter(|zone| (-12 * 60..=14 * 60).contains(zone))?;
    let same = (minutes - quarters).abs() <= 1;
    Some(if same { local.at(time.second, Some(zone)) } else { day })
}

/// Returns the date that a property of the article, or of the page, states.
fn property(clues: &Clues<'_>, names: &[&str], reading: DateReading) -> Option<PublicationDate> {
    let survey = &clues.survey;
    let fits = |place: &Place| {
        let kind = place.thing.map_or("", |thing| survey.things[thing].kind.as_str());
        !place.comment && !kind.contains("comment") && (kind.is_empty() || type_rank(kind).is_some())
    };
    names.iter().find_map(|name| {
        let mut found: Vec<_> = survey
            .properties
            .iter()
            .filter(|property| property.name.split(' ').any(|this| this == *name) && fits(&property.place))
            .filter_map(|property| Some((clues.distance(&property.place), reading.read(&property.value)?)))
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        found.first().map(|(_, date)| *date)
    })
}

/// What a date is the date of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Published,
    Modified,
    Other,
}

static LABELS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
    let rows = rows(include_str!("date_labels.tsv")).filter_map(|(label, mut columns)| {
        let label = match label {
            "published" => Label::Published,
            "modified" => Label::Modified,
            _ => Label::Other,
        };
        Some((columns.next()?, label))
    });
    rows.collect()
});

/// Returns what lower-case words say about the date they stand by; of several the last.
fn label(words: &str) -> Option<Label> {
    let found = LABELS.iter().filter_map(|(label, meaning)| {
        let at = words.rfind(label)?;
        let whole = !words[..at].ends_with(char::is_alphanumeric);
        whole.then_some((at + label.len(), label.len(), *meaning))
    });
    found.max_by_key(|(end, length, _)| (*end, *length)).map(|(_, _, meaning)| meaning)
}

/// Returns the time in an attribute or a `<time>` near the headline that is the date of publication, or of the last change.
fn moment(clues: &Clues<'_>, reading: DateReading, wanted: Label) -> Option<PublicationDate> {
    let survey = &clues.survey;
    let found = survey.moments.iter().filter_map(|moment| {
        let modified = ["updat", "modif"].iter().any(|hint| moment.hints.contains(hint))
            && !moment.hints.contains("publish");
        let own = || label(&moment.shown.to_lowercase()).or_else(|| label_before(survey, &moment.place));
        let this = if modified { Label::Modified } else { own().unwrap_or(Label::Published) };
        // Without a headline nobody can tell what stands around it.
        let around = clues.headline.is_some() && survey.is_around(&moment.place, clues.headline.as_ref());
        if moment.place.comment || this != wanted || around {
            return None;
        }
        let date = reading.read(&moment.value).or_else(|| reading.read(&moment.shown))?;
        let named = moment.is_time || moment.place.dated;
        let hinted = ["publish", "pubdate", "entry-date", "posted", "created", "date"].iter().any(|hint| moment.hints.contains(hint));
        let other_article = clues.headline.is_some_and(|headline| headline.article != moment.place.article);
        date.day?;
        Some(((!named, other_article, moment.place.list, Reverse(hinted), clues.distance(&moment.place)), date))
    });
    found.min_by_key(|(rank, _)| *rank).map(|(_, date)| date)
}

/// Returns what the words on the line before a place say.
fn label_before(survey: &Survey<'_>, place: &Place) -> Option<Label> {
    let after = survey.lines.partition_point(|line| line.place.at <= place.at);
    let line = survey.lines.get(after.checked_sub(1)?)?;
    let near = line.text.len() < 60 && place.at - line.place.at < 12;
    near.then(|| label(&line.text.to_lowercase()))?
}

/// Names of values in scripts that are dates of publication.
const SCRIPT_KEYS: [&str; 12] = [
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date", "publicationDate", "publication_date", "pubDate",
    "published_time", "datePublish", "firstPublished", "first_publish_date",
];

/// How much of the scripts of a page is searched, in bytes.
const MOST_SCRIPT: usize = 4_000_000;

/// Returns the date of publication that the data in scripts states, if they all state the same.
fn in_scripts(scripts: &[&str], reading: DateReading) -> Option<PublicationDate> {
    let mut room = MOST_SCRIPT;
    let mut found: Vec<PublicationDate> = Vec::new();
    for script in scripts {
        let script = crate::extract::layout::beginning(script, room);
        room -= script.len();
        for key in SCRIPT_KEYS {
            for at in memchr::memmem::find_iter(script.as_bytes(), key.as_bytes()).take(50) {
                found.extend(value_after(&script[at + key.len()..]).and_then(|value| reading.read(value)));
            }
        }
    }
    let first = *found.first()?;
    found.iter().all(|date| date.first_day() == first.first_day()).then_some(first)
}

/// Returns the text or number behind the colon of a key, its quotation marks escaped or not.
fn value_after(rest: &str) -> Option<&str> {
    let rest = rest.trim_start_matches(['"', '\'', '\\']).trim_start().strip_prefix([':', '='])?;
    let rest = rest.trim_start().trim_start_matches('\\');
    let rest = rest.trim_start_matches(['"', '\'']);
    let end = rest.find(['"', '\'', '\\', ',', '}'])?;
    Some(&rest[..end]).filter(|value| value.len() <= 60)
}

/// The longest line on which a date is looked for, in characters; longer ones are running text.
const LONGEST_LINE: usize = 180;

/// What readers see of dates.
#[derive(Debug, Default)]
struct Shown {
    published: Option<Seen>,
    modified: Option<PublicationDate>,
    /// All days on lines that may be about the article, in days since 1970-01-01.
    days: Vec<i32>,
    /// The dates on lines of the article, however likely it is that they are its own.
    possible: Vec<PublicationDate>,
}

/// A date that readers see near the headline.
#[derive(Debug, Clone, Copy)]
struct Seen {
    date: PublicationDate,
    /// Whether its place leaves no doubt.
    sure: bool,
}

/// Returns what visible lines say of dates.
fn shown(clues: &Clues<'_>, reading: DateReading) -> Shown {
    let survey = &clues.survey;
    let mut shown = Shown::default();
    let mut best = (LIKELY - 1, LIKELY - 1);
    for (at, line) in survey.lines.iter().enumerate() {
        if line.place.comment || line.text.chars().count() > LONGEST_LINE {
            continue;
        }
        let before = at.checked_sub(1).map(|before| &survey.lines[before]);
        for date in line_dates(&line.text, reading) {
            let Some(label) = label_of(line, &date, before) else { continue };
            let timed = with_time(&line.text, &date, reading.order);
            let Some(believed) = reading.believed(timed) else { continue };
            let score = likelihood(clues, (at, line), &date, label);
            shown.days.push(believed.first_day());
            let alone = line.text.chars().count() <= SHORT_LINE;
            if score >= POSSIBLE && alone && label != Some(Label::Modified) {
                shown.possible.push(believed);
            }
            if label == Some(Label::Modified) && score > best.1 {
                (shown.modified, best.1) = (Some(believed), score);
            } else if label != Some(Label::Modified) && score > best.0 && (label.is_some() || clues.headline.is_some()) {
                (shown.published, best.0) = (Some(Seen { date: believed, sure: score >= SURE }), score);
            }
        }
    }
    let only = shown.possible.first().filter(|first| shown.possible.iter().all(|date| date.first_day() == first.first_day()));
    shown.published = shown.published.or(only.map(|date| Seen { date: *date, sure: false }));
    shown
}

/// Longer lines hold sentences, in characters.
const SHORT_LINE: usize = 60;

/// Returns the dates on a line, also with short years where the line is short.
fn line_dates(text: &str, reading: DateReading) -> Vec<FoundDate> {
    let found = full_dates(text, reading.order);
    if !found.is_empty() || text.chars().count() > SHORT_LINE {
        return found;
    }
    short_years(text, reading.order, reading.latest)
}

/// Returns what a date on a line is the date of: `Some(None)` where nothing says, `None` where it is of something else.
fn label_of(line: &Line, date: &FoundDate, before: Option<&Line>) -> Option<Option<Label>> {
    let words = line.text[..date.span.start].to_lowercase();
    let own = label(&words);
    let line_before = before.filter(|before| before.text.len() < 40 && words.trim().is_empty()).and_then(|before| label(&before.text.to_lowercase()));
    match own.or(line_before) {
        Some(Label::Other) => None,
        label => Some(label),
    }
}

/// From this score on a date on a line is taken for the article's.
const LIKELY: i32 = 33;

/// From this score on it is taken where there is no other.
const POSSIBLE: i32 = 12;

/// From this score on there is no doubt.
const SURE: i32 = 60;

/// Returns how likely it is that a date on a line is the article's; tuned on judged pages.
fn likelihood(clues: &Clues<'_>, (at, line): (usize, &Line), date: &FoundDate, label: Option<Label>) -> i32 {
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
    score -= if clues.survey.is_around(place, clues.headline.as_ref()) { 35 } else { 0 };
    score -= if place.list { 10 } else { 0 };
    score -= if place.link { 15 } else { 0 };
    if let Some(headline) = clues.headline {
        score += if headline.article.is_some() && headline.article == place.article { 8 } else { 0 };
        score -= if headline.article != place.article && place.article.is_some() { 15 } else { 0 };
    }
    score
}
