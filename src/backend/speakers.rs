//! Whom a query means: the names in the vocabulary of speakers that its words fit.
//!
//! A name of several words is compared with each other one by itself ([`SpeakerQuery`]), so that whom it finds does not depend on what else the
//! archive holds. A surname alone may stand for it: surely where the office that goes with it tells so, possibly where nothing speaks
//! against it ([`Bearers`]).

use std::{collections::BTreeSet, ops::ControlFlow};

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

/// Returns the terms of the names and descriptions of speakers that a name means, in byte order.
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
        (sure, unsure) = told_apart(sure, &others, name)?;
    }
    Ok(match certainty {
        Certainty::Sure => sure.into_iter().collect(),
        Certainty::Unsure => unsure.into_iter().collect(),
        Certainty::Either => sure.into_iter().chain(unsure).collect(),
    })
}

/// Returns the terms of the names and descriptions of speakers that hold the words of `text` side by side, as written but for case and
/// accents, in byte order.
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

/// Returns the terms of speakers whose names or descriptions fit.
fn fitting(reader: &dyn Reader, fits: &dyn Fn(char, &str) -> bool) -> Result<Vec<String>, BackendError> {
    let mut found = Vec::new();
    for mark in [NAME_PREFIX, DESCRIPTION_PREFIX] {
        reader.terms(TextField::Speaker, &mark.to_string(), &mut |term| {
            let said_by = parse_name_term(term).map_or(&term[mark.len_utf8()..], |of| of.name);
            if fits(mark, said_by) {
                found.push(term.to_owned());
            }
            ControlFlow::Continue(())
        })?;
    }
    Ok(found)
}

/// Returns those of `found` whom `name` means surely, and those that are surnames alone and may be somebody else's. `others` are all names
/// with its surname.
fn told_apart(
    found: Vec<String>,
    others: &[String],
    name: &Name,
) -> Result<(Vec<String>, Vec<String>), BackendError> {
    let terms: Vec<NamedSpeaker<'_>> = others.iter().filter_map(|term| parse_name_term(term)).collect();
    let bearers = Bearers::of(&terms)?;
    let meant = bearers.of_name(name);
    let held = |term: &NamedSpeaker<'_>| {
        bearers.iter().position(|bearer| bearer.terms.iter().any(|&at| terms[at] == *term))
    };
    let (mut sure, mut unsure) = (Vec::new(), Vec::new());
    for term in found {
        let told = parse_name_term(&term);
        let single = told.filter(|told| Name::of(told.name).is_some_and(|name| name.is_single()));
        match single.map(|told| (told, held(&told))) {
            None => sure.push(term),
            Some((_, Some(holder))) if meant.contains(&holder) => sure.push(term),
            Some((_, Some(holder))) if !bearers.is_single(holder) => {}
            Some((told, _)) if bearers.may_stand_for(&told, &meant, name) => unsure.push(term),
            Some(_) => {}
        }
    }
    Ok((sure, unsure))
}
