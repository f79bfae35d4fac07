//! Many readers while the index changes.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use morgue::{
    backend::Scan,
    update::{Mode, check, contents},
};

use crate::{support::Home, wanted};

/// Each article of round N says so; a state has articles of one round only.
fn write_round(home: &Home, round: usize) {
    for number in 0..6 {
        home.write(&format!("news/{number}.txt"), &format!("Title {number}\n\nText of round {round}.\n"));
    }
}

#[test]
fn sixteen_readers_see_one_committed_state_each() {
    let rounds = (wanted() / 3).max(13);
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
        for round in 1..rounds {
            write_round(&home, round);
            home.run_with(|request| {
                request.mode = if round % 4 == 0 { Mode::Rebuild } else { Mode::Incremental };
            });
        }
        is_over.store(true, Ordering::Relaxed);
    });
    let reads = reads.into_inner();
    println!(
        "16 readers: {reads} reads during {} updates and {} rebuilds",
        rounds - 1 - (rounds - 1) / 4,
        (rounds - 1) / 4
    );
    assert!(reads > 30);
    assert_eq!(contents(&home.store()).unwrap().articles, 6);
}

#[test]
fn two_writers_take_turns() {
    let home = Home::new();
    write_round(&home, 0);
    home.run();
    let rounds = (wanted() / 10).max(5);
    thread::scope(|scope| {
        for writer in 0..2 {
            let home = &home;
            scope.spawn(move || {
                for round in 0..rounds {
                    home.write(
                        &format!("news/{writer}-{round}.txt"),
                        &format!("Title\n\nText {writer} {round}.\n"),
                    );
                    home.run_with(|request| {
                        request.lock_wait = Duration::from_secs(600);
                        request.mode = if round % 4 == 3 { Mode::Rebuild } else { Mode::Incremental };
                    });
                }
            });
        }
    });
    assert_eq!(home.articles().len(), 6 + 2 * rounds);
    assert!(check(&home.store(), &|_| ()).unwrap().is_sound());
}

#[test]
fn readers_from_before_a_rebuild_finish_on_the_old_index() {
    let home = Home::new();
    write_round(&home, 1);
    home.run();
    let readers: Vec<_> = (0..35).map(|_| home.reader()).collect();
    write_round(&home, 2);
    home.run_with(|request| request.mode = Mode::Rebuild);
    home.run_with(|request| request.mode = Mode::Rebuild);
    for old in readers {
        let texts: Vec<String> = Scan::of_all(&*old).map(|article| article.unwrap().text).collect();
        assert_eq!(texts, ["Text of round 1."; 6]);
    }
}
