//! Tables of English constructions, one group per test. A case has a text, the rule, the content with its pieces joined
//! by " … ", and the mention of the speaker.

use crate::quotation::test_support::{assert_rules, quoted};

#[test]
fn speakers_of_every_kind_follow_quoted_words() {
    assert_rules(&[
        (
            "“There were children on the roof,” she said by phone.",
            "words-then-speaker",
            "There were children on the roof,",
            "she",
        ),
        (
            "“It was cold in there all night,” her mother said.",
            "words-then-speaker",
            "It was cold in there all night,",
            "her mother",
        ),
        (
            "“It was cold in there all night,” her father told the court.",
            "words-then-speaker",
            "It was cold in there all night,",
            "her father",
        ),
        (
            "“It was cold in there all night,” another said.",
            "words-then-speaker",
            "It was cold in there all night,",
            "another",
        ),
        (
            "“It was cold in there all night,” say passengers.",
            "words-then-speaker",
            "It was cold in there all night,",
            "passengers",
        ),
        (
            "“We have waited long enough for this,” Mary Holt called.",
            "words-then-speaker",
            "We have waited long enough for this,",
            "Mary Holt",
        ),
        (
            "“We have waited long enough for this,” Mary Holt chimed in.",
            "words-then-speaker",
            "We have waited long enough for this,",
            "Mary Holt",
        ),
        (
            "“We have waited long enough for this,” Mary Holt smiled.",
            "words-then-speaker",
            "We have waited long enough for this,",
            "Mary Holt",
        ),
        (
            "“Hold tight,” the driver called, and rang the bell.",
            "words-then-speaker",
            "Hold tight,",
            "the driver",
        ),
        (
            "“The deal is off,” a source was quoted by Reuters as saying.",
            "words-then-speaker",
            "The deal is off,",
            "a source",
        ),
        (
            "“The deal is off,” Interfax quoted the minister as saying.",
            "words-then-speaker",
            "The deal is off,",
            "the minister",
        ),
        (
            "'They treated us like cattle', say stranded passengers\nIt was grim.",
            "words-then-speaker",
            "They treated us like cattle",
            "stranded passengers",
        ),
        ("[Laughter] “It was fun,” Holt said.", "words-then-speaker", "It was fun,", "Holt"),
    ]);
}

#[test]
fn colons_introduce_words() {
    assert_rules(&[
        (
            "Mary Holt said by email: “The road is shut now.”",
            "speaker-then-words",
            "The road is shut now.",
            "Mary Holt",
        ),
        ("Holt hit back: “I never lied.”", "after-colon", "I never lied.", "Holt"),
        (
            "The chief whip had a one-word message for rebels: “Don’t.”",
            "after-colon",
            "Don’t.",
            "The chief whip",
        ),
        ("Lindgren’s answer was short: \"Ask my lawyer.\"", "after-colon", "Ask my lawyer.", "Lindgren"),
        (
            "The verdict from critics was brutal: “Two hours of a man looking at a lake.”",
            "after-colon",
            "Two hours of a man looking at a lake.",
            "The verdict from critics",
        ),
        (
            "Then Okafor leaned into the microphone: “Ask me again in a year.”",
            "after-colon",
            "Ask me again in a year.",
            "Okafor",
        ),
        ("The headline: “Liar.” Nobody laughed.", "after-colon", "Liar.", "The headline"),
        ("Mayor: “We will rebuild”", "headline", "We will rebuild", "Mayor"),
        ("Adds Holt: “It was a mess.”", "speaker-then-words", "It was a mess.", "Holt"),
        ("Says Holt, “It was a mess.”", "speaker-then-words", "It was a mess.", "Holt"),
        (
            "‘I thought I was going to die’: Surfer tells of shark attack\nIt was grim.",
            "headline",
            "I thought I was going to die",
            "Surfer",
        ),
        (
            "It was grim.\n“The pitch was a swamp” - Rovers manager Sid Parfitt after the defeat.",
            "signed",
            "The pitch was a swamp",
            "Rovers manager Sid Parfitt",
        ),
    ]);
}

