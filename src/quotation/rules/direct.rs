//! Words in marks beside a cue of the same sentence: `"…," Holt said. "…"`, `Holt said: "…"`.

use std::ops::Range;

use crate::quotation::{
    cue::{Cue, Order},
    lexicon::{Grammar, Tags},
    phrase::is_finite,
    rules::{
        Collector, Frame, beside_marks,
        clause::{SHORTEST, reach},
        unattributed::is_heading,
    },
    tokens::{Kind, Token},
};

/// `"We won," Holt said`: the words stand before speaker and verb; those that follow belong to them too.
pub(crate) fn after_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let alone = cue.source.is_none();
        let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
        if !speaks || alone && !drops_subjects(frame) || collector.taken[cue.verb] {
            continue;
        }
        let start = group(cue).start;
        let Some(quoted) = quoted_before(frame, start) else { continue };
        let colon = frame.tokens.get(group(cue).end).is_some_and(|token| token.kind == Kind::Colon);
        let that = frame.tokens.get(group(cue).end).is_some_and(|token| token.is(Tags::THAT));
        let clause = that && cue.order != Order::Inverted;
        if collector.taken[quoted]
            || colon
            || clause
            || belongs_before(frame, i, quoted)
            || is_name(frame, quoted)
        {
            continue;
        }
        let mut parts = vec![left_part(frame, collector, quoted)];
        parts.extend(right_parts(frame, i, group(cue).end));
        let last = collector.found.last().and_then(|attribution| attribution.source.clone());
        let before = collector.found.len();
        let earlier = reopened(frame, collector, quoted);
        collector.add(frame, &parts, cue, "words-then-speaker");
        if let Some(earlier) = earlier.filter(|_| collector.found.len() > before) {
            let mut content = std::mem::take(&mut collector.found[earlier].content);
            content.append(&mut collector.found[before].content);
            collector.found[before].content = content;
        }
        if alone && collector.found.len() > before {
            collector.found[before].source = last;
        }
    }
}

/// Returns the attribution of the paragraphs before that this one goes on with: words whose marks stay open at their paragraph's
/// end and open again here, and that nobody has been found for.
fn reopened(frame: &Frame, collector: &Collector, quoted: usize) -> Option<usize> {
    let open = collector.open.as_ref().filter(|open| open.sentence + 1 == frame.ordinal)?;
    let before = &frame.analysis.tokens[frame.first.checked_sub(1)?];
    let stays_open = before.kind == Kind::Quoted && !frame.analysis.regions[before.region].closed;
    let found = &collector.found[open.attribution];
    let last = found.content.last() == Some(&frame.analysis.inner(before));
    let new_paragraph = open.paragraph != frame.analysis.sentences[frame.ordinal].paragraph;
    (quoted == 0 && stays_open && last && new_paragraph && found.rule == "carried-over")
        .then_some(open.attribution)
}

/// Returns whether verbs of the language go without a subject ("…", añadió): then the last speaker goes on.
fn drops_subjects(frame: &Frame) -> bool {
    frame.analysis.grammar() == Grammar::Spanish
}

/// Returns whether words in marks inside a clause belong to an earlier cue ("…, who called it a “fix,” Holt said that"):
/// one that gives a name, with more to come behind the later cue.
fn belongs_before(frame: &Frame, cue: usize, quoted: usize) -> bool {
    let inside =
        quoted > 0 && frame.tokens[quoted - 1].is_word() && !frame.tokens[quoted - 1].is(Tags::CONJUNCTION);
    let names = frame.cues[..cue].iter().any(|earlier| {
        earlier.verb < quoted
            && (earlier.tags.is(Tags::LABEL) && (earlier.source.is_some() || earlier.tags.is(Tags::ING))
                || earlier.source.is_some() && frame.is_relative(earlier))
    });
    inside && names
}

