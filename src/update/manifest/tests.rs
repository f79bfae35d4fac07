//! Parts are written, read back, found in, merged and checked.
//!
//! 1. What a sequence of changes wrote is what is read: inputs, records, tables. The number of parts stays small.
//! 2. Every flipped bit is noticed. What is left of a cut part is read.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::{test_support::record, *};
use crate::store::{ManifestPart, RandomAccess};

/// The bytes of a part.
struct Bytes(Arc<[u8]>);

impl RandomAccess for Bytes {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, at: u64, into: &mut [u8]) -> std::io::Result<()> {
        let at = usize::try_from(at).unwrap();
        let part = self.0.get(at..at + into.len()).ok_or(std::io::ErrorKind::UnexpectedEof)?;
        into.copy_from_slice(part);
        Ok(())
    }
}

/// The parts of a manifest, as a store keeps them.
#[derive(Default, Clone)]
struct Kept(Vec<(String, Arc<[u8]>)>);

impl Kept {
    fn parts(&self) -> Vec<ManifestPart> {
        let part = |(seal, bytes): &(String, Arc<[u8]>)| ManifestPart {
            seal: seal.clone(),
            bytes: Box::new(Bytes(Arc::clone(bytes))),
        };
        self.0.iter().map(part).collect()
    }

    fn open(&self) -> OpenedManifest {
        StoredManifest::open(self.parts(), None).unwrap()
    }

    /// Writes a part with these inputs, which must be sorted by path.
    fn write(&mut self, inputs: &[Input], gone: &[String], stored: &StoredManifest, kept: usize) {
        let numbered: Vec<(usize, &Input)> = inputs.iter().enumerate().collect();
        let roots = [Root { path: "/news".to_owned(), ..Root::default() }];
        let mut bytes = Vec::new();
        let new = NewPart { roots: &roots, inputs: &numbered, gone, stored, kept, machine: None };
        let (seal, written) = write_part(&mut bytes, &new).unwrap();
        assert_eq!(written.len(), inputs.len());
        self.0.truncate(kept);
        self.0.push((seal, bytes.into()));
    }
}

fn input(path: &str, records: Vec<Record>) -> Input {
    let (path, root) = (path.to_owned(), "/news".into());
    Input { path, root, size: 10, mtime: -3, stamp: u64::MAX, records, ..Input::default() }
}

/// Returns an input as it was before it was stored.
fn plain(mut input: Input, stored: &StoredManifest) -> Input {
    let records = stored.records_of(&input).unwrap();
    assert_eq!(Summary::of(&records), input.summary());
    input.set_records(records);
    Input { stored: Stored::default(), ..input }
}

fn rich_inputs() -> Vec<Input> {
    let mut shut = input("/news/c.html", Vec::new());
    shut.unreadable = Some("HTML is not supported yet".to_owned());
    (shut.check, shut.edge_lines) = (ChangeCheck::Unfinished, Some("abc".into()));
    let mut replaced = record(Some(2), "y", "id \"two\"");
    (replaced.status, replaced.version, replaced.reason) = (RecordStatus::Replaced, 3, Some("why".into()));
    vec![
        input("/news/a.txt", vec![record(None, "x", "one")]),
        input("/news/b.jsonl", vec![record(Some(1), "z", "three"), replaced]),
        shut,
    ]
}

#[test]
fn inputs_are_written_and_read_back() {
    let mut kept = Kept::default();
    kept.write(&rich_inputs(), &[], &StoredManifest::default(), 0);
    let OpenedManifest { stored, roots, inputs } = kept.open();
    assert_eq!(roots[0].path, "/news");
    let read: Vec<Input> = inputs.into_iter().map(|input| plain(input, &stored)).collect();
    assert_eq!(read, rich_inputs());
}

#[test]
fn every_flipped_bit_and_every_cut_is_noticed() {
    let mut kept = Kept::default();
    kept.write(&rich_inputs(), &[], &StoredManifest::default(), 0);
    let whole = Arc::clone(&kept.0[0].1);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut damaged = whole.to_vec();
            damaged[at] ^= 1 << bit;
            kept.0[0].1 = damaged.into();
            let result = StoredManifest::open(kept.parts(), None);
            assert!(matches!(result, Err(ManifestError::Changed)), "bit {bit} of byte {at}");
        }
        kept.0[0].1 = whole[..at].into();
        assert!(StoredManifest::open(kept.parts(), None).is_err(), "cut at {at}");
    }
}

