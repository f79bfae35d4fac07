//! All forms of the German verbs of speech, made from the list `verbs.txt`. Input: a word. Output: its possible
//! readings.

use std::{collections::HashMap, sync::LazyLock};

use super::grammar::INSEPARABLE;
use crate::word_list::{classes, kind_of};

/// How a verb reports speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A clause or quoted words are what somebody says.
    Speech,
    /// The object of the verb is judged, wanted or promised.
    Judge,
    /// The verb gives something a name.
    Label,
    /// A clause is what somebody thinks.
    Think,
}

/// The form of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Finite,
    /// Finite, in the mood of reported speech (`betone`).
    Subjunctive,
    Participle,
    Infinitive,
}

/// One reading of a word as a verb.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) class: Class,
    pub(super) form: Form,
    /// The separable prefix of the verb; empty if the word contains the whole verb.
    pub(super) particle: &'static str,
}

static READINGS: LazyLock<HashMap<String, Vec<Reading>>> = LazyLock::new(|| {
    let mut readings: HashMap<String, Vec<Reading>> = HashMap::new();
    let known = [
        ("speech", Class::Speech),
        ("judge", Class::Judge),
        ("label", Class::Label),
        ("think", Class::Think),
    ];
    for (class, verbs) in classes(include_str!("verbs.txt")) {
        let class = kind_of(class, &known);
        for (word, form, particle) in verbs.split_whitespace().flat_map(forms) {
            readings.entry(word).or_default().push(Reading { class, form, particle });
        }
    }
    readings
});

/// Returns the readings of a lowercase word; empty if it is not a form of a listed verb.
pub(super) fn readings(word: &str) -> &'static [Reading] {
    READINGS.get(word).map_or(&[], Vec::as_slice)
}

/// Returns the forms of a verb as written in the list, each with its separable prefix.
fn forms(verb: &'static str) -> Vec<(String, Form, &'static str)> {
    let (particle, rest) = verb.split_once('|').unwrap_or(("", verb));
    let parts: Vec<&str> = rest.split('/').collect();
    let infinitive = parts[0];
    let stem = infinitive.strip_suffix("en").or_else(|| infinitive.strip_suffix('n')).unwrap_or(infinitive);
    let (third, past, participle) = match parts[..] {
        [_, third, past, participle] => (third.to_owned(), past.to_owned(), participle.to_owned()),
        _ => weak(stem, infinitive),
    };
    let plural = if past.ends_with('e') { format!("{past}n") } else { format!("{past}en") };
    let finite = [third, past, plural, infinitive.to_owned()];
    let mut found = Vec::new();
    for word in finite {
        if !particle.is_empty() {
            found.push((format!("{particle}{word}"), Form::Finite, ""));
        }
        found.push((word, Form::Finite, particle));
    }
    found.push((format!("{stem}e"), Form::Subjunctive, particle));
    found.push((format!("{particle}{stem}e"), Form::Subjunctive, ""));
    found.push((format!("{particle}{participle}"), Form::Participle, ""));
    found.push((format!("{particle}{infinitive}"), Form::Infinitive, ""));
    found
}

/// Returns the third person, past tense and participle of a weak verb.
fn weak(stem: &str, infinitive: &str) -> (String, String, String) {
    let between = if stem.ends_with(['t', 'd'])
        || ["chn", "ffn", "gn", "dm", "tm"].iter().any(|end| stem.ends_with(end))
    {
        "e"
    } else {
        ""
    };
    let whole = INSEPARABLE.iter().any(|prefix| stem.starts_with(prefix)) || infinitive.ends_with("ieren");
    let ge = if whole { "" } else { "ge" };
    (format!("{stem}{between}t"), format!("{stem}{between}te"), format!("{ge}{stem}{between}t"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_recognized_in_all_forms() {
        for (word, class, form, particle) in [
            ("sagte", Class::Speech, Form::Finite, ""),
            ("betone", Class::Speech, Form::Subjunctive, ""),
            ("kündigten", Class::Speech, Form::Finite, "an"),
            ("angekündigt", Class::Speech, Form::Participle, ""),
            ("ankündigte", Class::Speech, Form::Finite, ""),
            ("kritisiert", Class::Judge, Form::Participle, ""),
            ("behauptet", Class::Speech, Form::Participle, ""),
            ("genannt", Class::Label, Form::Participle, ""),
            ("hob", Class::Speech, Form::Finite, "hervor"),
            ("bezeichnete", Class::Label, Form::Finite, ""),
        ] {
            let fits = |reading: &Reading| {
                (reading.class, reading.form, reading.particle) == (class, form, particle)
            };
            assert!(readings(word).iter().any(fits), "{word}");
        }
        assert!(readings("brücke").is_empty());
    }
}
