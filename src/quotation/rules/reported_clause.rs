//! Decides which clauses after an English verb are reported speech. These are not: thoughts, plans, requests, questions,
//! things that the speaker only mentions, and clauses whose cue says that nothing was said. Input: a cue and the tokens
//! after it. Output: a decision.

use std::ops::Range;

use crate::quotation::{
    lexicon::Tags,
    rules::{Frame, clause_then_speaker::SHORTEST},
    syntax::{
        cue::Cue,
        noun_phrase::is_finite,
        tokens::{Token, TokenKind},
    },
};

/// Returns whether the clause at `range` after an English cue was said or denied by the speaker.
pub(crate) fn is_said(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    let speaks = cue.speaks() || is_finding(frame, cue, range);
    let reports_none = cue.tags.is(Tags::MARKS_ONLY.or(Tags::ASKS).or(Tags::UNSAID));
    if !speaks || reports_none || range.is_empty() || is_impersonal(frame, cue) {
        return false;
    }
    if cue.tags.is(Tags::DEED) && is_deed(frame, range) {
        return true;
    }
    if asks_to_act(frame, cue, range) {
        return false;
    }
    let withheld = cue.tags.is(Tags::DENY) && !frame.tokens[cue.verb].is(Tags::DENY);
    // "what Holt said was safe"
    let gap = is_finite(&frame.tokens[range.start], None)
        && !follows_that(frame, range.start)
        && !opens_with_noun(&frame.tokens[range.clone()]);
    let relative = frame.follows_relative(cue); // "the bridge, which Holt said was safe"
    let clause = match says(frame, cue) {
        true => holds_clause(frame, range) || holds_likely_verb(frame, range),
        false => !cue.tags.is(Tags::THAT_ONLY) && opens_plainly(frame, range),
    };
    range.len() >= SHORTEST
        && (gap && relative || !gap && (clause || follows_that(frame, range.start)))
        && (withheld || !is_question(frame, range) && !is_to_come(frame, cue))
}

/// Returns whether the cue gives the result of a study or paper: "a survey found that".
fn is_finding(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    let written = |token: &Token| token.is(Tags::ORGANIZATION.or(Tags::EVENT));
    let source = cue.source.clone().unwrap_or(0..0);
    let found = cue.tags.is(Tags::FINDS) && !range.is_empty() && follows_that(frame, range.start);
    found && frame.tokens[source].iter().any(written)
}

/// Returns whether the first of the words is a noun although it may be a verb: an auxiliary without a subject of its own follows. "talks
/// would go on"
pub(crate) fn opens_with_noun(tokens: &[Token]) -> bool {
    let Some((first, rest)) = tokens.split_first() else { return false };
    let ends = Tags::SUBJECT.or(Tags::RELATIVE).or(Tags::THAT).or(Tags::SUBORDINATE).or(Tags::CONJUNCTION);
    let mut rest =
        rest.iter().take_while(|token| token.is_word() && (token.is_capitalized() || !token.is(ends)));
    !first.is(Tags::AUXILIARY.or(Tags::PAST)) && rest.any(|token| token.is(Tags::AUXILIARY))
}

/// Returns whether a possible subject is followed by a possible verb: "they plan to stay", but not "it necessary to stay".
fn holds_likely_verb(frame: &Frame, range: &Range<usize>) -> bool {
    let tokens = &frame.tokens[range.clone()];
    let subject = Tags::SUBJECT.or(Tags::DETERMINER).or(Tags::POSSESSIVE);
    let verb = Tags::CUE.or(Tags::VERB).or(Tags::AUXILIARY);
    let leads_away = Tags::TO.or(Tags::SUBORDINATE).or(Tags::RELATIVE).or(Tags::THAT);
    let mut clause = tokens.iter().skip(1).take_while(|token| token.is_word() && !token.is(leads_away));
    (tokens[0].is(subject) || tokens[0].is_capitalized())
        && clause.any(|token| token.is(verb) && !token.is_capitalized())
}

