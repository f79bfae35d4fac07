//! The text of a page without the page around it. A parsed page enters; paragraphs leave.

use scraper::{Html, Selector};

use crate::{article::ParagraphKind, extract::body::Body};

/// Returns the main text of `page`, without its headline `title`.
pub(super) fn main_text(page: &Html, _title: Option<&str>) -> Body {
    let mut body = Body::default();
    let Ok(paragraphs) = Selector::parse("p") else { return body };
    for paragraph in page.select(&paragraphs) {
        body.push(ParagraphKind::Paragraph, &paragraph.text().collect::<String>());
    }
    body
}
