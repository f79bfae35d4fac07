use proptest::prelude::*;

use super::{bounds::bounded, fragment, page};
use crate::{
    article::{Article, ParagraphKind},
    extract::{ExtractError, ExtractOptions, extract},
    read::{RawRecord, RecordFormat},
};

pub(super) const FIRST: &str = "Rain fell on Leeds for a ninth day, and the council opened two more halls for people whose cellars had \
                     flooded, a spokeswoman said on Friday.";
pub(super) const SECOND: &str = "The river Aire rose to four metres, the highest level since the winter of 2015, and two bridges in \
                      the south of the city were closed to traffic.";
pub(super) const THIRD: &str = "More is forecast for the rest of the week, said the weather service, which has kept its red warning \
                     in force for the whole of the county.";

fn read_as(format: RecordFormat, bytes: &[u8]) -> Result<Article, ExtractError> {
    let options = ExtractOptions::new("2026-11-22T12:00:00[UTC]".parse().unwrap());
    let record = RawRecord::whole("/archive/rain.html".to_owned(), format, bytes.to_vec());
    extract(&record, &options).map(|extracted| extracted.article)
}

pub(super) fn read(html: &str) -> Result<Article, ExtractError> {
    read_as(RecordFormat::Html, html.as_bytes())
}

/// Returns the paragraphs, each with the first letter of its kind.
fn shown(text: &str, paragraphs: &[crate::article::Paragraph]) -> Vec<String> {
    let kind = |kind| match kind {
        ParagraphKind::Paragraph => "p",
        ParagraphKind::Heading => "h",
        ParagraphKind::Caption => "c",
        ParagraphKind::Furniture => "f",
    };
    paragraphs.iter().map(|found| format!("{} {}", kind(found.kind), found.span.of(text))).collect()
}

pub(super) fn whole_page(story: &str) -> String {
    format!(
        "<html><head><title>Ninth day of rain - The Leeds Courier</title></head><body><nav><ul><li><a href=/>Home</a><li><a \
         href=/uk>UK news</a></ul></nav><main><article><h1>Ninth day of rain</h1><p class=byline>By Jane Doe</p>{story}</article>\
         <div class=related-links><h3>Related stories</h3><a href=/1>Drought in Wales ends after a long summer</a></div></main>\
         <footer>© 2026 The Leeds Courier. All rights reserved.</footer></body></html>"
    )
}

#[test]
fn a_story_is_taken_out_of_its_page() {
    let html = whole_page(&format!(
        "<p>{FIRST}</p><p>Read more: <a href=/2>How to dry a cellar</a></p><h2>Bridges closed</h2><p>{SECOND}</p><ul><li>Leeds \
         Bridge, until Monday at noon</li><li>Crown Point Bridge, until further notice</li></ul><blockquote><p>{THIRD}</p>\
         </blockquote><div class=newsletter-signup><p>Get our best stories each day in one short mail.</p></div><p>Additional \
         reporting by John Roe.</p>"
    ));
    let article = read(&html).unwrap();
    let expected = [
        format!("p {FIRST}"),
        "h Bridges closed".to_owned(),
        format!("p {SECOND}"),
        "p Leeds Bridge, until Monday at noon".to_owned(),
        "p Crown Point Bridge, until further notice".to_owned(),
        format!("p {THIRD}"),
    ];
    assert_eq!(shown(&article.text, &article.paragraphs), expected);
}

#[test]
fn tables_in_a_story_keep_their_rows() {
    let table =
        "<table><tr><th>Year<th>Metres<tr><td>2014<td>3.90<tr><td>2015<td>4.10<tr><td>Mean<td>4.00</table>";
    let html = whole_page(&format!("<p>{FIRST}</p><p>{SECOND}</p>{table}<p>{THIRD}</p><p>1 2 3</p>"));
    let article = read(&html).unwrap();
    let rows = ["p Year Metres", "p 2014 3.90", "p 2015 4.10", "p Mean 4.00"].map(str::to_owned);
    let shown = shown(&article.text, &article.paragraphs);
    assert_eq!(shown[2..6], rows, "{shown:?}");
    assert_eq!(shown.len(), 7, "{shown:?}");
}

#[test]
fn cells_of_layout_tables_are_paragraphs() {
    let story = format!("{FIRST}<br><br>{SECOND}<br><br>{THIRD}");
    let html = format!(
        "<html><body><table><tr><td><a href=/>Front page</a><br><a href=/uk>UK</a><td><b>Ninth day of rain</b><br><br>{story}<td>\
         <b>More stories</b><br><a href=/1>Drought ends</a></table></body></html>"
    );
    let article = read(&html).unwrap();
    let shown = shown(&article.text, &article.paragraphs);
    for paragraph in [FIRST, SECOND, THIRD] {
        assert!(shown.contains(&format!("p {paragraph}")), "{shown:?}");
    }
}