/// Returns whether words in marks name a work or broadcast behind a preposition: `on “Leeds This Morning,” Holt said`.
fn is_name(frame: &Frame, quoted: usize) -> bool {
    let before = quoted.checked_sub(1).map(|at| &frame.tokens[at]);
    before.is_some_and(|before| before.is(Tags::PREPOSITION) && !before.is(Tags::THAT) || before.possessive)
        && is_heading(frame.analysis.inner(&frame.tokens[quoted]).of(frame.analysis.text))
}

/// Returns the tokens that speaker and verb take.
pub(crate) fn group(cue: &Cue) -> Range<usize> {
    match (&cue.source, cue.order) {
        (Some(source), Order::SpeakerFirst | Order::Inverted | Order::Passive) => {
            source.start.min(cue.start)..source.end.max(cue.end)
        }
        _ => cue.start..cue.end,
    }
}

/// Returns the quoted token right before `start`, a comma or dash between them allowed.
fn quoted_before(frame: &Frame, start: usize) -> Option<usize> {
    let mut at = start.checked_sub(1)?;
    if matches!(frame.tokens[at].kind, Kind::Comma | Kind::Dash) {
        at = at.checked_sub(1)?;
    } else if frame.tokens[at].is(Tags::HAVE) && at + 1 == start {
        at = at.checked_sub(2)?; // "…, a-t-elle dit"
    }
    (frame.tokens[at].kind == Kind::Quoted).then_some(at)
}

/// Returns what was said up to the quoted token: with the clause that leads to it, unless another took that.
fn left_part(frame: &Frame, collector: &Collector, quoted: usize) -> Range<usize> {
    let start =
        (0..quoted).rev().find(|&at| collector.taken[at] || frame.cues.iter().any(|cue| cue.verb == at));
    let bracket =
        frame.tokens[0].kind == Kind::Open && quoted > 1 && frame.tokens[quoted - 1].kind == Kind::Close;
    if bracket || start.is_some() { quoted..quoted + 1 } else { 0..quoted + 1 } // "[Laughter] “…”"
}

/// Returns the quoted tokens behind speaker and verb that go on with the words before.
fn right_parts(frame: &Frame, cue: usize, from: usize) -> Vec<Range<usize>> {
    let next = frame.cues[cue + 1..].iter().find(|next| !is_aside(frame, next));
    let limit = next.map_or(frame.end(), |next| group(next).start.max(from));
    let continues = |at: usize| {
        let before = &frame.tokens[at - 1];
        let stop = before.is_word() && before.span.of(frame.analysis.text).ends_with('.');
        let separated = matches!(
            before.kind,
            Kind::Comma | Kind::Dash | Kind::Colon | Kind::Semicolon | Kind::Quoted | Kind::Stop
        ) || stop && frame.tokens[at].ends_clause;
        frame.tokens[at].kind == Kind::Quoted
            && (separated || before.is(Tags::CONJUNCTION))
            && !(at + 2 >= limit && limit < frame.end())
    };
    (from..limit).filter(|&at| continues(at)).map(|at| at..at + 1).collect()
}

/// Returns whether a verb only tells what somebody did while speaking: `said as he pointed to the ridge`.
fn is_aside(frame: &Frame, cue: &Cue) -> bool {
    let before = group(cue).start.checked_sub(1).map(|at| &frame.tokens[at]);
    let pronoun = cue.source.as_ref().is_some_and(|source| frame.tokens[source.start].is(Tags::SUBJECT));
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    pronoun && !speaks && before.is_some_and(|token| token.is(Tags::SUBORDINATE) && !token.is(Tags::THAT))
}

/// `Holt said: "We won."`, `Holt called it "a day to remember"`, `Holt said that they had won.`
pub(crate) fn before_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        if collector.taken[cue.verb] || cue.source.is_none() && !cue.tags.is(Tags::SPEECH.or(Tags::LABEL)) {
            continue;
        }
        let from = behind_hearer(frame, cue, group(cue).end.max(cue.end));
        let limit = reach(frame, i, from);
        let limit = (from..limit).find(|&at| collector.taken[at]).unwrap_or(limit);
        match (from..limit).find(|&at| frame.tokens[at].kind == Kind::Quoted) {
            Some(quoted) if is_work(frame, cue, quoted) => {}
            Some(quoted) if cue.source.is_none() && quoted > from + FARTHEST_UNSPOKEN => {}
            Some(quoted) => words(frame, collector, cue, from..limit, quoted),
            None if cue.source.is_none() => {}
            None => paraphrase(frame, collector, cue, from..limit),
        }
    }
}

