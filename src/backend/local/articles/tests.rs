use super::{super::page_cache::PageCache, *};
use crate::{
    analyzed_article,
    article::Article,
    backend::{CountRequest, CountWhen, MatchOrder, PageRequest, Ranking, memory::Memory},
    dates::PublicationDate,
    matching::Filter,
};

const MORNING: &str = "A fire in the copper mine at Grey Tor destroyed two conveyor belts and trapped forty miners \
    for nine hours, Norland Metals said. Rescuers brought the miners up through a ventilation shaft. The smelter, \
    which takes the ore of the mine, has enough concentrate for three weeks, the company said.";
const EVENING: &str = "Forty miners were brought up through a ventilation shaft after nine hours when fire destroyed \
    conveyor belts in the Grey Tor copper mine, according to Norland Metals. Rescuers said nobody was hurt. The \
    company added that its smelter has concentrate for three weeks without ore of that mine.";

fn answer(
    reader: &dyn Reader,
    kept: &PageCache,
    request: &ArticleRequest,
) -> Result<ArticleAnswer, BackendError> {
    super::answer(reader, &kept.pages(&request.condition, ()), request)
}

fn article(id: &str, day: i8, text: &str) -> Article {
    Article {
        id: id.into(),
        title: Some("Fire at Grey Tor".into()),
        text: text.into(),
        lang: Some(if day < 9 { "en" } else { "fr" }.into()),
        source: Some(format!("{}.example", &id[..1])),
        date: PublicationDate::day(2026, 2, day),
        ..Article::default()
    }
}

/// Five stories with three copies each, interleaved; one story told twice in different words, the second time with a copy;
/// and one article without copies.
fn archive() -> Memory {
    let mut articles = Vec::new();
    for number in 0..15 {
        let name = ["ferry", "quay", "tide", "mast", "reef"][number % 5];
        let words = ('a'..='z').flat_map(|last| ["n", "r"].map(|middle| format!("{name}{middle}{last}")));
        let text = words.collect::<Vec<_>>().join(" ");
        articles.push(article(&format!("a{number:02}"), 1 + number as i8, &text));
    }
    articles.push(article("morning", 3, MORNING));
    articles.push(article("mevening", 3, EVENING));
    articles.push(article("zevening", 20, EVENING));
    articles.push(article("alone", 21, "Nothing else was reported from Port Ellis."));
    let mut memory = Memory::default();
    articles.into_iter().for_each(|article| memory.add(analyzed_article::analyze(article)));
    memory
}

fn request(copies: Copies, limit: usize) -> ArticleRequest {
    ArticleRequest {
        condition: Condition { copies, ..Condition::of(Clause::All) },
        ranking: Ranking::by_date(MatchOrder::Oldest),
        page: PageRequest::first(limit),
        parts: ArticleParts::Shown,
        counts: Vec::new(),
    }
}

/// Returns the pages of `request`, with or without cached entries.
fn pages(reader: &Memory, mut request: ArticleRequest, forgets: bool) -> Vec<ArticleAnswer> {
    let (mut kept, mut pages) = (PageCache::default(), Vec::new());
    loop {
        let page = answer(reader, &kept, &request).unwrap();
        let next = page.next;
        pages.push(page);
        if next.is_none() {
            return pages;
        }
        request.page.after = next;
        if forgets {
            kept = PageCache::default();
        }
    }
}

#[test]
fn copies_and_rewrites_are_hidden() {
    let whole = answer(&archive(), &PageCache::default(), &request(Copies::Hide, 100)).unwrap();
    let ids: Vec<&str> = whole.hits.iter().map(|hit| hit.id.as_str()).collect();
    assert_eq!(ids, ["a00", "a01", "a02", "mevening", "a03", "a04", "alone"]);
    assert_eq!((whole.total, whole.collapsed, whole.next), (Total::exact(19), 12, None));
    let of_miners = &whole.hits[3];
    assert_eq!(of_miners.rewrites.iter().map(|other| other.id.as_str()).collect::<Vec<_>>(), ["morning"]);
    assert_eq!(of_miners.copies, CopyCount { count: 1, outlets: vec!["z.example".into()] });
    assert_eq!(whole.hits[6].copies, CopyCount::default());
}

