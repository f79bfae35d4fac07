//! German constructions: single sentences and the quotations found in them.

use crate::quotation::test_support::quoted;

/// Text, and one of its quotations: rule, content (parts joined by " … "), speaker.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>);

const CASES: &[Case] = &[
    (
        "Die Brücke sei erst „lange nach der Warnung“ gesperrt worden, sagte Anna Holt.",
        "clause-then-speaker",
        "Die Brücke sei erst „lange nach der Warnung“ gesperrt worden",
        Some("Anna Holt"),
    ),
    (
        "Die Brücke sei erst „lange nach der Warnung“ gesperrt worden, sagte Anna Holt.",
        "speaker-then-fragment",
        "lange nach der Warnung",
        Some("Anna Holt"),
    ),
    (
        "Anna Holt warnte vor Panik. Die Brücke sei erst „lange nach der Warnung“ gesperrt worden.",
        "speaker-then-fragment",
        "lange nach der Warnung",
        Some("Anna Holt"),
    ),
    ("Anna Holt sagte, das sei falsch.", "speaker-then-clause", "das sei falsch", Some("Anna Holt")),
    (
        "Anna Holt sagte, die Brücke halte. Sie werde im Mai geprüft.",
        "reported-on",
        "Sie werde im Mai geprüft",
        Some("Anna Holt"),
    ),
    (
        "Ministerin Anna Holt kam. Sie sprach von „blankem Unsinn“.",
        "speaker-then-fragment",
        "blankem Unsinn",
        Some("Anna Holt"),
    ),
    (
        "Anna Holt nannte den Plan ‚völlig verfehlt‘.",
        "speaker-then-fragment",
        "völlig verfehlt",
        Some("Anna Holt"),
    ),
    (
        "Der Plan wurde von Karl Brandt als »völlig verfehlt« bezeichnet.",
        "speaker-then-fragment",
        "völlig verfehlt",
        Some("Karl Brandt"),
    ),
    (
        "Den Bericht über die Brücke nannte der Minister Karl Brandt „nutzlos und teuer“.",
        "speaker-then-fragment",
        "nutzlos und teuer",
        Some("Karl Brandt"),
    ),
    (
        "Die CDU warf Karl Brandt „blankes Versagen“ vor.",
        "speaker-then-fragment",
        "blankes Versagen",
        Some("CDU"),
    ),
    (
        "Karl Brandt forderte, die Brücke zu sperren.",
        "speaker-then-clause",
        "die Brücke zu sperren",
        Some("Karl Brandt"),
    ),
    (
        "Karl Brandt kündigte an, die Brücke werde gesperrt.",
        "speaker-then-clause",
        "die Brücke werde gesperrt",
        Some("Karl Brandt"),
    ),
    (
        "Karl Brandt hat erklärt, die Brücke sei sicher, und fügte hinzu, sie bleibe offen.",
        "speaker-then-clause",
        "sie bleibe offen",
        Some("Karl Brandt"),
    ),
    (
        "Anna Holt ist der Meinung, dass die Brücke hält.",
        "speaker-then-clause",
        "die Brücke hält",
        Some("Anna Holt"),
    ),
    (
        "Auf den Vorwurf der Partei, die Brücke sei marode, schwieg Anna Holt.",
        "speaker-then-clause",
        "die Brücke sei marode",
        None,
    ),
    (
        "Die Brücke, so Karl Brandt, ist sicher.",
        "according-to",
        "Die Brücke … ist sicher",
        Some("Karl Brandt"),
    ),
    (
        "Die Brücke sei sicher, so deren Erbauer Karl Brandt.",
        "according-to",
        "Die Brücke sei sicher",
        Some("Karl Brandt"),
    ),
    (
        "Karl Brandt zufolge ist die Brücke seit Jahren sicher.",
        "according-to",
        "ist die Brücke seit Jahren sicher",
        Some("Karl Brandt"),
    ),
    (
        "Karl Brandt kam. Die Brücke ist seiner Meinung nach sicher.",
        "according-to",
        "Die Brücke ist … sicher",
        Some("Karl Brandt"),
    ),
    (
        "Wie Karl Brandt, der Leiter des Amtes, mitteilte, bleibt die Brücke gesperrt.",
        "according-to",
        "bleibt die Brücke gesperrt",
        Some("Karl Brandt"),
    ),
    ("„Die Brücke ist sicher“, heißt es im Gutachten.", "words-then-speaker", "Die Brücke ist sicher", None),
    (
        "Karl Brandt sagte: „Sie hält.“ Und: „Sie wird halten.“",
        "speaker-then-words",
        "Sie wird halten.",
        Some("Karl Brandt"),
    ),
    (
        "„Sie hält noch lange“, zitiert die Zeitung den Ingenieur Karl Brandt.",
        "words-then-speaker",
        "Sie hält noch lange",
        Some("Karl Brandt"),
    ),
];

#[test]
fn constructions_give_rule_words_and_speaker() {
    let mut missed = Vec::new();
    for (text, rule, content, speaker) in CASES {
        let found = quoted(text, Some("de"));
        let fits = found.iter().any(|quotation| {
            let pieces: Vec<&str> = quotation.content.iter().map(|span| span.of(text)).collect();
            quotation.rule == *rule
                && pieces.join(" … ") == *content
                && quotation.speaker.as_deref() == *speaker
        });
        if !fits {
            missed.push(format!("{text}\n{found:#?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn names_and_plain_clauses_are_not_quotations() {
    for text in [
        "Karl Brandt nennt sich „Kapitän“.",
        "Karl Brandt fuhr mit dem Schiff „Alte Liebe“ nach Ellis.",
        "Die Insel gilt als „geheimer Ort“.",
        "Karl Brandt sah den sogenannten „Turm der Winde“.",
        "Die Brücke wurde „Lange Anna“ genannt.",
        "Karl Brandt öffnete die Brücke am Montag wieder.",
    ] {
        let found = quoted(text, Some("de"));
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}
