//! Each case is an archive after a first run, then what a second run finds.
//!
//! 1. The same path gives the same id. The first holder keeps the id without suffix. Claimants are served in path order.
//! 2. Content that moves from a gone file to another one keeps its id and history, whatever the order of paths.
//! 3. With `Replace`, a newer version replaces the older one, which is restored when the newer one vanishes.
//! 4. Records from standard input replace the article with their id.

use super::*;
use crate::update::manifest::test_support::record;

/// Returns the ledger of an archive. Each input is a path and its records as (content, id).
fn archive(inputs: &[(&str, &[(&str, &str)])], clashes: Clashes) -> Ledger {
    let mut ledger = Ledger::new(Vec::new(), StoredManifest::default(), clashes, Mode::Incremental);
    for (path, records) in inputs {
        let input = ledger.add_input(input(path));
        for (index, (content, id)) in records.iter().enumerate() {
            let ordinal = (records.len() > 1).then_some(index as u64 + 1);
            let decision = ledger.decide(&claimant(input, ordinal, content, id));
            assert!(matches!(decision, Decision::Write(_)));
        }
    }
    Ledger::new(ledger.inputs, StoredManifest::default(), clashes, Mode::Incremental)
}

fn input(path: &str) -> Input {
    Input { path: path.to_owned(), ..Input::default() }
}

fn claimant(input: usize, ordinal: Option<u64>, content: &str, id: &str) -> Claimant {
    let hash = ContentHash::of(content.as_bytes());
    let claim = Claim { key: short(id), id: id.to_owned() };
    Claimant { input, record_id: RecordId { ordinal, hash }, claim, quotations: 0, seen: 9 }
}

/// Returns live records as `path=id` and replaced ones as `path/id`, sorted.
fn listed(ledger: &Ledger) -> String {
    let mut shown = Vec::new();
    for input in ledger.inputs() {
        for record in &input.records {
            match record.status {
                RecordStatus::Live => shown.push(format!("{}={}", input.path, record.id)),
                RecordStatus::Replaced => shown.push(format!("{}/{}", input.path, record.id)),
                RecordStatus::Unreadable
                | RecordStatus::Notice
                | RecordStatus::NoArticle
                | RecordStatus::Removed => {}
            }
        }
    }
    shown.sort();
    shown.join(" ")
}

fn change(decision: &Decision) -> ChangeKind {
    match decision {
        Decision::Write(write) => write.change,
        other => panic!("{other:?}"),
    }
}

fn deferred(conclusion: &Conclusion) -> Vec<(usize, ChangeKind)> {
    conclusion
        .deferred
        .iter()
        .flat_map(|(input, all)| all.iter().map(|deferred| (*input, deferred.write.change)))
        .collect()
}

#[test]
fn a_second_claimant_gets_a_suffix_and_keeps_it() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::KeepBoth);
    let beside = ledger.inputs()[1].records[0].id.clone();
    assert!(beside.starts_with("x-"));
    ledger.orphan_input(0, Orphan::FileGone);
    let conclusion = ledger.conclude();
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 1));
    assert_eq!(listed(&ledger), format!("b={beside}"));

    ledger.orphan_input(1, Orphan::RecordGone);
    let decision = ledger.decide(&claimant(1, None, "2 changed", "x"));
    assert_eq!(change(&decision), ChangeKind::Changed);
    assert_eq!(listed(&ledger), format!("b={beside}"));
}

#[test]
fn two_records_of_one_container_may_claim_one_id() {
    let ledger = archive(&[("a", &[("1", "x"), ("2", "x")])], Clashes::KeepBoth);
    let ids: HashSet<_> = ledger.inputs()[0].records.iter().map(|record| record.id.clone()).collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_changed_file_keeps_its_id_while_its_key_is_the_same() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.orphan_input(0, Orphan::RecordGone);
    let decision = ledger.decide(&claimant(0, None, "2", "x"));
    let at = RecordRef { input: 0, record: 0 };
    let write = PlannedWrite { at, delete: Some("x".to_owned()), change: ChangeKind::Changed };
    assert_eq!(decision, Decision::Write(write));
    assert_eq!(ledger.record(at).seen, 9);
    assert_eq!(ledger.conclude(), Conclusion::default());
}

#[test]
fn a_file_that_holds_another_article_is_one_change() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.orphan_input(0, Orphan::RecordGone);
    assert_eq!(change(&ledger.decide(&claimant(0, None, "2", "y"))), ChangeKind::Changed);
    let conclusion = ledger.conclude();
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 0));
    assert_eq!(listed(&ledger), "a=y");
}

#[test]
fn a_changed_record_with_another_key_is_removed_and_added() {
    let mut ledger = archive(&[("a", &[("1", "x"), ("2", "y")])], Clashes::KeepBoth);
    ledger.orphan(RecordRef { input: 0, record: 0 }, Orphan::RecordGone);
    assert_eq!(change(&ledger.decide(&claimant(0, Some(1), "3", "z"))), ChangeKind::Added);
    assert_eq!(ledger.conclude().removed.len(), 1);
    assert_eq!(listed(&ledger), "a=y a=z");
}

