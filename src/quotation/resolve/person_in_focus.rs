//! The person that an English pronoun or noun means. Input: the position of the mention, and the sex that it shows.
//! Output: a person, and how sure that is.
//!
//! Sentences are searched backwards. The candidates in each, in this order: the last speaker, the subject, other people
//! named in it.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    names::people::{Sex, token_sex},
    resolve::{
        Certainty, ResolvedMention, Resolver,
        document_author::is_document,
        excluded_people::{excluded_people, trails},
        part_end,
        sentence_subject::{Subject, clause_subjects, main_subject_of},
    },
    syntax::tokens::Token,
};

/// The meaning of a pronoun or noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Focus {
    Person(usize, Certainty),
    /// A person without a name.
    Unnamed,
    Unclear,
}

/// Maximum number of tokens to look back.
const FARTHEST: usize = 260;
/// Maximum number of sentences to look back.
pub(crate) const MOST_SENTENCES: usize = 12;

/// Maximum number of sentences to look back for weak evidence, such as a person without a name.
pub(crate) const NEAR: usize = 2;

/// Maximum number of sentences to look back for a sure result.
const SURE: usize = 3;

/// The part of a sentence before a mention.
pub(crate) struct Stretch {
    pub(crate) tokens: Range<usize>,
    /// Number of sentences back from the mention's own sentence, which has 0. Sentences of quoted words alone do not
    /// count.
    pub(crate) back: usize,
}

/// Returns the stretches before token `at`, nearest first: one in its own sentence, then up to `most` in earlier
/// sentences. Sentences of quoted words alone are skipped.
pub(crate) fn stretches<'r>(
    resolver: &'r Resolver,
    at: usize,
    most: usize,
) -> impl Iterator<Item = Stretch> + 'r {
    let tagged = resolver.tagged;
    let own = tagged.sentence_at(at).min(tagged.sentences.len() - 1);
    let ordinals = (0..=own).rev().take_while(move |&ordinal| {
        ordinal == own || at - tagged.sentences[ordinal].tokens.start <= FARTHEST
    });
    let before = ordinals.map(move |ordinal| {
        let tokens = &tagged.sentences[ordinal].tokens;
        (ordinal, tokens.start..tokens.end.min(at))
    });
    let before = before.filter(|(_, tokens)| tagged.tokens[tokens.clone()].iter().any(Token::is_word));
    let mut back = 0;
    let counted = before.map(move |(ordinal, tokens)| {
        back += usize::from(ordinal < own);
        Stretch { tokens, back }
    });
    counted.take_while(move |stretch| stretch.back <= most)
}

/// Returns the person that the mention at token `at` means. The mention shows the person's sex at most. Looks back over
/// up to `most` sentences.
pub(crate) fn person(resolver: &Resolver, at: usize, sex: Option<Sex>, most: usize) -> Focus {
    let search = Search::new(resolver, at, sex);
    let mut bare = Focus::Unclear;
    for stretch in stretches(resolver, at, most) {
        if let Some(focus) = search.speaker(&stretch) {
            return focus;
        }
        match search.subject(&stretch) {
            SubjectClue::Meant(focus) => return focus,
            SubjectClue::Pronoun => continue,
            SubjectClue::Other => {}
        }
        if let Some(focus) = search.named(&stretch) {
            return focus;
        }
        if bare == Focus::Unclear && stretch.back <= NEAR {
            bare = search.bare(&stretch);
        }
    }
    bare
}

/// What the subject of a sentence shows about the mention.
enum SubjectClue {
    Meant(Focus),
    /// The subject is a pronoun with the same meaning as the mention.
    Pronoun,
    Other,
}

struct Search<'r, 'a> {
    resolver: &'r Resolver<'a>,
    at: usize,
    sex: Option<Sex>,
    /// The people that the mention cannot mean.
    others: Vec<usize>,
    /// Whether the mention follows all its content, so that its sentence says nothing about the speaker.
    trails: bool,
}

