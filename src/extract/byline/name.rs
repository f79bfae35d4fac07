//! One name of a byline. Input: a part of a byline. Output: a cleaned name, or none.

use super::{WORDS, first_of, is_before};
use crate::{
    dates::{month, weekday},
    extract::{fields::is_nothing, source::agency},
};

/// Returns the name of a person in a part of a byline.
pub(super) fn name(part: &str) -> Option<String> {
    let part = without_place(without_job(without_tail(part)))
        .trim_matches(|c: char| c.is_whitespace() || "()[]\"“”*_–—-:/".contains(c));
    let part = WORDS["after"].iter().find_map(|after| part.strip_suffix(after)).map_or(part, str::trim_end);
    let part = once(without_agency(part));
    let words = part.split_whitespace().count();
    // Numbers are parts of times, of `+5 more` and of account names.
    let sound = !part.contains(|c: char| "@:：{}<>=".contains(c) || c.is_ascii_digit())
        && !is_time_word(part)
        && words <= 6
        && part.chars().filter(|character| character.is_alphabetic()).count() >= 2;
    if !sound
        || is_role(part)
        || is_nothing(part)
        || is_before(part)
        || is_menu_word(part)
        || is_phrase(part)
        || (is_acronym(part) && part.chars().count() == 3)
        || WORDS["place"].contains(&&*part.to_lowercase())
    {
        return None;
    }
    let part = without_degrees(part);
    let shouted = part.chars().any(char::is_uppercase) && !part.chars().any(char::is_lowercase);
    let name = part.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(if shouted && words > 1 { capitalized(&name) } else { name })
}

/// Returns whether a part belongs to the previous name: initials after a surname, `Jr.`.
pub(super) fn belongs_to_name_before(part: &str) -> bool {
    let initials = part.split(' ').all(|word| {
        let letters: Vec<&str> = word.split(['.', '-']).collect();
        letters.len() > 1 && letters.iter().all(|letter| letter.chars().count() <= 1)
    });
    (initials && !part.is_empty()) || WORDS["suffix"].contains(&part.to_lowercase().as_str())
}

/// Returns whether a part is a word of menus or of links for sharing a page.
pub(super) fn is_menu_word(part: &str) -> bool {
    WORDS["menu"].contains(&part.trim().to_lowercase().as_str())
}

/// Returns a part without other text after the name: `Jane Doe 4 min read`, `Jane Doe Email the author`.
fn without_tail(part: &str) -> &str {
    let part = part.trim();
    let is_tail = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || word.contains('@')
            || WORDS["tail"]
                .contains(&word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase().as_str())
    };
    let begin = |word: &str| word.as_ptr() as usize - part.as_ptr() as usize;
    let tail = part.split_whitespace().enumerate().skip(2).find(|(_, word)| is_tail(word));
    let Some((_, tail)) = tail else { return part };
    let name = part[..begin(tail)].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '.');
    if is_name(name) { name } else { part }
}

/// Returns a part without the job after or before the name: `Jane Doe Rural Affairs Correspondent`.
pub(super) fn without_job(part: &str) -> &str {
    let words: Vec<&str> = part.split_whitespace().collect();
    let is_word_of =
        |kind: &str, word: &str| WORDS[kind].contains(&word.trim_matches(['.', ',']).to_lowercase().as_str());
    let Some(job) = words.iter().position(|word| is_word_of("job", word)) else { return part };
    let is_outlet = |word: &&str| is_acronym(word) && !word.contains('.');
    let is_around = |word: &&&str| is_word_of("beat", word) || is_acronym(word);
    let begin = |word: &str| word.as_ptr() as usize - part.as_ptr() as usize;
    let job_first = words[..job].iter().take_while(is_around).count() == job;
    let name = if job_first {
        words.get(job + 1).map_or("", |first| &part[begin(first)..])
    } else {
        // Names may contain words for subject areas: Jane White, John Wales. So the first two words are kept.
        let beats = words[..job].iter().rev().take(job.saturating_sub(2)).take_while(is_around).count();
        let mut end = job - beats;
        if beats == 0
            && end == 3
            && is_name(words[1])
            && !words[1].ends_with('.')
            && !is_word_of("particle", words[1])
        {
            // The third word is an unknown subject area.
            end = 2;
        }
        part[..words.get(end).map_or(part.len(), |next| begin(next))].trim_end()
    };
    let sound =
        name.contains(' ') && is_name(name) && !name.split(' ').next().is_some_and(|word| is_outlet(&word));
    if sound { name } else { part }
}

/// Returns whether a part contains a job.
pub(super) fn contains_job(part: &str) -> bool {
    part.split_whitespace().any(|word| WORDS["job"].contains(&word.to_lowercase().as_str()))
}

/// Returns a name only once if it is written twice in a row, as pages do next to a picture and below it.
fn once(part: &str) -> &str {
    let middle = part.len() / 2;
    match part.get(..middle).zip(part.get(middle + 1..)) {
        Some((one, other)) if one == other && one.contains(' ') && part.as_bytes()[middle] == b' ' => one,
        _ => part,
    }
}

/// Returns whether a part is a phrase or the name of an institution (`Office for Forests`): it has capitalized words and also lower-case
/// words that are not particles of names, or it ends with a word that introduces names (`by`).
fn is_phrase(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let small = |word: &&str| {
        word.starts_with(char::is_lowercase)
            && word.chars().all(char::is_alphabetic)
            && !WORDS["particle"].contains(word)
            && !WORDS["suffix"].contains(word)
            && !WORDS["degree"].contains(word)
    };
    let last = words.last().map(|word| word.to_lowercase()).unwrap_or_default();
    let capital = words.iter().any(|word| word.starts_with(char::is_uppercase));
    let dangling = words.len() > 1 && WORDS["before"].contains(&last.as_str());
    dangling || (words.len() > 1 && capital && words.iter().any(small))
}

