//! What a page's markup states about its article. A parsed page enters; statements leave.

use scraper::{Html, Selector};

use crate::extract::{
    evidence::{Provenance, Stated},
    fields::one_line,
};

/// Returns what `page`, fetched from `url`, states; dates after the day `latest` are left out.
pub(super) fn stated(page: &Html, url: Option<&str>, _latest: i32) -> Stated {
    let title = Selector::parse("title").ok().and_then(|title| page.select(&title).next());
    Stated {
        provenance: Provenance::Markup,
        title: title.map(|title| one_line(&title.text().collect::<String>())),
        url: url.map(str::to_owned),
        ..Stated::default()
    }
}
