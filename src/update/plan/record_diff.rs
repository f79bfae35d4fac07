//! Matches the present records of a file with its earlier ones.
//!
//! Input: the ids of both. Output: a match for each present record, and the earlier records that are gone.

use std::collections::HashMap;

use crate::update::manifest::{ContentHash, RecordId};

/// How a record matches an earlier one, which is given by its index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordMatch {
    /// The same content at the same ordinal.
    Same(usize),
    /// The same content at another ordinal.
    Shifted(usize),
    /// No earlier record matches.
    New,
}

/// How the records of an input differ from its earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RecordDiff {
    /// The match of each present record.
    pub(crate) matches: Vec<RecordMatch>,
    /// Indices of the earlier records that no present record matches.
    pub(crate) gone: Vec<usize>,
}

/// Matches records by content. Each record of `before` is matched at most once.
///
/// Records with the same content and ordinal are matched first, then the others in order. So a line inserted into a file
/// makes no other record new.
pub(crate) fn diff_records(before: &[RecordId], after: &[RecordId]) -> RecordDiff {
    let at: HashMap<Option<u64>, usize> =
        before.iter().enumerate().rev().map(|(index, record_id)| (record_id.ordinal, index)).collect();
    let mut taken = vec![false; before.len()];
    let mut matches = vec![RecordMatch::New; after.len()];
    for (matched, record_id) in matches.iter_mut().zip(after) {
        let same = at
            .get(&record_id.ordinal)
            .filter(|&&index| before[index].hash == record_id.hash && !taken[index]);
        if let Some(&index) = same {
            taken[index] = true;
            *matched = RecordMatch::Same(index);
        }
    }
    let mut left: HashMap<ContentHash, Vec<usize>> = HashMap::new();
    for index in (0..before.len()).rev().filter(|&index| !taken[index]) {
        left.entry(before[index].hash).or_default().push(index);
    }
    for (matched, record_id) in
        matches.iter_mut().zip(after).filter(|(matched, _)| **matched == RecordMatch::New)
    {
        if let Some(index) = left.get_mut(&record_id.hash).and_then(Vec::pop) {
            taken[index] = true;
            *matched = RecordMatch::Shifted(index);
        }
    }
    let gone = (0..before.len()).filter(|&index| !taken[index]).collect();
    RecordDiff { matches, gone }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn record_ids(contents: &str) -> Vec<RecordId> {
        let record_id = |(index, c): (usize, char)| RecordId {
            ordinal: Some(index as u64 + 1),
            hash: ContentHash::of(c.to_string().as_bytes()),
        };
        contents.chars().enumerate().map(record_id).collect()
    }

    /// Returns a diff as one character per record (`=` same, `~` shifted, `+` new), then the number of gone records.
    fn written(before: &str, after: &str) -> String {
        let diff = diff_records(&record_ids(before), &record_ids(after));
        let letters = diff.matches.iter().map(|matched| match matched {
            RecordMatch::Same(_) => '=',
            RecordMatch::Shifted(_) => '~',
            RecordMatch::New => '+',
        });
        format!("{}{}", letters.collect::<String>(), diff.gone.len())
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
        fn every_earlier_record_is_matched_or_gone(before in "[a-d]{0,12}", after in "[a-d]{0,12}") {
            let (before, after) = (record_ids(&before), record_ids(&after));
            let diff = diff_records(&before, &after);
            let mut seen = diff.gone.clone();
            for (matched, record_id) in diff.matches.iter().zip(&after) {
                if let RecordMatch::Same(index) | RecordMatch::Shifted(index) = *matched {
                    prop_assert_eq!(before[index].hash, record_id.hash);
                    prop_assert_eq!(before[index].ordinal == record_id.ordinal, matches!(matched, RecordMatch::Same(_)));
                    seen.push(index);
                }
            }
            seen.sort_unstable();
            prop_assert_eq!(seen, (0..before.len()).collect::<Vec<_>>());
        }
    }
}
