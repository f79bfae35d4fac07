//! Bearers of the names of a vocabulary, as tables.

use crate::quotation::names::speaker_name::{
    Sex,
    bearers::{Bearers, NamedSpeaker},
};

/// Returns the names of each bearer, sorted, with the other bearers whom they may mean, in alphabetical order.
fn described(terms: &[NamedSpeaker<'_>]) -> Vec<String> {
    let bearers = Bearers::of(terms).unwrap();
    let names = |number: usize| {
        let of = bearers.iter().nth(number).unwrap();
        let mut names: Vec<String> = of.terms.iter().map(|&at| written(&terms[at])).collect();
        names.sort_unstable();
        names.join(", ")
    };
    let mut lines: Vec<String> = (0..bearers.iter().count())
        .map(|number| {
            let mut others: Vec<String> = bearers.may_be(number).into_iter().map(names).collect();
            others.sort_unstable();
            if others.is_empty() {
                names(number)
            } else {
                format!("{} may be {}", names(number), others.join(" / "))
            }
        })
        .collect();
    lines.sort_unstable();
    lines
}

fn written(term: &NamedSpeaker<'_>) -> String {
    term.office.map_or_else(|| term.name.to_owned(), |office| format!("{} [{office}]", term.name))
}

fn name(name: &str) -> NamedSpeaker<'_> {
    NamedSpeaker { name, sex: None, office: None }
}

fn holds<'t>(name: &'t str, office: &'t str) -> NamedSpeaker<'t> {
    NamedSpeaker { name, sex: None, office: Some(office) }
}

#[test]
fn each_name_goes_to_one_bearer() {
    for (names, expected) in [
        (
            &["Anna Holt", "A. Holt", "Holt"][..],
            &["A. Holt, Anna Holt", "Holt may be A. Holt, Anna Holt"][..],
        ),
        (&["Anna Holt", "Ben Holt", "Holt"], &["Anna Holt", "Ben Holt", "Holt may be Anna Holt / Ben Holt"]),
        (
            &["George Marsh", "George W. Marsh", "George H. Marsh"],
            &["George H. Marsh", "George Marsh may be George H. Marsh / George W. Marsh", "George W. Marsh"],
        ),
        (&["Jim Marsh", "James Marsh", "James A. Marsh"], &["James A. Marsh, James Marsh, Jim Marsh"]),
        (
            &["Zelensky", "Zelenskyy", "Volodymyr Zelensky"],
            &["Volodymyr Zelensky", "Zelensky, Zelenskyy may be Volodymyr Zelensky"],
        ),
        (&["Xi", "Xi Jinping"], &["Xi Jinping", "Xi may be Xi Jinping"]),
        (&["John", "John Holt"], &["John", "John Holt"]),
        (&["Bank", "World Bank"], &["Bank", "World Bank"]),
    ] {
        let terms: Vec<NamedSpeaker<'_>> = names.iter().copied().map(name).collect();
        assert_eq!(described(&terms), expected, "{names:?}");
    }
}

#[test]
fn a_surname_with_an_office_goes_to_its_only_holder() {
    let holt = [holds("Anna Holt", "mayor"), name("Ben Holt"), holds("Holt", "mayor"), name("Holt")];
    assert_eq!(
        described(&holt),
        [
            "Anna Holt [mayor], Holt [mayor]",
            "Ben Holt",
            "Holt may be Anna Holt [mayor], Holt [mayor] / Ben Holt"
        ]
    );
    let two = [holds("Anna Holt", "mayor"), holds("Ben Holt", "mayor"), holds("Holt", "mayor")];
    assert_eq!(
        described(&two),
        ["Anna Holt [mayor]", "Ben Holt [mayor]", "Holt [mayor] may be Anna Holt [mayor] / Ben Holt [mayor]"]
    );
    let he = NamedSpeaker { sex: Some(Sex::Male), ..holds("Holt", "mayor") };
    assert_eq!(
        described(&[holds("Anna Holt", "mayor"), he]),
        ["Anna Holt [mayor]", "Holt [mayor] may be Anna Holt [mayor]"]
    );
}