#[test]
fn a_first_paragraph_the_extractor_drops_is_kept() {
    let html = whole_page(&format!("<p class=share-lead>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"));
    assert_eq!(read(&html).unwrap().text, [FIRST, SECOND, THIRD].join("\n\n"));
}

#[test]
fn comments_by_readers_are_not_part_of_the_story() {
    let comment = "<div class=comment><p>I have lived here for forty years and have never seen the river so high.</p></div>";
    let html =
        whole_page(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><div id=comments>{comment}</div>"));
    assert_eq!(read(&html).unwrap().text, [FIRST, SECOND, THIRD].join("\n\n"));
}

#[test]
fn text_for_browsers_without_scripts_is_found() {
    let html = format!(
        "<html><body><div id=app></div><noscript><article><p>{FIRST}</p><p>{SECOND}</p></article></noscript></body>"
    );
    assert_eq!(read(&html).unwrap().text, [FIRST, SECOND].join("\n\n"));
}

#[test]
fn fragments_keep_their_shape() {
    let body = fragment(
        "Loose words<p>One<br>line</p><h3>Where</h3><ol><li>a<li>b</ol><table><tr><td>x<td>y</table>\
                         <figure><figcaption>A wet cat</figcaption></figure><p><b>Now what</b></p>end<br><br>over<script>x</script>",
    );
    let expected = [
        "p Loose words",
        "p One line",
        "h Where",
        "p a",
        "p b",
        "p x y",
        "c A wet cat",
        "h Now what",
        "p end",
        "p over",
    ];
    assert_eq!(shown(&body.text, &body.paragraphs), expected);
    assert!(fragment("<p> </p>").is_empty());
}

#[test]
fn pages_that_are_not_articles_are_refused() {
    let links: String = (0..40)
        .map(|at| format!("<li><a href=/{at}>Story number {at} of a long list of stories</a>"))
        .collect();
    let cases = [
        ("<title>404 Not Found</title><body><h1>Not Found</h1><p>The page you asked for is not on this server.</p>".to_owned(), "an error page"),
        (format!("<title>Weather</title><body><ul>{links}</ul>"), "a list of links"),
    ];
    for (html, what) in cases {
        assert_eq!(
            read(&html).unwrap_err().to_string(),
            format!("/archive/rain.html: no article: it is {what}")
        );
    }
    assert_eq!(
        read("<body><img src=a>").unwrap_err().to_string(),
        "/archive/rain.html: no text: it is empty"
    );
}

#[test]
fn a_signed_list_of_links_is_an_article() {
    let page = |below: &str, of_each: &str| {
        let links: String = (0..40)
            .map(|at| format!("<li><a href=/{at}>Story number {at} of a long list of stories</a>{of_each}"))
            .collect();
        format!(
            "<title>What we read</title><body><h1>What we read</h1>{below}<p>Ten stories from other desks:</p><ul>{links}</ul>"
        )
    };
    for (below, of_each, is_article) in [
        ("<p>By Jane Doe</p>", "", true),
        ("<p>Published 6 February 2026</p>", "", true),
        ("", "", false),
        ("", "<p>By Jane Doe</p>", false),
        ("<p>By Jane Doe</p>", "<p>By John Roe</p>", false),
    ] {
        assert_eq!(read(&page(below, of_each)).is_ok(), is_article, "{below} {of_each}");
    }
}

#[test]
fn a_page_saved_as_a_message_is_read() {
    let html = whole_page(&format!("<p>{FIRST}</p><p>{SECOND} Caf=C3=A9s stay open.</p>"));
    let message = format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: \
         text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: \
         https://courier.example/rain\r\n\r\n{}\r\n--b\r\nContent-Type: image/gif\r\nContent-Location: \
         https://courier.example/a.gif\r\n\r\nGIF\r\n--b--\r\n",
        html.replace("href=", "href=3D").replace("class=", "class=3D")
    );
    let article = read_as(RecordFormat::Mhtml, message.as_bytes()).unwrap();
    assert_eq!(article.text, format!("{FIRST}\n\n{SECOND} Cafés stay open."));
    assert_eq!(article.url.as_deref(), Some("https://courier.example/rain"));
    let error =
        read_as(RecordFormat::Mhtml, b"MIME-Version: 1.0\r\nContent-Type: image/gif\r\n\r\nGIF").unwrap_err();
    assert_eq!(
        error.to_string(),
        "/archive/rain.html: broken MHTML: expected a part of type text/html, found none"
    );
}

