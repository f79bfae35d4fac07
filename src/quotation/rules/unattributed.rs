//! Quoted sentences without a cue: they go on with the quotation before them.

use std::ops::Range;

use crate::{
    quotation::{
        lexicon::{Grammar, Tags},
        rules::{
            Analysis, Attribution, Collector, Frame, Open, Sentence, quoted_words::group,
            titles_of_works::is_heading,
        },
        syntax::{
            cue::{Cue, Order},
            noun_phrase::noun_phrase_after,
            subject::main_subject,
            tokens::{Kind, Token},
        },
    },
    span::Span,
};

/// `"Did we win?" Holt asked.`: a question's mark seems to end the sentence before its speaker.
pub(crate) fn answered(frame: &Frame, collector: &mut Collector) {
    let unlisted = exclaimed(frame);
    let Some(cue) = unlisted.as_ref().or_else(|| frame.cues.first()) else { return };
    let group = group(cue);
    let speaks =
        cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS)) && cue.source.is_some() && cue.order != Order::Shared;
    let hearer = |token: &Token| cue.tags.is(Tags::ADDRESS) && !token.is(Tags::THAT.or(Tags::SUBJECT));
    let alone = frame.tokens.get(group.end).is_none_or(|token| {
        matches!(token.kind, Kind::Stop | Kind::Comma)
            || token.is(Tags::PREPOSITION.or(Tags::TIME).or(Tags::ADVERB).or(Tags::TO))
            || hearer(token)
    });
    let quotes_more = frame.tokens[group.end..].iter().any(|token| token.kind == Kind::Quoted);
    if group.start > 0 || !speaks || !alone && unlisted.is_none() || quotes_more {
        return;
    }
    let Some(previous) = previous_sentence(frame) else { return };
    let Some(last) = frame.analysis.tokens_of(previous).last().filter(|token| token.kind == Kind::Quoted)
    else {
        return;
    };
    let inner = frame.analysis.inner(last);
    let words = inner.of(frame.analysis.text).trim_end_matches(['’', '\'', '”', '"']);
    if !words.ends_with(['?', '!', '…', '-', '—']) {
        return;
    }
    collector.release(inner);
    collector.claimed[last.region] = true;
    collector.add_spans(frame, vec![inner], &frame.pending(cue), "words-then-speaker");
    collector.taken[cue.verb] = true;
}

/// Returns the verb of a sentence that opens with one that no list holds as a verb of speech, before a name: `"What a day!" beamed Anna
/// Holt.`
fn exclaimed(frame: &Frame) -> Option<Cue> {
    let first = frame.tokens.first()?;
    let verb = first.is_word() && !first.is_capitalized() && first.tags == Tags::VERB;
    let named = frame.tokens.get(1).is_some_and(Token::is_capitalized);
    if !verb || !named || frame.analysis.grammar() != Grammar::English {
        return None;
    }
    let source = noun_phrase_after(frame.tokens, 1)?;
    let tags = Tags::SPEECH.or(Tags::PAST);
    Some(Cue { verb: 0, start: 0, end: 1, tags, source: Some(source), order: Order::Inverted })
}

/// Returns the sentence before, in the same paragraph.
fn previous_sentence<'a>(frame: &Frame<'a>) -> Option<&'a Sentence> {
    let sentences = &frame.analysis.sentences;
    let previous = &sentences[frame.ordinal.checked_sub(1)?];
    (previous.paragraph == sentences[frame.ordinal].paragraph).then_some(previous)
}

/// Quoted sentences without a cue: `"We won," Holt said. "It was close."` continues; after a colon the verb
/// before it reports them; else they are the last speaker's.
pub(crate) fn continued(frame: &Frame, collector: &mut Collector) {
    let only_quoted = frame.tokens.iter().all(|token| {
        matches!(token.kind, Kind::Quoted | Kind::Stop | Kind::Comma | Kind::Open | Kind::Close | Kind::Other)
    });
    let Some(first) = frame.tokens.iter().find(|token| token.kind == Kind::Quoted) else { return };
    if !only_quoted || collector.claimed[first.region] {
        return;
    }
    let mut content = Vec::new();
    for token in frame.tokens.iter().filter(|token| token.kind == Kind::Quoted) {
        collector.claimed[token.region] = true;
        content.push(frame.analysis.inner(token));
    }
    let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
    let open = collector.open.clone().filter(|open| open.quotes);
    let single = frame.analysis.regions[first.region].single;
    let same = |open: &Open| {
        let next_paragraph = open.paragraph + 1 == paragraph && open.sentence + 1 == frame.ordinal;
        let subheading = next_paragraph && single && !in_single_marks(frame, collector, open);
        open.paragraph == paragraph || next_paragraph && collector.pending.is_none() && !subheading
    };
    if let Some(open) = open.filter(same) {
        let mut attribution = open.attribution;
        if frame.analysis.joins_sentences() {
            collector.found[attribution].content.extend(content);
        } else {
            let before = collector.found[attribution].clone();
            collector.found.push(Attribution { content, ..before });
            attribution = collector.found.len() - 1;
        }
        collector.open = Some(Open { attribution, paragraph, sentence: frame.ordinal, ..open });
    } else if let Some(pending) = collector.pending.take() {
        collector.add_spans(frame, content, &pending, "after-colon");
    } else {
        carry(frame, collector, content);
    }
}