/// Returns whether the words in marks right behind a verb are the title of a work: `read “War and Peace” on air`, `liked “The Old Bridge,” a
/// film`.
fn is_work(frame: &Frame, cue: &Cue, quoted: usize) -> bool {
    let text = frame.analysis.text;
    let performs = matches!(
        frame.tokens[cue.verb].span.of(text),
        "read"
            | "reads"
            | "reading"
            | "sang"
            | "sing"
            | "sings"
            | "singing"
            | "recited"
            | "recites"
            | "wrote"
            | "written"
            | "writes"
            | "writing"
    );
    let judges = !cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS).or(Tags::LABEL));
    let words = frame.analysis.inner(&frame.tokens[quoted]).of(text);
    let alone = performs && !frame.tokens[quoted].ends_clause;
    quoted == cue.end && (is_heading(words) && (judges || alone) || gives_name(frame, cue, words))
        || judges && is_name(frame, quoted)
}

/// Returns whether a participle behind a noun gives its name: `an essay called “Paint and Patience”`, `a dog named “Biscuit”`.
fn gives_name(frame: &Frame, cue: &Cue, words: &str) -> bool {
    let somebody = Tags::ROLE
        .or(Tags::TITLE)
        .or(Tags::SUBJECT)
        .or(Tags::RELATIVE)
        .or(Tags::ORGANIZATION)
        .or(Tags::AUXILIARY);
    let noun = cue.verb.checked_sub(1).map(|at| &frame.tokens[at]);
    let plain = noun.is_some_and(|noun| noun.is_word() && !noun.is_capitalized() && !noun.is(somebody));
    let participle = cue.tags.is(Tags::LABEL.or(Tags::STANCE)) && frame.tokens[cue.verb].is(Tags::PARTICIPLE);
    participle
        && plain
        && words
            .split_whitespace()
            .all(|word| word.len() < SHORTEST_NAME || !word.starts_with(char::is_lowercase))
}

/// How many letters a word has at least that names write with a capital.
const SHORTEST_NAME: usize = 4;

/// Returns where the words start when a hearer stands before them: behind "that" (`told the paper's "Daily Page" that`).
fn behind_hearer(frame: &Frame, cue: &Cue, from: usize) -> usize {
    if !cue.tags.is(Tags::ADDRESS) {
        return if cue.tags.is(Tags::SPEECH) { behind_circumstance(frame, from) } else { from };
    }
    let that = (from..frame.end().min(from + LONGEST_HEARER)).find(|&at| frame.tokens[at].is(Tags::THAT));
    that.map_or_else(|| behind_plain_hearer(frame, from), |at| at + 1)
}

