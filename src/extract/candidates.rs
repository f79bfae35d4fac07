//! Chooses the metadata of an article from its candidates: source and date with their provenance, language, byline. Input: a draft. Output:
//! an article.

use std::borrow::Cow;

use super::{
    byline::names_of_value,
    dateline::{Dateline, dateline},
    fields::{Field, Fields},
    html_or_plain::line_of_unknown,
    language::{detect, language_code},
    reference::Reference,
    source::{Outlet, outlet_of_value, without_outlet},
    tags::tags_of_value,
};
use crate::{
    analysis::visible,
    article::{Article, DateFrom, ParagraphKind, SourceFrom},
    dates::{
        DayOrder, PublicationDate, date_in_file_name, date_in_url, date_of_value_in, full_dates_in,
        report_date,
    },
    span::Span,
    url::domain_of,
};

/// The kind of input that states the metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Provenance {
    /// A mail, or an item of a wire format.
    #[default]
    Item,
    /// The fields of a record, or front matter. They often come from a web page.
    Record,
    /// The markup of a page.
    Markup,
    /// The feed of an item.
    Feed,
}

impl Provenance {
    fn of_date(self) -> DateFrom {
        match self {
            Self::Item | Self::Record => DateFrom::Record,
            Self::Markup => DateFrom::Markup,
            Self::Feed => DateFrom::Feed,
        }
    }

    fn of_source(self) -> SourceFrom {
        match self {
            Self::Item | Self::Record => SourceFrom::Record,
            Self::Markup => SourceFrom::Markup,
            Self::Feed => SourceFrom::Feed,
        }
    }
}

/// The metadata that a record states about its article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Stated {
    pub(super) provenance: Provenance,
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) outlet: Outlet,
    pub(super) url: Option<String>,
    pub(super) date: Option<PublicationDate>,
    pub(super) modified: Option<PublicationDate>,
    pub(super) byline: Vec<String>,
    pub(super) lang: Option<String>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
}

impl Stated {
    /// Returns the metadata in the fields of a record. Dates after the day `latest` are left out.
    pub(super) fn of(fields: &Fields<'_>, latest: i32) -> Self {
        Self::in_order(fields, latest, DayOrder::Unknown)
    }

    /// Does the same as [`Stated::of`], given the order of day and month in the dates of the record, if known.
    pub(super) fn in_order(fields: &Fields<'_>, latest: i32, order: DayOrder) -> Self {
        let mut outlet = fields.first(Field::Source, known_outlet).unwrap_or_default();
        outlet.fill(fields.first(Field::Domain, known_outlet).unwrap_or_default());
        let lang = fields.line(Field::Lang);
        let order = order.or(lang.as_deref().map(DayOrder::of_language).unwrap_or_default());
        let order = order.or(outlet.domain.as_deref().map(DayOrder::of_domain).unwrap_or_default());
        let date = |field| {
            fields.first(field, |value| {
                date_of_value_in(value, order).filter(|date| date.first_day() <= latest)
            })
        };
        Self {
            provenance: Provenance::Record,
            id: fields.line(Field::Id),
            title: fields.line(Field::Title).and_then(|title| line_of_unknown(&title)),
            outlet,
            url: fields.line(Field::Url),
            date: date(Field::Date),
            modified: date(Field::Modified),
            byline: fields
                .first(Field::Byline, |value| Some(names_of_value(value)).filter(|names| !names.is_empty()))
                .unwrap_or_default(),
            lang: lang.and_then(|name| language_code(&name)),
            // Feed readers use the same field to mark items as read or starred.
            section: fields.line(Field::Section).filter(|section| !section.starts_with("user/")),
            tags: fields
                .first(Field::Tags, |value| Some(tags_of_value(value)).filter(|tags| !tags.is_empty()))
                .unwrap_or_default(),
        }
    }
}

fn known_outlet(value: &serde_json::Value) -> Option<Outlet> {
    Some(outlet_of_value(value)).filter(Outlet::is_known)
}

/// The metadata in the lines around an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Surroundings {
    pub(super) reference: Option<Reference>,
    pub(super) byline: Vec<String>,
    pub(super) published: Option<PublicationDate>,
    pub(super) changed: Option<PublicationDate>,
}