#[test]
fn clauses_are_reported() {
    assert_rules(&[
        (
            "Zdena Horak added the hall was too cold for children.",
            "speaker-then-clause",
            "the hall was too cold for children",
            "Zdena Horak",
        ),
        (
            "Holt said the company had invested in boats and would seek a partner.",
            "speaker-then-clause",
            "the company had invested in boats and would seek a partner",
            "Holt",
        ),
        (
            "Ahmed al-Sayed said that the port was open.",
            "speaker-then-clause",
            "the port was open",
            "Ahmed al-Sayed",
        ),
        (
            "BOGOTA, Feb 2 (UNB) — Ximena Valencia, a former mayor, won the vote and promised “a city for all.”",
            "speaker-then-words",
            "a city for all.",
            "Ximena Valencia, a former mayor,",
        ),
        (
            "The council has said that the talks are open, firmly stating that they do not intend to leave.",
            "speaker-then-clause",
            "they do not intend to leave",
            "The council",
        ),
        (
            "According to sources cited by the Courier, there is no deal.",
            "according-to",
            "there is no deal",
            "sources cited by the Courier",
        ),
        (
            "Holt said that the talks are open, while Marsh said that the bridge is shut.",
            "speaker-then-clause",
            "the talks are open",
            "Holt",
        ),
        (
            "The talks are held in secret, with reports indicating that the bridge is open.",
            "speaker-then-clause",
            "the bridge is open",
            "reports",
        ),
        (
            "Mary Holt said by phone that the road was shut.",
            "speaker-then-clause",
            "the road was shut",
            "Mary Holt",
        ),
        (
            "The government is expected to ask the Fund for a waiver, two sources with knowledge of the talks told Reuters.",
            "clause-then-speaker",
            "The government is expected to ask the Fund for a waiver",
            "two sources with knowledge of the talks",
        ),
        (
            "A surfer who lost part of a foot says he owes it all to her.",
            "speaker-then-clause",
            "he owes it all to her",
            "A surfer who lost part of a foot",
        ),
        (
            "Denise Roper admitted stealing £41,000 from the fund.",
            "speaker-then-clause",
            "stealing £41,000 from the fund",
            "Denise Roper",
        ),
        ("Smith admitted to police that he lied.", "speaker-then-clause", "he lied", "Smith"),
        (
            "The bridge is shut for good, palace insiders claim.",
            "clause-then-speaker",
            "The bridge is shut for good",
            "palace insiders",
        ),
        ("Holt said prices would rise.", "speaker-then-clause", "prices would rise", "Holt"),
        (
            "Grady said the fire started in the attic but Nolan said it started in the garage.",
            "speaker-then-clause",
            "the fire started in the attic",
            "Grady",
        ),
        (
            "Grady said the fire started in the attic but Nolan said it started in the garage.",
            "speaker-then-clause",
            "it started in the garage",
            "Nolan",
        ),
        (
            "The state news agency quoted General Oumar Diallo as saying that the war was over.",
            "speaker-then-clause",
            "the war was over",
            "General Oumar Diallo",
        ),
        (
            "The minister was quoted by Xinhua as saying the deal was off.",
            "speaker-then-clause",
            "the deal was off",
            "The minister",
        ),
        ("Holt said late Friday that nine had died.", "speaker-then-clause", "nine had died", "Holt"),
        ("Holt said in a statement the deal was off.", "speaker-then-clause", "the deal was off", "Holt"),
        ("Holt said on Twitter she was out.", "speaker-then-clause", "she was out", "Holt"),
        ("Holt said repeatedly that he was innocent.", "speaker-then-clause", "he was innocent", "Holt"),
        ("Holt said again he was innocent.", "speaker-then-clause", "he was innocent", "Holt"),
    ]);
}

#[test]
fn fragments_are_quoted_with_their_clause() {
    assert_rules(&[
        (
            "A banner outside the stadium read \"Sell up and get out\".",
            "speaker-then-words",
            "Sell up and get out",
            "A banner outside the stadium",
        ),
        (
            "Holt quoted Marsh as saying “the money is gone and it isn’t coming back.”",
            "speaker-then-words",
            "the money is gone and it isn’t coming back.",
            "Marsh",
        ),
        ("Marlowe tells BBC “it is over.”", "speaker-then-words", "it is over.", "Marlowe"),
        (
            "The order, which the judge called “breathtaking in its scope,” was stayed.",
            "speaker-then-fragment",
            "breathtaking in its scope,",
            "the judge",
        ),
        (
            "The plan, which critics call “a land grab,” was dropped.",
            "speaker-then-fragment",
            "a land grab,",
            "critics",
        ),
        (
            "Calling it “a gut punch to working families,” Attorney General Kim Alvarado sued the firm.",
            "speaker-then-fragment",
            "it “a gut punch to working families,”",
            "Attorney General Kim Alvarado",
        ),
        (
            "In the words of Judge Amos Pell, the order was “breathtaking.”",
            "in-the-words-of",
            "breathtaking.",
            "Judge Amos Pell",
        ),
        ("In Holt’s words, it was “a train wreck.”", "in-the-words-of", "a train wreck.", "Holt"),
        (
            "“A mess,” Ann Holt said. Bob Marsh said the road was shut. “Nobody was told.”",
            "words-then-speaker",
            "A mess,",
            "Ann Holt",
        ),
        (
            "“A mess,” Ann Holt said. Bob Marsh said the road was shut. “Nobody was told.”",
            "speaker-then-clause",
            "the road was shut",
            "Bob Marsh",
        ),
        (
            "“A mess,” Ann Holt said. Bob Marsh said the road was shut. “Nobody was told.”",
            "goes-on",
            "Nobody was told.",
            "Bob Marsh",
        ),
    ]);
}