/// Returns whether the last words of an attribution stand in single marks.
fn in_single_marks(frame: &Frame, collector: &Collector, open: &Open) -> bool {
    let Some(last) = collector.found[open.attribution].content.last() else { return false };
    let regions = &frame.analysis.regions;
    let at = regions.partition_point(|region| region.outer.end <= last.start);
    regions.get(at).is_some_and(|region| region.single)
}

/// Adds words without a cue: the subject of the sentence before speaks them, or the last speaker.
fn carry(frame: &Frame, collector: &mut Collector, content: Vec<Span>) {
    let words = content[0].of(frame.analysis.text).split_whitespace().take(FEWEST_WORDS).count();
    let heading = is_heading(content[0].of(frame.analysis.text)) && content.len() == 1;
    if words < FEWEST_WORDS || heading || frame.analysis.lexicon.is_none() {
        return;
    }
    let language = frame.analysis.language();
    if let Some(source) = language.and_then(|language| language.speaks_on(frame, collector)) {
        collector.found.push(Attribution {
            content,
            source: Some(source),
            cue: None,
            denied: false,
            rule: "carried-over",
        });
        collector.open_last(frame, "words-then-speaker");
        return;
    }
    let before = previous_sentence(frame).and_then(|sentence| {
        let subject = main_subject(frame.analysis.tokens_of(sentence))?;
        Some(sentence.tokens.start + subject.start..sentence.tokens.start + subject.end)
    });
    let paragraph = frame.analysis.sentences[frame.ordinal].paragraph;
    let english = frame.analysis.grammar() == Grammar::English;
    let last = collector.open.as_ref().and_then(|open| {
        let source = collector.found[open.attribution].source.clone()?;
        let right_before = open.sentence + 1 == frame.ordinal;
        Some((source, right_before, english && right_before && open.paragraph == paragraph))
    });
    let goes_on = matches!(last, Some((_, _, true)));
    let source = match last {
        Some((speaker, true, _)) => Some(speaker),
        last => before.or(last.map(|(speaker, ..)| speaker)),
    };
    let rule = if goes_on { "goes-on" } else { "carried-over" };
    collector.found.push(Attribution { content, source, cue: None, denied: false, rule });
    collector.open_last(frame, "words-then-speaker");
}

/// `"We won." — Anna Holt`: the speaker's name behind a dash.
pub(crate) fn signed(frame: &Frame, collector: &mut Collector) {
    let Some(dash) = frame.tokens.iter().take(2).position(|token| token.kind == Kind::Dash) else { return };
    let quoted = match dash {
        0 => frame.first.checked_sub(1).map(|at| frame.analysis.tokens[at]),
        _ => Some(frame.tokens[0]),
    };
    let Some(quoted) = quoted.filter(|token| token.kind == Kind::Quoted) else { return };
    let Some(name) = noun_phrase_after(frame.tokens, dash + 1) else { return };
    let rest = &frame.tokens[name.end..];
    let when = Tags::PREPOSITION.or(Tags::SUBORDINATE).or(Tags::TIME);
    let circumstance =
        dash == 1 && rest.first().is_some_and(|token| token.is(when)) && rest.len() <= LONGEST_LABEL;
    if !frame.tokens[name.start].is_capitalized()
        || !(circumstance || rest.iter().all(|token| matches!(token.kind, Kind::Stop | Kind::Comma)))
    {
        return;
    }
    let inner = frame.analysis.inner(&quoted);
    collector
        .found
        .retain(|found| !(matches!(found.rule, "carried-over" | "goes-on") && found.content == [inner]));
    let source = Some(frame.first + name.start..frame.first + name.end);
    collector.claimed[quoted.region] = true;
    collector.open = None;
    collector.found.push(Attribution {
        content: vec![inner],
        source,
        cue: None,
        denied: false,
        rule: "signed",
    });
    collector.taken.fill(true);
}

