//! Metadata of pages, one table per field.

use scraper::Html;

use super::*;
use crate::dates::PublicationDate;

/// Returns the metadata of a page with these elements in its head and body.
fn read(head: &str, body: &str) -> (Stated, Surroundings) {
    let page = format!("<!doctype html><html lang=en-GB><head>{head}</head><body>{body}</body></html>");
    let latest = PublicationDate::day(2026, 11, 24).map_or(0, PublicationDate::first_day);
    let metadata =
        page_metadata(&Html::parse_document(&page), Some("https://www.courier.example/news/rain"), latest);
    (metadata.stated, metadata.surroundings)
}

fn shown(date: Option<PublicationDate>) -> String {
    date.map_or("-".to_owned(), |date| date.to_string())
}

const HEADLINE: &str = "<h1>Rain falls on Leeds again</h1>";

#[test]
fn dates_come_from_the_most_reliable_statement() {
    // Elements of the head and of the body, the date in the markup, and the date on a visible line.
    let cases = [
        (
            r#"<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-06T10:00:00+01:00"}</script>
            <meta property="article:published_time" content="2026-02-05">"#,
            "",
            "2026-02-06T10:00:00+01:00",
            "-",
        ),
        (
            r#"<script type="application/ld+json">{"@type":"VideoObject","uploadDate":"2025-01-01"}</script>
            <meta property="article:published_time" content="2026-02-06">"#,
            "",
            "2026-02-06",
            "-",
        ),
        (r#"<meta name="parsely-pub-date" content="2026-02-06T10:00:00Z">"#, "", "2026-02-06T10:00:00Z", "-"),
        (r#"<meta name="pubdate" content="Fri, 6 Feb 2026 10:00:00 GMT">"#, "", "2026-02-06T10:00:00Z", "-"),
        (r#"<meta name="pubdate" content="06/02/2026">"#, "", "2026-02-06", "-"),
        (
            "",
            r#"<div itemscope itemtype="http://schema.org/Article"><meta itemprop="datePublished" content="2026-02-06"></div>"#,
            "2026-02-06",
            "-",
        ),
        ("", r#"<p property="schema:datePublished" content="2026-02-06">today</p>"#, "2026-02-06", "-"),
        ("", r#"<time datetime="2026-02-06T10:00">Friday</time>"#, "2026-02-06T10:00:00", "-"),
        (
            "",
            r#"<abbr class="published" title="2026-02-06T10:00:00Z">Friday</abbr>"#,
            "2026-02-06T10:00:00Z",
            "-",
        ),
        ("", r#"<span class="post-date" data-datetime="2026-02-06">Friday</span>"#, "2026-02-06", "-"),
        (
            "<script>window.state = {\"article\":{\"publishedAt\":\"2026-02-06T10:00:00Z\"}}</script>",
            "",
            "2026-02-06T10:00:00Z",
            "-",
        ),
        ("", "<p>Published 6 February 2026 at 10:15 am</p>", "-", "2026-02-06T10:15:00"),
        ("", "<p>By Jane Doe | 06.02.2026 10:15</p>", "-", "2026-02-06T10:15:00"),
        ("", "<p>Le 6 février 2026</p>", "-", "2026-02-06"),
        ("", "<p class=date>06/02/2026</p>", "-", "2026-02-06"),
        ("", "<p class=date>6.2.26</p>", "-", "2026-02-06"),
        // The day in `<meta name=date>` may be that of the file. A visible date is preferred.
        (r#"<meta name="date" content="2026-02-09">"#, "<p>Posted on 6 February 2026</p>", "-", "2026-02-06"),
        (r#"<meta name="date" content="2026-02-09">"#, "", "2026-02-09", "-"),
    ];
    for (head, body, markup, seen) in cases {
        let (stated, surroundings) = read(head, &format!("{HEADLINE}{body}"));
        assert_eq!(
            (shown(stated.date).as_str(), shown(surroundings.published).as_str()),
            (markup, seen),
            "{head} {body}"
        );
    }
}

#[test]
fn dates_of_other_things_do_not_count() {
    for (head, body) in [
        (r#"<meta property="article:published_time" content="0001-01-01T00:00:00">"#, ""),
        (r#"<meta property="article:published_time" content="1970-01-01T00:00:00Z">"#, ""),
        (r#"<meta property="article:published_time" content="2027-02-06">"#, ""),
        ("", "<footer>© 6 February 2026 Courier Media</footer>"),
        ("", "<p>© 2026</p>"),
        (
            "",
            "<div class=comments><time datetime=2026-02-06>Friday</time><p>John Roe, 6 February 2026</p></div>",
        ),
        ("", "<aside><ul><li>More rain, 6 February 2026</li><li>Snow, 5 February 2026</li></ul></aside>"),
        ("", "<p>Member since 6 February 2026</p>"),
        (
            "",
            "<p>The talks of 6 February 2026 had ended without a result, and nobody in the hall would say whether there would be \
              others before the summer, or who of the ministers had asked for them in the first place.</p>",
        ),
        ("", "<p>The service was opened by the king on June 12, 1911, in heavy rain.</p>"),
        ("", "<p>The last boat will sail on March 31, 2026, and the bus begins on April 1, 2026.</p>"),
        ("<script>var list = [{publishedAt:\"2026-02-06\"},{publishedAt:\"2026-02-07\"}]</script>", ""),
    ] {
        let (stated, surroundings) = read(head, &format!("{HEADLINE}{body}"));
        assert_eq!((stated.date, surroundings.published), (None, None), "{head} {body}");
    }
}

#[test]
fn dates_after_the_story_do_not_count() {
    let story = format!(
        "{HEADLINE}<p>{}</p>",
        "Rain fell on Leeds all night, and the river stood at the doors. ".repeat(4)
    );
    let time = "<time datetime=2026-03-09>9 March 2026</time>";
    for behind in [
        format!("</article><section><h3>More stories</h3><p><a href=/x>Snow</a> {time}</p></section>"),
        format!("</article><div><p>{time} <a href=/x>Snow</a></p></div>"),
        format!("</article><div class=event><p>Town fair: {time}</p></div>"),
        format!("<h3>Das könnte Sie auch interessieren</h3><p>{time}</p></article>"),
        "<p>À lire également :</p><p>9 mars 2026</p></article>".to_owned(),
        format!("</article><p>{time}</p>"),
    ] {
        let (stated, surroundings) = read("", &format!("<article>{story}{behind}"));
        assert_eq!((stated.date, surroundings.published), (None, None), "{behind}");
    }
    for own in [
        format!("<article>{story}<p>Published: {time}</p></article>"),
        format!("<article>{story}</article><p>Published: {time}</p>"),
        format!("<article>{time}{story}</article>"),
        format!("<article>{story}<p>{time}</p></article><h3>More stories</h3><p>8 March 2026</p>"),
        format!("<article>{story}</article><div data-published=2026-03-09></div>"),
        format!("<article><p>© Jane Doe</p>{time}{story}</article>"),
    ] {
        let (stated, surroundings) = read("", &own);
        assert_eq!(shown(stated.date.or(surroundings.published)), "2026-03-09", "{own}");
    }
}

#[test]
fn published_and_modified_are_kept_apart() {
    let head = r#"<script type="application/ld+json">{"@type":"Article","datePublished":"2026-02-06","dateModified":"2026-02-08"}</script>"#;
    for (body, expected) in [
        ("", "2026-02-06"),
        ("<time class=updated datetime=2026-02-08></time>", "2026-02-06"),
        ("<p>Published 6 February 2026</p><p>Updated 8 February 2026</p>", "2026-02-06"),
        (
            "<p>Updated 8 February 2026</p><p>This story was first published 6 February 2026.</p>",
            "2026-02-06",
        ),
        // Readers cite the day that they see on the page.
        ("<p>Updated 8 February 2026</p>", "2026-02-08"),
        ("<p>Updated:</p><p>8 February 2026, 9:15 am</p>", "2026-02-08T09:15:00"),
        ("<p>8 February 2026</p>", "2026-02-08"),
        ("<p class=date>7 February 2026</p>", "2026-02-07"),
        ("<p class=date>9 February 2026</p>", "2026-02-06"),
        ("<p>Updated 5 February 2026</p>", "2026-02-06"),
    ] {
        let (stated, _) = read(head, &format!("{HEADLINE}{body}"));
        assert_eq!(
            (shown(stated.date).as_str(), shown(stated.modified).as_str()),
            (expected, "2026-02-08"),
            "{body}"
        );
    }
    let (stated, surroundings) = read("", &format!("{HEADLINE}<p>Last updated: 8 February 2026</p>"));
    assert_eq!(stated.date, None);
    assert_eq!(
        (shown(surroundings.published), shown(surroundings.changed)),
        ("2026-02-08".into(), "2026-02-08".into())
    );
}

#[test]
fn times_in_utc_get_the_zone_of_the_page() {
    for (stated_as, line, expected) in [
        ("2026-02-06T03:15:00Z", "5 February 2026, 10:15 pm", "2026-02-05T22:15:00-05:00"),
        ("2026-02-06T03:15:00Z", "5 February 2026", "2026-02-05"),
        ("2026-02-05T23:30:00Z", "6 February 2026", "2026-02-06"),
        ("2026-02-06T15:00:00Z", "5 February 2026", "2026-02-06T15:00:00Z"),
        ("2026-02-06T03:15:00-05:00", "5 February 2026", "2026-02-06T03:15:00-05:00"),
        ("2026-02-05T22:15:00-05:00", "6 February 2026, 3:15 am", "2026-02-06T03:15:00Z"),
    ] {
        let head = format!(r#"<meta property="article:published_time" content="{stated_as}">"#);
        let (stated, _) = read(&head, &format!("{HEADLINE}<p class=date>{line}</p>"));
        assert_eq!(shown(stated.date), expected, "{stated_as} {line}");
    }
}

#[test]
fn pages_of_many_systems_have_title_byline_and_date() {
    let story = "Rain fell on Leeds all night, and the river stood at the doors. ".repeat(4);
    let cases: [(&str, String, &str, &[&str], &str); 4] = [
        (
            "<title>Rain falls on Leeds &laquo; Leeds Log</title>",
            format!(
                "<div id=header><h1><a href=/>Leeds Log</a></h1></div><div class=post><h2>Rain falls on Leeds</h2><p>{story}</p>\
                 <p class=postmetadata>This entry was posted on Friday, February 6th, 2026 at 9:15 am and is filed under <a \
                 href=/c>Rain</a>. You can follow any responses to this entry through the feed of the site, or leave one.</p></div>"
            ),
            "Rain falls on Leeds",
            &[],
            "2026-02-06T09:15:00",
        ),
        (
            "<title>Rain falls on Leeds | Leeds Herald</title>",
            format!(
                "<h1>Rain falls on Leeds</h1><article><footer class=node__meta><div>Submitted by <span>Jane Doe</span> on \
                 <span>Fri, 02/06/2026 - 09:15</span></div></footer><p>{story}</p></article>"
            ),
            "Rain falls on Leeds",
            &["Jane Doe"],
            "2026-02-06",
        ),
        (
            "<title>The Leeds Argus: Rain falls on Leeds</title>",
            format!(
                "<table><tr><td>Sunday, March 8, 2026<tr><td><a href=/>Front page</a><td><b>Rain falls on Leeds</b><br>By Jane Doe<br>\
                 Argus staff writer<br>Published: Friday, February 6, 2026<br><br>{story}<td><b>More stories</b><br>March 7, 2026</table>"
            ),
            "Rain falls on Leeds",
            &["Jane Doe"],
            "2026-02-06",
        ),
        (
            "<title>المطر في ليدز | صحيفة</title>",
            format!(
                "<h1>المطر في ليدز</h1><p class=author>بقلم: هالة ريشة</p><p class=date>6 فبراير 2026</p><p>{story}</p>"
            ),
            "المطر في ليدز",
            &["هالة ريشة"],
            "2026-02-06",
        ),
    ];
    for (head, body, title, byline, date) in cases {
        let (stated, surroundings) = read(head, &body);
        assert_eq!(stated.title.as_deref(), Some(title), "{body}");
        assert_eq!(stated.byline, byline, "{body}");
        assert_eq!(shown(stated.date.or(surroundings.published)), date, "{body}");
    }
}

#[test]
fn headlines_lose_the_name_of_the_site() {
    let site = r#"<meta property="og:site_name" content="The Courier">"#;
    for (head, body, expected) in [
        ("<title>Rain falls on Leeds - The Courier</title>", "", "Rain falls on Leeds"),
        ("<title>Rain falls on Leeds | Courier</title>", "", "Rain falls on Leeds"),
        ("<title>Courier: Rain falls on Leeds</title>", "", "Rain falls on Leeds"),
        (
            "<title>Rain falls on Leeds | News | courier.example</title>",
            "<h1>Rain falls on Leeds</h1>",
            "Rain falls on Leeds",
        ),
        ("<title>Rain - and wind - on Leeds</title>", "", "Rain - and wind - on Leeds"),
        (
            r#"<meta property="og:title" content="Leeds rain: what we know">"#,
            "<h1>What we know about the Leeds rain</h1>",
            "What we know about the Leeds rain",
        ),
        (
            r#"<meta property="og:title" content="Rain falls on Leeds">"#,
            "<h1>The Courier</h1><h1>RAIN FALLS ON LEEDS</h1>",
            "RAIN FALLS ON LEEDS",
        ),
        (
            r#"<meta property="og:title" content="Opinion | Rain is good for Leeds">"#,
            "<h1>Opinion</h1>",
            "Opinion | Rain is good for Leeds",
        ),
        (
            r#"<script type="application/ld+json">{"@type":"NewsArticle","headline":"Rain falls"}</script><title>Weather</title>"#,
            "",
            "Rain falls",
        ),
        ("", "<h1>Rain</h1>", "Rain"),
        (
            "<title>Rain falls here - The Courier</title>",
            "<p>The Courier</p><h1>News</h1>",
            "Rain falls here",
        ),
        ("", "<h1>Rain falls<br>on Leeds</h1>", "Rain falls on Leeds"),
        (
            r#"<title>Courier Expo | The Courier</title><meta property="og:title" content="Courier Expo">"#,
            "<h1>Courier Expo</h1><h1>Rain and tickets in the city</h1>",
            "Courier Expo",
        ),
        (
            r#"<meta property="og:site_name" content="Rain falls on Leeds | The Leeds Mail"><title>Rain falls on Leeds | The Leeds Mail</title>"#,
            "<h1>Rain falls on Leeds</h1>",
            "Rain falls on Leeds",
        ),
        ("<title>The Courier</title>", "<h1>The Courier</h1><h1>Rain falls</h1>", "Rain falls"),
        (
            "<title>The Courier 02/2022 | The Courier</title>",
            "<h1>The Courier 02/2022</h1>",
            "The Courier 02/2022",
        ),
    ] {
        let (stated, _) = read(&format!("{site}{head}"), body);
        assert_eq!(stated.title.as_deref(), Some(expected), "{head} {body}");
    }
    assert_eq!(read("", "<p>Rain</p>").0.title, None);
}

#[test]
fn authors_are_persons() {
    let linked = |author: &str| {
        format!(r#"<script type="application/ld+json">{{"@type":"NewsArticle","author":{author}}}</script>"#)
    };
    let cases: [(String, &str, &[&str]); 17] = [
        (linked(r#"{"@type":"Person","name":"Jane Doe"}"#), "", &["Jane Doe"]),
        (
            linked(r#"[{"name":"By JANE DOE"},{"name":"John Roe, Staff Writer"}]"#),
            "",
            &["Jane Doe", "John Roe"],
        ),
        (linked(r#"{"@type":"Organization","name":"Courier Group"}"#), "", &[]),
        (
            linked(r#"{"@type":"Person","name":"The Courier"}"#)
                + r#"<meta property="og:site_name" content="The Courier">"#,
            "",
            &[],
        ),
        (linked(r#""Jane Doe""#), "<p>By Jane Doe and John Roe</p>", &["Jane Doe", "John Roe"]),
        (r#"<meta name="author" content="Jane Doe, John Roe">"#.to_owned(), "", &["Jane Doe", "John Roe"]),
        (r#"<meta property="article:author" content="https://social.example/jane">"#.to_owned(), "", &[]),
        (
            String::new(),
            r#"<div itemprop="author" itemscope itemtype="http://schema.org/Person"><b itemprop="name">Jane Doe</b></div>"#,
            &["Jane Doe"],
        ),
        (String::new(), r#"<a rel="author" href="/jane">Jane Doe</a>"#, &["Jane Doe"]),
        (String::new(), "<p>By Jane Doe in York</p>", &["Jane Doe"]),
        (
            String::new(),
            "<div>posted on <time datetime=2026-02-06>2026-02-06</time> 23:30 EST by Jane Doe</div>",
            &["Jane Doe"],
        ),
        (String::new(), "<p>6. Februar 2026 von Jana Doe</p>", &["Jana Doe"]),
        (String::new(), "<p>Rain stood by Leeds Bridge</p>", &[]),
        (
            String::new(),
            "<a class=author-name href=/author/jane><span>Jane Doe</span><span>Editor</span></a>",
            &["Jane Doe"],
        ),
        (String::new(), r#"<a rel="author" href="/london">London</a>"#, &[]),
        (linked(r#"["Jane Doe", "London", "Share"]"#), "", &["Jane Doe"]),
        (String::new(), "<div class=comments><a rel=author href=/john>John Roe</a></div>", &[]),
    ];
    for (head, body, expected) in cases {
        let (stated, _) = read(&head, &format!("{HEADLINE}{body}"));
        assert_eq!(stated.byline, expected, "{head} {body}");
    }
}

#[test]
fn outlets_have_a_name_and_a_folded_domain() {
    for (head, domain, name) in [
        ("", "courier.example", None),
        (r#"<link rel="canonical" href="https://amp.herald.example/rain">"#, "herald.example", None),
        (r#"<meta property="og:url" content="https://m.herald.example/rain">"#, "herald.example", None),
        (r#"<link rel="canonical" href="/rain">"#, "courier.example", None),
        (r#"<meta property="og:site_name" content="The Courier">"#, "courier.example", Some("The Courier")),
        (r#"<meta property="og:site_name" content="courier.example">"#, "courier.example", None),
        (
            r#"<meta property="og:site_name" content="Rain falls on Leeds again | The Courier">"#,
            "courier.example",
            Some("The Courier"),
        ),
        (
            r#"<script type="application/ld+json">{"@type":"Article","publisher":{"@type":"Organization","name":"The Courier"}}</script>
            <meta name="application-name" content="App">"#,
            "courier.example",
            Some("The Courier"),
        ),
    ] {
        let outlet = read(head, HEADLINE).0.outlet;
        assert_eq!((outlet.domain.as_deref(), outlet.name.as_deref()), (Some(domain), name), "{head}");
    }
}

#[test]
fn language_section_and_url_are_stated() {
    let (stated, _) = read(
        r#"<script type="application/ld+json">{"@type":"Article","inLanguage":"de-DE","articleSection":["Wetter"]}</script>
           <link rel="canonical" href="https://courier.example/rain">"#,
        HEADLINE,
    );
    assert_eq!((stated.lang.as_deref(), stated.section.as_deref()), (Some("de"), Some("Wetter")));
    assert_eq!(stated.url.as_deref(), Some("https://courier.example/rain"));
    let (stated, _) = read(r#"<meta property="article:section" content="Weather">"#, HEADLINE);
    assert_eq!((stated.lang.as_deref(), stated.section.as_deref()), (Some("en"), Some("Weather")));
}

#[test]
fn hostile_pages_are_read_to_their_end() {
    let deep =
        format!("{}{HEADLINE}<p>Published 6 February 2026</p>", "<div class=widget itemscope>".repeat(2000));
    assert_eq!(shown(read("", &deep).1.published), "2026-02-06");
    let nested =
        format!(r#"<script type="application/ld+json">{}</script>"#, r#"{"@graph":["#.repeat(50_000));
    assert_eq!(read(&nested, HEADLINE).0.date, None);
    let many = "<time datetime=x>".repeat(20_000);
    assert_eq!(read("", &many).0.date, None);
}

#[test]
fn the_url_in_linked_data_counts_if_no_other_is_stated() {
    for said in [
        r#""mainEntityOfPage":"https://www.courier.example/rain""#,
        r#""url":"https://www.courier.example/rain""#,
        r#""mainEntityOfPage":{"@type":"WebPage","@id":"https://www.courier.example/rain"}"#,
    ] {
        let block = format!(
            r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Rain",{said}}}</script>"#
        );
        let page = format!("<!doctype html><html><head>{block}</head><body>{HEADLINE}</body></html>");
        let stated = page_metadata(&Html::parse_document(&page), None, i32::MAX).stated;
        assert_eq!(stated.url.as_deref(), Some("https://www.courier.example/rain"), "{said}");
        assert_eq!(stated.outlet.domain.as_deref(), Some("courier.example"), "{said}");
    }
}

#[test]
fn all_authors_are_read_and_nothing_else() {
    for (head, body, expected) in [
        (
            r#"<script type="application/ld+json">{"@type":"NewsArticle","author":"Jane Doe","author":{"name":"John Roe"}}</script>"#,
            "",
            vec!["Jane Doe", "John Roe"],
        ),
        (
            r#"<meta name="author" content="Jane Doe"><meta name="author" content="John Roe">"#,
            "",
            vec!["Jane Doe", "John Roe"],
        ),
        (
            r#"<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">"#,
            "",
            vec!["Jane Doe"],
        ),
        ("", "<div class=byline>Jane Doe<br>John Roe</div>", vec!["Jane Doe", "John Roe"]),
        ("", "<div class=author>Jane Doe 4 min read</div>", vec!["Jane Doe"]),
        ("", "<div class=byline>Jane Doe Rural Affairs Correspondent</div>", vec!["Jane Doe"]),
        ("", "<div class=byline>By Jane Doe, with files from John Roe</div>", vec!["Jane Doe", "John Roe"]),
    ] {
        let (stated, _) = read(head, &format!("{HEADLINE}{body}<p>Rain fell.</p>"));
        assert_eq!(stated.byline, expected, "{head}{body}");
    }
}