#[test]
fn hostile_pages_are_read_in_bounded_time() {
    let many = |part: &str, times: usize| part.repeat(times);
    let pages = [
        many("<div>", 50_000) + FIRST,
        many("<b>", 300_000) + FIRST,
        (0..50_000).map(|at| format!("<b id={at}><p>")).collect::<String>() + FIRST,
        (0..50_000).map(|at| format!("<a href={at}>")).collect::<String>() + FIRST,
        many("<table><tr><td>", 20_000) + FIRST,
        many("<div><table><tr><td></div>", 20_000) + FIRST,
        many("<b><div></b>", 50_000) + FIRST,
        many("<svg><td>", 50_000) + FIRST,
        many("<svg><![CDATA[></svg>]]>", 30_000) + FIRST,
        many("<div><script><!--<script></script></div></script>", 20_000) + FIRST,
        many("<div><!--!></div>-->", 20_000) + FIRST,
        many("<select><xmp></select><div>", 20_000) + FIRST,
        many("<p>x", 300_000) + FIRST,
        many("<i>x</i>", 300_000) + FIRST,
        many("<ul><li>", 50_000) + FIRST,
        many("<!--", 100_000) + FIRST,
        many("</p>", 200_000) + FIRST,
        format!("<div {}>{FIRST}", (0..100_000).map(|at| format!("a{at}=1 ")).collect::<String>()),
        many("\0", 500_000) + FIRST,
        many("&lt;", 200_000) + FIRST,
        many("<form><button><object>", 20_000) + FIRST,
        many("<template>", 50_000) + FIRST,
        many("<frameset>", 50_000),
    ];
    for html in pages {
        // The result does not matter. Reading must end, and must not overflow the small stack of a test.
        let _ = read(&html);
        let _ = fragment(&html);
    }
}

#[test]
fn ordinary_pages_are_not_changed() {
    let rows = "<tr><td>a<td>b".repeat(2000);
    let html = whole_page(&format!("<table>{rows}</table><p>{}", "<p><b>x</b> y<br>".repeat(2000)));
    assert!(matches!(bounded(&html), std::borrow::Cow::Borrowed(_)));
}

#[test]
fn deep_elements_lose_their_tags_and_keep_their_words() {
    let html = format!("{}<p>{FIRST}</p>{}<p>{SECOND}</p>", "<div>".repeat(400), "</div>".repeat(400));
    let body = fragment(&html);
    assert!(body.text.contains(FIRST) && body.text.contains(SECOND));
    assert!(bounded(&html).matches("<div>").count() <= super::bounds::DEEPEST);
}

proptest! {
    #[test]
    fn pages_are_refused_only_if_they_have_no_text(
        html in "(<(/?)(div|p|b|a|table|td|tr|svg|script|style|template|select|form|li|ul|h1|noscript|title)( class=\"related\")?>|<!--|-->|rain fell |\u{0}|é|&amp;|<|>|\"){0,60}",
    ) {
        match read(&html) {
            Ok(article) => {
                for paragraph in &article.paragraphs {
                    let text = paragraph.span.of(&article.text);
                    prop_assert!(!text.is_empty() && text.trim() == text);
                }
            }
            Err(ExtractError::Empty { .. } | ExtractError::NoArticle { .. }) => {}
            Err(error) => prop_assert!(false, "{}", error),
        }
        let _ = page(&html, None);
    }

    #[test]
    fn bounding_a_page_adds_nothing(html in "(<(/?)(div|p|b|a|table|td|svg|script|style)>|<!--|-->|x|<|>|\"|=){0,60}") {
        // Characters that parsers read differently may be dropped; nothing is ever added.
        prop_assert!(bounded(&html).len() <= html.len());
    }
}

#[test]
fn saved_pages_have_their_url() {
    for comment in [
        "<!-- saved from url=(0028)https://courier.example/rain -->",
        "<!--\n Page saved with SingleFile \n url: https://courier.example/rain \n saved date: Wed Feb 11 2026\n-->",
    ] {
        let article = read(&format!(
            "<!DOCTYPE html>\n{comment}{}",
            whole_page(&format!("<p>{FIRST}</p><p>{SECOND}</p>"))
        ));
        assert_eq!(article.unwrap().url.as_deref(), Some("https://courier.example/rain"), "{comment}");
    }
}