impl<'r, 'a> Search<'r, 'a> {
    fn new(resolver: &'r Resolver<'a>, at: usize, sex: Option<Sex>) -> Self {
        let trails = trails(resolver, at);
        Self { resolver, at, sex, others: excluded_people(resolver, at, trails), trails }
    }

    /// Returns whether the mention can mean a person.
    fn fits(&self, number: usize) -> bool {
        let person = &self.resolver.people.people[number];
        !self.others.contains(&number)
            && match (person.sex, self.sex) {
                (Some(one), Some(other)) => one == other,
                _ => person.human || person.has_given || person.sex.is_some(),
            }
    }

    /// Returns whether the mention can mean a speaker. A speaker of unknown sex with a name of several words counts as a
    /// person.
    fn fits_speaker(&self, number: usize) -> bool {
        let person = &self.resolver.people.people[number];
        self.fits(number) || person.sex.is_none() && person.name.len() > 1 && !self.others.contains(&number)
    }

    /// Returns the person. The result is less sure if another candidate is named between token `from` and the mention, or
    /// if the evidence is more than [`SURE`] sentences back.
    fn meant(&self, number: usize, from: usize, back: usize) -> Focus {
        let mentions = &self.resolver.people.mentions;
        let first = mentions.partition_point(|mention| mention.token < from);
        let between = mentions[first..].iter().take_while(|mention| mention.token < self.at);
        let rival = between.filter(|mention| mention.person != number).any(|other| self.fits(other.person));
        Focus::Person(number, if rival || back > SURE { Certainty::Likely } else { Certainty::Sure })
    }

    /// Returns the last speaker in a stretch that the mention can mean.
    fn speaker(&self, stretch: &Stretch) -> Option<Focus> {
        let earlier = self.resolver.resolved_in(&stretch.tokens).iter().rev();
        earlier
            .filter_map(|earlier| match earlier.resolved.person {
                Some(number) if self.fits_speaker(number) && !earlier.resolved.is_organization => {
                    Some(self.meant(number, earlier.source.start, stretch.back))
                }
                None if stretch.back <= NEAR && self.is_somebody(earlier) => Some(Focus::Unnamed),
                _ => None,
            })
            .next()
    }

    /// Returns the last speaker or subject whose name is a single word, so that it may be an organization's.
    fn bare(&self, stretch: &Stretch) -> Focus {
        let people = &self.resolver.people.people;
        let earlier = self
            .resolver
            .resolved_in(&stretch.tokens)
            .iter()
            .rev()
            .filter_map(|earlier| earlier.resolved.person);
        let about = main_subject_of(self.resolver, &stretch.tokens).and_then(|subject| match subject {
            Subject::Person(number) => Some(number),
            _ => None,
        });
        let fits = |&number: &usize| people[number].is_bare() && !self.others.contains(&number);
        let last = earlier.chain(about).find(fits);
        last.map_or(Focus::Unclear, |number| Focus::Person(number, Certainty::Guess))
    }

    /// Returns whether an earlier mention is of a person without a name, and this mention can mean the same person.
    fn is_somebody(&self, earlier: &ResolvedMention) -> bool {
        let tagged = self.resolver.tagged;
        let tokens = &tagged.tokens[earlier.source.clone()];
        let head = &tokens[part_end(tagged.text, tokens, 0).clamp(1, tokens.len()) - 1];
        let (noun, sex) = (head.span.of(tagged.text), token_sex(head));
        let several = tokens[0].span != head.span; // not "one" alone
        let new = several && is_indefinite(tokens[0].span.of(tagged.text)) && !head.is_capitalized();
        let person = head.is(Tags::ROLE.or(Tags::TITLE)) && !is_plural_noun(noun)
            || new && !head.is(Tags::ORGANIZATION) && !is_document(noun);
        let pronoun = tokens.len() == 1 && head.is(Tags::SUBJECT) && sex.is_some(); // "she", if that speaker has no name
        earlier.resolved.speaker.is_none()
            && !earlier.asks
            && (person || pronoun)
            && (self.sex.is_none() || sex.is_none() || sex == self.sex)
    }

