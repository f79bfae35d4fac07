//! Finds the speakers that a name in a query means, among the names in the vocabulary.
//!
//! A name of several words is compared with each name of the vocabulary on its own ([`SpeakerQuery`]). The result for one
//! name does not depend on the other names. In the vocabulary, a surname alone may also mean the person. [`Bearers`]
//! decides whether it surely or possibly means the person, or belongs to somebody else.

use std::collections::BTreeSet;

use super::{BackendError, Reader};
use crate::{
    analysis::query_words,
    analyzed_article::quotation_terms::{DESCRIPTION_PREFIX, NAME_PREFIX, parse_name_term},
    matching::{Certainty, TextField},
    quotation::names::speaker_name::{
        Name, SpeakerQuery,
        bearers::{Bearers, NamedSpeaker},
        given_first,
    },
};

/// Returns the terms of names and descriptions of the speakers that `name` means, in byte order.
pub(super) fn named(
    reader: &dyn Reader,
    name: &str,
    certainty: Certainty,
) -> Result<BTreeSet<String>, BackendError> {
    let Some(wanted) = SpeakerQuery::of(&given_first(name)) else { return Ok(BTreeSet::new()) };
    let fits = |mark: char, said_by: &str| match mark {
        NAME_PREFIX => wanted.is_name(said_by),
        _ => wanted.is_description(said_by),
    };
    let (mut sure, mut unsure) = (fitting(reader, &fits)?, Vec::new());
    if let Some(name) = wanted.full_name() {
        let others = fitting(reader, &|mark, said_by| mark == NAME_PREFIX && wanted.has_surname(said_by))?;
        (sure, unsure) = split_by_certainty(sure, &others, name)?;
    }
    Ok(match certainty {
        Certainty::Sure => sure.into_iter().collect(),
        Certainty::Unsure => unsure.into_iter().collect(),
        Certainty::Either => sure.into_iter().chain(unsure).collect(),
    })
}

/// Returns the terms of the names and descriptions of speakers that contain the words of `text` in a row, in byte order. Case and
/// accents are ignored.
pub(super) fn with_words(reader: &dyn Reader, text: &str) -> Result<BTreeSet<String>, BackendError> {
    let wanted: Vec<String> =
        query_words(&given_first(text)).iter().map(|word| word.folded().to_owned()).collect();
    if wanted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let fits = |_, said_by: &str| {
        let words = query_words(said_by);
        let folded: Vec<&str> = words.iter().map(|word| word.folded()).collect();
        folded.windows(wanted.len()).any(|part| part == wanted)
    };
    Ok(fitting(reader, &fits)?.into_iter().collect())
}

/// Returns the terms of the speakers whose name or description satisfies `fits`.
fn fitting(reader: &dyn Reader, fits: &dyn Fn(char, &str) -> bool) -> Result<Vec<String>, BackendError> {
    let mut found = Vec::new();
    for mark in [NAME_PREFIX, DESCRIPTION_PREFIX] {
        let fits = |term: &str| {
            let said_by = parse_name_term(term).map_or(&term[mark.len_utf8()..], |of| of.name);
            fits(mark, said_by)
        };
        found.extend(reader.terms_such_that(TextField::Speaker, &mark.to_string(), &fits)?);
    }
    Ok(found)
}

/// Splits `found` into terms that surely mean the person `name`, and surnames that may belong to somebody else. Drops
/// surnames that surely belong to others. `others` are all names with the same surname.
fn split_by_certainty(
    found: Vec<String>,
    others: &[String],
    name: &Name,
) -> Result<(Vec<String>, Vec<String>), BackendError> {
    let terms: Vec<NamedSpeaker<'_>> = others.iter().filter_map(|term| parse_name_term(term)).collect();
    let bearers = Bearers::of(&terms)?;
    let meant = bearers.of_name(name);
    let holder_of = |term: &NamedSpeaker<'_>| {
        bearers.iter().position(|bearer| bearer.terms.iter().any(|&at| terms[at] == *term))
    };
    let (mut sure, mut unsure) = (Vec::new(), Vec::new());
    for term in found {
        let name_term = parse_name_term(&term);
        let single =
            name_term.filter(|name_term| Name::of(name_term.name).is_some_and(|name| name.is_single()));
        match single.map(|name_term| (name_term, holder_of(&name_term))) {
            None => sure.push(term),
            Some((_, Some(holder))) if meant.contains(&holder) => sure.push(term),
            Some((_, Some(holder))) if !bearers.is_single(holder) => {}
            Some((name_term, _)) if bearers.may_stand_for(&name_term, &meant, name) => unsure.push(term),
            Some(_) => {}
        }
    }
    Ok((sure, unsure))
}
