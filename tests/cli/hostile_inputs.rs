//! Inputs that never end, lead elsewhere or ask for gigabytes. They are refused with a clear message.

use std::{fs, os::unix::fs::symlink};

use crate::archive::Archive;

#[test]
fn files_without_end_are_refused() {
    let archive = Archive::empty();
    for (arguments, told) in [
        (&["test", "/dev/zero"][..], "cannot read `/dev/zero`"),
        (&["eval", "/dev/zero", "/dev/zero"], "cannot read `/dev/zero`"),
        (&["index", "--files-from", "/dev/zero"], "cannot read the list `/dev/zero`"),
        (&["index", "/dev/zero"], "a device is not a file"),
    ] {
        let ran = archive.run(arguments);
        assert_ne!(ran.code, 0, "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(told), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn links_out_of_the_folder_are_followed_only_if_asked_for() {
    let archive = Archive::new();
    let at = |name: &str| archive.path().join(name);
    fs::create_dir(at("outside")).unwrap();
    fs::write(at("outside/secret.txt"), "Secret plan\n\nThe secret plan is to close the lighthouse.\n")
        .unwrap();
    symlink(at("outside"), at("articles/more")).unwrap();
    symlink("/proc", at("articles/system")).unwrap();
    let ran = archive.run(&["index"]);
    assert_eq!((ran.code, ran.stderr.matches("(`--follow-links` reads it)").count()), (1, 2), "{ran:?}");
    assert_eq!(archive.run(&["search", "lighthouse"]).code, 1);
    assert_eq!(archive.run(&["index"]).code, 0, "a link is reported once");

    let ran = archive.run(&["index", "--follow-links", "articles"]);
    assert!(
        ran.stdout.starts_with("1 added") && ran.stderr.contains("in which the system shows itself"),
        "{ran:?}"
    );
    let ran = archive.run(&["index"]);
    assert!(ran.code == 0 && ran.stdout.starts_with("0 added, 0 changed, 6 unchanged, 0 removed"), "{ran:?}");
    assert!(archive.found(&["search", "lighthouse"]).contains("Secret plan"));
}

#[test]
fn names_that_a_terminal_would_break_are_escaped() {
    let archive = Archive::empty();
    fs::create_dir(archive.path().join("news")).unwrap();
    fs::write(archive.path().join("news/two\nlines\u{1b}[2J.json"), "{\"title\":").unwrap();
    let ran = archive.run(&["index", "news"]);
    let told = "news/two\\nlines\\u{1b}[2J.json";
    assert!(ran.stderr.lines().count() == 1 && ran.stderr.contains(told), "{ran:?}");
}