#[test]
fn what_is_left_of_a_cut_part_is_read() {
    let inputs: Vec<Input> = (0..3000)
        .map(|n| input(&format!("/news/{n:05}"), vec![record(None, &n.to_string(), &format!("i{n}"))]))
        .collect();
    let mut kept = Kept::default();
    kept.write(&inputs, &[], &StoredManifest::default(), 0);
    let whole = Arc::clone(&kept.0[0].1);
    kept.0[0].1 = whole[..whole.len() * 3 / 10].into();
    let (manifest, damage) = Manifest::salvage(kept.parts(), None);
    assert!(damage.is_some());
    assert_eq!(manifest.roots.len(), 1);
    assert!((500..3000).contains(&manifest.inputs.len()), "{}", manifest.inputs.len());
    assert!(manifest.inputs.iter().all(|input| input.records.len() == 1));
}

#[test]
fn records_of_a_new_input_are_dropped_once_they_are_stored_and_loaded_again() {
    let made = |n: usize| record(Some(n as u64), &n.to_string(), &format!("i{n}"));
    let mut read = input("/news/a.jsonl", Vec::new());
    read.stored.mark_new();
    let (mut kept, mut stored) = (Kept::default(), StoredManifest::default());
    for piece in 0..5 {
        for n in 10 * piece..10 * (piece + 1) {
            let end = read.loaded().end;
            read.stored.mark_record(end);
            read.records.push(made(n));
        }
        assert_eq!(read.loaded(), 10 * piece..10 * (piece + 1));
        assert_eq!(*read.record(10 * piece + 3), made(10 * piece + 3));
        assert_eq!(read.summary(), Summary::of(&(0..10 * (piece + 1)).map(made).collect::<Vec<_>>()));
        let parts = stored.kept_for(1 + read.changed_records() as u64);
        kept.write(&[read.clone()], &[], &stored, parts);
        let OpenedManifest { stored: now, inputs, .. } = kept.open();
        stored = now;
        (read.stored.runs, read.stored.part) = (inputs[0].stored.runs.clone(), inputs[0].stored.part);
        (read.stored.is_changed, read.stored.changed_from) = (false, None);
        read.unload_read();
        assert!(read.records.is_empty() && read.stored.is_partly_loaded() && !read.stored.is_loaded());
    }
    let all: Vec<Record> = (0..50).map(made).collect();
    assert_eq!(stored.records_of(&read).unwrap(), all);
    assert_eq!(read.set_records(stored.records_of(&read).unwrap()), 50);
    assert!(read.records == all && read.stored.is_loaded());
}