/// Returns where the words start behind when or where they were said: `said on Thursday that`, `said in a statement that`, `said Thursday
/// the`.
fn behind_circumstance(frame: &Frame, from: usize) -> usize {
    let tokens = frame.tokens;
    let limit = frame.end().min(from + LONGEST_HEARER);
    let Some(first) = tokens.get(from).filter(|token| token.is_word()) else { return from };
    let time =
        |at: usize| tokens.get(at).is_some_and(|t| t.is(Tags::TIME) && !t.is(Tags::GIVEN) && !t.possessive);
    let early = matches!(first.span.of(frame.analysis.text), "late" | "early") && time(from + 1);
    let adverb =
        first.is(Tags::ADVERB) && !first.is(Tags::PREPOSITION.or(Tags::SUBORDINATE).or(Tags::NEGATION));
    if !first.is(Tags::PREPOSITION.or(Tags::TO)) && !time(from) && !early && !adverb {
        return from;
    }
    let plain = |at: &usize| {
        let token = &tokens[*at];
        (token.is_word() || token.kind == Kind::Number) && !is_finite(token, Some(&tokens[at - 1]))
    };
    let that = (from + 1..limit)
        .take_while(plain)
        .find(|&at| tokens[at].is(Tags::THAT) && !tokens[at - 1].is(Tags::PREPOSITION));
    let to_somebody = |that: usize| {
        that <= from + 3 && (tokens[that - 1].is_capitalized() || tokens[that - 1].is(Tags::ROLE))
    };
    if let Some(that) = that.filter(|&that| !first.is(Tags::TO) || to_somebody(that)) {
        return that + 1;
    }
    let clause = |at: usize| {
        let opens = Tags::DETERMINER.or(Tags::SUBJECT).or(Tags::POSSESSIVE);
        tokens.get(at).is_some_and(|token| token.is(opens) && !token.is(Tags::THAT))
    };
    let behind = if time(from) || adverb { from + 1 } else { from + 2 };
    let event = (from + 1..limit).take_while(plain).find(|&at| tokens[at].is(Tags::EVENT));
    match event {
        Some(event) if first.is(Tags::PREPOSITION) && clause(event + 1) => event + 1,
        _ if (time(behind - 1) || adverb) && clause(behind) => behind,
        _ if first.is(Tags::PREPOSITION) && tokens.get(from + 1).is_some_and(Token::is_capitalized) => {
            let subject = tokens.get(from + 2).is_some_and(|token| token.is(Tags::SUBJECT));
            if subject { from + 2 } else { from }
        }
        _ => from,
    }
}

/// Returns where a clause without "that" starts behind its hearer: `told the council she saw nobody`.
fn behind_plain_hearer(frame: &Frame, from: usize) -> usize {
    let tokens = frame.tokens;
    if tokens
        .get(from)
        .is_none_or(|token| !token.is_word() || token.is(Tags::SUBJECT.or(Tags::PREPOSITION).or(Tags::TO)))
    {
        return from;
    }
    let limit = frame.end().min(from + LONGEST_HEARER);
    let starts = |at: usize| {
        let before = &tokens[at - 1];
        tokens[at].is(Tags::SUBJECT.or(Tags::DETERMINER).or(Tags::POSSESSIVE))
            && !before.is(Tags::PREPOSITION.or(Tags::CONJUNCTION).or(Tags::DETERMINER))
            && !before.possessive
            && tokens.get(at + 1).is_none_or(|next| !next.is(Tags::TIME))
    };
    let hearer = |at: &usize| {
        let token = &tokens[*at];
        token.is_word() && !token.is(Tags::TO) && !is_finite(token, Some(&tokens[at - 1]))
    };
    let Some(start) = (from + 1..limit).take_while(hearer).find(|&at| starts(at)) else { return from };
    let verb = (start + 1..limit)
        .take_while(|&at| tokens[at].is_word() && !tokens[at].is(Tags::TO))
        .any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])));
    if verb { start } else { from }
}

/// How many tokens may stand between a verb without a known speaker and words in marks.
const FARTHEST_UNSPOKEN: usize = 3;

/// How many tokens a hearer takes at most.
const LONGEST_HEARER: usize = 12;

/// Adds the words in marks behind a cue: alone where a comma or colon sets them off, else with their clause.
fn words(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>, quoted: usize) {
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let range = without_hearer(frame, cue, &range, quoted);
    let framed = quoted == range.start || matches!(frame.tokens[quoted - 1].kind, Kind::Comma | Kind::Colon);
    let has_clause = frame.tokens[range.start..quoted].iter().any(|token| token.is(Tags::THAT));
    let relative = frame.is_relative(cue) || frame.is_in_relative(cue);
    let limit = if relative { end_of_relative(frame, quoted, range.end) } else { range.end };
    if beside_marks::applies(frame) && !(framed && speaks) && !is_named(frame, cue) {
        return;
    }
    if !(framed && speaks) || has_clause || range.start > 0 && frame.tokens[range.start - 1].is(Tags::THAT) {
        collector.add_part(frame, range.start..limit, cue, "speaker-then-fragment");
        return;
    }
    if !frame.tokens[quoted].ends_clause && quoted + 1 < limit {
        collector.add_part(frame, quoted..limit, cue, "speaker-then-words");
        return;
    }
    let quoted: Vec<Range<usize>> =
        (quoted..limit).filter(|&at| frame.tokens[at].kind == Kind::Quoted).map(|at| at..at + 1).collect();
    collector.add(frame, &quoted, cue, "speaker-then-words");
}

