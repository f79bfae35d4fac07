//! Headers of a mail. Input: a mail. Output: the statements in its headers.

use std::sync::LazyLock;

use mail_parser::{DateTime, HeaderName, HeaderValue, Message};

use crate::{
    analysis::fold,
    dates::{PublicationDate, offset, parse_date},
    extract::{byline::names, candidates::Stated, fields::one_line, html_or_plain::repaired, source::Outlet},
    url::domain_of,
    word_list::class,
};

/// Labels of hosts that send mail for an outlet.
static SENDERS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("senders.txt"), "host"));

/// Words in the addresses of desks, not of people.
static DESKS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("senders.txt"), "desk"));

/// Words in names of organizations.
static ORGANIZATIONS: LazyLock<Vec<&str>> =
    LazyLock::new(|| class(include_str!("senders.txt"), "organization"));

/// Domains of mail providers: their addresses do not name an outlet.
static PROVIDERS: LazyLock<Vec<&str>> = LazyLock::new(|| class(include_str!("senders.txt"), "provider"));

/// Returns the statements in the headers of `mail`; dates after the day `latest` are left out.
pub(super) fn stated(mail: &Message<'_>, latest: i32) -> Stated {
    let from = mail.from().or_else(|| mail.sender()).and_then(|address| address.first());
    let name = from
        .and_then(|from| from.name())
        .map(|name| repaired(one_line(name)))
        .filter(|name| !name.is_empty() && !name.contains('@'));
    let domain = from.and_then(|from| from.address()).and_then(outlet_domain);
    let is_list = [mail.list_id(), mail.list_unsubscribe(), mail.list_post()]
        .iter()
        .any(|value| !matches!(value, HeaderValue::Empty));
    let address = from.and_then(|from| from.address()).unwrap_or_default();
    let person = name.as_deref().filter(|name| !is_list && is_person(name) && !is_desk(name, address));
    let date = mail.date().and_then(date_of).or_else(|| raw_date(mail)).or_else(|| received(mail));
    Stated {
        id: mail.message_id().map(str::to_owned),
        title: subject(mail),
        byline: person.map(names).unwrap_or_default(),
        outlet: Outlet { domain, name: if person.is_some() { None } else { name } },
        date: date.filter(|date| date.first_day() <= latest),
        ..Stated::default()
    }
}

/// Returns the subject of a mail. Wrongly declared encodings are repaired.
pub(super) fn subject(mail: &Message<'_>) -> Option<String> {
    let subject = repaired(one_line(mail.subject()?));
    (!subject.is_empty()).then_some(subject)
}

/// Returns the domain of the outlet for an address; `None` for a mail provider.
fn outlet_domain(address: &str) -> Option<String> {
    let host = address.rsplit_once('@')?.1;
    let mut domain = domain_of(&format!("mailto://{host}"))?;
    while let Some((first, rest)) = domain.split_once('.') {
        if !SENDERS.contains(&first) || !rest.contains('.') {
            break;
        }
        domain = rest.to_owned();
    }
    (!PROVIDERS.contains(&domain.as_str())).then_some(domain)
}

/// Returns whether the sender is a desk whose name resembles its domain: `Kelp Line <news@kelpline.example>`.
fn is_desk(name: &str, address: &str) -> bool {
    /// Minimum length of a label, in letters: shorter labels occur in many names.
    const SHORTEST: usize = 4;
    let Some((local, host)) = address.rsplit_once('@') else { return false };
    let letters =
        |text: &str| fold(text).chars().filter(|character| character.is_alphanumeric()).collect::<String>();
    let desk = local.split(['.', '-', '_', '+']).any(|word| DESKS.contains(&word.to_lowercase().as_str()));
    let name = letters(name);
    let is_similar =
        |label: &str| label.len() >= SHORTEST && (name.contains(label) || label.contains(name.as_str()));
    desk && host.split('.').map(letters).any(|label| !SENDERS.contains(&label.as_str()) && is_similar(&label))
}

/// Returns whether a sender is a person: two to four words with capitals, none of them typical of organizations.
fn is_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let capital = |word: &&str| {
        word.starts_with(char::is_uppercase) || ["de", "van", "von", "der", "la"].contains(word)
    };
    let plain = words
        .iter()
        .all(|word| word.chars().all(|character| character.is_alphabetic() || ".'’-".contains(character)));
    let typical_of_organizations = |word: &&str| {
        let lower = word.to_lowercase();
        ORGANIZATIONS.contains(&lower.as_str())
    };
    (2..=4).contains(&words.len())
        && plain
        && words.iter().all(capital)
        && !words.iter().any(typical_of_organizations)
}

fn date_of(date: &DateTime) -> Option<PublicationDate> {
    let part = |part: u8| i8::try_from(part).ok();
    let day = PublicationDate::day(i16::try_from(date.year).ok()?, part(date.month)?, part(date.day)?)?;
    if day.year <= 1970 || date.hour > 23 || date.minute > 59 || date.second > 59 {
        return (day.year > 1970).then_some(day);
    }
    let offset = offset(date.tz_hour.into(), date.tz_minute.into())?;
    let second = u32::from(date.hour) * 3600 + u32::from(date.minute) * 60 + u32::from(date.second);
    Some(day.at(second, Some(if date.tz_before_gmt { -offset } else { offset })))
}

/// Returns the date in a header with a wrong format.
fn raw_date(mail: &Message<'_>) -> Option<PublicationDate> {
    parse_date(mail.header_raw(HeaderName::Date)?.trim())
}

/// Returns the time of receipt, for mails that do not state when they were sent.
fn received(mail: &Message<'_>) -> Option<PublicationDate> {
    mail.received().and_then(|received| received.date()).as_ref().and_then(date_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_outlets() {
        for (address, expected) in [
            ("news@e.newsletters.courier.example", Some("courier.example")),
            ("jane@courier.example", Some("courier.example")),
            ("daily@news.example", Some("news.example")),
            ("jane@gmail.com", None),
            ("jane", None),
        ] {
            assert_eq!(outlet_domain(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn desks_write_from_their_own_domain() {
        for (name, address, expected) in [
            ("Kelp Line", "news@kelpline.example", true),
            ("Kelp Line", "no-reply@mail.kelp.example", true),
            ("Kölp Line", "news@kolpline.example", true),
            ("Jane Doe", "jane@janedoe.example", false),
            ("Jane Doe", "newsletter@courier.example", false),
            ("Jane Doe", "jane", false),
        ] {
            assert_eq!(is_desk(name, address), expected, "{name} <{address}>");
        }
    }

    #[test]
    fn outlets_are_not_people() {
        for (name, expected) in [
            ("Jane Doe", true),
            ("Jane van Doe", true),
            ("The Leeds Courier", false),
            ("Leeds Courier", false),
            ("Courier", false),
            ("Jane Doe 24", false),
        ] {
            assert_eq!(is_person(name), expected, "{name}");
        }
    }
}
