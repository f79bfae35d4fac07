//! Hostile input: files made to hang or crash a program or to exhaust its memory. They are reported; other files are
//! indexed.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::archive::Archive;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Returns entities, each ten times as long as the one before.
fn entities() -> String {
    let mut all = "<!ENTITY a0 \"rain\">".to_owned();
    for level in 1..12 {
        all.push_str(&format!("<!ENTITY a{level} \"{}\">", format!("&a{};", level - 1).repeat(10)));
    }
    all
}

fn write_hostile(folder: &Path) {
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    write("good.txt", b"Ferry returns\n\nThe harbour board voted on Monday to reopen the ferry.\n");
    write("divs.html", format!("<html><body>{}Deep ferry.", "<div>".repeat(50_000)).as_bytes());
    let bomb = zip(&[("lines.jsonl", &vec![b'\n'; 40 << 20])]);
    let bomb = zip(&[("a.zip", &bomb), ("b.zip", &bomb)]);
    write("bomb.zip", &zip(&[("c.zip", &bomb), ("after.txt", b"Rain fell behind the bomb.")]));
    write("bomb.jsonl.gz", &gzip(&vec![b'\n'; 100 << 20]));
    write("long.txt.gz", &gzip(&vec![b' '; 100 << 20]));
    write("levels.txt.gz", &(0..5).fold(b"x".to_vec(), |inner, _| gzip(&inner)));
    let whole = gzip("The ferry returned to the harbour. ".repeat(1000).as_bytes());
    write("cut.txt.gz", &whole[..whole.len() / 2]);
    let whole = zip(&[("a.txt", b"Rain.")]);
    write("cut.zip", &whole[..whole.len() / 2]);
    let whole = zstd::encode_all(&b"The ferry returned."[..], 0).unwrap();
    write("cut.txt.zst", &whole[..whole.len() - 4]);
    write("cut.txt.xz", b"\xfd7zXZ\0\0\x04\xe6");
    for name in ["line.txt", "line.jsonl", "line.csv"] {
        let mut file = File::create(folder.join(name)).unwrap();
        file.write_all(b"{\"text\":\"Rain").unwrap();
        file.set_len(1 << 30).unwrap();
    }
    write("nul.txt", b"Rain fell\0 on the ferry.\n\nIt was wet.");
    write("deep.json", format!("{{\"text\":{}", "[".repeat(100_000)).as_bytes());
    write("laughs.xml", format!("<!DOCTYPE rss [{}]><rss><channel><item><title>Rain</title><description>&a11;</description></item></channel></rss>", entities()).as_bytes());
    write(
        "head.eml",
        format!("From: a@example.org\nMIME-Version: 1.0\nSubject: {}\n\nRain", "x".repeat(33 << 20))
            .as_bytes(),
    );
    write("length.warc", b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 9223372036854775808\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\nWARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 19\r\n\r\nThe ferry returned.\r\n\r\n");
    write(
        "names.zip",
        &zip(&[("/etc/rain.txt", b"Rain fell on etc."), ("../../up.txt", b"Rain fell above.")]),
    );
}

#[cfg(unix)]
fn write_odd_files(folder: &Path) {
    use std::os::unix::{ffi::OsStrExt, fs::symlink};
    symlink(folder, folder.join("loop")).unwrap();
    symlink("round", folder.join("round")).unwrap();
    std::process::Command::new("mkfifo").arg(folder.join("pipe.txt")).status().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"n\xff.txt");
    fs::write(folder.join(name), "x").unwrap();
}

