//! Articles in every format: their titles, dates, bylines and outlets in `fixtures/formats`, and reports of bad items.

use crate::archive::{Archive, Ran};

/// Title, date, byline, outlet and `date_from` of each article, sorted by title.
const ARTICLES: [[&str; 5]; 17] = [
    [
        "A crane for the east quay",
        "2026-02-27T12:00:00+01:00",
        "Mina Halloran",
        "harbournotes.example",
        "feed",
    ],
    [
        "Bridge at Halm closes for two years",
        "2026-02-18T14:05:00Z",
        "Pavel Dorn",
        "northernwire.example",
        "record",
    ],
    ["CITY BUYS OLD MILL; MUSEUM PLANNED", "1994-03-02", "Tom Reyes", "", "record"],
    [
        "Clinic on the island opens at night",
        "2026-03-05T07:20:00Z",
        "Rosa Lindqvist",
        "Northern Wire",
        "record",
    ],
    [
        "Die Ernte fällt geringer aus",
        "2025-09-02T09:45:00+02:00",
        "Jana Brück",
        "elbagentur.example",
        "record",
    ],
    ["Dockers end strike", "2026-02-20T17:05:00Z", "Tom Reyes", "northerncourier.example", "feed"],
    ["Eight from Halm wins", "2026-03-17T12:45:00Z", "", "nw", "record"],
    [
        "Ferry & freight return to Port Ellis",
        "2026-03-09T08:30:00+01:00",
        "Ana Duarte",
        "northerncourier.example",
        "feed",
    ],
    ["Lighthouse lit again", "2026-01-15T06:00:00Z", "Ines Okafor", "islandpost.example", "feed"],
    ["Mill's Neighbours Object", "1994-03-03", "", "", "record"],
    ["Museum finds a second boat", "2026-03-01T10:00:00Z", "Ines Okafor", "islandpost.example", "record"],
    ["Pass opens again", "2026-01-11", "Ines Okafor", "Island Post", "record"],
    ["Quota for cod is cut by a third", "2026-02-11T14:15:00Z", "Lena Ås", "Northern Wire Service", "record"],
    ["Snow closes the pass", "2026-01-08", "Ines Okafor", "Island Post", "record"],
    ["Storm has passed", "2026-02-15T21:00:00Z", "Mina Halloran", "islandpost.example", "record"],
    ["Storm on Sunday", "2026-02-14T09:00:00Z", "Mina Halloran", "islandpost.example", "record"],
    ["Tax on orchards is dropped", "2026-03-17T11:30:00Z", "Tom Reyes", "nw", "record"],
];

const BRIEFING: [&str; 5] = [
    "The morning briefing: cafés reopen",
    "2026-03-12T06:30:00+01:00",
    "",
    "northerncourier.example",
    "record",
];

fn formats() -> String {
    format!("{}/fixtures/formats", env!("CARGO_MANIFEST_DIR"))
}

/// Returns an archive of `fixtures/formats`, and the result of indexing this folder.
fn indexed() -> (Archive, Ran) {
    let archive = Archive::empty();
    let ran = archive.run(&["index", &formats()]);
    (archive, ran)
}

#[test]
fn every_item_with_text_is_an_article() {
    let (archive, _) = indexed();
    let exported = archive.run(&["export"]);
    let mut found: Vec<[String; 5]> = exported.objects().iter().map(row).collect();
    found.sort();
    let mut expected = ARTICLES.to_vec();
    expected.push(BRIEFING);
    expected.sort();
    assert_eq!(found, expected, "{exported:?}");
}

fn row(article: &serde_json::Value) -> [String; 5] {
    let text = |key: &str| article[key].as_str().unwrap_or_default().to_owned();
    let names: Vec<&str> =
        article["byline"].as_array().unwrap().iter().filter_map(|name| name.as_str()).collect();
    let outlet = if text("source").is_empty() { text("source_name") } else { text("source") };
    [text("title"), text("date"), names.join("; "), outlet, text("date_from")]
}