/// What a step does to the input with a number.
#[derive(Debug, Clone)]
enum Step {
    /// Gives it this many records with new contents.
    Replace(u8, u8),
    /// Adds records.
    Append(u8, u8),
    /// Changes the record with this index.
    Change(u8, u8),
    Remove(u8),
    /// Changes only its status.
    Touch(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let name = 0..9_u8;
    prop_oneof![
        3 => (name.clone(), 0..5_u8).prop_map(|(name, count)| Step::Replace(name, count)),
        3 => (name.clone(), 1..4_u8).prop_map(|(name, count)| Step::Append(name, count)),
        2 => (name.clone(), 0..6_u8).prop_map(|(name, at)| Step::Change(name, at)),
        2 => name.clone().prop_map(Step::Remove),
        1 => name.prop_map(Step::Touch),
    ]
}

/// Applies a step to the input with its name, if it is there and can be.
fn apply(step: &Step, number: usize, before: Option<Input>) -> Option<Input> {
    let made =
        |at: usize, n: usize| record(Some(at as u64), &format!("{number}/{n}"), &format!("i{number}-{n}"));
    match step {
        Step::Replace(name, count) => {
            let mut new = before.unwrap_or_else(|| input(&format!("/news/{name}"), Vec::new()));
            new.records = (0..usize::from(*count)).map(|n| made(n, n)).collect();
            new.stored.mark_record(0);
            Some(new)
        }
        Step::Append(name, count) => {
            let mut new = before.unwrap_or_else(|| input(&format!("/news/{name}"), Vec::new()));
            for n in 0..usize::from(*count) {
                new.stored.mark_record(new.records.len());
                new.records.push(made(new.records.len(), n));
            }
            Some(new)
        }
        Step::Change(_, at) => before.map(|mut new| {
            if let Some(changed) = new.records.get_mut(usize::from(*at)) {
                *changed = made(usize::from(*at), 99);
                new.stored.mark_record(usize::from(*at));
            }
            new
        }),
        Step::Remove(_) => None,
        Step::Touch(_) => before.map(|mut new| {
            new.size += 1;
            new.stored.mark();
            new
        }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_sequence_of_changes_wrote_is_read_back(steps in prop::collection::vec(step(), 1..40)) {
        let mut kept = Kept::default();
        let mut model: BTreeMap<String, Input> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            let OpenedManifest { stored, inputs, .. } = kept.open();
            let (Step::Replace(name, _) | Step::Append(name, _) | Step::Change(name, _) | Step::Remove(name) | Step::Touch(name)) = step;
            let path = format!("/news/{name}");
            let before = inputs.iter().find(|input| input.path == path).cloned().map(|mut input| {
                input.set_records(stored.records_of(&input).unwrap());
                input
            });
            let was_stored = before.is_some();
            let after = apply(step, number, before);
            let rows = after.as_ref().map_or(1, |input| 1 + input.changed_records() as u64);
            let parts = stored.kept_for(rows);
            let stays = |input: &&Input| input.path != path && !input.stored.is_in_first(&stored, parts);
            let mut written: Vec<Input> = inputs.iter().filter(stays).cloned().collect();
            let mut gone: Vec<String> = stored.gone_after(parts).map(str::to_owned).collect();
            match after {
                Some(after) => {
                    gone.retain(|gone| *gone != path);
                    written.push(after.clone());
                    written.sort_by(|a, b| a.path.cmp(&b.path));
                    model.insert(path, Input { stored: Stored::default(), ..after });
                }
                None => {
                    if was_stored && parts > 0 {
                        gone.push(path.clone());
                    }
                    model.remove(&path);
                }
            }
            gone.sort();
            gone.dedup();
            kept.write(&written, &gone, &stored, parts);
            prop_assert!(kept.0.len() <= 8, "{} parts", kept.0.len());
            check(&kept, &model)?;
        }
    }
}

/// Compares the manifest with what it must be.
fn check(kept: &Kept, model: &BTreeMap<String, Input>) -> Result<(), TestCaseError> {
    let OpenedManifest { stored, inputs, .. } = kept.open();
    let read: Vec<Input> = inputs.iter().map(|input| plain(input.clone(), &stored)).collect();
    prop_assert!(read.iter().eq(model.values()), "{:?} {:?}", read, model);
    let (salvaged, damage) = Manifest::salvage(kept.parts(), None);
    prop_assert!(damage.is_none());
    let salvaged: Vec<Vec<Record>> = salvaged.inputs.into_iter().map(|input| input.records).collect();
    prop_assert_eq!(salvaged, model.values().map(|input| input.records.clone()).collect::<Vec<_>>());
    for (index, input) in read.iter().enumerate() {
        for record in &input.records {
            let id = ContentHash::of(record.id.as_bytes()).short();
            for (table, hash) in
                [(Table::Id, id), (Table::Key, record.key), (Table::Content, record.hash.short())]
            {
                let found = stored.find(table, hash, &inputs).unwrap();
                let is_same = |other: &Record| match table {
                    Table::Id => other.id == record.id,
                    Table::Key => other.key == record.key,
                    Table::Content => other.hash == record.hash,
                };
                let holds = |input: &Input| input.records.iter().any(is_same);
                let expected: BTreeSet<usize> =
                    (0..read.len()).filter(|index| holds(&read[*index])).collect();
                prop_assert!(found.contains(&index));
                prop_assert_eq!(found, expected);
            }
        }
    }
    Ok(())
}