impl Surroundings {
    /// Returns this metadata, completed by that of `other`.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            reference: self.reference.or(other.reference),
            byline: if self.byline.is_empty() { other.byline } else { self.byline },
            published: self.published.or(other.published),
            changed: self.changed.or(other.changed),
        }
    }
}

/// An article with its text, paragraphs, place and path, and the candidates for its metadata.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) article: Article,
    pub(super) stated: Stated,
    pub(super) surroundings: Surroundings,
}

impl Draft {
    /// Returns the article with its metadata. Dates after the day `latest` are left out.
    pub(super) fn weigh(self, latest: i32) -> Article {
        let Self { mut article, mut stated, surroundings } = self;
        article.id = stated.id.take().unwrap_or_default();
        let stated_title = stated.title.take();
        article.section = stated.section.take();
        article.tags = std::mem::take(&mut stated.tags);
        article.byline = if stated.byline.is_empty() {
            surroundings.byline.clone()
        } else {
            std::mem::take(&mut stated.byline)
        };
        article.lang = stated.lang.take().or_else(|| detect(&body_start(&article)));
        let first = article.paragraphs.iter().find(|paragraph| paragraph.kind == ParagraphKind::Paragraph);
        let dateline = first.and_then(|paragraph| dateline(paragraph.span.of(&article.text)));
        set_source(&mut article, &stated, &surroundings, dateline);
        let outlet: Vec<&str> =
            [&article.source_name, &article.source].into_iter().filter_map(|name| name.as_deref()).collect();
        let shown = |title: String| match stated.provenance {
            // These titles never had the name of the outlet, or it is already removed.
            Provenance::Item | Provenance::Markup => title,
            Provenance::Record | Provenance::Feed => without_outlet(&title, &outlet).to_owned(),
        };
        article.title = stated_title.map(shown).or(article.title);
        for field in
            [&mut article.title, &mut article.source_name, &mut article.section].into_iter().flatten()
        {
            make_visible(field);
        }
        article.byline.iter_mut().for_each(make_visible);
        let provenance = stated.provenance;
        set_date(
            &mut article,
            Dates { stated: stated.date, provenance, surroundings: &surroundings, dateline, latest },
        );
        let modified = stated.modified.or(surroundings.changed);
        article.modified = modified.filter(|date| date.first_day() <= latest);
        article
    }
}

/// Removes invisible characters from a metadata field.
fn make_visible(field: &mut String) {
    if let Cow::Owned(seen) = visible(field) {
        *field = seen;
    }
}

/// Returns the text from the first paragraph on, without headings and furniture before it.
fn body_start(article: &Article) -> Cow<'_, str> {
    let first = article.paragraphs.iter().find(|paragraph| paragraph.kind == ParagraphKind::Paragraph);
    article.text[first.map_or(0, |paragraph| paragraph.span.start)..].into()
}

fn set_source(
    article: &mut Article,
    stated: &Stated,
    surroundings: &Surroundings,
    dateline: Option<Dateline>,
) {
    let referred = surroundings.reference.as_ref();
    article.url = stated.url.clone().or_else(|| referred.and_then(|reference| reference.url.clone()));
    let by_url = || Outlet { domain: stated.url.as_deref().and_then(domain_of), name: None };
    let candidates = [
        (stated.provenance.of_source(), stated.outlet.clone()),
        (SourceFrom::Reference, referred.map(|reference| reference.outlet.clone()).unwrap_or_default()),
        (SourceFrom::Url, by_url()),
        (
            SourceFrom::Dateline,
            dateline.and_then(|dateline| dateline.agency).map(agency_outlet).unwrap_or_default(),
        ),
    ];
    let Some((from, mut outlet)) = candidates.into_iter().find(|(_, outlet)| outlet.is_known()) else {
        return;
    };
    if from != SourceFrom::Dateline && outlet.domain.is_none() {
        outlet.domain = article.url.as_deref().and_then(domain_of);
    }
    article.source = outlet.domain;
    article.source_name = outlet.name;
    article.source_from = Some(from);
}

fn agency_outlet(agency: super::source::Agency) -> Outlet {
    Outlet { domain: Some(agency.domain.to_owned()), name: Some(agency.name.to_owned()) }
}