/// `Bridge “will never close” – Holt` and `“It's over”: Anna Holt on leaving`: a headline that names its speaker behind its words.
pub(crate) fn headline_signed(frame: &Frame, collector: &mut Collector) {
    let quoted = |range: Range<usize>| frame.tokens[range].iter().any(|token| token.kind == Kind::Quoted);
    let mark = frame.tokens.iter().rposition(|token| matches!(token.kind, Kind::Dash | Kind::Colon));
    let Some(mark) = mark.filter(|&mark| frame.ordinal == 0 && mark > 0 && quoted(0..mark)) else { return };
    let Some(name) = noun_phrase_after(frame.tokens, mark + 1) else { return };
    let capitals = frame.tokens[name.clone()].iter().take_while(|token| token.is_capitalized()).count();
    let name = name.start..name.start + capitals;
    let rest = frame.tokens.get(name.end).filter(|token| token.kind != Kind::Stop);
    let dash = frame.tokens[mark].kind == Kind::Dash;
    let on = rest.is_some_and(|rest| rest.is(Tags::PREPOSITION.or(Tags::CUE).or(Tags::VERB)));
    let alone = frame.tokens[mark - 1].kind == Kind::Quoted && mark == 1;
    let fits = if dash { rest.is_none() || alone && on } else { alone && (rest.is_none() || on) };
    if name.is_empty() || !fits || frame.tokens[name.start].is(Tags::TIME) {
        return;
    }
    let cue = Cue {
        verb: mark,
        start: mark,
        end: mark + 1,
        tags: Tags::SPEECH,
        source: Some(name),
        order: Order::Inverted,
    };
    collector.add_part(frame, 0..mark, &cue, "headline");
}

/// `Holt: Rain Is No “Excuse”`: a headline that names its speaker before a colon.
pub(crate) fn headline(frame: &Frame, collector: &mut Collector) {
    if frame.ordinal > 0 {
        return;
    }
    let Some(colon) =
        frame.tokens.iter().take(LONGEST_HEADLINE_NAME).position(|token| token.kind == Kind::Colon)
    else {
        return;
    };
    let named = frame.tokens[..colon].iter().all(|token| token.is_capitalized());
    let speech = frame.tokens[colon + 1..].iter().any(|token| token.kind == Kind::Quoted)
        || frame.tokens[0].is(Tags::GIVEN.or(Tags::TITLE));
    let words = frame.tokens[colon + 1..].iter().any(|token| token.kind == Kind::Quoted);
    let verb = frame.tokens[0].is(Tags::CUE.or(Tags::VERB)) && !frame.tokens[0].is(Tags::GIVEN);
    if verb || colon == 0 || !named || !speech || !words && colon + FEWEST_WORDS > frame.end() {
        return;
    }
    let cue = Cue {
        verb: colon,
        start: colon,
        end: colon + 1,
        tags: Tags::SPEECH,
        source: Some(0..colon),
        order: Order::SpeakerFirst,
    };
    collector.add_part(frame, colon + 1..frame.end(), &cue, "headline");
}

/// `Anna Holt, the mayor: “It will hold.”`: a paragraph whose speaker stands before a colon or dash, all the rest in marks.
pub(crate) fn labelled(frame: &Frame, collector: &mut Collector) {
    let sentences = &frame.analysis.sentences;
    let before = frame.ordinal.checked_sub(1).map(|at| &sentences[at]);
    let opens = before.is_none_or(|before| before.paragraph != sentences[frame.ordinal].paragraph);
    let Some(at) = frame.tokens.iter().take(LONGEST_LABEL).position(|token| token.kind == Kind::Quoted)
    else {
        return;
    };
    let mark = at.checked_sub(1).map(|mark| frame.tokens[mark].kind);
    if !opens || at < 2 || !matches!(mark, Some(Kind::Colon | Kind::Dash)) || !frame.tokens[at].ends_clause {
        return;
    }
    let rest = &frame.tokens[at + 1..];
    let label = &frame.tokens[..at - 1];
    let name = label.iter().take_while(|token| token.is_capitalized()).count();
    let person = Tags::GIVEN.or(Tags::TITLE);
    let named = label[..name].iter().any(|token| token.is(person)) && (name > 1 || label[0].is(Tags::GIVEN));
    let set_off = label.get(name).is_none_or(|token| token.kind == Kind::Comma);
    let verb = |i: usize| {
        label[i].is(Tags::AUXILIARY.or(Tags::CUE)) && !label[i].is_capitalized()
            || label[i].kind == Kind::Stop
    };
    let plain = label.iter().all(|token| matches!(token.kind, Kind::Word | Kind::Comma | Kind::Number));
    if !named
        || !set_off
        || !plain
        || (name..label.len()).any(verb)
        || rest.iter().any(|token| !matches!(token.kind, Kind::Stop | Kind::Quoted))
    {
        return;
    }
    let cue = Cue {
        verb: at - 1,
        start: at - 1,
        end: at,
        tags: Tags::SPEECH,
        source: Some(0..at - 1),
        order: Order::SpeakerFirst,
    };
    collector.add_part(frame, at..at + 1, &cue, "headline");
    collector.open_last(frame, "speaker-then-words");
}

