//! Each case is an archive after a first run, then what a second run finds.
//!
//! 1. The same path gives the same id; the holder keeps the bare one; claimants are served in path order.
//! 2. Content whose file is gone and that turns up elsewhere keeps what it had, whatever the order of paths.
//! 3. With `Replace` the newer version stands in the place of the older, and goes back when it vanishes.
//! 4. Records from standard input replace by their id.

use super::*;
use crate::update::manifest::tests::record;

/// An archive of inputs, each a path and its records as (content, id).
fn archive(inputs: &[(&str, &[(&str, &str)])], clashes: Clashes) -> Ledger {
    let mut ledger = Ledger::new(Vec::new(), clashes, Engine::Holds);
    for (path, records) in inputs {
        let input = ledger.add_input(input(path));
        for (index, (content, id)) in records.iter().enumerate() {
            let ordinal = (records.len() > 1).then_some(index as u64 + 1);
            let settled = ledger.settle(&found(input, ordinal, content, id));
            assert!(matches!(settled, Settled::Write(_)));
        }
    }
    Ledger::new(ledger.inputs, clashes, Engine::Holds)
}

fn input(path: &str) -> Input {
    Input { path: path.to_owned(), ..Input::default() }
}

fn found(input: usize, ordinal: Option<u64>, content: &str, id: &str) -> Found {
    let hash = ContentHash::of(content.as_bytes());
    let claim = Claim { key: short(id), id: id.to_owned() };
    Found { input, mark: Mark { ordinal, hash }, claim, quotations: 0, seen: 9 }
}

/// Writes what is live as `path=id`, what was replaced as `path/id`, by path.
fn written(ledger: &Ledger) -> String {
    let mut shown = Vec::new();
    for input in ledger.inputs() {
        for record in &input.records {
            match record.standing {
                Standing::Live => shown.push(format!("{}={}", input.path, record.id)),
                Standing::Replaced => shown.push(format!("{}/{}", input.path, record.id)),
                Standing::Unreadable | Standing::Notice | Standing::NoArticle | Standing::Removed => {}
            }
        }
    }
    shown.sort();
    shown.join(" ")
}

fn change(settled: &Settled) -> Change {
    match settled {
        Settled::Write(order) => order.change,
        other => panic!("{other:?}"),
    }
}

fn promised(conclusion: &Conclusion) -> Vec<(usize, Change)> {
    let promises = conclusion.promises.iter();
    promises.flat_map(|(input, all)| all.iter().map(|promise| (*input, promise.order.change))).collect()
}

#[test]
fn a_second_claimant_gets_a_suffix_and_keeps_it() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::KeepBoth);
    let beside = ledger.inputs()[1].records[0].id.clone();
    assert!(beside.starts_with("x-"));
    ledger.lose_input(0, Loose::FileGone);
    let conclusion = ledger.conclude();
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 1));
    assert_eq!(written(&ledger), format!("b={beside}"));

    ledger.lose_input(1, Loose::Dropped);
    let settled = ledger.settle(&found(1, None, "2 changed", "x"));
    assert_eq!(change(&settled), Change::Changed);
    assert_eq!(written(&ledger), format!("b={beside}"));
}

#[test]
fn two_records_of_one_container_may_claim_one_id() {
    let ledger = archive(&[("a", &[("1", "x"), ("2", "x")])], Clashes::KeepBoth);
    let ids: HashSet<_> = ledger.inputs()[0].records.iter().map(|record| record.id.clone()).collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_changed_file_keeps_its_id_as_long_as_its_key_is_the_same() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.lose_input(0, Loose::Dropped);
    let settled = ledger.settle(&found(0, None, "2", "x"));
    let at = At { input: 0, record: 0 };
    let order = Order { at, delete: Some("x".to_owned()), change: Change::Changed };
    assert_eq!(settled, Settled::Write(order));
    assert_eq!(ledger.record(at).seen, 9);
    assert_eq!(ledger.conclude(), Conclusion::default());
}

#[test]
fn a_file_that_holds_another_article_is_one_change() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.lose_input(0, Loose::Dropped);
    assert_eq!(change(&ledger.settle(&found(0, None, "2", "y"))), Change::Changed);
    let conclusion = ledger.conclude();
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 0));
    assert_eq!(written(&ledger), "a=y");
}

#[test]
fn a_changed_record_with_another_key_is_removed_and_added() {
    let mut ledger = archive(&[("a", &[("1", "x"), ("2", "y")])], Clashes::KeepBoth);
    ledger.lose(At { input: 0, record: 0 }, Loose::Dropped);
    assert_eq!(change(&ledger.settle(&found(0, Some(1), "3", "z"))), Change::Added);
    assert_eq!(ledger.conclude().removed.len(), 1);
    assert_eq!(written(&ledger), "a=y a=z");
}

