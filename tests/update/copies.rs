//! The number of copies of an article is correct after every change of inputs.

use morgue::{
    archive::{Archive, SearchRequest},
    update::{Clashes, Mode},
};

use crate::support::Home;

const STORY: &str = "The ferry between Port Ellis and the outer islands will sail again from Monday, the harbour board decided after a meeting that lasted until midnight. Repairs to the bow ramp took nine weeks longer than planned because a casting had to come from abroad, and islanders lived on what two fishing boats could carry.";

/// Returns the texts in the results, each with its number of copies.
fn shown(home: &Home) -> Vec<(String, usize)> {
    let now = "2026-12-01T00:00:00Z[UTC]".parse().unwrap();
    let results = Archive::open(&home.index()).unwrap().search(&SearchRequest::new("ferry", now)).unwrap();
    results.passages.into_iter().map(|hit| (hit.article.text.clone(), hit.copies.count)).collect()
}

fn counts(home: &Home) -> Vec<usize> {
    shown(home).into_iter().map(|(_, copies)| copies).collect()
}

#[test]
fn copies_come_and_go_with_their_inputs() {
    let home = Home::new();
    home.write("news/a.txt", &format!("Title a\n\n{STORY}\n"));
    home.run();
    assert_eq!(counts(&home), [0]);
    home.write("news/b.txt", &format!("Another title\n\n{STORY} Nobody was hurt.\n"));
    home.write("news/c.txt", &format!("A third title\n\nPORT ELLIS – {STORY}\n"));
    home.run();
    assert_eq!(counts(&home), [2]);
    home.remove("news/c.txt");
    home.run();
    assert_eq!(counts(&home), [1]);
    home.write("news/b.txt", "Another title\n\nThe ferry is for sale. Offers are taken by the harbour board until the end of the month.\n");
    home.run();
    assert_eq!(counts(&home), [0, 0]);
}

#[test]
fn a_rebuild_and_a_replacement_keep_copies_correct() {
    let home = Home::new();
    home.write("news/a.txt", &format!("Title a\n\n{STORY}\n"));
    home.write("news/b.txt", &format!("Title b\n\n{STORY}\n"));
    home.run();
    let before = shown(&home);
    home.run_with(|request| request.mode = Mode::Rebuild);
    assert_eq!(shown(&home), before);
    let record = |text: &str| format!("{{\"id\":\"x\",\"text\":\"{text}\"}}\n");
    home.write("news/x.jsonl", &record(STORY));
    home.run();
    assert_eq!(counts(&home), [2]);
    home.write("news/y.jsonl", &record("The ferry was late, and that was all."));
    home.run_with(|request| request.clashes = Clashes::Replace);
    let mut counts = counts(&home);
    counts.sort_unstable();
    assert_eq!(counts, [0, 1]);
}
