//! Killed writers and second writers.
//!
//! The child process is this test program, which runs only the test `child` because of an environment variable.

use std::{
    env, fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use morgue::{
    store::{Change, LocalStore, Owner, State, Store as _, Versions},
    update::{Inputs, Mode, contents, update},
};

use crate::support::{Home, counts, line};

const HOME: &str = "MORGUE_TEST_HOME";

/// Does nothing as a test. As a child process, updates the index repeatedly; every second run is a rebuild.
#[test]
fn child() {
    let Some(folder) = env::var_os(HOME).map(PathBuf::from) else { return };
    let home = Home::new();
    for round in 0.. {
        fs::write(folder.join(format!("news/round-{}.txt", round % 7)), format!("Round\n\nRound {round}.\n"))
            .unwrap();
        let mut request = home.request_of(Inputs::Paths(vec![folder.join("news")]));
        if round % 2 == 1 {
            request.mode = Mode::Rebuild;
        }
        update(request, &LocalStore::new(folder.join("index")), &|_| ()).unwrap();
    }
}

fn spawn(home: &Home) -> Child {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["crash::child", "--exact", "--test-threads=1"]).env(HOME, home.path(""));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn a_killed_writer_leaves_its_last_commit() {
    let home = Home::new();
    let lines: String = (0..200).map(|n| line(&format!("r{n}"), &format!("Record number {n}."))).collect();
    home.write("news/a.jsonl", &lines);
    home.run();
    let mut wait = Duration::from_millis(30);
    for round in 0..12_u64 {
        let mut child = spawn(&home);
        std::thread::sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        // A different time in each round, so that the child is killed at different steps.
        wait = Duration::from_millis(40 + round * 37 % 211);
        let articles =
            home.reader().summary(&morgue::backend::SummaryRequest::default()).unwrap().statistics.articles;
        assert_eq!(articles, contents(&home.store()).unwrap().articles, "engine and manifest disagree");
        assert!((200..=207).contains(&articles), "{articles}");
    }
    let report = home.run();
    assert!(!report.has_problems(), "{:?}", report.problems);
    assert_eq!(report.articles, home.articles().len() as u64);
    let left: Vec<String> = fs::read_dir(home.index())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("gen-") || name.ends_with(".tmp"))
        .collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[test]
fn a_second_writer_gets_an_error_that_names_the_first() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    let mut child = spawn(&home);
    let started = Instant::now();
    let error = loop {
        let mut request = home.request(&["news"]);
        request.lock_wait = Duration::ZERO;
        match update(request, &home.store(), &|_| ()) {
            Err(error) => break error.to_string(),
            // Without a pause, the other writer might never get the lock.
            Ok(_) if started.elapsed() < Duration::from_secs(60) => thread::sleep(Duration::from_millis(20)),
            Ok(_) => panic!("the child never held the lock"),
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    let index = home.index().display().to_string();
    // Between taking the lock and writing its owner, the owner is unknown.
    let named = format!("the index at `{index}` is being written by process {} on desk", child.id());
    let unnamed = format!("the index at `{index}` is being written by another process");
    assert!(error == named || error == unnamed, "{error}");
}

#[test]
fn a_writer_that_lost_the_lease_commits_nothing() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    home.run();
    let writer = |pid| {
        let owner = Owner { pid, host: "desk".to_owned() };
        home.store().writer(&owner, Duration::ZERO, 64 << 20).unwrap()
    };
    let mut first = writer(11);
    let id = home.articles().remove(0).id;
    first.apply(vec![Change::Delete(id)]).unwrap();
    fs::remove_file(home.index().join("lock")).unwrap();
    let _second = writer(12);
    let state = State { run: 7, versions: Versions::OURS };
    let error = first.commit(&state, 0, &|_| Ok(String::new())).unwrap_err().to_string();
    assert_eq!(error, "the archive is now written by process 12 on desk");
    assert_eq!(home.articles().len(), 1);
}

#[test]
fn a_commit_that_names_a_missing_file_is_damage() {
    let home = Home::new();
    home.write("news/a.txt", "Title a\n\nText a.\n");
    assert_eq!(counts(&home.run())[0], 1);
    let generation = home
        .index()
        .join(fs::read_to_string(home.index().join("CURRENT")).unwrap().split(' ').next().unwrap());
    for entry in fs::read_dir(generation).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with("manifest-") {
            fs::remove_file(entry.path()).unwrap();
        }
    }
    let error = home.fails(home.request(&["news"])).to_string();
    assert!(error.contains("is damaged: the manifest of inputs cannot be read"), "{error}");
}