#[test]
fn moved_content_keeps_its_id_and_time_of_first_indexing() {
    for new in ["a", "z"] {
        let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
        ledger.inputs[0].records[0].seen = 3;
        ledger.orphan_input(0, Orphan::FileGone);
        let input = ledger.add_input(input(new));
        assert_eq!(change(&ledger.decide(&claimant(input, None, "1", "other"))), ChangeKind::Moved);
        assert_eq!(ledger.record(RecordRef { input, record: 0 }).seen, 3);
        assert_eq!(ledger.conclude(), Conclusion::default());
        assert_eq!(listed(&ledger), format!("{new}=x"));
    }
}

#[test]
fn a_claim_on_the_id_of_an_orphan_waits() {
    let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
    ledger.orphan_input(0, Orphan::FileGone);
    let (early, late) = (ledger.add_input(input("n")), ledger.add_input(input("o")));
    assert_eq!(ledger.decide(&claimant(early, None, "2", "x")), Decision::Wait);
    assert!(ledger.is_undecided(early));
    assert_eq!(change(&ledger.decide(&claimant(late, None, "1", "y"))), ChangeKind::Moved);
    let conclusion = ledger.conclude();
    assert_eq!(deferred(&conclusion), [(early, ChangeKind::AddedWithSuffix)]);
    let beside = &ledger.record(RecordRef { input: early, record: 0 }).id;
    assert_eq!(listed(&ledger), format!("n={beside} o=x"));
}

#[test]
fn a_record_may_move_between_containers_in_any_order() {
    let records: &[(&str, &str)] = &[("1", "x"), ("2", "y")];
    let mut ledger = archive(&[("m", records)], Clashes::KeepBoth);
    // `a` is read before `m`; the first record of `m` is gone.
    let new = ledger.add_input(input("a"));
    ledger.orphan(RecordRef { input: 0, record: 0 }, Orphan::RecordGone);
    assert_eq!(ledger.decide(&claimant(new, Some(1), "1", "x")), Decision::Wait);
    let conclusion = ledger.conclude();
    assert_eq!(deferred(&conclusion), [(new, ChangeKind::Moved)]);
    assert_eq!(conclusion.removed.len(), 0);
    assert_eq!(listed(&ledger), "a=x m=y");
}

#[test]
fn new_claimants_are_served_in_path_order() {
    let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
    ledger.orphan_input(0, Orphan::FileGone);
    let (first, second) = (ledger.add_input(input("a")), ledger.add_input(input("b")));
    assert_eq!(ledger.decide(&claimant(first, None, "2", "x")), Decision::Wait);
    assert_eq!(ledger.decide(&claimant(second, None, "3", "x")), Decision::Wait);
    let conclusion = ledger.conclude();
    assert_eq!(deferred(&conclusion), [(first, ChangeKind::Added), (second, ChangeKind::AddedWithSuffix)]);
    assert_eq!(conclusion.delete, ["x"]);
}

#[test]
fn a_newer_version_replaces_the_older_one_which_is_restored_later() {
    let inputs: &[(&str, &[(&str, &str)])] =
        &[("a", &[("1", "x")]), ("b", &[("2", "x")]), ("c", &[("3", "x")])];
    let mut ledger = archive(inputs, Clashes::Replace);
    assert_eq!(listed(&ledger), "a/x b/x c=x");
    ledger.orphan_input(2, Orphan::FileGone);
    let conclusion = ledger.conclude();
    assert_eq!(deferred(&conclusion), [(1, ChangeKind::Changed)]);
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 0));
    assert_eq!(listed(&ledger), "a/x b=x");

    // A replaced record that vanishes changes nothing.
    ledger.orphan_input(0, Orphan::FileGone);
    assert_eq!(ledger.conclude(), Conclusion::default());
    ledger.orphan_input(1, Orphan::FileGone);
    assert_eq!(ledger.conclude().removed.len(), 1);
    assert_eq!(listed(&ledger), "");
}

#[test]
fn a_replaced_record_that_changes_is_the_newest_version() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::Replace);
    ledger.orphan_input(0, Orphan::RecordGone);
    assert_eq!(change(&ledger.decide(&claimant(0, None, "3", "x"))), ChangeKind::Changed);
    assert_eq!(listed(&ledger), "a=x b/x");
}

#[test]
fn a_replaced_record_that_moves_stays_replaced() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::Replace);
    ledger.orphan_input(0, Orphan::FileGone);
    let moved = ledger.add_input(input("c"));
    assert_eq!(ledger.decide(&claimant(moved, None, "1", "x")), Decision::Skip);
    assert_eq!(ledger.conclude(), Conclusion::default());
    assert_eq!(listed(&ledger), "b=x c/x");
    ledger.orphan_input(1, Orphan::FileGone);
    assert_eq!(deferred(&ledger.conclude()), [(moved, ChangeKind::Changed)]);
}

