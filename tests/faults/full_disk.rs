//! A disk that is full, in a small file system of its own.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::support::Home;

/// Mounts a small disk, brings an index on it to its old state, fills the disk up to some bytes, runs again, and then gives it
/// room. What each step printed and left is written to files beside the disk.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=8m tmpfs disk || exit 77
morgue() { "$MORGUE" --index disk/index "$@"; }
used() { df -B1 --output=used disk | tail -1; }
for folder in $BEFORE; do morgue index $folder >/dev/null 2>&1 || exit 3; done
morgue export > old 2>/dev/null
used > used-before
left=$(df -B1 --output=avail disk | tail -1)
head -c $((left - ROOM)) /dev/zero > disk/filler
morgue index $AFTER > out 2> err; echo $? > code
rm disk/filler
used > used-after
morgue export > left 2>/dev/null
morgue check > check 2>&1
morgue index $AFTER > again 2>&1; echo $? > again-code
morgue export > new 2>/dev/null
exit 0
"#;

fn run(home: &Home, before: &str, after: &str, room: usize) -> Output {
    fs::create_dir_all(home.path("disk")).unwrap();
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", SCRIPT]).current_dir(home.path(""));
    command.env("MORGUE", env!("CARGO_BIN_EXE_morgue")).env("BEFORE", before).env("AFTER", after);
    command.env("ROOM", room.to_string()).output().unwrap()
}

fn write(home: &Home, folder: &str, numbers: std::ops::Range<usize>) {
    for number in numbers {
        let text = format!(
            "Title {number}\n\n{}\n",
            format!("Text {number} of {folder}, said Ada Quill. ").repeat(40)
        );
        home.write(&format!("{folder}/{number}.txt"), &text);
    }
}

fn read(home: &Home, name: &str) -> String {
    fs::read_to_string(home.path(name)).unwrap()
}

/// Returns the lines of an export without the times, which differ between runs.
fn ids(export: &str) -> Vec<String> {
    let id = |line: &str| line.split("\"seen\"").next().unwrap_or_default().to_owned();
    export.lines().map(id).collect()
}

#[test]
fn a_full_disk_is_told_and_the_old_state_stays() {
    let home = Home::new();
    write(&home, "news", 0..60);
    (0..8).for_each(|folder| write(&home, &format!("part{folder}"), folder * 4..folder * 4 + 4));
    if run(&home, "news", "part0", 4 << 20).status.code() != Some(0) {
        return println!("skipped: no file system can be mounted here");
    }
    let (mut told, mut tried) = (0, 0);
    // A first run, an update, the update at which segments merge, a rebuild.
    let merges = "part0 part1 part2 part3 part4 part5 part6";
    for (before, after) in [("", "news"), ("news", "part0 part1"), (merges, "part7"), ("news", "--rebuild")] {
        for room in [0, 5_000, 20_000, 60_000, 150_000, 400_000] {
            let place = format!("{before} then {after} with {room} bytes");
            let ran = run(&home, before, after, room);
            assert_eq!(ran.status.code(), Some(0), "{place}: {ran:?}");
            tried += 1;
            let (old, left, new) =
                (ids(&read(&home, "old")), ids(&read(&home, "left")), ids(&read(&home, "new")));
            let (code, err) = (read(&home, "code"), read(&home, "err"));
            match code.trim() {
                "0" => assert_eq!(left, new, "{place}"),
                "2" => {
                    told += 1;
                    assert!(left == old || left == new, "{place}: {} articles left", left.len());
                    assert!(err.starts_with("error") && err.contains("space"), "{place}: {err}");
                    assert!(!err.contains("panicked") && !err.contains("unexpectedly"), "{place}: {err}");
                    let used = |name: &str| read(&home, name).trim().parse::<usize>().unwrap();
                    let (before, after) = (used("used-before"), used("used-after"));
                    assert!(
                        left == new || after <= before + 50_000,
                        "{place}: {before} bytes before, {after} after"
                    );
                }
                code => panic!("{place}: exit code {code}: {err}"),
            }
            // Tables that the next run makes anew may be missing.
            let lost = |line: &&str| line.starts_with("  lost") && !line.contains("lost   nothing");
            let check = read(&home, "check");
            assert_eq!(check.lines().find(lost), None, "{place}: {check}");
            assert_eq!(read(&home, "again-code").trim(), "0", "{place}: {}", read(&home, "again"));
            assert!(!new.is_empty(), "{place}");
        }
    }
    println!("{tried} full disks: {told} told with exit code 2");
    assert!(told > tried / 2, "{told} of {tried}");
    assert!(Path::new(&home.path("disk")).exists());
}
