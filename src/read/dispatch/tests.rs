//! 1. Compressed data are read as their content; records are numbered as in the uncompressed file.
//! 2. Members of archives at any depth are numbered over the whole file and have their path.
//! 3. A web archive gives records that may hold an article, with address and time. Broken records are reported.

use std::io::Write;

use flate2::{Compression as Level, write::GzEncoder};

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        builder.append_data(&mut header, name, *bytes).unwrap();
    }
    builder.into_inner().unwrap()
}

/// Returns the records of an input of this name as `number member bytes`, its errors, and the number of things that are not articles.
fn seen(name: &str, bytes: &[u8]) -> (Vec<String>, u64) {
    let (mut seen, budget) = (Vec::new(), UnpackBudget::new(bytes.len() as u64));
    let mut reader = bytes;
    let data = Data::Stream(&mut reader, Some(bytes.len() as u64));
    let source = Source { path: "/n", name: name.to_owned(), data, level: 0, budget: &budget };
    let outcome = read(source, &mut |item| {
        seen.push(match item {
            Ok(raw) => {
                let number = raw.record.map_or("-".to_owned(), |number| number.to_string());
                let member = raw.context.member.or(raw.context.url).unwrap_or_default();
                assert_eq!(raw.context.wrapping == Wrapping::Plain, bytes.starts_with(b"Rain"), "{name}");
                format!("{number} {member} {}", String::from_utf8_lossy(&raw.bytes))
            }
            Err(error) => error.to_string(),
        });
        ControlFlow::Continue(())
    });
    let none =
        outcome.map_err(|error| seen.push(error.to_string())).map_or(0, |outcome| outcome.not_articles);
    (seen, none)
}

#[test]
fn compressed_files_are_read_as_their_content() {
    let lines = b"{\"a\":1}\n{\"a\":2}\n";
    for (name, bytes, expected) in [
        ("a.txt", b"Rain".to_vec(), vec!["-  Rain"]),
        ("a.txt.gz", gzip(b"Rain"), vec!["-  Rain"]),
        ("a.txt.gz", [gzip(b"Rain "), gzip(b"fell")].concat(), vec!["-  Rain fell"]),
        ("a.md.zst", zstd::encode_all(&b"# Rain"[..], 0).unwrap(), vec!["-  # Rain"]),
        ("a.jsonl.gz", gzip(lines), vec!["1  {\"a\":1}", "2  {\"a\":2}"]),
        ("a.gz", gzip(&gzip(lines)), vec!["1  {\"a\":1}", "2  {\"a\":2}"]),
        ("a.png.gz", gzip(b"Rain"), vec![]),
    ] {
        assert_eq!(seen(name, &bytes).0, expected, "{name}");
    }
}

#[test]
fn members_are_numbered_over_the_whole_file() {
    let inner = zipped(&[("deep/x.txt", b"Sleet"), ("y.jsonl", b"{\"a\":1}\n{\"a\":2}\n")]);
    let long = format!("{}/rain.txt", "long".repeat(40));
    let members: [(&str, &[u8]); 6] = [
        ("2026/rain.txt", b"Rain"),
        ("2026/rain.png", b"\x89PNG"),
        (".hidden", b"x"),
        ("old.zip", &inner),
        (&long, b"Hail"),
        ("table.docx", b"PK\x03\x04"),
    ];
    let long_record = format!("5 {long} Hail");
    let expected = vec![
        "1 2026/rain.txt Rain",
        "2 deep/x.txt Sleet",
        "3 y.jsonl {\"a\":1}",
        "4 y.jsonl {\"a\":2}",
        &long_record,
        "cannot read `table.docx` in `/n`: a word processor's file is not supported",
    ];
    for (name, bytes) in [
        ("a.zip", zipped(&members)),
        ("a.tar", tarred(&members)),
        ("a.tgz", gzip(&tarred(&members))),
        ("a.tar.zst", zstd::encode_all(&tarred(&members)[..], 0).unwrap()),
    ] {
        let (records, none) = seen(name, &bytes);
        assert_eq!(
            (records.iter().map(String::as_str).collect::<Vec<_>>(), none),
            (expected.clone(), 2),
            "{name}"
        );
    }
}

