//! Names of one speaker as tables, and properties of any two names.

use proptest::prelude::*;

use crate::quotation::names::speaker_name::{
    bearers::{Bearers, NamedSpeaker},
    *,
};

fn same(one: &str, other: &str) -> bool {
    Name::of(one).unwrap().is_same(&Name::of(other).unwrap())
}

#[test]
fn names_of_one_speaker_are_recognized() {
    for (one, other, expected) in [
        ("Abbas Araghchi", "Araghchi", true),
        ("Salim al-Harthy", "al-Harthy", true),
        ("Salim al-Harthy", "Al-Harthy", true),
        ("Al Gore", "Gore", true),
        ("Al Gore", "Dan Gore", false),
        ("Abbas Araghchi", "Abbas Araqchi", true),
        ("Seyed Abbas Araghchi", "Abbas Araqchi", true),
        ("Abbas Araghchi", "Mohammad Araghchi", false),
        ("Abbas Araghchi", "Mahmoud Abbas", false),
        ("Abbas", "Abbas Araghchi", false),
        ("John Smith", "J. Smith", true),
        ("Jane Smith", "J. Smith", true),
        ("John Smith", "Jane Smith", false),
        ("Joe Marsh", "Joseph Marsh", true),
        ("Bob Marsh", "Robert Marsh", true),
        ("Bob Marsh", "Bill Marsh", false),
        ("George Bush", "George W. Bush", true),
        ("George H.W. Bush", "George H. W. Bush", true),
        ("George W. Bush", "George Walker Bush", true),
        ("George W. Bush", "George H.W. Bush", false),
        ("JD Holt", "J.D. Holt", true),
        ("JD Holt", "James David Holt", true),
        ("Moqtada al-Sadr", "Muqtada Sadr", true),
        ("Mohammed Ali", "Muhammad Ali", true),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", true),
        ("Muammar Gaddafi", "Moammar Qaddafi", true),
        ("Ursula von der Leyen", "von der Leyen", true),
        ("Charles de Gaulle", "De Gaulle", true),
        ("Ben Smith", "Smith", true),
        ("Ben Smith", "John Smith", false),
        ("Kim Jong-un", "Kim Jong Un", true),
        ("Xi Jinping", "Xi", true),
        ("Xi Jinping", "Xi Peng", false),
        ("President Marsh", "Anna Marsh", true),
        ("John Marsh Jr.", "John Marsh", true),
        ("John Marsh Jr.", "John Marsh Sr.", false),
        ("White House", "House", false),
        ("White House", "Opera House", false),
        ("Foreign Ministry", "Iranian Foreign Ministry", true),
        ("Bank of England", "Bank of Japan", false),
        ("U.N.", "UN", true),
        ("José García", "Jose Garcia", true),
        ("Angela Müller", "Angela Mueller", true),
        ("Jim Bennett", "William J. Bennett", false),
        ("Chris Stevens", "J. Christopher Stevens", true),
        ("U.S. Department", "State Department", false),
        ("Commerce Department", "U.S. Commerce Department", true),
        ("E-Systems Inc", "Everex Systems Inc", false),
        ("Motors Corp", "LTV Corp", false),
        ("Holt Steel Inc", "Holt Steel", true),
        ("Inc", "Holt Steel Inc", false),
        ("Anna Holt", "Holt Inc", false),
        ("Mark Penn", "Le Pen", false),
        ("Will Holt", "Wilma Holt", false),
        ("Michael Born", "Michael Burn", false),
        ("Sam Hunt", "Sam Hart", false),
        ("Robert Byrd", "Robert Bird", false),
        ("Byrd", "Bird", false),
        ("Robert Byrd", "Byrd", true),
        ("Daniel Lee", "Daniel Li", false),
        ("Lee", "Li", false),
        ("Lee", "Li Ka-shing", false),
        ("John Smyth", "John Smith", false),
        ("Anna Pryce", "Anna Price", false),
        ("Heinrich Boell", "Heinrich Böll", true),
        ("Hafez Asad", "Hafez Assad", true),
        ("Ziaul Haq", "Ziaul Haqq", true),
        ("Mikhail Gorbachev", "Mikhail Gorbachov", true),
        ("Gadhafi", "Muammar Qaddafi", true),
        ("Yuri Orlov", "Yury Orlov", true),
        ("Amr Mussa", "Amr Moussa", true),
        ("John King Jr.", "King", true),
        ("John King, Jr.", "John King Jr", true),
        ("King Jr.", "John King Sr.", false),
        ("King Jr.", "John King Jr.", true),
        ("John King III", "John King Jr.", false),
    ] {
        assert_eq!(same(one, other), expected, "{one} / {other}");
        assert_eq!(same(other, one), expected, "{other} / {one}");
    }
}

