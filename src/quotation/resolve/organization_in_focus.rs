//! The organization that "it" or "the bank" means: the last one to speak, or the one that the last sentences are about.
//! Input: the position of the mention. Output: the organization's name.

use crate::quotation::resolve::{
    Certainty, Resolved, Resolver,
    person_in_focus::{Stretch, stretches},
    sentence_subject::{Subject, clause_subjects, main_subject_of},
};

/// Maximum number of sentences to look back.
const MOST_SENTENCES: usize = 5;

/// Returns the organization that "it" at token `at` means. If the text mentions a document, this can be its author.
pub(crate) fn it_pronoun(resolver: &Resolver, at: usize) -> Resolved {
    organization_in_focus(resolver, at, |_| true)
}

/// Returns the organization in focus at token `at`. Only names that satisfy `wanted` count.
pub(crate) fn organization_in_focus(
    resolver: &Resolver,
    at: usize,
    wanted: impl Fn(&str) -> bool,
) -> Resolved {
    let named = |resolved: &Resolved| resolved.speaker.as_deref().is_some_and(&wanted);
    let mut likely = None;
    for stretch in stretches(resolver, at, MOST_SENTENCES) {
        let written = !resolver.documents_in(&stretch.tokens).is_empty();
        let speaks =
            |resolved: &&Resolved| named(resolved) && (written || resolver.may_be_organization(resolved));
        let last =
            resolver.resolved_in(&stretch.tokens).iter().rev().map(|earlier| &earlier.resolved).find(speaks);
        if let Some(last) = last {
            return Resolved { is_organization: true, certainty: Certainty::Likely, ..last.clone() };
        }
        for subject in subjects(resolver, &stretch) {
            match subject {
                Subject::Organization(name) if wanted(&name) => {
                    return Resolved::of_organization(name, Certainty::Likely);
                }
                Subject::Person(number) => {
                    let person = &resolver.people.people[number];
                    let body = person.may_be_organization().then(|| person.name.join(" "));
                    likely = likely.or_else(|| body.filter(|name| wanted(name)));
                }
                _ => {}
            }
        }
    }
    likely.map_or_else(Resolved::default, |name| Resolved::of_organization(name, Certainty::Guess))
}

/// Returns the subjects of a stretch. In the mention's own sentence, these are the subjects of the last clauses before
/// it; in other sentences, the subject of the main clause.
fn subjects(resolver: &Resolver, stretch: &Stretch) -> Vec<Subject> {
    match stretch.back {
        0 => clause_subjects(resolver, &stretch.tokens),
        _ => main_subject_of(resolver, &stretch.tokens).into_iter().collect(),
    }
}