/// Returns the words behind a cue without a hearer right before marks: `tells the BBC “it is over”`.
fn without_hearer(frame: &Frame, cue: &Cue, range: &Range<usize>, quoted: usize) -> Range<usize> {
    let hearer = &frame.tokens[range.start..quoted];
    let name = hearer.iter().all(|token| token.is_capitalized() || token.is(Tags::DETERMINER));
    let told =
        cue.tags.is(Tags::ADDRESS) && !hearer.is_empty() && hearer.last().is_some_and(Token::is_capitalized);
    if told && name { quoted..range.end } else { range.clone() }
}

/// Returns whether a name, an office or a pronoun is the subject.
fn is_named(frame: &Frame, cue: &Cue) -> bool {
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT).or(Tags::RELATIVE);
    let source = cue.source.clone().unwrap_or(0..0);
    frame.tokens[source].iter().any(|token| token.is_capitalized() || token.is(somebody))
}

/// Returns the part of `range` that may be somebody's words: in French and Spanish "that" opens it, in German a comma, perhaps behind
/// the verb's particle (`räumte ein, dass`); anything else is the verb's object.
fn reported(frame: &Frame, range: Range<usize>) -> Option<Range<usize>> {
    let tokens = frame.tokens;
    match frame.analysis.grammar() {
        Grammar::French | Grammar::Spanish => {
            let opens = |at: usize| tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::THAT));
            let before = range.start.checked_sub(1).is_some_and(opens);
            let limit = range.end.min(range.start + LONGEST_HEARER);
            let word = |at: &usize| tokens[*at].is_word() || tokens[*at].kind == Kind::Number;
            let that = (range.start..limit).take_while(word).find(|&at| tokens[at].is(Tags::THAT));
            (before || that.is_some()).then(|| that.filter(|_| !before).unwrap_or(range.start)..range.end)
        }
        Grammar::German => {
            let near = range.start.saturating_sub(1)..range.end.min(range.start + FARTHEST_COMMA);
            let comma = near.clone().find(|&at| tokens[at].kind == Kind::Comma);
            comma.map(|comma| comma.max(range.start)..range.end).filter(|range| !range.is_empty())
        }
        _ => Some(range),
    }
}

/// How many tokens may stand between a German verb and the comma before what it reports.
const FARTHEST_COMMA: usize = 4;

/// Adds the clause behind a cue, if it is likely somebody's words or thoughts.
fn paraphrase(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>) {
    let Some(range) = reported(frame, range) else { return };
    let limit =
        if frame.is_relative(cue) { end_of_relative(frame, range.start, range.end) } else { range.end };
    let length = limit.saturating_sub(range.start);
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let opens = range.start < frame.end() && opens_clause(frame, range.start);
    let to = cue.start > 0 && frame.tokens[cue.start - 1].is(Tags::TO);
    let doubtful = frame.is_relative(cue) || to || cue.tags.is(Tags::LABEL) && !calls_for(frame, range.start);
    let denies = denies(frame, cue, range.start);
    let clause = opens || speaks && holds_verb(frame, range.start..limit);
    let fails = !denies && length < SHORTEST
        || !denies && cue.tags.is(Tags::WEAK) && !opens && !promises(frame, cue, range.start)
        || !denies && !clause && length < SHORTEST + 2
        || refuses(frame, cue) && !frame.tokens.get(range.start).is_some_and(|token| token.is(Tags::TO))
        || !speaks && !opens && doubtful
        || is_impersonal(frame, cue)
        || is_open(frame, cue, range.start);
    if !fails {
        collector.add_part(frame, range.start..limit, cue, "speaker-then-clause");
    }
}