#[test]
fn quotation_marks_may_be_missing_or_nested() {
    assert_rules(&[
        (
            "\"The whole valley,\" Hal Brock said as he pointed to the ridge, \"was under six feet of water.\"",
            "words-then-speaker",
            "The whole valley, … was under six feet of water.",
            "Hal Brock",
        ),
        (
            "'He kept shouting \"Get down, get down\" until the shooting stopped,' said waitress Bella Norton, 22.",
            "words-then-speaker",
            "He kept shouting \"Get down, get down\" until the shooting stopped,",
            "waitress Bella Norton, 22",
        ),
        (
            "\"We have waited nine years for this day, Teresa Lund said outside the court. Her brother's killer was sentenced to life.",
            "words-then-speaker",
            "We have waited nine years for this day,",
            "Teresa Lund",
        ),
        (
            "It was never about the money,” said Dale Urban, who won the lottery in 2014.",
            "words-then-speaker",
            "It was never about the money,",
            "Dale Urban, who won the lottery in 2014",
        ),
        (
            "'The workers' union built it in the '90s,' said Holt.",
            "words-then-speaker",
            "The workers' union built it in the '90s,",
            "Holt",
        ),
    ]);
}

#[test]
fn other_constructions_are_not_speech() {
    for text in [
        "Sir Alan Beddoes, the chairman, thanked the witness.",
        "Asked if he was tired, Nils Oh thought for a while.",
        "The next steps will reveal whether this can last or not.",
        "The minister accused of taking bribes resigned.",
        "Doctors told of the plan were angry.",
        "He has refused four offers from the mining company.",
        "She appeared on “Saturday Night Live” in 1994.",
        "The museum will show “Girl With a Kite” in May.",
        "He wrote “The Salt Road” in six weeks.",
        "It is an essay called “Paint and Patience.”",
        "A dog named “Biscuit” bit him.",
        "Known as \"the Deacon\" to his followers, he has pleaded not guilty.",
        "With observers expecting both sides to return to the table, the focus now shifts.",
        "The party pledged to cut taxes.",
        "She called for a ban on the heaters.",
        "Anna Holt criticized the toll repeatedly.",
        "Anna Holt said it necessary to close the bridge.",
        "Anna Holt told residents not to drink the water.",
        "Anna Holt thinks that the bridge is safe.",
        "Anna Holt is expected to say that the bridge is safe.",
        "Asked if she would favour a toll, Anna Holt nodded.",
        "Reporters asked Anna Holt whether the bridge was safe.",
        "Anna Holt denied the allegations.",
        "Anna Holt did not deny that she had taken money.",
        "Anna Holt did not say when the bridge would open.",
        "No official said that the bridge was safe.",
    ] {
        let found = quoted(text, Some("en"));
        assert!(found.is_empty(), "{text}\n{found:?}");
    }
}

#[test]
fn a_clause_may_begin_with_a_noun_that_looks_like_a_verb() {
    let clauses =
        ["talks would go on", "work on the bridge had ended", "answers were needed", "thanks were due"];
    for clause in clauses {
        let text = format!("Anna Holt said {clause}.");
        assert_rules(&[(&text, "speaker-then-clause", clause, "Anna Holt")]);
    }
    for time in ["on Monday", "Monday"] {
        let text = format!("Anna Holt said {time} that talks would go on.");
        assert_rules(&[(&text, "speaker-then-clause", "talks would go on", "Anna Holt")]);
    }
    assert_eq!(quoted("What Anna Holt said was right and would help.", Some("en")), []);
    assert_eq!(quoted("The words that Anna Holt said caused a row.", Some("en")), []);
}

#[test]
fn quoted_words_and_authors_before_a_verb_are_not_its_words() {
    assert_rules(&[
        (
            "Anna Holt, who rates the bridge “sound,” said the road could be closed by the council.",
            "speaker-then-clause",
            "the road could be closed by the council",
            "Anna Holt, who rates the bridge “sound,”",
        ),
        (
            "The report, written by the auditor, said the bridge was sound.",
            "speaker-then-clause",
            "the bridge was sound",
            "The report, written by the auditor,",
        ),
    ]);
}
