//! Kills the program, and makes calls of the system fail, at chosen calls.
//!
//! `strace` kills the program, or returns an error, at the n-th call of a kind that changes files. Where it cannot be used, the program is
//! killed after random times, and errors are not tried.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use morgue::{
    store::Store as _,
    update::{check, contents},
};

use crate::{
    Numbers,
    damage::{files, restore},
    support::Home,
    wanted,
};

/// The calls that change files.
const CALLS: [&str; 9] =
    ["write", "fsync", "fdatasync", "rename", "renameat", "unlink", "openat", "ftruncate", "mkdir"];
const ERRORS: [&str; 6] = ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EMFILE", "ENOMEM"];

/// The calls that read, and how they fail.
const READING: [(&str, &[&str]); 8] = [
    ("openat", &["EACCES", "EIO", "EMFILE"]),
    ("read", &["EIO", "EINTR"]),
    ("pread64", &["EIO"]),
    ("statx", &["EACCES", "EIO"]),
    ("fstat", &["EIO"]),
    ("lseek", &["EIO"]),
    ("getdents64", &["EIO"]),
    ("clone3", &["EAGAIN"]),
];

/// What a run does that is killed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scenario {
    /// It makes the first index.
    First,
    /// It adds articles.
    Add,
    /// It replaces, removes and adds articles.
    Change,
    /// It builds the index anew.
    Rebuild,
    /// It adds the segment at which the engine merges.
    Merge,
}

pub(crate) const SCENARIOS: [Scenario; 5] =
    [Scenario::First, Scenario::Add, Scenario::Change, Scenario::Rebuild, Scenario::Merge];