/// Returns whether words are a clause with a finite verb or an infinitive: `prices would rise`, `to cut taxes`.
fn holds_verb(frame: &Frame, range: Range<usize>) -> bool {
    let tokens = &frame.tokens[range];
    let infinitive = tokens.first().is_some_and(|first| first.is(Tags::TO) && !first.is(Tags::PREPOSITION));
    infinitive || (1..tokens.len()).any(|at| is_finite(&tokens[at], Some(&tokens[at - 1])))
}

/// Returns whether the verb promises to do something: `pledged to cut taxes`.
fn promises(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let verb = frame.tokens[cue.verb].span.of(frame.analysis.text);
    let stems = ["pledg", "promis", "vow", "swor", "swear"];
    frame.tokens.get(from).is_some_and(|token| token.is(Tags::TO))
        && stems.iter().any(|stem| verb.starts_with(stem))
}

/// Returns whether a demand follows a verb of naming: `called for a ban`.
fn calls_for(frame: &Frame, from: usize) -> bool {
    frame.tokens.get(from).is_some_and(|token| token.span.of(frame.analysis.text) == "for")
}

/// Returns whether the verb refuses: what is refused is seldom said, but for an infinitive.
fn refuses(frame: &Frame, cue: &Cue) -> bool {
    let verb = frame.tokens[cue.verb].span.of(frame.analysis.text);
    ["refuse", "declin"].iter().any(|stem| verb.starts_with(stem))
}

/// Returns whether the cue denies or admits something said or done: `denied taking money`, `admitted stealing it`, `denied the allegations`.
fn denies(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let word = |at: usize| frame.tokens[at].span.of(frame.analysis.text);
    let deed = |at: usize| {
        let word = word(at);
        frame.tokens[at].is(Tags::NOUN_CLAUSE.or(Tags::ING))
            || at == from && word.len() > 4 && word.ends_with("ing")
            || DENIED.contains(&word)
    };
    let end = frame.end().min(from + LONGEST_DENIED);
    matches!(
        word(cue.verb),
        "denied" | "denies" | "deny" | "denying" | "admitted" | "admits" | "admit" | "admitting"
    ) && (from..end).take_while(|&at| frame.tokens[at].is_word()).any(deed)
}

/// What is denied, beside what is said.
const DENIED: &[&str] = &[
    "charge",
    "charges",
    "wrongdoing",
    "involvement",
    "responsibility",
    "knowledge",
    "guilt",
    "rumors",
    "rumours",
    "rumor",
    "rumour",
];

/// How many tokens behind "denied" tell what is.
const LONGEST_DENIED: usize = 5;

/// Returns whether nobody in particular is the subject: "it", "that", "you".
fn is_impersonal(frame: &Frame, cue: &Cue) -> bool {
    let Some(source) = cue.source.as_ref().filter(|source| source.len() == 1) else { return false };
    let word = frame.tokens[source.start].span.of(frame.analysis.text);
    ["it", "that", "this", "you", "which"].iter().any(|impersonal| word.eq_ignore_ascii_case(impersonal))
}

/// Returns whether a thing leaves something open, which is nobody's word: "the next steps will show whether".
fn is_open(frame: &Frame, cue: &Cue, from: usize) -> bool {
    let Some(source) = cue.source.clone() else { return false };
    let speaks = Tags::ROLE
        .or(Tags::TITLE)
        .or(Tags::SUBJECT)
        .or(Tags::ORGANIZATION)
        .or(Tags::NOUN_CLAUSE)
        .or(Tags::EVENT)
        .or(Tags::RELATIVE);
    let thing = !frame.tokens[source.clone()].iter().enumerate().any(|(i, token)| {
        token.is(speaks.or(Tags::GIVEN)) || token.is_capitalized() && (i > 0 || source.start > 0)
    });
    let question =
        frame.tokens.get(from).is_some_and(|token| token.is(Tags::OPENS_CLAUSE) && !token.is(Tags::THAT));
    thing && question && frame.tokens[cue.start..cue.verb].iter().any(|token| token.is(Tags::MODAL))
}