#[test]
fn moved_content_keeps_what_it_had() {
    for new in ["a", "z"] {
        let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
        ledger.inputs[0].records[0].seen = 3;
        ledger.lose_input(0, Loose::FileGone);
        let input = ledger.add_input(input(new));
        assert_eq!(change(&ledger.settle(&found(input, None, "1", "other"))), Change::Moved);
        assert_eq!(ledger.record(At { input, record: 0 }).seen, 3);
        assert_eq!(ledger.conclude(), Conclusion::default());
        assert_eq!(written(&ledger), format!("{new}=x"));
    }
}

#[test]
fn a_claim_on_what_is_loose_waits_for_the_content_to_turn_up() {
    let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
    ledger.lose_input(0, Loose::FileGone);
    let (early, late) = (ledger.add_input(input("n")), ledger.add_input(input("o")));
    assert_eq!(ledger.settle(&found(early, None, "2", "x")), Settled::Later);
    assert!(ledger.is_open(early));
    assert_eq!(change(&ledger.settle(&found(late, None, "1", "y"))), Change::Moved);
    let conclusion = ledger.conclude();
    assert_eq!(promised(&conclusion), [(early, Change::AddedBeside)]);
    let beside = &ledger.record(At { input: early, record: 0 }).id;
    assert_eq!(written(&ledger), format!("n={beside} o=x"));
}

#[test]
fn a_record_may_move_between_containers_whatever_their_order() {
    let records: &[(&str, &str)] = &[("1", "x"), ("2", "y")];
    let mut ledger = archive(&[("m", records)], Clashes::KeepBoth);
    // `a` is read before `m`; m's first record is gone.
    let new = ledger.add_input(input("a"));
    ledger.lose(At { input: 0, record: 0 }, Loose::Dropped);
    assert_eq!(ledger.settle(&found(new, Some(1), "1", "x")), Settled::Later);
    let conclusion = ledger.conclude();
    assert_eq!(promised(&conclusion), [(new, Change::Moved)]);
    assert_eq!(conclusion.removed.len(), 0);
    assert_eq!(written(&ledger), "a=x m=y");
}

#[test]
fn new_claimants_are_served_in_path_order() {
    let mut ledger = archive(&[("m", &[("1", "x")])], Clashes::KeepBoth);
    ledger.lose_input(0, Loose::FileGone);
    let (first, second) = (ledger.add_input(input("a")), ledger.add_input(input("b")));
    assert_eq!(ledger.settle(&found(first, None, "2", "x")), Settled::Later);
    assert_eq!(ledger.settle(&found(second, None, "3", "x")), Settled::Later);
    let conclusion = ledger.conclude();
    assert_eq!(promised(&conclusion), [(first, Change::Added), (second, Change::AddedBeside)]);
    assert_eq!(conclusion.delete, ["x"]);
}

#[test]
fn a_newer_version_replaces_and_the_older_comes_back() {
    let inputs: &[(&str, &[(&str, &str)])] =
        &[("a", &[("1", "x")]), ("b", &[("2", "x")]), ("c", &[("3", "x")])];
    let mut ledger = archive(inputs, Clashes::Replace);
    assert_eq!(written(&ledger), "a/x b/x c=x");
    ledger.lose_input(2, Loose::FileGone);
    let conclusion = ledger.conclude();
    assert_eq!(promised(&conclusion), [(1, Change::Changed)]);
    assert_eq!((conclusion.delete, conclusion.removed.len()), (vec!["x".to_owned()], 0));
    assert_eq!(written(&ledger), "a/x b=x");

    // One that was replaced and vanishes leaves nothing behind.
    ledger.lose_input(0, Loose::FileGone);
    assert_eq!(ledger.conclude(), Conclusion::default());
    ledger.lose_input(1, Loose::FileGone);
    assert_eq!(ledger.conclude().removed.len(), 1);
    assert_eq!(written(&ledger), "");
}

#[test]
fn a_replaced_one_that_changes_is_the_newest() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::Replace);
    ledger.lose_input(0, Loose::Dropped);
    assert_eq!(change(&ledger.settle(&found(0, None, "3", "x"))), Change::Changed);
    assert_eq!(written(&ledger), "a=x b/x");
}

#[test]
fn a_replaced_one_that_moves_stays_replaced() {
    let mut ledger = archive(&[("a", &[("1", "x")]), ("b", &[("2", "x")])], Clashes::Replace);
    ledger.lose_input(0, Loose::FileGone);
    let moved = ledger.add_input(input("c"));
    assert_eq!(ledger.settle(&found(moved, None, "1", "x")), Settled::Aside);
    assert_eq!(ledger.conclude(), Conclusion::default());
    assert_eq!(written(&ledger), "b=x c/x");
    ledger.lose_input(1, Loose::FileGone);
    assert_eq!(promised(&ledger.conclude()), [(moved, Change::Changed)]);
}

