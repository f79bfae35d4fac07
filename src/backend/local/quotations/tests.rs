use super::*;
use crate::{
    analyzed_article,
    backend::{
        Backend as _, Condition, CountRequest, CountWhen, Local, MatchOrder, PageRequest, Ranking,
        memory::Memory,
    },
    matching::Clause,
};

const SAID: [&str; 12] = [
    "Nobody has counted the planks of the old pier",
    "Salt ruins a hinge within two winters",
    "My father built this crane from driftwood",
    "We paint the lighthouse whenever the geese leave",
    "Rope was cheaper when ships had sails",
    "That ladder reaches down to the wreck",
    "Every bell on this coast rings a little flat",
    "I sold my last anchor to a museum",
    "Tar and tallow keep a barge afloat",
    "Children swim where the dredger used to work",
    "The oak for these gates came by sledge",
    "Mussels grow on anything left alone",
];

/// Every third article reports the same words, and every article has words of its own. The last articles are copies of the first.
fn archive() -> Local<Memory> {
    let mut memory = Memory::default();
    for number in 0..15 {
        let shared = match number % 3 {
            0 => "“The harbour must stay open to every fishing boat,” said Ada Quill, a mediator.",
            _ => "The council met for an hour.",
        };
        let own = SAID[number % SAID.len()];
        let text = format!("{shared}\n\n“{own},” said Tom Holt, a joiner.");
        let id = format!("article{number:02}");
        memory.add(analyzed_article::analyze(Article { id, text, ..Article::default() }));
    }
    Local::new(memory)
}

fn request(copies: Copies, parts: QuotationParts, offset: usize, limit: usize) -> QuotationRequest {
    QuotationRequest {
        condition: Condition { copies, ..Condition::of(Clause::All) },
        ranking: Ranking::by_date(MatchOrder::Newest),
        unsure: None,
        page: PageRequest { offset, ..PageRequest::first(limit) },
        parts,
        counts: Vec::new(),
    }
}

/// Whether the cached entry of a page is kept for the next page.
#[derive(Debug, Clone, Copy)]
enum Memories {
    Kept,
    Forgotten,
}

/// Returns the pages of an answer, without cache keys.
fn pages(archive: &Local<Memory>, mut request: QuotationRequest, memories: Memories) -> Vec<QuotationAnswer> {
    let mut pages: Vec<QuotationAnswer> = Vec::new();
    loop {
        let mut page = archive.quotations(&request).unwrap();
        let next = page.next;
        page.next = next.map(|next| Cursor { cache_key: 0, ..next });
        request.page.after = match memories {
            Memories::Kept => next,
            Memories::Forgotten => page.next,
        };
        pages.push(page);
        if next.is_none() {
            return pages;
        }
    }
}

/// Returns the quotations of a page: the article's id, the quotation, and the ids of the reporting articles.
fn given(page: &QuotationAnswer) -> Vec<(String, usize, Vec<String>)> {
    let id = |article: u32| page.articles[article as usize].id.clone();
    let given = page.hits.iter().map(|hit| {
        let reports = hit.reported_by.iter().map(|report| id(report.article));
        (id(hit.article), hit.quotation, reports.collect())
    });
    given.collect()
}

#[test]
fn pages_make_the_whole_answer_with_and_without_cached_entries() {
    let archive = archive();
    for (copies, total, folded) in [(Copies::Hide, 20, 7), (Copies::Show, 20, 0), (Copies::Only, 8, 0)] {
        for offset in [0, 4] {
            let request = |limit| request(copies, QuotationParts::Shown, offset, limit);
            let whole = archive.quotations(&request(LARGEST_PAGE)).unwrap();
            assert_eq!((whole.total.value, whole.collapsed, whole.next), (total, folded, None), "{copies:?}");
            assert_eq!(whole.hits.len(), total - folded - offset);
            let kept = pages(&archive, request(3), Memories::Kept);
            assert_eq!(kept, pages(&archive, request(3), Memories::Forgotten), "{copies:?} from {offset}");
            assert_eq!(
                kept.iter().flat_map(given).collect::<Vec<_>>(),
                given(&whole),
                "{copies:?} from {offset}"
            );
            assert_eq!(kept.last().map(|last| last.collapsed), Some(folded));
        }
    }
}

#[test]
fn the_location_of_an_article_is_returned_once_on_all_pages() {
    let archive = archive();
    for (copies, articles) in [(Copies::Hide, 15), (Copies::Only, 6)] {
        let request = |limit| request(copies, QuotationParts::Locations, 0, limit);
        let whole = archive.quotations(&request(LARGEST_PAGE)).unwrap();
        assert_eq!((whole.locations.len(), whole.article_count, whole.next), (articles, articles, None));
        let kept = pages(&archive, request(3), Memories::Kept);
        assert_eq!(kept, pages(&archive, request(3), Memories::Forgotten));
        let located: Vec<_> = kept.into_iter().flat_map(|page| page.locations).collect();
        assert_eq!(located, whole.locations);
    }
}

#[test]
fn a_page_of_long_articles_ends_early() {
    let archive = archive();
    let request = request(Copies::Show, QuotationParts::Shown, 0, 10);
    let mut walk = QuotationWalk::of(&request, found(archive.reader(), &request, 10).unwrap());
    let mut page = Page { bytes: PAGE_BYTES - 1, ..Page::default() };
    walk.go(archive.reader(), 0..10, &mut page).unwrap();
    assert_eq!((page.hits.len(), walk.shown_count), (1, 1));
    walk.go(archive.reader(), 1..10, &mut Page::default()).unwrap();
    assert_eq!(walk.shown_count, 10);
}

#[test]
fn additional_counts_are_made_only_for_the_first_page() {
    let archive = archive();
    let count = |when| CountRequest { clause: Clause::All, when };
    let whens = [CountWhen::Always, CountWhen::FewerThan(20), CountWhen::FewerThan(21)];
    let mut request = request(Copies::Show, QuotationParts::Shown, 0, 3);
    request.counts = whens.map(count).to_vec();
    let first = archive.quotations(&request).unwrap();
    assert_eq!(first.counts, [Some(20), None, Some(20)]);
    request.page.after = first.next;
    assert_eq!(archive.quotations(&request).unwrap().counts, [None; 3]);
}
