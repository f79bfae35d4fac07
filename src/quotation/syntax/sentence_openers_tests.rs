//! First words of sentences and paragraphs: names, descriptions and labels.

use crate::quotation::test_support::quoted;

/// Text; speaker and role of its last quotation.
type Opening = (&'static str, Option<&'static str>, Option<&'static str>);

fn assert_told(cases: &[Opening]) {
    let mut wrong = Vec::new();
    for (text, speaker, role) in cases {
        let found = quoted(text, Some("en"));
        let actual = found.last().map(|quotation| (quotation.speaker.as_deref(), quotation.role.as_deref()));
        if actual != Some((*speaker, *role)) {
            wrong.push(format!("{text}\n    expected {:?}\n    found    {actual:?}", (speaker, role)));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_description_before_a_full_name_is_not_part_of_it() {
    assert_told(&[
        ("Whistleblower Anton Vale said it holds.", Some("Anton Vale"), Some("Whistleblower")),
        ("Goalkeeper Jan Dorn said it holds.", Some("Jan Dorn"), Some("Goalkeeper")),
        (
            "Engineers Tess Dorn and Karl Vale built it. Dorn said it holds.",
            Some("Tess Dorn"),
            Some("Engineers"),
        ),
        ("Fuming Sharon Dale said it holds.", Some("Sharon Dale"), None),
        (
            "Neighbours Tim Dale and Ann Vale met. “It holds,” Dale said.",
            Some("Tim Dale"),
            Some("Neighbours"),
        ),
        // A word that is capitalized elsewhere, or does not look like a description, is part of the name.
        (
            "Tanner Sharon Dale met Ann Vale. The book is by Tanner. Dale said it holds.",
            Some("Tanner Sharon Dale"),
            None,
        ),
        ("Qorl Sharon Dale said it holds.", Some("Qorl Sharon Dale"), None),
    ]);
}

#[test]
fn a_common_noun_that_opens_a_sentence_is_not_a_name() {
    assert_told(&[
        ("Traders said that it holds.", None, None),
        ("Protesters said that it holds.", None, None),
        ("Doctors said that it holds.", None, None),
        ("Nurses said that it holds.", None, None),
        ("Dealers said that it holds.", None, None),
        ("Traders here and in Paris said that it holds.", None, None),
        ("Police said that it holds.", None, None),
        ("PM said that it holds.", None, None),
        ("Presenter said that it holds.", None, None),
        ("The glaziers met. Glaziers said that it holds.", None, None),
        // Names, even if they look like plurals or also occur in lower case.
        ("Holt said that it holds.", Some("Holt"), None),
        ("Williams said that it holds.", Some("Williams"), None),
        ("Reuters said that it holds.", Some("Reuters"), None),
        ("The mayor, jorge azparua, left. Azparua said that it holds.", Some("Azparua"), None),
        ("The mayor lost, as azparua said. Azparua said that it holds.", Some("Azparua"), None),
        ("Rene de la Dorn met Rosa Vale. De la Dorn said that it holds.", Some("De la Dorn"), None),
        ("PC Hollis said that it holds.", Some("PC Hollis"), None),
        ("Rosa Banks runs one of the banks. Banks said that it holds.", Some("Rosa Banks"), None),
    ]);
}

#[test]
fn a_verb_that_opens_a_sentence_is_not_a_given_name() {
    assert_told(&[
        ("Anna Holt came. Said Holt, “It holds.”", Some("Anna Holt"), None),
        ("Anna Holt came. Attending Holt's party, Karl Dale said it holds.", Some("Karl Dale"), None),
        ("Anna Holt came. Toasting Holt in Leeds, Karl Dale said it holds.", Some("Karl Dale"), None),
        ("Anna Holt came. Toasted Holt left. “It holds,” she said.", Some("Anna Holt"), None),
        (
            "Presidents Karl Dale and Anna Holt met. “It holds,” Dale said.",
            Some("Karl Dale"),
            Some("Presidents"),
        ),
        (
            "President Dale came. Presidents Dale and Holt met. “It holds,” Dale said.",
            Some("Dale"),
            Some("President"),
        ),
        ("Engineered Bridge Systems Inc said it holds.", Some("Engineered Bridge Systems Inc"), None),
        ("Champion Mills Corp said it holds.", Some("Champion Mills Corp"), None),
        ("Hollis Mills <HLLM.L>, a unit of Dale SA <DALE.PA>, said it holds.", Some("Hollis Mills"), None),
    ]);
}

#[test]
fn labels_have_names_and_offices() {
    let text = "JAKE COLLIER, HOST: Will it hold?\nSEN. LOUISE BARTELL (D-VT): It will.\nANN CORBIN, CNN ANCHOR: For how long?\nCOLLIER: A year.\nBARTELL: Two.";
    let found = quoted(text, Some("en"));
    let actual: Vec<_> =
        found.iter().map(|quotation| (quotation.speaker.as_deref(), quotation.role.as_deref())).collect();
    assert_eq!(
        actual,
        [
            (Some("Jake Collier"), Some("HOST")),
            (Some("Louise Bartell"), Some("SEN")),
            (Some("Ann Corbin"), Some("CNN ANCHOR")),
            (Some("Jake Collier"), Some("HOST")),
            (Some("Louise Bartell"), Some("SEN")),
        ]
    );
}

#[test]
fn editorial_labels_and_results_are_not_speech() {
    let text = "UPDATE: The bridge was opened on Monday.\nCORRECTION: The bridge is old.\nREAD MORE: The bridge in ten pictures.\nHolt: 547.\nVale: 123.\nHolt: 550.\nVale: 128.";
    assert_eq!(quoted(text, Some("en")), []);
}