/// Returns whether the verb is about future or possible speech: "would say", "in order to say", but not "went on to say".
fn is_to_come(frame: &Frame, cue: &Cue) -> bool {
    let group = &frame.tokens[cue.start..cue.verb];
    let modal = group.iter().any(|token| token.is(Tags::MODAL));
    let before = |back: usize| cue.start.checked_sub(back).map(|at| &frame.tokens[at]);
    let to = before(1).is_some_and(|token| token.is(Tags::TO));
    modal || to && !before(2).is_some_and(|token| token.is(Tags::LEADS_ON))
}

/// Returns whether the words ask for an action: "to cut taxes", "not to cut them", and with an addressee "residents not to
/// drink it".
fn asks_to_act(frame: &Frame, cue: &Cue, range: &Range<usize>) -> bool {
    if follows_that(frame, range.start) {
        return false;
    }
    let tokens = &frame.tokens[range.clone()];
    let to = tokens.iter().position(|token| token.is(Tags::TO) && !token.is(Tags::PREPOSITION));
    let negation = usize::from(tokens[0].is(Tags::NEGATION));
    let asks_addressee =
        |to: usize| cue.tags.is(Tags::ADDRESS) && !holds_clause(frame, &(range.start..range.start + to));
    to.is_some_and(|to| to <= negation || asks_addressee(to))
}

/// Returns whether the verb is a form of "say" or "tell". Its object is a clause, however long the subject of that clause
/// is.
pub(crate) fn says(frame: &Frame, cue: &Cue) -> bool {
    matches!(
        frame.tokens[cue.verb].span.of(frame.tagged.text),
        "said" | "says" | "say" | "saying" | "told" | "tells" | "tell" | "telling"
    )
}

/// Returns whether the words open with a pronoun, or with a short subject and its verb: "the hall was too cold", but not
/// "the fall in prices that hurt it".
fn opens_plainly(frame: &Frame, range: &Range<usize>) -> bool {
    let tokens = &frame.tokens[range.clone()];
    if tokens[0].is(Tags::SUBJECT.or(Tags::OPENS_CLAUSE)) {
        return holds_clause(frame, range);
    }
    let leads_away =
        Tags::RELATIVE.or(Tags::TO).or(Tags::THAT).or(Tags::ING).or(Tags::CONJUNCTION).or(Tags::SUBORDINATE);
    let finite = |at: &usize| is_finite(&tokens[*at], Some(&tokens[at - 1]));
    let Some(verb) = (1..tokens.len().min(LONGEST_SUBJECT)).find(finite) else { return false };
    let phrase = if tokens[verb].is(Tags::AUXILIARY) { leads_away } else { leads_away.or(Tags::PREPOSITION) };
    let subject = |token: &Token| {
        let word = token.is_word() || token.kind == TokenKind::Number;
        word && (token.is_capitalized() || !token.is(phrase))
    };
    let starts = Tags::DETERMINER.or(Tags::POSSESSIVE).or(Tags::SUBJECT); // "the effect his plan has" is no clause
    let second = |at: usize| tokens[at].is(starts) && !tokens[at - 1].is(Tags::PREPOSITION.or(starts));
    subject(&tokens[0])
        && !tokens[0].is(Tags::PREPOSITION)
        && (1..verb).all(|at| subject(&tokens[at]) && !second(at))
}

/// Maximum number of words of such a subject with its verb.
const LONGEST_SUBJECT: usize = 10;

/// Returns whether "that" opens the words from token `at` on, or precedes them.
fn follows_that(frame: &Frame, at: usize) -> bool {
    frame.tokens[at].is(Tags::THAT) || at > 0 && frame.tokens[at - 1].is(Tags::THAT)
}