/// How many tokens a label with its colon has at most.
const LONGEST_LABEL: usize = 14;

/// How many tokens the name before a headline's colon has at most.
const LONGEST_HEADLINE_NAME: usize = 6;

/// How many words in marks are taken for speech: fewer may be a title.
const FEWEST_WORDS: usize = 3;

/// How many words in marks inside a sentence are rather somebody's words than a name or a way to call something.
const FEWEST_INSIDE: usize = 12;

/// Words in marks that no rule gave to anybody: quotations without speakers, unless they look like a name.
pub(crate) fn words_alone(analysis: &Analysis, consumed: &[bool], collector: &mut Collector) {
    let sentences = analysis.sentences.iter().zip(consumed).filter(|(_, consumed)| !**consumed);
    for (at, token) in sentences.flat_map(|(sentence, _)| analysis.tokens_of(sentence).iter().enumerate()) {
        if token.kind != Kind::Quoted || collector.claimed[token.region] {
            continue;
        }
        let inner = analysis.inner(token);
        let unfinished = at > 0 && analysis.lexicon.is_some() && inner.of(analysis.text).ends_with(',');
        if unfinished {
            continue;
        }
        if is_said(analysis, token, inner.of(analysis.text)) {
            collector.claimed[token.region] = true;
            let words = Attribution {
                content: vec![inner],
                source: None,
                cue: None,
                denied: false,
                rule: "words-alone",
            };
            collector.found.push(words);
        }
    }
}

/// Returns whether words in marks are likely speech for all they tell themselves.
fn is_said(analysis: &Analysis, token: &Token, words: &str) -> bool {
    let count = words_at_most(words, FEWEST_INSIDE);
    if analysis.lexicon.is_none() {
        let of_work = token.span.of(analysis.text).starts_with('『') && !token.ends_clause;
        return !of_work && (count >= FEWEST_WORDS || token.ends_clause);
    }
    let sentence = words.starts_with(char::is_uppercase) && words.ends_with(['.', '!', '?', '…', ',']);
    (count >= FEWEST_INSIDE || sentence && count >= FEWEST_WORDS) && !is_heading(words)
}

/// Returns how many words a text has, up to `most`; where none are set apart by spaces, two characters count as one.
fn words_at_most(text: &str, most: usize) -> usize {
    let unspaced = |c: &char| matches!(*c, '\u{3040}'..='\u{9FFF}' | '\u{0E00}'..='\u{0EFF}');
    let characters = text.chars().filter(unspaced).take(2 * most).count();
    (characters / 2).max(text.split_whitespace().take(most).count())
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::assert_rules;

    #[test]
    fn words_without_a_cue_find_their_speaker() {
        assert_rules(&[
            ("“Will it hold?” Anna Holt asked.", "words-then-speaker", "Will it hold?", "Anna Holt"),
            (
                "Anna Holt continued:
“It will hold.”",
                "after-colon",
                "It will hold.",
                "Anna Holt",
            ),
            ("“It will hold.” — Anna Holt", "signed", "It will hold.", "Anna Holt"),
            (
                "It rained.
Anna Holt, the mayor of Leeds: “It will hold.”",
                "headline",
                "It will hold.",
                "Anna Holt, the mayor of Leeds",
            ),
            (
                "It rained.
Anna Holt — “It will hold.”",
                "headline",
                "It will hold.",
                "Anna Holt",
            ),
            ("Anna Holt: Bridge “Will Hold”", "headline", "Bridge “Will Hold”", "Anna Holt"),
            ("Holt: ‘No rush’\nThe mayor spoke.", "headline", "No rush", "Holt"),
            ("Bridge ‘will never close’ – Holt\nShe spoke.", "headline", "Bridge ‘will never close’", "Holt"),
            (
                "It rained on Monday. The slogan “we will never leave this valley, nor will our children or theirs” was on every wall.",
                "words-alone",
                "we will never leave this valley, nor will our children or theirs",
                "",
            ),
            ("‘It is over’: Anna Holt on leaving\nShe spoke.", "headline", "It is over", "Anna Holt"),
            (
                "Holt Calls Bridge Attack On Farmers ‘Vile’\nShe spoke.",
                "speaker-then-fragment",
                "Bridge Attack On Farmers ‘Vile’",
                "Holt",
            ),
            (
                "Bridge Is ‘A Crisis,’ Anna Holt Tells Council\nShe spoke.",
                "words-then-speaker",
                "Bridge Is ‘A Crisis,’",
                "Anna Holt",
            ),
            (
                "Anna Holt shrugged. “It will hold for now.”",
                "carried-over",
                "It will hold for now.",
                "Anna Holt",
            ),
            (
                "“It holds,” Anna Holt said. “We built it.
“It will last.”",
                "words-then-speaker",
                "It holds, … We built it. … It will last.",
                "Anna Holt",
            ),
        ]);
    }
}