#[test]
fn bare_words_find_speakers() {
    for (wanted, name, expected) in [
        ("Araghchi", "Abbas Araqchi", true),
        ("araqchi", "Abbas Araghchi", true),
        ("Margaret", "Margaret Ellwood", true),
        ("Abbas Araghchi", "Araghchi", true),
        ("Salim al-Harthy", "al-Harthy", true),
        ("Salim al-Harthy", "Al-Harthy", true),
        ("Al Gore", "Gore", true),
        ("Al Gore", "Dan Gore", false),
        ("Abbas Araghchi", "Mohammad Araghchi", false),
        ("house", "White House", true),
        ("O'Brien", "Ann O’Brien", true),
        ("安倍", "安倍晋三", true),
        ("Holt", "Anna Holtz", false),
        ("King", "John King Jr.", true),
        ("John King", "John King Jr.", true),
        ("John King Jr.", "John King Sr.", false),
        ("Bird", "Robert Byrd", false),
        ("Li", "Daniel Lee", false),
        ("Li", "Li Ka-shing", true),
    ] {
        assert_eq!(SpeakerQuery::of(wanted).unwrap().is_name(name), expected, "{wanted} / {name}");
    }
}

#[test]
fn bare_words_find_speakers_by_description() {
    for (wanted, description, expected) in [
        ("senior official", "two senior U.S. officials", true),
        ("officials", "an official familiar with the talks", true),
        ("US official", "a U.S. official", true),
        ("official", "the ministry", false),
        ("Holt", "a spokesman for Holt", false),
        ("spokesman Holt", "a spokesman for Holt", true),
        ("Holt", "Holt and Reyes", true),
        ("ministry", "the foreign ministry", true),
    ] {
        assert_eq!(
            SpeakerQuery::of(wanted).unwrap().is_description(description),
            expected,
            "{wanted} / {description}"
        );
    }
}

const WORDS: &[&str] = &[
    "Abbas", "A.", "J.D.", "Araghchi", "Araqchi", "al-Sadr", "Sadr", "Joe", "Joseph", "Bush", "W.", "Kim",
    "House", "Jr.", "the", "Dr.", "Müller", "Mueller", "安倍",
];

fn name() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 1..5).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn sameness_is_symmetric_and_reflexive(one in name(), other in name()) {
        prop_assert_eq!(same(&one, &other), same(&other, &one));
        prop_assert!(same(&one, &one));
        let (wanted, name) = (Name::of(&one).unwrap(), Name::of(&other).unwrap());
        if wanted.is_same(&name) {
            let bearers = Bearers::of(&[NamedSpeaker { name: &other, sex: None, office: None }]).unwrap();
            prop_assert!(wanted.is_single() || name.is_single() || !bearers.of_name(&wanted).is_empty());
            prop_assert!(SpeakerQuery::of(&one).unwrap().is_name(&other), "{one} / {other}");
        }
    }

    #[test]
    fn no_text_panics(one in "\\PC{0,30}", other in "\\PC{0,30}") {
        if let Some(wanted) = SpeakerQuery::of(&one) {
            wanted.is_name(&other);
            wanted.is_description(&other);
        }
    }
}

#[test]
fn a_name_may_begin_with_the_surname() {
    for (written, expected) in [
        ("Reagan, Ronald", "Ronald Reagan"),
        ("Holt, Anna M.", "Anna M. Holt"),
        ("King, Jr.", "King, Jr."),
        ("Fen Works, Inc.", "Fen Works, Inc."),
        ("Holt", "Holt"),
        ("Holt,", "Holt,"),
    ] {
        assert_eq!(given_first(written), expected, "{written}");
    }
}