/// Returns whether an ing-form opens the words: "taking money", "ever having met him".
fn is_deed(frame: &Frame, range: &Range<usize>) -> bool {
    let deed = |token: &Token| {
        let word = token.span.of(frame.tagged.text);
        token.is(Tags::ING) || token.is_word() && word.len() >= SHORTEST_DEED && word.ends_with("ing")
    };
    let after_adverb = usize::from(frame.tokens[range.start].is(Tags::ADVERB));
    let object = frame.tokens.get(range.start + after_adverb + 1).is_some_and(|next| {
        next.kind != TokenKind::Stop && next.kind != TokenKind::Comma && !next.is(Tags::CONJUNCTION)
    });
    object && frame.tokens[range.clone()].get(after_adverb).is_some_and(deed)
}

/// Minimum number of letters of an ing-form; "thing" and "king" are shorter.
const SHORTEST_DEED: usize = 6;

/// Returns whether a clause is an open question: "whether it is safe", but not "if it rains, the bridge will shut".
fn is_question(frame: &Frame, range: &Range<usize>) -> bool {
    let first = &frame.tokens[range.start];
    let comma = || (range.start..range.end).find(|&at| frame.tokens[at].kind == TokenKind::Comma);
    match first.span.of(frame.tagged.text) {
        "whether" => true,
        "if" => !comma().is_some_and(|comma| holds_clause(frame, &(comma..range.end))),
        _ => false,
    }
}

/// Returns whether the words are a clause with its own verb, not a noun with a relative clause. A verb that belongs to
/// "who", "which", "that" or a subordinate clause does not count.
pub(crate) fn holds_clause(frame: &Frame, range: &Range<usize>) -> bool {
    let tokens = &frame.tokens[range.start..range.end.min(range.start + LONGEST_CLAUSE)];
    let opens = Tags::OPENS_CLAUSE.or(Tags::SUBORDINATE).or(Tags::RELATIVE);
    let first = usize::from(tokens.first().is_some_and(|first| first.is(opens)) || opens_with_noun(tokens));
    let mut taken = 0_usize;
    let mut in_group = false;
    for at in first..tokens.len() {
        let (token, before) = (&tokens[at], at.checked_sub(1).map(|before| &tokens[before]));
        let verb = Tags::AUXILIARY.or(Tags::VERB).or(Tags::CUE).or(Tags::ADVERB).or(Tags::NEGATION);
        in_group &= token.is(verb) && !token.is_capitalized();
        if in_group {
            continue;
        }
        if leads_to_verb(token, before, tokens.get(at + 1)) {
            taken += 1;
        } else if token.kind == TokenKind::Comma {
            taken = 0;
        } else if is_finite(token, before) {
            if taken == 0 && at > 0 {
                return true;
            }
            taken = taken.saturating_sub(1);
            in_group = true;
        }
    }
    false
}

/// Maximum number of tokens of a clause that are searched for its verb.
const LONGEST_CLAUSE: usize = 80;

/// Returns whether the next verb belongs to a relative or subordinate clause.
fn leads_to_verb(token: &Token, before: Option<&Token>, next: Option<&Token>) -> bool {
    let after_preposition = before.is_some_and(|before| before.is(Tags::PREPOSITION));
    let pronoun = next.is_some_and(|next| next.is(Tags::SUBJECT)); // "as he spoke", but not "as mayor"
    token.is(Tags::RELATIVE)
        || token.is(Tags::THAT) && !after_preposition
        || token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT) && (!token.is(Tags::PREPOSITION) || pronoun)
}

