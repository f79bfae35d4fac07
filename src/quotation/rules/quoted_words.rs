//! Words in marks beside a cue of the same sentence: `"…," Holt said. "…"`, `Holt said: "…"`.

use std::ops::Range;

use crate::quotation::{
    lexicon::{Grammar, Tags},
    rules::{
        Collector, Frame,
        addressee::{behind_hearer, without_hearer},
        cue_scope::reach,
        speaker_then_clause::{end_of_relative, paraphrase},
        titles_of_works::{holds_only_titles, is_name, is_work},
    },
    syntax::{
        cue::{Cue, Order},
        tokens::{Kind, Token},
    },
};

/// `"We won," Holt said`: the words stand before speaker and verb; those that follow belong to them too.
pub(crate) fn after_words(frame: &Frame, collector: &mut Collector) {
    for (i, cue) in frame.cues.iter().enumerate() {
        let alone = cue.source.is_none();
        let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
        if !speaks || alone && !frame.analysis.drops_subjects() || collector.taken[cue.verb] {
            continue;
        }
        let start = group(cue).start;
        let Some(quoted) = quoted_before(frame, start) else { continue };
        let colon = frame.tokens.get(group(cue).end).is_some_and(|token| token.kind == Kind::Colon);
        let that = frame.tokens.get(group(cue).end).is_some_and(|token| token.is(Tags::THAT));
        let clause = that && cue.order != Order::Inverted;
        let relative = frame.is_relative(cue) && !frame.tokens[quoted].ends_clause; // "a “clerk of tolls” who reports to her"
        if collector.taken[quoted]
            || relative
            || colon
            || clause
            || belongs_before(frame, i, quoted)
            || is_name(frame, quoted)
        {
            continue;
        }
        if is_question_put(frame, quoted) {
            collector.claimed[frame.tokens[quoted].region] = true;
            collector.taken[quoted] = true;
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

/// Returns whether words in marks are part of a question that was put to others: `Asked if Holt is “fit to lead,” most said yes.`
fn is_question_put(frame: &Frame, quoted: usize) -> bool {
    let asked = frame.tokens[0].is(Tags::ASKS) && frame.tokens[0].is(Tags::PARTICIPLE);
    let open = |token: &Token| token.is(Tags::OPENS_CLAUSE.or(Tags::RELATIVE)) && !token.is(Tags::THAT);
    let question = &frame.tokens[1.min(quoted)..quoted];
    asked
        && question.iter().take(FARTHEST_QUESTION).any(open)
        && question.iter().all(|token| token.kind != Kind::Comma)
}

/// How many tokens may stand between "Asked" and the word that opens the question.
const FARTHEST_QUESTION: usize = 6;

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
        if let Some(quoted) = named_by(frame, cue) {
            let verb = Cue { end: cue.verb + 1, ..cue.clone() };
            collector.add_part(frame, quoted..quoted + 1, &verb, "speaker-then-fragment");
            continue;
        }
        let from = behind_hearer(frame, cue, group(cue).end.max(cue.end));
        let limit = reach(frame, i, from);
        let limit = (from..limit).find(|&at| collector.taken[at]).unwrap_or(limit);
        match (from..limit).find(|&at| frame.tokens[at].kind == Kind::Quoted) {
            Some(quoted) if is_work(frame, cue, quoted) || is_anothers(frame, i, from, quoted) => {}
            Some(quoted) if cue.source.is_none() && quoted > from + FARTHEST_UNSPOKEN => {}
            Some(quoted) => words(frame, collector, cue, from..limit, quoted),
            None if cue.source.is_none() => {}
            None => paraphrase(frame, collector, cue, from..limit),
        }
    }
}

/// Returns whether the words in marks behind a cue are those of somebody else, named with a verb of speech between two commas right before them:
/// `Asked by Dale to respond, Holt said, “…”`.
fn is_anothers(frame: &Frame, cue: usize, from: usize, quoted: usize) -> bool {
    let set_off = |at: usize| matches!(frame.tokens[at].kind, Kind::Comma | Kind::Colon);
    frame.cues[cue + 1..].iter().any(|next| {
        let Range { start, end } = group(next);
        next.order == Order::SpeakerFirst
            && next.tags.is(Tags::SPEECH.or(Tags::ADDRESS))
            && start > from
            && frame.tokens[start - 1].kind == Kind::Comma
            && end + 1 == quoted
            && set_off(end)
    })
}

/// Returns the words in marks between a passive and its agent: `has been called “a mess” by Holt`.
fn named_by(frame: &Frame, cue: &Cue) -> Option<usize> {
    let words = |at: &usize| frame.tokens[*at].kind == Kind::Quoted;
    (cue.order == Order::Passive).then(|| (cue.verb + 1..cue.end).find(words)).flatten()
}

/// How many tokens may stand between a verb without a known speaker and words in marks.
const FARTHEST_UNSPOKEN: usize = 3;

/// Adds the words in marks behind a cue: alone where a comma or colon sets them off, else with their clause.
fn words(frame: &Frame, collector: &mut Collector, cue: &Cue, range: Range<usize>, quoted: usize) {
    let speaks = cue.tags.is(Tags::SPEECH.or(Tags::ADDRESS));
    let set_off = matches!(frame.tokens[quoted - 1].kind, Kind::Comma | Kind::Colon);
    if cue.tags.is(Tags::UNSAID) && !set_off || cue.tags.is(Tags::RECITES) && !set_off && quoted > range.start
    {
        return;
    }
    if holds_only_titles(frame, cue, &range) {
        if speaks {
            paraphrase(frame, collector, cue, range);
        }
        return;
    }
    let range = without_hearer(frame, cue, &range, quoted);
    let framed = quoted == range.start || matches!(frame.tokens[quoted - 1].kind, Kind::Comma | Kind::Colon);
    let has_clause = frame.tokens[range.start..quoted].iter().any(|token| token.is(Tags::THAT));
    let relative = frame.is_relative(cue) || frame.is_in_relative(cue);
    let limit = if relative { end_of_relative(frame, quoted, range.end) } else { range.end };
    if frame.analysis.grammar() != Grammar::English && !(framed && speaks) && !is_named(frame, cue) {
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

/// Returns whether a name, an office or a pronoun is the subject.
fn is_named(frame: &Frame, cue: &Cue) -> bool {
    let somebody = Tags::ROLE.or(Tags::TITLE).or(Tags::SUBJECT).or(Tags::RELATIVE);
    let source = cue.source.clone().unwrap_or(0..0);
    frame.tokens[source].iter().any(|token| token.is_capitalized() || token.is(somebody))
}

#[cfg(test)]
mod tests {
    use crate::quotation::test_support::{assert_rules, quoted};

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
            ("“This is great!” beamed Anna Holt.", "words-then-speaker", "This is great!", "Anna Holt"),
            (
                "Asked by Karl Dale to respond to the critics, Anna Holt said, “What does it matter?”",
                "speaker-then-words",
                "What does it matter?",
                "Anna Holt",
            ),
            (
                "In a message he drew up describing his plans, he wrote, “We must build.”",
                "speaker-then-words",
                "We must build.",
                "he",
            ),
            (
                "The paper rated a third of the Labour claims as “false.”",
                "speaker-then-fragment",
                "a third of the Labour claims as “false.”",
                "The paper",
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