/// The candidates for the date of an article.
struct Dates<'a> {
    stated: Option<PublicationDate>,
    provenance: Provenance,
    surroundings: &'a Surroundings,
    dateline: Option<Dateline>,
    /// The last possible day, in days since 1970-01-01.
    latest: i32,
}

/// Sets the date from the first candidate. Later candidates may make it more precise, but do not replace it.
fn set_date(article: &mut Article, dates: Dates<'_>) {
    let url = article.url.as_deref().and_then(date_in_url);
    let mut chosen = None;
    let mut consider = |from: DateFrom, date: Option<PublicationDate>| {
        let Some(date) = date.filter(|date| date.first_day() <= dates.latest) else { return chosen };
        let better = chosen.is_none_or(|(old, _)| refines(date, old));
        if better {
            chosen = Some((date, from));
        }
        chosen
    };
    let stated_from = dates.provenance.of_date();
    if stated_from != DateFrom::Feed {
        consider(stated_from, dates.stated);
    } else if let (Some(stated), Some(url)) = (dates.stated, url)
        && is_same_day(stated, url)
    {
        // A feed also states time and zone, and the day in a URL may be in another time zone.
        consider(stated_from, dates.stated);
    }
    if consider(DateFrom::Url, url).is_some_and(|(date, _)| date.day.is_some()) {
        (article.date, article.date_from) = chosen.unzip();
        return;
    }
    if stated_from == DateFrom::Feed {
        consider(stated_from, dates.stated);
    }
    let start = first_paragraphs(article);
    let anchor = consider(DateFrom::Url, None).map(|(date, _)| date);
    let mut known = full_dates_in(&article.text, &start);
    known.extend(dates.surroundings.published);
    let filed = dates.dateline.and_then(|dateline| dateline.date);
    consider(
        DateFrom::Dateline,
        filed.and_then(|(year, month, day)| anchored(year, (month, day), anchor, &known)),
    );
    consider(DateFrom::Prose, dates.surroundings.published);
    consider(DateFrom::Prose, report_date(&article.text, &start, dates.latest));
    if article.record.is_none() {
        consider(DateFrom::File, date_in_file_name(&article.path));
    }
    (article.date, article.date_from) = chosen.unzip();
}

/// Returns whether both dates have a day and these days are at most one day apart.
fn is_same_day(one: PublicationDate, other: PublicationDate) -> bool {
    one.day.is_some() && other.day.is_some() && (one.first_day() - other.first_day()).abs() <= 1
}

/// Returns whether `date` is a more precise form of `old`.
fn refines(date: PublicationDate, old: PublicationDate) -> bool {
    let inside = old.first_day() <= date.first_day() && date.last_day() <= old.last_day();
    inside && date.last_day() - date.first_day() < old.last_day() - old.first_day()
}

/// Returns the first three paragraphs of running text and the last paragraph.
fn first_paragraphs(article: &Article) -> Vec<Span> {
    let running = || article.paragraphs.iter().filter(|paragraph| paragraph.kind == ParagraphKind::Paragraph);
    let mut spans: Vec<Span> = running().take(3).map(|paragraph| paragraph.span).collect();
    spans.extend(running().skip(3).last().map(|paragraph| paragraph.span));
    spans
}

/// Maximum distance, in days, between the date of a dateline and a full date in the text that decides its year.
const NEAR: i32 = 31;