#[test]
fn texts_are_whole_and_without_markup() {
    let (archive, _) = indexed();
    let exported = archive.run(&["export"]);
    let article = |title: &str| {
        let found = exported.objects().into_iter().find(|article| article["title"] == title);
        found.unwrap_or_else(|| panic!("{title}: {exported:?}"))["text"].as_str().unwrap().to_owned()
    };
    for (title, text) in [
        (
            "Ferry & freight return to Port Ellis",
            "The harbour board of Port Ellis voted on Monday to reopen the ferry.\n\nRepairs took nine weeks & cost twice what was planned.",
        ),
        (
            "Tax on orchards is dropped",
            "PORT ELLIS (NW) - The council dropped its tax on orchards on Tuesday after growers had parked tractors at the town hall.\n\n\
             The tax was to bring in two million a year.",
        ),
        (
            "Mill's Neighbours Object",
            "Neighbours of the old mill object to the museum, fearing the buses that would bring its visitors.\n\nA hearing is set for April.\n\n\
             The mayor said there would be no buses.",
        ),
        (
            "Clinic on the island opens at night",
            "The clinic on the island opens at night from April.\n\nTwo nurses were hired.",
        ),
        ("Museum finds a second boat", "Workers found a second boat under the museum of Skerry on Saturday…"),
        (
            "Storm on Sunday",
            "A storm reaches Skerry on Sunday night, the weather office said.\n\nFrom Monday on it will be calm.",
        ),
    ] {
        assert_eq!(article(title), text);
    }
}

#[test]
fn items_that_are_not_articles_are_reported() {
    let (_, ran) = indexed();
    assert_eq!(ran.code, 1, "{ran:?}");
    for reason in ["stat:canceled", "expected 5 cells, found 6"] {
        assert!(ran.stderr.contains(reason), "{reason}: {ran:?}");
    }
}

#[test]
fn a_feed_that_breaks_off_is_read_to_that_point() {
    let archive = Archive::empty();
    let broken = format!("{}/fixtures/broken/truncated.rss", env!("CARGO_MANIFEST_DIR"));
    let ran = archive.run(&["index", &broken]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.stderr.contains("the end, inside of <description>"), "{ran:?}");
    let titles: Vec<_> =
        archive.run(&["export"]).objects().iter().map(|article| article["title"].clone()).collect();
    assert_eq!(titles, ["Choir tours", "Well runs dry"]);
}

#[test]
fn messages_have_path_record_and_member() {
    let archive = Archive::empty();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in [
        ("2026/rain.jsonl", "{\"text\":\"Rain fell.\"}\n{\"text\":\n"),
        ("2026/snow.json", "{\n\"text\": \"Snow\",\n oops\n}"),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, content.as_bytes()).unwrap();
    }
    std::fs::write(archive.path().join("news.zip"), zip.finish().unwrap().into_inner()).unwrap();
    std::fs::write(archive.path().join("hail.json"), "{\n\"text\": \"Hail\",\n oops\n}").unwrap();
    std::fs::write(archive.path().join("head.csv"), "title,\"text\nRain,It fell.\nSnow,Too.\n").unwrap();
    let ran = archive.run(&["index", "news.zip", "hail.json", "head.csv"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    for message in [
        "/news.zip#2 (2026/rain.jsonl, line 2): broken JSON at column ",
        "/news.zip#3 (2026/snow.json, line 1): line 3: broken JSON at column 2: ",
        "/hail.json: line 3: broken JSON at column 2: ",
        "/head.csv: line 1: broken row: expected a closing `\"`, found the end of the input",
    ] {
        assert!(ran.stderr.contains(message), "{message}\n{}", ran.stderr);
    }
}

#[test]
fn a_list_of_titles_with_addresses_is_found_by_its_titles() {
    let archive = Archive::empty();
    let list =
        "title,url,domain\nTram reaches Port Ellis,https://courier.example/2026/02/06/tram,courier.example\n";
    std::fs::write(archive.path().join("list.csv"), list).unwrap();
    let ran = archive.run(&["index", "list.csv"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let found = archive.run(&["search", "port ellis", "--json"]);
    let passage = found.objects().remove(0);
    assert_eq!(passage["article"]["title"], "Tram reaches Port Ellis", "{found:?}");
    assert_eq!((&passage["text"], &passage["article"]["date"]), (&"".into(), &"2026-02-06".into()));
    assert_eq!(archive.run(&["search", "port ellis"]).code, 0);
}