    /// Returns what the subject of a stretch shows about the mention. In the mention's own sentence, the subjects of the
    /// clauses before it count.
    fn subject(&self, stretch: &Stretch) -> SubjectClue {
        let (resolver, own) = (self.resolver, stretch.back == 0);
        let supposed = own && resolver.word(stretch.tokens.start) == "If"; // "If Holt wins, she said"
        let subjects = match own {
            true if self.trails || supposed => Vec::new(),
            true => clause_subjects(resolver, &stretch.tokens),
            false => main_subject_of(resolver, &stretch.tokens).into_iter().collect(),
        };
        let theirs = self.owns_something(&stretch.tokens);
        let mut owner = None;
        for subject in subjects {
            match subject {
                Subject::Belonging(number) if own && self.fits(number) => owner = owner.or(Some(number)),
                Subject::Person(number) if self.fits(number) || theirs && self.fits_speaker(number) => {
                    return SubjectClue::Meant(self.meant(number, stretch.tokens.start, stretch.back));
                }
                Subject::Pronoun(Some(sex)) if self.sex.is_none_or(|wanted| wanted == sex) => {
                    return SubjectClue::Pronoun;
                }
                Subject::Somebody if !own && stretch.back <= NEAR => {
                    return SubjectClue::Meant(Focus::Unnamed);
                }
                _ => {}
            }
        }
        if let Some(owner) = owner {
            return SubjectClue::Meant(Focus::Person(owner, Certainty::Likely)); // "Holt's plan was what he called a start"
        }
        let first = self.resolver.word(stretch.tokens.start);
        if first == "The" && theirs { SubjectClue::Pronoun } else { SubjectClue::Other } // "The talker opened his book"
    }

    /// Returns whether a stretch has a possessive pronoun of the mention's sex.
    fn owns_something(&self, stretch: &Range<usize>) -> bool {
        let tokens = &self.resolver.tagged.tokens[stretch.clone()];
        tokens.iter().any(|token| token.is(Tags::POSSESSIVE) && token_sex(token) == self.sex)
    }

    /// Returns the last person of the mention's sex in an earlier sentence, but not the owner of something ("Holt's
    /// plan"). Else returns the only person there with a title and of unknown sex.
    fn named(&self, stretch: &Stretch) -> Option<Focus> {
        if stretch.back == 0 || self.sex.is_none() {
            return None;
        }
        let people = self.resolver.people;
        let of_sex = |person: usize| people.people[person].sex == self.sex && self.fits(person);
        let mentions = self.resolver.mentions_in(&stretch.tokens).iter().rev();
        let mut named = mentions.filter(|mention| {
            of_sex(mention.person) && !self.resolver.is_owner(mention.token, stretch.tokens.end)
        });
        if let Some(last) = named.next().map(|last| last.person) {
            let alone = named.all(|other| other.person == last);
            return Some(Focus::Person(last, if alone { Certainty::Likely } else { Certainty::Guess }));
        }
        let somebody =
            |person: usize| people.people[person].human && !people.people[person].titles.is_empty();
        let mut unknown = self.resolver.mentions_in(&stretch.tokens).iter().filter(|mention| {
            people.people[mention.person].sex.is_none()
                && somebody(mention.person)
                && self.fits(mention.person)
        });
        let only = unknown.next()?.person;
        unknown.all(|other| other.person == only).then_some(Focus::Person(only, Certainty::Guess))
    }
}

/// Returns whether a word introduces somebody new: "a dealer".
pub(crate) fn is_indefinite(word: &str) -> bool {
    ["a", "an", "one", "another"].iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Returns whether a noun for people is a plural, judged by its last letters.
pub(crate) fn is_plural_noun(word: &str) -> bool {
    word.ends_with('s') && !word.ends_with("ss")
}
