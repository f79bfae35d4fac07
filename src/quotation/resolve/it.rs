//! Which body "it" or "the bank" means: the one that spoke last, or that the last sentences are about. Enters: where the mention stands.
//! Leaves: the body's name.

use crate::quotation::resolve::{
    Resolved, Resolver, Trace,
    about::{Subject, clause_subjects, main_subject_of},
    document::is_document,
    focus::{Stretch, stretches},
};

/// How many sentences back a body may be meant.
const MOST_SENTENCES: usize = 5;

/// Returns the body that a mention at token `at` means; where something was written, also its author.
pub(crate) fn it(resolver: &Resolver, at: usize) -> Resolved {
    let mut likely = None;
    for stretch in stretches(resolver, at, MOST_SENTENCES) {
        let tokens = &resolver.analysis.tokens[stretch.tokens.clone()];
        let written = tokens.iter().any(|token| is_document(token.span.of(resolver.analysis.text)));
        let speaks =
            |resolved: &&Resolved| resolver.may_be_body(resolved) || written && resolved.speaker.is_some();
        let last = resolver.told_in(&stretch.tokens).iter().rev().map(|told| &told.resolved).find(speaks);
        if let Some(last) = last {
            return Resolved { body: true, trace: Trace::Likely, ..last.clone() };
        }
        for subject in subjects(resolver, &stretch) {
            match subject {
                Subject::Body(name) => return Resolved::body(name, Trace::Likely),
                Subject::Person(number) if resolver.people.people[number].may_be_body() => {
                    likely = likely.or(Some(number));
                }
                _ => {}
            }
        }
    }
    let name = likely.map(|number| resolver.people.people[number].name.join(" "));
    name.map_or_else(Resolved::default, |name| Resolved::body(name, Trace::Guess))
}

/// Returns whom a stretch is about: in the mention's own sentence, each clause before it.
fn subjects(resolver: &Resolver, stretch: &Stretch) -> Vec<Subject> {
    match stretch.back {
        0 => clause_subjects(resolver, &stretch.tokens),
        _ => main_subject_of(resolver, &stretch.tokens).into_iter().collect(),
    }
}
