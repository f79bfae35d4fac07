//! Lists whole articles in the order of their ids.

use super::{condition::allowed_ids, page_cache::CachedPages};
use crate::backend::{BackendError, Condition, Cursor, LARGEST_PAGE, Reader, ScanAnswer, ScanRequest};

/// The numbers of all articles of a listing.
struct Listing(Vec<u64>);

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &ScanRequest,
) -> Result<ScanAnswer, BackendError> {
    let begun = request.after.and_then(|cursor| pages.take::<Listing>(cursor.cache_key));
    let listing = match begun {
        Some(listing) => listing,
        None => Listing::of(reader, &request.condition)?,
    };
    let given = request.after.map_or(0, |cursor| cursor.position);
    let page = listing.0.get(given..).unwrap_or_default();
    let page = &page[..page.len().min(request.limit).min(LARGEST_PAGE)];
    let articles = reader.articles_by_number(page)?;
    let given = given + page.len();
    let next = (given < listing.0.len()).then(|| Cursor { position: given, cache_key: pages.store(listing) });
    Ok(ScanAnswer { articles, next })
}

impl Listing {
    /// Returns the listing of the articles that satisfy `condition`.
    fn of(reader: &dyn Reader, condition: &Condition) -> Result<Self, BackendError> {
        let among = allowed_ids(reader, condition)?;
        let places = reader.numbered_articles(&condition.clause)?.into_iter();
        let is_meant = |id: &String| among.as_ref().is_none_or(|among| among.contains(id));
        Ok(Self(places.filter(|(id, _)| is_meant(id)).map(|(_, place)| place).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::{super::page_cache::PageCache, *};
    use crate::{analyzed_article, article::Article, backend::memory::Memory, matching::Clause};

    #[test]
    fn a_listing_continues_with_and_without_its_cached_entry() {
        let mut memory = Memory::default();
        for id in ["c", "a", "d", "b", "e"] {
            let article =
                Article { id: id.to_owned(), text: format!("Ferry {id} sailed."), ..Article::default() };
            memory.add(analyzed_article::analyze(article));
        }
        let ids = |forgets: bool| {
            let mut kept = PageCache::default();
            let mut request = ScanRequest { condition: Condition::of(Clause::All), after: None, limit: 2 };
            let mut pages = Vec::new();
            loop {
                let page = answer(&memory, &kept.pages(&request.condition, ()), &request).unwrap();
                pages.push(page.articles.iter().map(|article| article.id.clone()).collect::<Vec<_>>());
                request.after = page.next;
                if request.after.is_none() {
                    return pages;
                }
                if forgets {
                    kept = PageCache::default();
                }
            }
        };
        assert_eq!(ids(false), [vec!["a", "b"], vec!["c", "d"], vec!["e"]]);
        assert_eq!(ids(true), ids(false));
    }
}