/// Returns whether a part is a weekday, a month or a preposition, or begins with a preposition. Such parts remain of lines that are cut at
/// dates and places.
fn is_time_word(part: &str) -> bool {
    let lower = part.to_lowercase();
    let first = lower.split(' ').next().unwrap_or_default();
    let long = lower.chars().count() > 4;
    (long && (weekday(&lower).is_some() || month(&lower).is_some()))
        || (["on", "in", "at", "em"].contains(&first) && part.starts_with(char::is_lowercase))
        || ["on", "in", "at", "em"].contains(&lower.as_str())
}

/// Returns whether a part is one word of at least two capitals, but not a suffix of names (`III`).
pub(super) fn is_acronym(part: &str) -> bool {
    part.chars().count() >= 2
        && part.chars().all(char::is_uppercase)
        && !WORDS["suffix"].contains(&&*part.to_lowercase())
}

/// Returns the name without the agency right after it (`Jane Doe The Associated Press`).
fn without_agency(name: &str) -> &str {
    let ends = name.match_indices(' ').map(|(at, _)| at).skip(1);
    let cut = ends.filter(|at| {
        let rest = name[at + 1..].trim_start_matches("The ");
        agency(rest).is_some_and(|agency| agency.name.contains(' ') || agency.name == rest)
    });
    cut.min().map_or(name, |at| &name[..at])
}

/// Returns the name without degrees at its end (`Jane Doe MS`).
fn without_degrees(name: &str) -> &str {
    let mut name = name;
    while let Some((rest, last)) = name.rsplit_once([' ', ',']) {
        let degree = WORDS["degree"].contains(&last.trim_matches('.').to_lowercase().as_str());
        if !degree || !last.starts_with(char::is_uppercase) || !rest.trim().contains(' ') {
            break;
        }
        name = rest.trim_end_matches([' ', ',']);
    }
    name
}

/// Returns the name without place or employer: `Jane Doe in Cairo`, `Jane Doe for The Courier`.
pub(super) fn without_place(part: &str) -> &str {
    let cuts = [" in ", " IN ", " for ", " FOR ", " of ", " at ", " from ", " | ", " – ", " — ", " - ", " ("];
    first_of(&cuts, part).map_or(part, |cut| part[..cut.start].trim())
}

/// Returns whether a part names a job or an outlet, not a person.
pub(super) fn is_role(part: &str) -> bool {
    let part = part.trim_end_matches('.');
    let bare = part.trim_start_matches("The ").trim_start_matches("the ");
    if agency(part).or_else(|| agency(bare)).is_some() || bare.len() < part.len() {
        return true;
    }
    let lower = part.to_lowercase();
    let site = lower.rsplit_once('.').is_some_and(|(before, top)| {
        let host = before.rsplit(' ').next().unwrap_or(before);
        let own = before.ends_with(char::is_alphanumeric)
            && ["com", "org", "net", "tv", "info", "news"].contains(&top);
        // Country domains have two letters, but so do initials and pen names.
        let of_country = top.len() == 2
            && host.len() >= 4
            && !host.contains('.')
            && part.rsplit(' ').next().is_some_and(|last| last.starts_with(char::is_lowercase));
        own || of_country && top.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    site || is_brand(part)
        || lower.split([' ', '-', '/', ':']).any(|word| {
            WORDS["role"].contains(&word)
                || WORDS["job"].contains(&word)
                || WORDS["organization"].contains(&word.trim_end_matches(['.', ',']))
        })
}

/// Returns whether a part is one word with an ending of outlets and agencies: `RiverWatch`, `Leedsfoto`. Inner capitals alone do not count,
/// because pen names have them, too.
fn is_brand(part: &str) -> bool {
    let lower = part.to_lowercase();
    part.chars().all(char::is_alphabetic)
        && WORDS["brand"].iter().any(|end| lower.len() > end.len() + 2 && lower.ends_with(end))
}

/// Returns whether text looks like the name of one person: one to six words that are capitalized or particles.
pub(in crate::extract) fn is_name(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let capital = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|character| character.is_alphabetic() || ".'’-".contains(character))
    };
    let particle = |word: &str| WORDS["particle"].contains(&word);
    (1..=6).contains(&words.len())
        && words.iter().all(|word| capital(word) || particle(word))
        && words.iter().any(|word| capital(word) && word.chars().count() > 1)
}

/// Returns a name that was written all in capitals with only the first letters of its words in capitals.
fn capitalized(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for word in name.split(' ') {
        if !text.is_empty() {
            text.push(' ');
        }
        let lower = word.to_lowercase();
        if WORDS["particle"].contains(&lower.as_str()) && !text.is_empty() {
            text.push_str(&lower);
            continue;
        }
        if WORDS["suffix"].contains(&lower.as_str()) && lower.starts_with('i') {
            text.push_str(word);
            continue;
        }
        let mut start = true;
        for (at, character) in lower.char_indices() {
            let scottish = lower.starts_with("mc") && at == 2 && lower.len() > 4;
            if start || scottish {
                text.extend(character.to_uppercase())
            } else {
                text.push(character)
            }
            start = !character.is_alphabetic() && !matches!(lower.get(at + 1..), Some("s"));
        }
    }
    text
}
