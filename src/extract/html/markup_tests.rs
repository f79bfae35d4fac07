//! Pages with unusual markup of the story: links, unknown elements, data in scripts, notices.

use super::tests::{FIRST, SECOND, THIRD, read, whole_page};

fn paragraphs(html: &str) -> Vec<String> {
    read(html).unwrap().text.split("\n\n").map(str::to_owned).collect()
}

#[test]
fn paragraphs_that_are_links_are_kept() {
    for story in [
        format!("<p>{FIRST}</p><p><a href=/1>{SECOND}</a></p><p>{THIRD}</p>"),
        format!("<p>{FIRST}</p><p>{SECOND}</p><p><em><a href=/1>{THIRD}</a></em></p>"),
        format!("<p><a href=/1>{FIRST}</a></p><p><a href=/2>{SECOND}</a></p><p><a href=/3>{THIRD}</a></p>"),
        format!(
            "<p>{FIRST}</p><p>{SECOND}</p><p><a href=/1>Watch how the river rose over the banks and into the old town of Leeds.</a></p><p>{THIRD}</p>"
        ),
        format!("<p>{FIRST}</p><p>{SECOND}</p><p><a href=/1>Drought in Wales ends</a></p><p>{THIRD}</p>"),
    ] {
        assert_eq!(paragraphs(&whole_page(&story)), [FIRST, SECOND, THIRD], "{story}");
    }
}

#[test]
fn unknown_elements_may_be_part_of_a_line() {
    let sentence =
        "Boats were brought by Jane Doe of Leeds, who has rowed on the Aire for forty years and more.";
    for markup in [
        "Boats were brought by <person-card ref=9>Jane Doe</person-card> of <st1:city>Leeds</st1:city><o:p></o:p>, who has rowed on the \
         Aire for forty years and more.",
        "Boats were brought by <x-a><x-b>Jane</x-b> <x-c>Doe</x-c></x-a> of Leeds, who has rowed on the Aire for <slot>forty</slot> years \
         and more.",
    ] {
        let html = whole_page(&format!("<p>{FIRST}</p><p>{markup}</p><p>{THIRD}</p>"));
        assert_eq!(paragraphs(&html), [FIRST, sentence, THIRD], "{markup}");
    }
    for name in ["story-body", "x-text"] {
        let html =
            whole_page(&format!("<{name}><p>{FIRST}</p><p>{SECOND}</p></{name}><{name}>{THIRD}</{name}>"));
        assert_eq!(paragraphs(&html)[..2], [FIRST, SECOND], "{name}");
    }
}

#[test]
fn soft_hyphens_lose_no_paragraph() {
    let divided = |text: &str| text.replace("er", "e\u{ad}r").replace("ou", "o\u{ad}u");
    let html =
        whole_page(&format!("<p>{}</p><p>{}</p><p>{}</p>", divided(FIRST), divided(SECOND), divided(THIRD)));
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD].map(divided));
}

#[test]
fn q_elements_get_quotation_marks() {
    let html = whole_page(&format!(
        "<p>{FIRST}</p><p><q>It is wet</q>, said Jane Doe, who rows on the river each day.</p><p>{THIRD}</p>"
    ));
    assert_eq!(paragraphs(&html)[1], "“It is wet”, said Jane Doe, who rows on the river each day.");
}

#[test]
fn shadow_trees_are_read() {
    let html = format!(
        "<title>Rain</title><body><nav><a href=/>Home</a></nav><x-story><template shadowrootmode=open><h1>Rain</h1><p>{FIRST}</p>\
         <p>{SECOND}</p></template></x-story><template><p>{THIRD}</p></template>"
    );
    assert_eq!(paragraphs(&html), [FIRST, SECOND]);
}

#[test]
fn text_in_data_is_read_and_notices_are_not() {
    let story = format!("{FIRST}\\n\\n{SECOND}");
    let data = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"Rain\",\"articleBody\":\"{story}\"}}</script>"
    );
    for notice in [
        "<noscript>This site needs JavaScript. Please turn it on.</noscript>",
        "<div id=root>You need to enable JavaScript to run this app.</div>",
        "<noscript><p>Bitte aktivieren Sie JavaScript.</p></noscript>",
        "<p>Rain fell.</p>",
    ] {
        assert_eq!(
            paragraphs(&format!("<title>Rain</title>{data}<body>{notice}")),
            [FIRST, SECOND],
            "{notice}"
        );
    }
    let notice = "<title>Rain</title><meta name=description content='Rain fell.'><body><noscript>Enable JavaScript!</noscript>";
    assert_eq!(paragraphs(notice), ["Rain fell."]);
    let longer = whole_page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"))
        .replace("<body>", &format!("{data}<body>"));
    assert_eq!(paragraphs(&longer), [FIRST, SECOND, THIRD]);
}

#[test]
fn relative_times_are_not_text() {
    let html = whole_page(&format!(
        "<p>Published yesterday at 4.30pm</p><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
    ));
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}