/// Returns whether the subject is impersonal: "it", "that", "you". "It" before "said" is not, because it can be an
/// organization.
fn is_impersonal(frame: &Frame, cue: &Cue) -> bool {
    let Some(source) = cue.source.as_ref().filter(|source| source.len() == 1) else { return false };
    let word = |at: usize| frame.tokens[at].span.of(frame.tagged.text);
    let organization = matches!(word(cue.verb), "said" | "says" | "added" | "adds");
    let impersonal =
        ["that", "this", "you", "which"].iter().any(|known| word(source.start).eq_ignore_ascii_case(known));
    impersonal || !organization && word(source.start).eq_ignore_ascii_case("it")
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::{assert_rules, quoted};

    /// Text, clause, mention of the speaker.
    const SAID: &[(&str, &str, &str)] = &[
        ("Holt said they plan to stay.", "they plan to stay", "Holt"),
        ("Holt went on to say that the water was safe.", "the water was safe", "Holt"),
        ("Holt said if it rains, the bridge will shut.", "if it rains, the bridge will shut", "Holt"),
        (
            "Holt said the utility, which wants a merger, has not responded.",
            "the utility, which wants a merger, has not responded",
            "Holt",
        ),
        (
            "Holt told the paper that Marsh, who left in May, refused to help him.",
            "Marsh, who left in May, refused to help him",
            "Holt",
        ),
        (
            "The letter said people who had eaten the tea faced no danger.",
            "people who had eaten the tea faced no danger",
            "The letter",
        ),
        (
            "The company said it will sell the unit and plans to buy another.",
            "it will sell the unit and plans to buy another",
            "The company",
        ),
        (
            "The firm said it affirmed the ratings on bonds and preferred stock of Dale Corp.",
            "it affirmed the ratings on bonds and preferred stock of Dale Corp",
            "The firm",
        ),
        (
            "Holt said by 1991, Honda wants a new plant in Leeds.",
            "by 1991, Honda wants a new plant in Leeds",
            "Holt",
        ),
        ("Holt's lawyers claim that the bridge is unsafe.", "the bridge is unsafe", "Holt's lawyers"),
        ("Holt noted inflation slowed in May.", "inflation slowed in May", "Holt"),
        (
            "Holt told reporters a third man, Sgt. Karl Dale, 24, was being held.",
            "a third man, Sgt. Karl Dale, 24, was being held",
            "Holt",
        ),
        (
            "Now that Holt has claimed that the bridge is safe, he must explain it.",
            "the bridge is safe",
            "Holt",
        ),
        ("It was a plan which Holt said was dead.", "was dead", "Holt"),
        ("A survey by the town found that few agree.", "few agree", "A survey by the town"),
        ("The bridge fell, Holt said, adding that it was old.", "it was old", "Holt"),
        (
            "The town issued a statement Wednesday saying the bridge was shut.",
            "the bridge was shut",
            "The town",
        ),
    ];

    #[test]
    fn whole_clauses_are_reported() {
        let cases: Vec<_> = SAID
            .iter()
            .map(|(text, clause, mention)| (*text, "speaker-then-clause", *clause, *mention))
            .collect();
        assert_rules(&cases);
    }

    #[test]
    fn whole_clauses_before_their_speaker_are_reported() {
        assert_rules(&[
            (
                "The council agreed that it would pay, Holt said.",
                "clause-then-speaker",
                "The council agreed that it would pay",
                "Holt",
            ),
            (
                "Prices were little changed, traders and shop owners said.",
                "clause-then-speaker",
                "Prices were little changed",
                "traders and shop owners",
            ),
            (
                "Because it rained, the bridge was shut, Holt said, noting a storm.",
                "clause-then-speaker",
                "Because it rained, the bridge was shut",
                "Holt",
            ),
        ]);
    }

    #[test]
    fn objects_and_thoughts_are_not_speech() {
        for text in [
            "Holt denied critics' charges that it was unsafe.",
            "Holt denied charges that the bridge was unsafe.",
            "He was indicted on charges that he took bribes.",
            "Holt, accused of taking bribes, smiled.",
            "Its references that the bridge was shut were wrong.",
            "Holt told his closest aides as he worked over his last speech.",
            "Holt often mentions her garden in speeches, a point for addressing problems.",
            "Holt echoed that promise on Monday.",
            "Holt announced plans to slap tariffs on goods that were dear.",
            "Holt reported a profit of 5 mln dlrs, which was less than in 1986.",
            "Holt was bragging about the wall that will block them.",
            "Holt charged his campaign a fee that was high.",
            "What they say was his role grew.",
            "The plan was unfair, something the party seemed to acknowledge by adding more.",
            "Her belief that the bridge was safe was wrong.",
        ] {
            let found = quoted(text, Some("en"));
            assert!(found.is_empty(), "{text}\n{found:?}");
        }
    }
}