fn warc(kind: &str, url: &str, block: &str) -> String {
    let length = block.len();
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-05T08:30:00Z\r\n\
         Content-Type: text/plain\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

#[test]
fn a_record_with_a_wrong_length_does_not_affect_the_next() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nRain fell.";
    let claiming = |kind: &str, length: usize| {
        let honest = format!("Content-Length: {}", page.len());
        warc(kind, "http://news.example/a", page).replace(&honest, &format!("Content-Length: {length}"))
    };
    let next = warc("resource", "http://news.example/snow", "Snow fell.");
    let snow = |ordinal: u8| format!("{ordinal} http://news.example/snow Snow fell.");
    let broken =
        |what: String| format!("cannot read `record 1, http://news.example/a` in `/n`: broken WARC: {what}");
    for kind in ["response", "request"] {
        for longer in [5, 8, 20, 60, 100, 190, 5000] {
            let length = page.len() + longer;
            let bytes = [claiming(kind, length), next.clone()].concat();
            let found = page.len() + 4;
            let what = format!("expected {length} bytes, found {found} before the next record");
            assert_eq!(seen("a.warc", bytes.as_bytes()).0, [broken(what), snow(1)], "{kind} {longer}");
        }
        let bytes = [claiming(kind, page.len() - 3), next.clone()].concat();
        let (seen, _) = seen("a.warc", bytes.as_bytes());
        let what = broken("expected the start of the next record after it, found `ll.`".to_owned());
        let first = (kind == "response").then(|| "1 http://news.example/a Rain fe".to_owned());
        let last = snow(if first.is_some() { 2 } else { 1 });
        assert_eq!(seen, first.into_iter().chain([what, last]).collect::<Vec<_>>(), "{kind}");
    }
    let packed = |record: &str| gzip(record.as_bytes());
    let whole = packed(&warc("response", "http://news.example/a", &page.repeat(3)));
    for cut in 20..whole.len() {
        let members = [&packed(&warc("warcinfo", "", "software: x")), &whole[..cut], &packed(&next)];
        let (seen, _) = seen("a.warc.gz", &members.concat());
        assert!(seen.last().is_some_and(|last| last.ends_with("Snow fell.")), "cut at {cut}: {seen:?}");
        assert!(seen.iter().any(|line| line.contains("broken")), "cut at {cut}: {seen:?}");
    }
}

#[test]
fn web_archives_give_records_that_may_hold_an_article() {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nRain fell.";
    let records = [
        warc("warcinfo", "", "software: x"),
        warc("response", "http://news.example/rain", page),
        warc("request", "http://news.example/rain", "GET / HTTP/1.1"),
        warc("response", "http://news.example/robots.txt", page),
        warc("response", "http://news.example/b", "no answer"),
        "WARC/1.0\r\nWARC-Type: response\r\n\r\n".to_owned(),
        "lost words\r\n".to_owned(),
        warc("resource", "http://news.example/snow", "Snow fell."),
        "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://news.example/hail\r\nContent-Length: 99\r\n\r\nHail".to_owned(),
    ];
    let expected = vec![
        "1 http://news.example/rain Rain fell.",
        "cannot read `record 5, http://news.example/b` in `/n`: broken HTTP: expected `HTTP/`, found `no answer`",
        "cannot read `record 6` in `/n`: broken WARC: expected `Content-Length`, found none",
        "2 http://news.example/snow Snow fell.",
        "cannot read `record 8, http://news.example/hail` in `/n`: broken WARC: expected 99 bytes, found 4 before the end",
    ];
    let each: Vec<Vec<u8>> = records.iter().map(|record| gzip(record.as_bytes())).collect();
    for bytes in [records.concat().into_bytes(), each.concat()] {
        let (seen, none) = seen("a.warc.gz", &bytes);
        assert_eq!((seen.iter().map(String::as_str).collect::<Vec<_>>(), none), (expected.clone(), 3));
    }
}

#[test]
fn records_before_a_break_are_read() {
    let members = ["{\"n\":1}\n", "{\"n\":2}\n", "{\"n\":3}\n"].map(|line| gzip(line.as_bytes()));
    let whole = members.concat();
    let (records, _) = seen("a.jsonl.gz", &whole[..whole.len() - 12]);
    assert_eq!(records, ["1  {\"n\":1}", "2  {\"n\":2}", "cannot read `/n`"]);
}
