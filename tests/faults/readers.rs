//! Many readers while the index changes.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use morgue::{
    backend::Scan,
    update::{Mode, contents},
};

use crate::support::Home;

/// Each article of round N says so; a state has articles of one round only.
fn write_round(home: &Home, round: usize) {
    for number in 0..6 {
        home.write(&format!("news/{number}.txt"), &format!("Title {number}\n\nText of round {round}.\n"));
    }
}

#[test]
fn sixteen_readers_see_one_committed_state_each() {
    let home = Home::new();
    write_round(&home, 0);
    home.run();
    let (is_over, reads) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let reader = home.reader();
                    let texts: Vec<String> =
                        Scan::of_all(&*reader).map(|article| article.unwrap().text).collect();
                    assert_eq!(texts.len(), 6);
                    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for round in 1..13 {
            write_round(&home, round);
            home.run_with(|request| {
                request.mode = if round % 4 == 0 { Mode::Rebuild } else { Mode::Incremental };
            });
        }
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(reads.into_inner() > 30);
    assert_eq!(contents(&home.store()).unwrap().articles, 6);
}

#[test]
fn a_reader_from_before_a_rebuild_finishes_on_the_old_index() {
    let home = Home::new();
    write_round(&home, 1);
    home.run();
    let old = home.reader();
    write_round(&home, 2);
    home.run_with(|request| request.mode = Mode::Rebuild);
    home.run_with(|request| request.mode = Mode::Rebuild);
    let texts: Vec<String> = Scan::of_all(&*old).map(|article| article.unwrap().text).collect();
    assert_eq!(texts, ["Text of round 1."; 6]);
}