/// Returns whether a clause starts at token `at` for all that words tell.
fn opens_clause(frame: &Frame, at: usize) -> bool {
    frame.tokens[at].is(Tags::OPENS_CLAUSE.or(Tags::SUBJECT)) || at > 0 && frame.tokens[at - 1].is(Tags::THAT)
}

/// Returns where a relative clause ends from token `from` on: at a comma, or at one inside the marks.
fn end_of_relative(frame: &Frame, from: usize, limit: usize) -> usize {
    let ends = |at: &usize| match frame.tokens[*at].kind {
        Kind::Comma => true,
        Kind::Quoted => frame.tokens[*at].ends_clause,
        _ => false,
    };
    match (from..limit).find(ends) {
        Some(at) if frame.tokens[at].kind == Kind::Quoted => at + 1,
        Some(at) => at,
        None => limit,
    }
}

#[cfg(test)]
mod tests {
    use crate::quotation::tests::{assert_rules, quoted};

    #[test]
    fn titles_of_works_are_no_speech() {
        let found = quoted("Max Ott read “War and Weather” on “The Late Hour.”", Some("en"));
        assert!(found.iter().all(|found| found.confidence < 0.5), "{found:?}");
    }

    #[test]
    fn names_of_works_are_nobodys_words() {
        for text in [
            "Max Ott liked “The Old Bridge,” a film by Karl Marsh, and “Night Train to Leeds.”",
            "On “Leeds This Morning,” Anna Holt said it was over.",
            "The film, “13 Days: Story of a Bridge,” won a prize.",
            "He is the so-called “king of tolls” of the north.",
        ] {
            let found = quoted(text, Some("en"));
            let in_marks = |found: &crate::article::Quotation| text[..found.content[0].start].ends_with('“');
            assert!(!found.iter().any(in_marks), "{text}\n{found:?}");
        }
    }