/// A home before the run, and what its index has before and after.
pub(crate) struct Stage {
    pub(crate) home: Home,
    scenario: Scenario,
    pub(crate) before: BTreeMap<PathBuf, Vec<u8>>,
    old: Vec<(String, String)>,
    pub(crate) new: Vec<(String, String)>,
    /// How often one thread makes each call in the run: of those that change files, and of those that read.
    calls: Vec<(&'static str, usize)>,
    reading: Vec<(&'static str, usize)>,
    took: Duration,
}

pub(crate) fn articles(home: &Home) -> Vec<(String, String)> {
    if home.store().reader().err().is_some_and(|error| {
        let told = error.to_string();
        told.starts_with("there is no index") || told.starts_with("nothing was committed")
    }) {
        return Vec::new();
    }
    home.articles().into_iter().map(|article| (article.id, article.text)).collect()
}

fn write(home: &Home, name: usize, round: &str) {
    let text =
        format!("Title {name}\n\nText {name} of the {round}. “It rained,” said Ada Quill, a farmer.\n");
    home.write(&format!("news/{name}.txt"), &text.repeat(1 + name % 3));
}

impl Stage {
    pub(crate) fn new(scenario: Scenario) -> Self {
        let home = Home::new();
        match scenario {
            Scenario::First => {}
            Scenario::Merge => (0..7).for_each(|number| {
                write(&home, number, "first round");
                home.run();
            }),
            _ => {
                (0..9).for_each(|number| write(&home, number, "first round"));
                home.run();
            }
        }
        let (before, old) = (files_if_there(&home.index()), articles(&home));
        match scenario {
            Scenario::First | Scenario::Add | Scenario::Merge => {
                (20..24).for_each(|name| write(&home, name, "second round"))
            }
            Scenario::Change | Scenario::Rebuild => {
                home.remove("news/1.txt");
                (2..5).for_each(|number| write(&home, number, "second round"));
                write(&home, 20, "second round");
            }
        }
        let (new, calls, reading, took) = (Vec::new(), Vec::new(), Vec::new(), Duration::ZERO);
        let mut stage = Self { home, scenario, before, old, new, calls, reading, took };
        let started = Instant::now();
        let log = stage.home.path("log");
        let reading = READING.map(|(call, _)| call);
        let traced = format!("trace={}", [&CALLS[..], &reading].concat().join(","));
        let ran = match can_trace() {
            true => stage.traced(&["-o", log.to_str().unwrap(), "-e", &traced]),
            false => stage.command(env!("CARGO_BIN_EXE_morgue")).output().unwrap(),
        };
        assert!(ran.status.success(), "{ran:?}");
        stage.took = started.elapsed();
        stage.new = articles(&stage.home);
        assert_ne!(stage.new, stage.old);
        let log = fs::read_to_string(log).unwrap_or_default();
        (stage.calls, stage.reading) = (counts(&log, &CALLS), counts(&log, &reading));
        stage.reset();
        stage
    }

    /// Puts the index back as it was before the run.
    pub(crate) fn reset(&self) {
        restore(&self.home.index(), &self.before);
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.home.path("")).env_remove("MORGUE_INDEX");
        if program != "strace" {
            self.arguments(&mut command);
        }
        command
    }

    fn arguments(&self, command: &mut Command) {
        command.args(["--index", "index", "index", "--threads", "2", "news"]);
        if matches!(self.scenario, Scenario::Rebuild) {
            command.arg("--rebuild");
        }
    }

    pub(crate) fn traced(&self, options: &[&str]) -> Output {
        let mut command = self.command("strace");
        command.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_morgue"));
        self.arguments(&mut command);
        command.output().unwrap()
    }

    /// Kills a run at a place that `numbers` choose. Returns the place.
    fn kill(&self, numbers: &mut Numbers) -> String {
        if self.calls.is_empty() {
            let after = Duration::from_micros(numbers.below(self.took.as_micros() as usize) as u64);
            let mut child = self.command(env!("CARGO_BIN_EXE_morgue"));
            let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(after);
            child.kill().unwrap();
            child.wait().unwrap();
            return format!("{:?} killed after {after:?}", self.scenario);
        }
        let (call, times) = self.calls[numbers.below(self.calls.len())];
        let nth = 1 + numbers.below(times);
        self.traced(&[
            "-o",
            "/dev/null",
            "-e",
            &format!("trace={call}"),
            "-e",
            &format!("inject={call}:signal=KILL:when={nth}"),
        ]);
        format!("{:?} killed at {call} {nth}", self.scenario)
    }

    /// Makes a call fail, once or from then on. Returns the place, and what the run printed.
    fn fail(&self, numbers: &mut Numbers) -> (String, Output) {
        let (call, times) = self.calls[numbers.below(self.calls.len())];
        let error = ERRORS[numbers.below(ERRORS.len())];
        let since = if matches!(error, "ENOSPC" | "EDQUOT" | "EROFS") { "+" } else { "" };
        let nth = 1 + numbers.below(times);
        let inject = format!("inject={call}:error={error}:when={nth}{since}");
        let ran = self.traced(&["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
        (format!("{:?}, {inject}", self.scenario), ran)
    }

    /// Makes a call fail that reads. Returns the place, and what the run printed.
    fn fail_to_read(&self, numbers: &mut Numbers) -> (String, Output) {
        let (call, times) = self.reading[numbers.below(self.reading.len())];
        let errors = READING.iter().find(|(name, _)| *name == call).map(|(_, errors)| *errors).unwrap();
        let error = errors[numbers.below(errors.len())];
        let inject = format!("inject={call}:error={error}:when={}", 1 + numbers.below(times));
        let ran = self.traced(&["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
        (format!("{:?}, {inject}", self.scenario), ran)
    }

    /// Asserts that the index has the old or the new state, and that the next run completes. Returns whether it is the old
    /// state.
    pub(crate) fn assert_whole(&self, place: &str) -> bool {
        let left = articles(&self.home);
        assert!(left == self.old || left == self.new, "{place}: {left:?}");
        if !left.is_empty() {
            let counted = contents(&self.home.store()).unwrap().articles;
            assert_eq!(counted, left.len() as u64, "{place}: manifest and articles disagree");
        }
        let report = self.home.run();
        assert!(!report.has_problems(), "{place}: {:?}", report.problems);
        assert_eq!(articles(&self.home), self.new, "{place}: after the next run");
        let found = check(&self.home.store(), &|_| ()).unwrap();
        assert!(found.is_sound(), "{place}: {found:?}");
        left == self.old
    }
}

fn files_if_there(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    if folder.is_dir() { files(folder) } else { BTreeMap::new() }
}

/// Returns how often one thread makes each of these calls at most, by the log of `strace`.
pub(crate) fn counts<'a>(log: &str, calls: &[&'a str]) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for line in log.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let name = rest.trim_start().split('(').next().unwrap_or_default();
        *counts.entry((thread, name)).or_default() += 1;
    }
    let most =
        |call: &str| counts.iter().filter(|((_, name), _)| *name == call).map(|(_, count)| *count).max();
    calls.iter().filter_map(|&call| Some((call, most(call)?))).collect()
}

/// Returns whether a run ended with a message and exit code 2, or never started because the call that failed was one of the loader.
/// It never panics.
pub(crate) fn tells_an_error(ran: &Output, place: &str) -> bool {
    let stderr = String::from_utf8_lossy(&ran.stderr);
    assert!(!stderr.contains("panicked") && !stderr.contains("unexpectedly"), "{place}: {stderr}");
    let message = match ran.status.code() {
        Some(2) => stderr.starts_with("error"),
        Some(127) => stderr.contains("error while loading shared libraries"),
        _ => return false,
    };
    assert!(message, "{place}: {stderr}");
    true
}

/// Returns whether `strace` can be used here.
pub(crate) fn can_trace() -> bool {
    let traced = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    traced.is_ok_and(|output| output.status.success())
}

#[test]
fn a_run_that_is_killed_leaves_its_last_commit_and_the_next_one_completes() {
    let mut numbers = Numbers(env::var("MORGUE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(3));
    let (mut tried, mut old) = (0, 0);
    for scenario in SCENARIOS {
        let stage = Stage::new(scenario);
        for _ in 0..wanted().div_ceil(SCENARIOS.len()) {
            let place = stage.kill(&mut numbers);
            tried += 1;
            old += usize::from(stage.assert_whole(&place));
            stage.reset();
        }
    }
    println!("{tried} kills: {old} left the old state, {} the new one", tried - old);
    assert!(old > 0, "no run was killed before its commit");
}

#[test]
fn an_error_of_the_system_is_told_and_the_old_state_stays() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let mut numbers = Numbers(11);
    let (mut tried, mut told) = (0, 0);
    for scenario in SCENARIOS {
        let stage = Stage::new(scenario);
        for _ in 0..wanted().div_ceil(SCENARIOS.len()) {
            let (place, ran) = stage.fail(&mut numbers);
            tried += 1;
            let stderr = String::from_utf8_lossy(&ran.stderr);
            let code = ran.status.code();
            // The call that fails may be one of the loader, before the program starts.
            let never_started = code == Some(127) && stderr.contains("error while loading shared libraries");
            assert!(matches!(code, Some(0..=2)) || never_started, "{place}: {ran:?}");
            assert!(!stderr.contains("panicked") && !stderr.contains("unexpectedly"), "{place}: {stderr}");
            if code == Some(2) {
                told += 1;
                // The failing call may be the one that prints the message.
                assert!(stderr.starts_with("error") || stderr.is_empty(), "{place}: {stderr}");
                assert!(!stderr.contains("was killed"), "{place}: {stderr}");
            }
            stage.assert_whole(&place);
            stage.reset();
        }
    }
    println!("{tried} errors: {told} told with exit code 2");
    assert!(told > 0);
}

#[test]
fn an_error_while_reading_loses_nothing() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let mut numbers = Numbers(17);
    let (mut tried, mut told, mut partly) = (0, 0, 0);
    for scenario in SCENARIOS {
        let stage = Stage::new(scenario);
        for _ in 0..wanted().div_ceil(SCENARIOS.len()) {
            let (place, ran) = stage.fail_to_read(&mut numbers);
            tried += 1;
            let stderr = String::from_utf8_lossy(&ran.stderr);
            match ran.status.code() {
                _ if tells_an_error(&ran, &place) => told += usize::from(ran.status.code() == Some(2)),
                Some(0) => assert_eq!(articles(&stage.home), stage.new, "{place}: {stderr}"),
                // An input that cannot be read keeps its articles, and is told.
                Some(1) => {
                    partly += 1;
                    let left = articles(&stage.home);
                    let lost = stage.old.iter().filter(|(id, _)| !left.iter().any(|(found, _)| found == id));
                    let removed = |id: &str| !stage.new.iter().any(|(found, _)| found == id);
                    assert!(lost.clone().all(|(id, _)| removed(id)), "{place}: {lost:?} lost, {stderr}");
                    assert!(stderr.contains("news"), "{place}: {stderr}");
                    let report = stage.home.run();
                    assert!(!report.has_problems(), "{place}: {:?}", report.problems);
                }
                _ => panic!("{place}: {ran:?}"),
            }
            stage.assert_whole(&place);
            stage.reset();
        }
    }
    println!("{tried} errors while reading: {told} told with exit code 2, {partly} of single inputs");
    assert!(told > 0);
}

#[test]
fn a_full_disk_gives_back_the_space_of_the_run_that_filled_it() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let stage = Stage::new(Scenario::Add);
    let size = |home: &Home| files(&home.index()).values().map(Vec::len).sum::<usize>();
    let before = size(&stage.home);
    let mut failed = 0;
    for nth in [3, 6, 9, 14] {
        let inject = format!("inject=write,fdatasync:error=ENOSPC:when={nth}+");
        let ran = stage.traced(&["-o", "/dev/null", "-e", "trace=write,fdatasync", "-e", &inject]);
        if ran.status.code() == Some(2) && articles(&stage.home) == stage.old {
            failed += 1;
            let after = size(&stage.home);
            assert!(after <= before + 2000, "{inject}: {before} bytes before, {after} after");
        }
        stage.assert_whole(&inject);
        stage.reset();
    }
    assert!(failed > 0);
}

#[test]
fn a_file_system_without_locks_is_refused() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let stage = Stage::new(Scenario::Add);
    let before = files(&stage.home.index());
    // No lock, locks that are not supported, and locks that are granted to everybody.
    for answer in ["error=ENOLCK", "error=EOPNOTSUPP", "retval=0"] {
        let inject = format!("inject=flock:{answer}");
        let ran = stage.traced(&["-o", "/dev/null", "-e", "trace=flock", "-e", &inject]);
        let stderr = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(2), "{answer}: {stderr}");
        assert!(
            stderr.contains("cannot be locked: its file system has no locks that work"),
            "{answer}: {stderr}"
        );
        assert!(stderr.contains("local disk"), "{answer}: {stderr}");
        assert_eq!(files(&stage.home.index()), before, "{answer}");
        stage.assert_whole(answer);
        stage.reset();
    }
}
