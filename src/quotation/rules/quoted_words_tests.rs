//! Quoted words beside a cue in the same sentence.

use crate::quotation::test_support::{assert_rules, quoted};

#[test]
fn titles_of_works_have_low_confidence() {
    let found = quoted("Max Ott read “War and Weather” on “The Late Hour.”", Some("en"));
    assert!(found.iter().all(|found| found.confidence < 0.5), "{found:?}");
}

#[test]
fn titles_and_nicknames_are_not_speech() {
    for text in [
        "Max Ott liked “The Old Bridge,” a film by Karl Marsh, and “Night Train to Leeds.”",
        "On “Leeds This Morning,” Anna Holt said it was over.",
        "The film, “13 Days: Story of a Bridge,” won a prize.",
        "He is the so-called “king of tolls” of the north.",
    ] {
        let found = quoted(text, Some("en"));
        let starts_quoted = |found: &crate::article::Quotation| text[..found.content[0].start].ends_with('“');
        assert!(!found.iter().any(starts_quoted), "{text}\n{found:?}");
    }
}

#[test]
fn quoted_words_have_speaker_and_cue() {
    assert_rules(&[
        ("“It holds,” Anna Holt said. “For now.”", "words-then-speaker", "It holds, … For now.", "Anna Holt"),
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
        ("Anna Holt, 52, told reporters: “It holds.”", "speaker-then-words", "It holds.", "Anna Holt, 52,"),
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