    #[test]
    fn words_in_marks_find_speaker_and_cue() {
        assert_rules(&[
            (
                "“It holds,” Anna Holt said. “For now.”",
                "words-then-speaker",
                "It holds, … For now.",
                "Anna Holt",
            ),
            (
                "“It holds,” said Anna Holt, the mayor of Leeds, on Monday.",
                "words-then-speaker",
                "It holds,",
                "Anna Holt, the mayor of Leeds",
            ),
            (
                "“It holds,” Senator Anna Holt (R-Ohio) said.",
                "words-then-speaker",
                "It holds,",
                "Senator Anna Holt (R-Ohio)",
            ),
            (
                "“It holds,” the president told reporters, “for now.”",
                "words-then-speaker",
                "It holds, … for now.",
                "the president",
            ),
            (
                "Anna Holt, 52, told reporters: “It holds.”",
                "speaker-then-words",
                "It holds.",
                "Anna Holt, 52,",
            ),
            (
                "Anna Holt called the bridge “a mess” on Monday.",
                "speaker-then-fragment",
                "the bridge “a mess” on Monday",
                "Anna Holt",
            ),
            (
                "Anna Holt said the bridge was “a mess” and “a shame.”",
                "speaker-then-fragment",
                "the bridge was “a mess” and “a shame.”",
                "Anna Holt",
            ),
            (
                "As crowds erupt, the mayor says, “Please stay.”",
                "speaker-then-words",
                "Please stay.",
                "the mayor",
            ),
            (
                "“This is late,” Rep. Anna Holt, D-Calif., said.",
                "words-then-speaker",
                "This is late,",
                "Rep. Anna Holt, D-Calif.,",
            ),
            (
                "Sen. Mark Lyle, R-Ky., warned: “It will flood.”",
                "speaker-then-words",
                "It will flood.",
                "Sen. Mark Lyle, R-Ky.,",
            ),
            (
                "“We are looking,” a source close to the palace said.",
                "words-then-speaker",
                "We are looking,",
                "a source close to the palace",
            ),
            (
                "“We are looking,” said a person close to the inquiry.",
                "words-then-speaker",
                "We are looking,",
                "a person close to the inquiry",
            ),
            (
                "“We are looking,” a senior aide to the president said.",
                "words-then-speaker",
                "We are looking,",
                "a senior aide to the president",
            ),
            (
                "“We are looking,” two people briefed on the plan said.",
                "words-then-speaker",
                "We are looking,",
                "two people briefed on the plan",
            ),
            (
                "“It shook,” a woman who lives next door said.",
                "words-then-speaker",
                "It shook,",
                "a woman who lives next door",
            ),
            (
                "“We have been patient with them.
“We have waited for a year.
“And now we will build,” Mayor Ellen Park said.",
                "words-then-speaker",
                "We have been patient with them. … We have waited for a year. … And now we will build,",
                "Mayor Ellen Park",
            ),
            (
                "“The beam is 12” wide at the railing,” engineer Max Ott said.",
                "words-then-speaker",
                "The beam is 12” wide at the railing,",
                "engineer Max Ott",
            ),
            ("“It is a plain form, he said.", "words-then-speaker", "It is a plain form,", "he"),
            (
                "PORT ELLIS, March 3 (Agency) - “It holds for now,” Anna Holt said.",
                "words-then-speaker",
                "It holds for now,",
                "Anna Holt",
            ),
            ("“He is 6' 2\" tall,” said Anna Holt.", "words-then-speaker", "He is 6' 2\" tall,", "Anna Holt"),
            (
                "\"The gap is 5' 6\" wide,\" Anna Holt said.",
                "words-then-speaker",
                "The gap is 5' 6\" wide,",
                "Anna Holt",
            ),
            ("“It was a gift,” gloated Anna Holt.", "words-then-speaker", "It was a gift,", "Anna Holt"),
            ("“It was a gift,” Anna Holt gloated.", "words-then-speaker", "It was a gift,", "Anna Holt"),
            ("“It is open,” he points out.", "words-then-speaker", "It is open,", "he"),
            ("“It was a gift” Anna Holt said.", "words-then-speaker", "It was a gift", "Anna Holt"),
            (
                "“We lost it all,” read a note on the door.",
                "words-then-speaker",
                "We lost it all,",
                "a note on the door",
            ),
            ("“It will burn,” tweeted another.", "words-then-speaker", "It will burn,", "another"),
            (
                "“It is late,” said retired surgeon Anna Holt.",
                "words-then-speaker",
                "It is late,",
                "retired surgeon Anna Holt",
            ),
            (
                "“It is late,” the tall, 71-year-old mayor said in Leeds.",
                "words-then-speaker",
                "It is late,",
                "the tall, 71-year-old mayor",
            ),
            (
                "“It is late,” a voice-over in the film states.",
                "words-then-speaker",
                "It is late,",
                "a voice-over in the film",
            ),
            (
                "“So be it,” said Deb Kline, a leader of one of the groups that came.",
                "words-then-speaker",
                "So be it,",
                "Deb Kline, a leader of one of the groups",
            ),
            (
                "“It is late,” said an aide to the president.",
                "words-then-speaker",
                "It is late,",
                "an aide to the president",
            ),
            (
                "Said Dorothy Marsh, who grew up there, “We were proud of him.”",
                "speaker-then-words",
                "We were proud of him.",
                "Dorothy Marsh, who grew up there",
            ),
            ("The film claims “Jeb is your man.”", "speaker-then-words", "Jeb is your man.", "The film"),
            (
                "Asked why he had not backed Holt on “Leeds This Morning,” Marsh said he “had heard nothing.”",
                "speaker-then-fragment",
                "he “had heard nothing.”",
                "Marsh",
            ),
            (
                "Anna Holt praised the crew, calling it “the best we have.”",
                "speaker-then-fragment",
                "it “the best we have.”",
                "Anna Holt",
            ),
        ]);
    }
}
