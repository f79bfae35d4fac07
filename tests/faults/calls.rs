//! Makes calls of the system fail while an index is read.

use std::{
    collections::BTreeMap,
    fs,
    process::{Command, Output},
};

use crate::{
    Numbers,
    kills::{can_trace, counts, tells_an_error},
    support::Home,
    wanted,
};

/// The calls with which files are read and threads are started, and how they fail.
const FAILURES: [(&str, &[&str]); 9] = [
    ("openat", &["EMFILE", "EIO", "EACCES", "ENOMEM"]),
    ("read", &["EIO", "EINTR"]),
    ("pread64", &["EIO", "EINTR"]),
    ("statx", &["EIO", "EACCES"]),
    ("fstat", &["EIO"]),
    ("lseek", &["EIO"]),
    ("getdents64", &["EIO"]),
    ("clone3", &["EAGAIN"]),
    ("sched_getaffinity", &["EPERM"]),
];
const COMMANDS: [&[&str]; 8] = [
    &["export"],
    &["search", "rained OR text", "-n", "0"],
    &["search", "t*t", "--sort", "newest"],
    &["quotes", "rained", "-n", "0"],
    &["top", "speaker"],
    &["timeline", "rained"],
    &["status"],
    &["check"],
];

fn command(home: &Home, program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(home.path("")).env_remove("MORGUE_INDEX");
    command
}

fn untraced(home: &Home, arguments: &[&str]) -> Output {
    let mut command = command(home, env!("CARGO_BIN_EXE_morgue"));
    command.args(["--index", "index"]).args(arguments).output().unwrap()
}

/// Runs the program under `strace` with these options.
fn traced(home: &Home, options: &[&str], arguments: &[&str]) -> Output {
    let mut command = command(home, "strace");
    command.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_morgue"));
    command.args(["--index", "index"]).args(arguments).output().unwrap()
}

#[test]
fn a_call_that_fails_while_an_index_is_read_gives_the_right_answer_or_an_error() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let home = Home::new();
    for number in 0..30 {
        let text =
            format!("Title {number}\n\nText {number}. “It rained,” said Ada Quill, a farmer.\n\nIt did.\n");
        home.write(&format!("news/{number}.txt"), &text);
    }
    home.run();
    let calls: Vec<&str> = FAILURES.iter().map(|(call, _)| *call).collect();
    let mut numbers = Numbers(5);
    let mut told = 0;
    for arguments in COMMANDS {
        let right = untraced(&home, arguments);
        assert!(right.status.success(), "{right:?}");
        let log = home.path("log");
        traced(&home, &["-o", log.to_str().unwrap(), "-e", &format!("trace={}", calls.join(","))], arguments);
        let made: BTreeMap<&str, usize> =
            counts(&fs::read_to_string(log).unwrap(), &calls).into_iter().collect();
        for _ in 0..wanted().div_ceil(COMMANDS.len()) {
            let (call, errors) = FAILURES[numbers.below(FAILURES.len())];
            let Some(times) = made.get(call) else { continue };
            let error = errors[numbers.below(errors.len())];
            let inject = format!("inject={call}:error={error}:when={}", 1 + numbers.below(*times));
            let ran =
                traced(&home, &["-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject], arguments);
            let place = format!("{arguments:?}, {inject}");
            match ran.status.code() {
                _ if tells_an_error(&ran, &place) => told += usize::from(ran.status.code() == Some(2)),
                Some(0) => assert_eq!(ran.stdout, right.stdout, "{place}"),
                // What cannot be read is damaged for `check`.
                Some(1) if arguments == ["check"] => told += 1,
                _ => panic!("{place}: {ran:?}"),
            }
        }
    }
    assert!(told > 0);
}

/// The first thread that a listing starts is the one that reads ahead.
#[test]
fn listings_need_no_second_thread() {
    if !can_trace() {
        return println!("skipped: strace cannot be used here");
    }
    let home = Home::new();
    for number in 0..600 {
        let text =
            format!("Title {number}\n\nText {number}. “It rained in town {number},” said Ada Quill.\n");
        home.write(&format!("news/{number}.txt"), &text);
    }
    home.run();
    for arguments in
        [["export", "rained"].as_slice(), &["search", "rained", "-n", "0"], &["quotes", "-n", "0"]]
    {
        let right = untraced(&home, arguments);
        let ran = traced(
            &home,
            &["-o", "/dev/null", "-e", "trace=clone3", "-e", "inject=clone3:error=EAGAIN:when=1+"],
            arguments,
        );
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout == right.stdout, "{arguments:?}");
    }
}