/// Returns the date of a dateline.
///
/// Its year is the one it states, or else that of `anchor`, or else the year in which it is near the dates in `known`. Returns `None` if
/// no year is certain.
fn anchored(
    year: Option<i16>,
    (month, day): (i8, i8),
    anchor: Option<PublicationDate>,
    known: &[PublicationDate],
) -> Option<PublicationDate> {
    if let Some(year) = year.or(anchor.map(|anchor| anchor.year)) {
        return PublicationDate::day(year, month, day);
    }
    let near = known.iter().flat_map(|known| {
        let years = [known.year - 1, known.year, known.year + 1];
        let dates = years.into_iter().filter_map(|year| PublicationDate::day(year, month, day));
        dates.filter(|date| (date.first_day() - known.first_day()).abs() <= NEAR)
    });
    let near: Vec<PublicationDate> = near.collect();
    near.first().copied().filter(|first| near.iter().all(|date| date == first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::FieldMap;

    #[test]
    fn the_language_or_the_domain_of_a_record_decides_the_order_of_day_and_month() {
        for (record, expected) in [
            (serde_json::json!({ "date": "06/02/2026", "language": "en-GB" }), "2026-02-06"),
            (serde_json::json!({ "date": "06/02/2026", "language": "en-US" }), "2026-06-02"),
            (serde_json::json!({ "date": "06/02/2026", "source": "courier.co.uk" }), "2026-02-06"),
            (serde_json::json!({ "date": "06/02/2026", "language": "en" }), "2026"),
        ] {
            let object = record.as_object().unwrap();
            let stated = Stated::of(&Fields::of_object(object, &FieldMap::default()), i32::MAX);
            assert_eq!(stated.date.map(|date| date.to_string()).as_deref(), Some(expected), "{record}");
        }
    }

    #[test]
    fn the_date_of_a_feed_is_more_precise_than_that_of_the_url() {
        let cases = [
            ("2026/02/11/a", "2026-02-11T23:30:00-05:00", "2026-02-11T23:30:00-05:00", DateFrom::Feed),
            ("2026/02/10/b", "2026-02-11T09:00:00+01:00", "2026-02-11T09:00:00+01:00", DateFrom::Feed),
            ("2026/02/07/c", "2026-02-11T09:00:00+01:00", "2026-02-07", DateFrom::Url),
            ("2026/02/d", "2026-02-11T09:00:00+01:00", "2026-02-11T09:00:00+01:00", DateFrom::Feed),
            ("2026/02/10/e", "2026-02", "2026-02-10", DateFrom::Url),
        ];
        for (path, stated, expected, from) in cases {
            let stated = Stated {
                provenance: Provenance::Feed,
                url: Some(format!("https://courier.example/{path}")),
                date: Some(day(stated)),
                ..Stated::default()
            };
            let draft = Draft { article: Article::default(), stated, surroundings: Surroundings::default() };
            let article = draft.weigh(i32::MAX);
            assert_eq!((article.date, article.date_from), (Some(day(expected)), Some(from)), "{path}");
        }
    }

    #[test]
    fn names_of_outlets_are_cut_only_from_titles_of_records_and_feeds() {
        for (provenance, expected) in [
            (Provenance::Item, "What we read - Courier"),
            (Provenance::Record, "What we read"),
            (Provenance::Feed, "What we read"),
        ] {
            let outlet = Outlet { name: Some("Courier".to_owned()), domain: None };
            let title = Some("What we read - Courier".to_owned());
            let stated = Stated { title, provenance, outlet, ..Stated::default() };
            let draft = Draft { article: Article::default(), stated, surroundings: Surroundings::default() };
            assert_eq!(draft.weigh(i32::MAX).title.as_deref(), Some(expected));
        }
    }

    fn day(text: &str) -> PublicationDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_dateline_takes_its_year_from_a_certain_date() {
        type Case = (Option<i16>, Option<&'static str>, &'static [&'static str], Option<&'static str>);
        let cases: &[Case] = &[
            (Some(2025), None, &[], Some("2025-02-06")),
            (None, Some("2026-02"), &[], Some("2026-02-06")),
            (None, None, &["2026-01-20"], Some("2026-02-06")),
            (None, None, &["2026-01-20", "2026-02-05"], Some("2026-02-06")),
            (None, None, &["2026-06-20"], None),
            (None, None, &["2026-01-20", "2025-02-05"], None),
            (None, None, &[], None),
        ];
        for (year, anchor, known, expected) in cases {
            let known: Vec<_> = known.iter().map(|text| day(text)).collect();
            let date = anchored(*year, (2, 6), anchor.map(day), &known);
            assert_eq!(date, expected.map(day), "{year:?} {anchor:?} {known:?}");
        }
    }

    #[test]
    fn only_more_precise_dates_of_the_same_time_refine() {
        assert!(refines(day("2026-02-06"), day("2026-02")));
        assert!(refines(day("2026-02"), day("2026")));
        assert!(!refines(day("2026-03-06"), day("2026-02")));
        assert!(!refines(day("2026-02-06"), day("2026-02-06")));
    }
}