#[test]
fn a_record_that_is_replaced_before_its_turn_is_not_written() {
    let before = archive(&[("b", &[("1", "x")])], Clashes::Replace);
    let mut ledger = Ledger::new(before.inputs, Clashes::Replace, Engine::Empty);
    let new = ledger.add_input(input("a"));
    assert_eq!(change(&ledger.settle(&found(new, None, "2", "x"))), Change::Changed);
    assert_eq!(ledger.same(At { input: 0, record: 0 }, None, 0), Settled::Aside);
    assert_eq!(written(&ledger), "a=x b/x");
}

#[test]
fn what_was_promised_an_id_and_then_replaced_is_not_read_again() {
    let mut ledger = archive(&[("m", &[("1", "x"), ("2", "y")])], Clashes::Replace);
    ledger.lose(At { input: 0, record: 0 }, Loose::Dropped);
    let new = ledger.add_input(input("a"));
    assert_eq!(ledger.settle(&found(new, Some(1), "3", "x")), Settled::Later);
    assert_eq!(ledger.settle(&found(new, Some(2), "1", "x")), Settled::Later);
    let conclusion = ledger.conclude();
    assert_eq!(promised(&conclusion), [(new, Change::Changed)]);
    assert_eq!(conclusion.promises[&new][0].ordinal, Some(1));
    assert_eq!(written(&ledger), "a/x a=x m=y");
}

#[test]
fn records_from_standard_input_replace_by_their_id() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    let stream = ledger.add_input(input(""));
    let order = ledger.settle_stream(&found(stream, None, "2", "x"));
    assert_eq!((order.delete.as_deref(), order.change), (Some("x"), Change::Changed));
    let order = ledger.settle_stream(&found(stream, None, "3", "x"));
    assert_eq!((order.delete.as_deref(), order.change), (Some("x"), Change::Changed));
    let order = ledger.settle_stream(&found(stream, None, "4", "y"));
    assert_eq!((order.delete, order.change), (None, Change::Added));
    assert_eq!(written(&ledger), "=x =y a/x");
    assert_eq!(ledger.inputs()[stream].records.len(), 3);

    // The file's article changes: that is the newest.
    ledger.lose_input(0, Loose::Dropped);
    assert_eq!(change(&ledger.settle(&found(0, None, "5", "x"))), Change::Changed);
    assert_eq!(written(&ledger), "=y a=x");
}

#[test]
fn what_cannot_be_read_any_more_stays_as_it_was() {
    let mut ledger = archive(&[("a", &[("1", "x")])], Clashes::KeepBoth);
    ledger.lose_input(0, Loose::Dropped);
    ledger.keep_after_all(0);
    assert_eq!(ledger.conclude(), Conclusion::default());
    assert_eq!(written(&ledger), "a=x");
}

#[test]
fn a_new_engine_is_told_to_delete_only_what_it_was_given() {
    let before = archive(&[("a", &[("1", "x")]), ("b", &[("2", "y")])], Clashes::Replace);
    let mut ledger = Ledger::new(before.inputs, Clashes::Replace, Engine::Empty);
    let (a, b) = (At { input: 0, record: 0 }, At { input: 1, record: 0 });
    assert_eq!(ledger.unwritten(), [a, b]);
    let order = Order { at: a, delete: None, change: Change::Same };
    assert_eq!(ledger.same(a, None, 0), Settled::Write(order));
    assert_eq!(ledger.unwritten(), [b]);
    let new = ledger.add_input(input("c"));
    let settled = ledger.settle(&found(new, None, "3", "x"));
    let Settled::Write(order) = settled else { panic!("{settled:?}") };
    assert_eq!(order.delete.as_deref(), Some("x"));
    ledger.lose_input(1, Loose::FileGone);
    assert_eq!(ledger.conclude().delete, [""; 0]);
    assert!(ledger.unwritten().is_empty());
}

#[test]
fn records_that_could_not_be_read_hold_no_id() {
    let mut ledger = archive(&[("a", &[("1", "x"), ("2", "y")])], Clashes::KeepBoth);
    ledger.add_aside(0, Mark { ordinal: Some(3), hash: ContentHash::of(b"{") }, Standing::Unreadable, None);
    assert_eq!(written(&ledger), "a=x a=y");
    let again = Ledger::new(ledger.inputs, Clashes::KeepBoth, Engine::Holds);
    assert_eq!(again.ids.len(), 2);
    assert_eq!(record(None, "1", "x").hash, again.record(At { input: 0, record: 0 }).hash);
}
