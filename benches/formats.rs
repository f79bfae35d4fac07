//! Measures the speed of reading and extraction by format, in pages and bytes per second, on the fixtures and on
//! containers of invented pages: `cargo bench --bench formats`.

use std::{fs, hint::black_box, io::Write, ops::ControlFlow, path::Path};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use flate2::{Compression, write::GzEncoder};
use morgue::{
    extract::{ExtractOptions, extract},
    read::{Links, read_file, walk},
};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Number of pages in each container.
const PAGES: usize = 200;

/// Returns an invented page with a menu and a footer around the article.
fn page(number: usize) -> String {
    let paragraphs: String = (0..12)
        .map(|paragraph| {
            format!(
                "<p>The harbour board of Port Ellis met for the {number}th time and heard {paragraph} people speak about the ferry. \
                 “Nobody wants to wait for another winter,” said Jane Okoro, who keeps a shop at pier {paragraph}.</p>\n"
            )
        })
        .collect();
    let menu = "<li><a href=\"/section\">Section</a></li>".repeat(40);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Ferry returns, day {number} - Courier</title>\
         <meta property=\"article:published_time\" content=\"2026-02-06T10:15:00Z\"></head><body><nav><ul>{menu}</ul></nav>\
         <article><h1>Ferry returns, day {number}</h1>{paragraphs}</article><footer>Terms of use</footer></body></html>"
    )
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory takes everything");
    encoder.finish().expect("memory takes everything")
}

fn zipped(pages: &[String]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (number, page) in pages.iter().enumerate() {
        let name = format!("{number}.html");
        writer.start_file(name, SimpleFileOptions::default()).expect("memory takes everything");
        writer.write_all(page.as_bytes()).expect("memory takes everything");
    }
    writer.finish().expect("memory takes everything").into_inner()
}

/// Returns a record of a web archive.
fn record(number: usize, page: &str) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    let length = answer.len();
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://courier.example/{number}\r\n\
         WARC-Date: 2026-02-07T08:30:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {length}\r\n\r\n{answer}\r\n\r\n"
    )
    .into_bytes()
}

/// Writes the pages to one folder for each kind of container.
fn write_containers(folder: &Path) {
    let pages: Vec<String> = (0..PAGES).map(page).collect();
    let write = |kind: &str, name: &str, bytes: &[u8]| {
        let kind = folder.join(kind);
        fs::create_dir_all(&kind)
            .and_then(|()| fs::write(kind.join(name), bytes))
            .expect("the folder can be written");
    };
    for (number, page) in pages.iter().enumerate() {
        write("html", &format!("{number}.html"), page.as_bytes());
        write("html.gz", &format!("{number}.html.gz"), &gzip(page.as_bytes()));
    }
    write("zip", "pages.zip", &zipped(&pages));
    let records: Vec<Vec<u8>> = pages.iter().enumerate().map(|(number, page)| record(number, page)).collect();
    write("warc", "pages.warc", &records.concat());
    let members: Vec<Vec<u8>> = records.iter().map(|record| gzip(record)).collect();
    write("warc.gz", "pages.warc.gz", &members.concat());
}

/// Measures pages with many links, of two lengths. If time grows faster than the length, the longer one has fewer bytes per
/// second.
fn measure_long_pages(criterion: &mut Criterion, folder: &Path) {
    for paragraphs in [2000, 8000] {
        let paragraph =
            |number| format!("<p>Boat {number} left <a href=\"/{number}\">pier {number}</a> in rain.</p>\n");
        let text: String = (0..paragraphs).map(paragraph).collect();
        let page = folder.join(format!("{paragraphs}.html"));
        fs::write(&page, format!("<html><body><article>{text}")).expect("the folder can be written");
        measure(criterion, &format!("a page of {paragraphs} paragraphs"), &[&page]);
    }
}

/// Reads the files and extracts their articles. Returns the number of articles and the bytes of their records.
fn read_and_extract(files: &[&Path], options: &ExtractOptions) -> (u64, u64) {
    let (mut articles, mut bytes) = (0, 0);
    for file in files {
        let _ = read_file(file, &mut |item| {
            if let Ok(record) = item {
                bytes += record.bytes.len() as u64;
                articles += u64::from(extract(black_box(&record), options).is_ok());
            }
            ControlFlow::Continue(())
        });
    }
    (articles, bytes)
}

/// Returns the format of a file: the part of its name after the first dot.
fn format_of(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.split_once('.').map_or_else(|| name.clone().into_owned(), |(_, format)| format.to_owned())
}

fn measure(criterion: &mut Criterion, format: &str, files: &[&Path]) {
    let options = ExtractOptions::new("2026-12-01T00:00:00Z[UTC]".parse().expect("a valid time"));
    let (articles, bytes) = read_and_extract(files, &options);
    if articles == 0 {
        return;
    }
    let mut group = criterion.benchmark_group(format!("formats/{format}"));
    for (unit, throughput) in [("pages", Throughput::Elements(articles)), ("bytes", Throughput::Bytes(bytes))]
    {
        group.throughput(throughput);
        group.bench_function(unit, |bencher| bencher.iter(|| read_and_extract(files, &options)));
    }
    group.finish();
}

fn formats(criterion: &mut Criterion) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let found = walk(&[fixtures.join("formats"), fixtures.join("articles")], &|_| Links::Report).files;
    let mut files: Vec<&Path> = found.iter().map(|file| file.path.as_path()).collect();
    files.sort_by_key(|file| format_of(file));
    for of_format in files.chunk_by(|a, b| format_of(a) == format_of(b)) {
        measure(criterion, &format_of(of_format[0]), of_format);
    }
    let folder = tempfile::tempdir().expect("a folder can be made");
    write_containers(folder.path());
    for kind in ["html", "html.gz", "zip", "warc", "warc.gz"] {
        let found = walk(&[folder.path().join(kind)], &|_| Links::Report).files;
        let files: Vec<&Path> = found.iter().map(|file| file.path.as_path()).collect();
        measure(criterion, &format!("{PAGES} pages in {kind}"), &files);
    }
    measure_long_pages(criterion, folder.path());
}

criterion_group!(benches, formats);
criterion_main!(benches);