#[cfg(unix)]
#[test]
fn hostile_files_are_reported_and_others_indexed() {
    let archive = Archive::empty();
    let folder = archive.path().join("hostile");
    fs::create_dir(&folder).unwrap();
    write_hostile(&folder);
    write_odd_files(&folder);
    let ran = archive.run(&["index", "hostile"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for (name, reason) in [
        ("bomb.zip (c.zip)", "it unpacks to more than 16777216 bytes"),
        ("bomb.jsonl.gz", "it unpacks to more than"),
        ("long.txt.gz", "the limit for a text"),
        ("levels.txt.gz", "more than 4 archives or compressions inside each other"),
        ("cut.txt.gz", "broken gzip data"),
        ("cut.zip", "broken zip"),
        ("cut.txt.zst", "broken zstd data"),
        ("cut.txt.xz", "broken xz data"),
        ("line.txt", "binary data in a file named as text"),
        ("line.jsonl", "binary data in a file named as text"),
        ("line.csv", "binary data in a file named as text"),
        ("deep.json", "broken JSON"),
        ("head.eml", "the limit for a mail"),
        ("length.warc (record 1)", "it has 9223372036854775808 bytes"),
        ("n\\xff.txt", "its name is not UTF-8"),
        ("round", "symbolic links"),
    ] {
        let named = |line: &&str| line.contains(&format!("/{name}")) && line.contains(reason);
        assert!(ran.stderr.lines().any(|line| named(&line)), "{name}: {reason}\n{}", ran.stderr);
    }
    let ids = archive.found(&["search", "rain OR ferry", "-l", "-n", "0"]);
    for article in ["good.txt", "bomb.zip#1", "nul.txt", "length.warc#1", "names.zip#1", "names.zip#2"] {
        assert!(ids.lines().any(|line| line.ends_with(article)), "{article}\n{ids}");
    }
}

#[cfg(unix)]
#[test]
fn an_unreadable_path_is_reported_once() {
    let archive = Archive::empty();
    let folder = archive.path().join("odd");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("good.txt"), "Rain fell on Leeds.\n").unwrap();
    write_odd_files(&folder);
    let numbers = |ran: &crate::archive::Ran| {
        let object = ran.objects().remove(0);
        ["skipped", "unreadable", "articles"].map(|name| object[name].as_u64().unwrap())
    };
    let first = archive.run(&["index", "odd", "--json"]);
    assert_eq!((first.code, numbers(&first)), (1, [2, 2, 1]), "{first:?}");
    for mode in [&["odd"][..], &[]] {
        let again = archive.run(&[&["index", "--json"], mode].concat());
        assert_eq!((again.code, numbers(&again), again.stderr.as_str()), (0, [0, 2, 1], ""), "{again:?}");
    }
    let rebuilt = archive.run(&["index", "--rebuild", "--json"]);
    assert_eq!((rebuilt.code, numbers(&rebuilt)), (1, [2, 2, 1]), "{rebuilt:?}");
    assert_eq!(archive.run(&["index"]).code, 0);
    fs::remove_file(folder.join("round")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.join("round")).unwrap();
    let changed = archive.run(&["index", "--json"]);
    assert_eq!((changed.code, numbers(&changed)), (1, [1, 2, 1]), "{changed:?}");
    assert!(changed.stdout.contains("a symbolic link to nothing"), "{changed:?}");
    fs::write(folder.join("nowhere"), "Snow fell on Leeds.\n").unwrap();
    let mended = archive.run(&["index", "--json"]);
    assert_eq!((mended.code, numbers(&mended)), (0, [0, 1, 3]), "{mended:?}");
    fs::remove_file(folder.join("round")).unwrap();
    assert_eq!(numbers(&archive.run(&["index", "--json"])), [0, 1, 2]);
}

#[test]
fn large_inputs_of_one_repeated_part_are_read_to_the_end() {
    let archive = Archive::empty();
    let folder = archive.path().join("long");
    fs::create_dir(&folder).unwrap();
    let write = |name: &str, head: &str, part: &str| {
        fs::write(folder.join(name), format!("{head}{}", part.repeat((512 << 10) / part.len()))).unwrap();
    };
    let mail = "From: a@courier.example\nSubject: Fwd: Rain\nContent-Type: text/html\n\n";
    write("links.html", "<html><body><article>", "<a href=\"/x\">word</a> ");
    write("paragraphs.html", "<html><body><article>", "<p>Rain fell. ");
    write("scripts.eml", mail, "<script>");
    write("styles.eml", mail, "<style>x<p>");
    write("hidden.eml", mail, "<div style=\"display:none\">");
    write("quotes.txt", "", "He said “rain, ");
    let ran = archive.run(&["index", "long", "--json"]);
    let summary = &ran.objects()[0];
    let count = |name: &str| summary[name].as_u64().unwrap();
    assert_eq!(count("articles") + count("skipped") + count("not_articles"), 6, "{ran:?}");
    assert_eq!(archive.found(&["search", "said rain", "-c"]), "1\n");
}
