use proptest::prelude::*;

use super::*;

/// Returns a story of `words` different words, numbered from `from`; every tenth word is a number.
fn story(from: usize, words: usize) -> Vec<String> {
    let word =
        |n: usize| if n.is_multiple_of(10) { format!("{n}") } else { format!("{}word{n}", letters(n)) };
    (from..from + words).map(word).collect()
}

fn letters(mut number: usize) -> String {
    let mut letters = String::new();
    for _ in 0..4 {
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters
}

fn signature(words: &[String]) -> Signature {
    Signature::of(words.iter().map(String::as_str))
}

fn are_copies(left: &[String], right: &[String]) -> bool {
    let (left, right) = (signature(left), signature(right));
    assert_eq!(left.similarity(&right), right.similarity(&left));
    left.agrees(&right)
}

#[test]
fn a_story_cut_from_its_end_is_a_copy() {
    for length in [200, 500, 3000] {
        let whole = story(0, length);
        for share in [90, 75, 50, 33] {
            assert!(are_copies(&whole, &whole[..length * share / 100]), "{share} % of {length}");
        }
        assert!(!are_copies(&whole, &whole[..length / 15]), "a few lines of {length}");
    }
}

#[test]
fn a_story_with_added_paragraphs_or_corrections_is_a_copy() {
    let whole = story(0, 400);
    let with_front: Vec<String> = story(9000, 50).into_iter().chain(whole.iter().cloned()).collect();
    let with_end: Vec<String> = whole.iter().cloned().chain(story(9000, 50)).collect();
    assert!(are_copies(&whole, &with_front) && are_copies(&whole, &with_end));
    let mut corrected = whole.clone();
    corrected[120] = "121".into();
    corrected[33] = "somebody".into();
    assert!(are_copies(&whole, &corrected));
}

#[test]
fn a_form_with_other_numbers_is_not_a_copy() {
    let form = |numbers: usize| -> Vec<String> {
        let filled = |(at, word): (usize, String)| {
            if at % 8 == 0 { format!("{}", numbers * 1000 + at) } else { word }
        };
        story(1, 200).into_iter().enumerate().map(filled).collect()
    };
    assert!(are_copies(&form(1), &form(1)));
    assert!(!are_copies(&form(1), &form(2)));
}

#[test]
fn differences_of_house_style_do_not_count() {
    let text = story(0, 120).join(" ");
    let ours = format!("{text} organise the 5bn percent labour centre");
    let theirs = format!("{text} organize 5 per cent labor center");
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(signature(&words(&ours)), signature(&words(&theirs)));
}

#[test]
fn short_texts_are_copies_only_if_all_words_are_equal() {
    let short = story(0, 29);
    assert!(are_copies(&short, &short));
    assert!(!are_copies(&short, &short[..28]));
    assert!(!are_copies(&[], &[]));
    // A table of short words has no shingles.
    let table: Vec<String> = story(0, 60).iter().map(|word| word.chars().take(2).collect()).collect();
    assert!(are_copies(&table, &table));
    let mut other = table.clone();
    other[7] = "zz".into();
    assert!(!are_copies(&table, &other));
}

#[test]
fn different_stories_are_not_copies() {
    assert!(!are_copies(&story(0, 300), &story(5000, 300)));
    // The stories share a third: the background of a continuing story.
    let background: Vec<String> = story(5000, 200).into_iter().chain(story(0, 100)).collect();
    assert!(!are_copies(&story(0, 300), &background));
}

proptest! {
    #[test]
    fn a_signature_is_read_back_from_its_numbers(from in 0..5000_usize, words in 0..2000_usize) {
        let signature = signature(&story(from, words));
        prop_assert_eq!(&Signature::from_numbers(&signature.to_numbers()).unwrap(), &signature);
        let numbers = signature.to_numbers_beside_fingerprints();
        let parts = |fingerprints: &[u32]| Signature::with_fingerprints(fingerprints.to_vec(), &numbers);
        prop_assert_eq!(&parts(&signature.fingerprints).unwrap(), &signature);
        if let [_, rest @ ..] = &signature.fingerprints[..] {
            prop_assert!(parts(rest).is_err());
        }
    }

    #[test]
    fn shared_fingerprints_are_seen(left in (0..400_usize, 0..900_usize), right in (0..400_usize, 0..900_usize)) {
        let (left, right) = (signature(&story(left.0, left.1)), signature(&story(right.0, right.1)));
        let shares = left.fingerprints.iter().any(|one| right.fingerprints.contains(one));
        prop_assert_eq!(left.has_any(right.fingerprints.iter().copied()), shares);
    }

    #[test]
    fn similarity_is_the_shared_part_of_the_sample(
        left in (0..400_usize, 60..900_usize),
        right in (0..400_usize, 60..900_usize),
    ) {
        let (left, right) = (signature(&story(left.0, left.1)), signature(&story(right.0, right.1)));
        let level = left.level.max(right.level);
        let sample = |of: &Signature| of.sampled_at(level).collect::<std::collections::BTreeSet<u16>>();
        if let Some(similarity) = left.similarity(&right) {
            let is_left = (left.shingles, &left.sample) <= (right.shingles, &right.sample);
            let shorter = if is_left { &left } else { &right };
            let shared = sample(&left).intersection(&sample(&right)).count();
            prop_assert_eq!(similarity, shared as f64 / sample(shorter).len() as f64);
        }
    }

    #[test]
    fn agreement_is_symmetric(left in (0..400_usize, 0..900_usize), right in (0..400_usize, 0..900_usize)) {
        are_copies(&story(left.0, left.1), &story(right.0, right.1));
    }
}