#[test]
fn pages_fit_together_with_and_without_cached_entries() {
    let archive = archive();
    for copies in [Copies::Hide, Copies::Show, Copies::Only] {
        let whole = answer(&archive, &PageCache::default(), &request(copies, 100)).unwrap();
        for limit in 1..8 {
            let remembered = pages(&archive, request(copies, limit), false);
            let forgotten = pages(&archive, request(copies, limit), true);
            assert_eq!(remembered.len(), forgotten.len());
            let mut offset = 0;
            for (one, other) in remembered.iter().zip(&forgotten) {
                let mut from = request(copies, limit);
                from.page.offset = offset;
                let from = answer(&archive, &PageCache::default(), &from).unwrap();
                for other in [other, &from] {
                    assert_eq!(
                        (&one.hits, one.total, one.collapsed),
                        (&other.hits, other.total, other.collapsed)
                    );
                    assert_eq!(one.next.map(|next| next.position), other.next.map(|next| next.position));
                }
                offset += one.hits.len();
            }
            let ids = |pages: &[ArticleAnswer]| -> Vec<String> {
                pages.iter().flat_map(|page| &page.hits).map(|hit| hit.id.clone()).collect()
            };
            assert_eq!(ids(&remembered), ids(std::slice::from_ref(&whole)), "{copies:?} {limit}");
            assert_eq!(remembered.last().unwrap().collapsed, whole.collapsed);
            let listed = answer(&archive, &PageCache::default(), &request(copies, LARGEST_PAGE)).unwrap();
            assert_eq!((listed.hits, listed.collapsed), (whole.hits.clone(), whole.collapsed));
        }
    }
}

#[test]
fn copies_only_returns_only_articles_with_copies() {
    let only = answer(&archive(), &PageCache::default(), &request(Copies::Only, 2)).unwrap();
    assert_eq!((only.total, only.hits[0].copies.count), (Total::exact(17), 2));
    let mut late = request(Copies::Only, 2);
    late.condition.scope = Clause::Filter(Filter::Language("fr".into()));
    late.condition.clause = late.condition.scope.clone();
    let late = answer(&archive(), &PageCache::default(), &late).unwrap();
    assert_eq!((late.total, late.hits[0].copies.count), (Total::exact(4), 1), "only copies in the scope");
}

#[test]
fn only_the_requested_parts_are_returned() {
    let archive = archive();
    let of = |parts| {
        answer(&archive, &PageCache::default(), &ArticleRequest { parts, ..request(Copies::Show, 1) })
    };
    let key = of(ArticleParts::Key).unwrap().hits.remove(0);
    assert_eq!((key.article, key.location, key.copies.count), (None, None, 0));
    let article = of(ArticleParts::Article).unwrap().hits.remove(0);
    assert_eq!((article.article.map(|article| article.id), article.copies.count), (Some("a00".into()), 0));
    let shown = of(ArticleParts::Shown).unwrap().hits.remove(0);
    assert_eq!((shown.article.map(|article| article.id), shown.copies.count), (Some("a00".into()), 2));
    let none = answer(&archive, &PageCache::default(), &request(Copies::Hide, 0)).unwrap();
    assert_eq!((none.hits.len(), none.total, none.collapsed, none.next), (0, Total::exact(19), 0, None));
}

#[test]
fn additional_counts_are_made_when_requested() {
    let archive = archive();
    let count = |when| CountRequest { clause: Clause::Filter(Filter::Language("en".into())), when };
    let mut asked = request(Copies::Show, 1);
    asked.counts =
        vec![count(CountWhen::Always), count(CountWhen::FewerThan(19)), count(CountWhen::FewerThan(20))];
    let counts = |asked: &ArticleRequest| answer(&archive, &PageCache::default(), asked).unwrap().counts;
    assert_eq!(counts(&asked), [Some(10), None, Some(10)]);
    asked.condition.clause = Clause::Nothing;
    assert_eq!(counts(&asked), [Some(10), None, None], "nothing matches");
}

#[test]
fn copies_of_an_article_are_counted() {
    let archive = archive();
    let expected = CopyCount { count: 2, outlets: vec!["a.example".into()] };
    assert_eq!(copies(&archive, "a00").unwrap(), expected);
    assert_eq!(copies(&archive, "nowhere").unwrap(), CopyCount::default());
}
