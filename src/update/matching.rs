//! Which records of an input are the ones it had before.
//!
//! Hashes before and after enter; for each record after, what becomes of it leaves, and which ones before are left over.

use std::collections::HashMap;

use super::hash::ContentHash;

/// A record as far as matching goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    /// Ordinal in a container; `None` where the file is the record.
    pub(crate) ordinal: Option<u64>,
    /// Hash of its bytes.
    pub(crate) hash: ContentHash,
}

/// What a record is to those that were there before, given by their index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The same at the same ordinal.
    Same(usize),
    /// The same at another ordinal.
    Shifted(usize),
    /// None of them.
    Fresh,
}

/// What became of the records of an input.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Matching {
    /// One for each record after.
    pub(crate) fates: Vec<Fate>,
    /// Indices of the records before that are no longer there.
    pub(crate) gone: Vec<usize>,
}

/// Returns what became of the records `before`, of which each is matched once.
///
/// Equal content at the same ordinal comes first, then equal content in order: one line more or fewer in a file leaves
/// all others what they were.
pub(crate) fn match_records(before: &[Mark], after: &[Mark]) -> Matching {
    let at: HashMap<Option<u64>, usize> =
        before.iter().enumerate().rev().map(|(index, mark)| (mark.ordinal, index)).collect();
    let mut taken = vec![false; before.len()];
    let mut fates = vec![Fate::Fresh; after.len()];
    for (fate, mark) in fates.iter_mut().zip(after) {
        let same = at.get(&mark.ordinal).filter(|&&index| before[index].hash == mark.hash && !taken[index]);
        if let Some(&index) = same {
            taken[index] = true;
            *fate = Fate::Same(index);
        }
    }
    let mut left: HashMap<ContentHash, Vec<usize>> = HashMap::new();
    for index in (0..before.len()).rev().filter(|&index| !taken[index]) {
        left.entry(before[index].hash).or_default().push(index);
    }
    for (fate, mark) in fates.iter_mut().zip(after).filter(|(fate, _)| **fate == Fate::Fresh) {
        if let Some(index) = left.get_mut(&mark.hash).and_then(Vec::pop) {
            taken[index] = true;
            *fate = Fate::Shifted(index);
        }
    }
    let gone = (0..before.len()).filter(|&index| !taken[index]).collect();
    Matching { fates, gone }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marks(contents: &str) -> Vec<Mark> {
        let mark = |(index, c): (usize, char)| Mark {
            ordinal: Some(index as u64 + 1),
            hash: ContentHash::of(c.to_string().as_bytes()),
        };
        contents.chars().enumerate().map(mark).collect()
    }

    /// Writes a matching as one letter a record: `=` same, `~` shifted, `+` fresh, then how many are gone.
    fn written(before: &str, after: &str) -> String {
        let matching = match_records(&marks(before), &marks(after));
        let letters = matching.fates.iter().map(|fate| match fate {
            Fate::Same(_) => '=',
            Fate::Shifted(_) => '~',
            Fate::Fresh => '+',
        });
        format!("{}{}", letters.collect::<String>(), matching.gone.len())
    }

    #[test]
    fn records_are_matched_by_content() {
        const CASES: &[(&str, &str, &str)] = &[
            ("", "", "0"),
            ("abc", "abc", "===0"),
            ("abc", "abcd", "===+0"),
            ("abc", "xabc", "+~~~0"),
            ("abc", "ac", "=~1"),
            ("abc", "axc", "=+=1"),
            ("abc", "", "3"),
            ("aa", "aaa", "==+0"),
            ("xa", "aa", "+=1"),
            ("ab", "ba", "~~0"),
        ];
        for (before, after, expected) in CASES {
            assert_eq!(written(before, after), *expected, "{before} → {after}");
        }
    }

    proptest! {
        #[test]
        fn every_record_before_is_matched_or_gone(before in "[a-d]{0,12}", after in "[a-d]{0,12}") {
            let (before, after) = (marks(&before), marks(&after));
            let matching = match_records(&before, &after);
            let mut seen = matching.gone.clone();
            for (fate, mark) in matching.fates.iter().zip(&after) {
                if let Fate::Same(index) | Fate::Shifted(index) = *fate {
                    prop_assert_eq!(before[index].hash, mark.hash);
                    prop_assert_eq!(before[index].ordinal == mark.ordinal, matches!(fate, Fate::Same(_)));
                    seen.push(index);
                }
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..before.len()).collect::<Vec<_>>());
        }
    }
}