#[test]
fn a_record_that_is_replaced_before_it_is_read_is_not_written() {
    let before = archive(&[("b", &[("1", "x")])], Clashes::Replace);
    let mut ledger = Ledger::new(before.inputs, StoredManifest::default(), Clashes::Replace, Mode::Rebuild);
    let new = ledger.add_input(input("a"));
    assert_eq!(change(&ledger.decide(&claimant(new, None, "2", "x"))), ChangeKind::Changed);
    assert_eq!(ledger.keep(RecordRef { input: 0, record: 0 }, None, 0), Decision::Skip);
    assert_eq!(listed(&ledger), "a=x b/x");
}

#[test]
fn a_deferred_write_that_is_replaced_is_dropped() {
    let mut ledger = archive(&[("m", &[("1", "x"), ("2", "y")])], Clashes::Replace);
    ledger.orphan(RecordRef { input: 0, record: 0 }, Orphan::RecordGone);
    let new = ledger.add_input(input("a"));
    assert_eq!(ledger.decide(&claimant(new, Some(1), "3", "x")), Decision::Wait);
    assert_eq!(ledger.decide(&claimant(new, Some(2), "1", "x")), Decision::Wait);
    let conclusion = ledger.conclude();
    assert_eq!(deferred(&conclusion), [(new, ChangeKind::Changed)]);
    assert_eq!(conclusion.deferred[&new][0].record_id.ordinal, Some(1));
    assert_eq!(listed(&ledger), "a/x a=x m=y");
}

#[test]
fn records_from_standard_input_replace_the_article_with_their_id() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    let stream = ledger.add_input(input(""));
    let write = ledger.decide_stream(&claimant(stream, None, "2", "x"));
    assert_eq!((write.delete.as_deref(), write.change), (Some("x"), ChangeKind::Changed));
    let write = ledger.decide_stream(&claimant(stream, None, "3", "x"));
    assert_eq!((write.delete.as_deref(), write.change), (Some("x"), ChangeKind::Changed));
    let write = ledger.decide_stream(&claimant(stream, None, "4", "y"));
    assert_eq!((write.delete, write.change), (None, ChangeKind::Added));
    assert_eq!(listed(&ledger), "=x =y a/x");
    assert_eq!(ledger.inputs()[stream].records.len(), 3);

    // The file's article changes, so it is the newest version.
    ledger.orphan_input(0, Orphan::RecordGone);
    assert_eq!(change(&ledger.decide(&claimant(0, None, "5", "x"))), ChangeKind::Changed);
    assert_eq!(listed(&ledger), "=y a=x");
}

#[test]
fn a_file_that_became_unreadable_keeps_its_article() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.orphan_input(0, Orphan::RecordGone);
    ledger.reclaim_input(0);
    assert_eq!(ledger.conclude(), Conclusion::default());
    assert_eq!(listed(&ledger), "a=x");
}

#[test]
fn a_rebuild_deletes_only_what_it_wrote() {
    let before = archive(&[("a", &[("1", "x")]), ("b", &[("2", "y")])], Clashes::Replace);
    let mut ledger = Ledger::new(before.inputs, StoredManifest::default(), Clashes::Replace, Mode::Rebuild);
    let (a, b) = (RecordRef { input: 0, record: 0 }, RecordRef { input: 1, record: 0 });
    assert_eq!(ledger.unwritten(), [a, b]);
    let write = PlannedWrite { at: a, delete: None, change: ChangeKind::Unchanged };
    assert_eq!(ledger.keep(a, None, 0), Decision::Write(write));
    assert_eq!(ledger.unwritten(), [b]);
    let new = ledger.add_input(input("c"));
    let decision = ledger.decide(&claimant(new, None, "3", "x"));
    let Decision::Write(write) = decision else { panic!("{decision:?}") };
    assert_eq!(write.delete.as_deref(), Some("x"));
    ledger.orphan_input(1, Orphan::FileGone);
    assert_eq!(ledger.conclude().delete, [""; 0]);
    assert!(ledger.unwritten().is_empty());
}

#[test]
fn unreadable_records_have_no_id() {
    let mut ledger = archive(&[("a", &[("1", "x"), ("2", "y")])], Clashes::KeepBoth);
    ledger.add_without_article(
        0,
        RecordId { ordinal: Some(3), hash: ContentHash::of(b"{") },
        RecordStatus::Unreadable,
        None,
    );
    assert_eq!(listed(&ledger), "a=x a=y");
    let again = Ledger::new(ledger.inputs, StoredManifest::default(), Clashes::KeepBoth, Mode::Incremental);
    assert_eq!(again.ids.len(), 2);
    assert_eq!(record(None, "1", "x").hash, again.record(RecordRef { input: 0, record: 0 }).hash);
}
