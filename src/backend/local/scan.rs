//! Lists whole articles in the order of their ids.

use super::{condition::allowed_ids, page_cache::CachedPages};
use crate::backend::{BackendError, Condition, Cursor, LARGEST_PAGE, Reader, ScanAnswer, ScanRequest};

/// A listing that was begun.
enum Listing {
    /// The numbers of all its articles.
    Numbers(Vec<u64>),
    /// The id of the last article that was given.
    After(Option<String>),
}

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &ScanRequest,
) -> Result<ScanAnswer, BackendError> {
    let given = request.after.map_or(0, |cursor| cursor.position);
    let limit = request.limit.min(LARGEST_PAGE);
    let begun = request.after.and_then(|cursor| pages.take::<Listing>(cursor.cache_key));
    let mut listing = match begun {
        Some(listing) => listing,
        None => Listing::of(reader, &request.condition, given)?,
    };
    let (articles, has_more) = match &mut listing {
        Listing::Numbers(numbers) => {
            let page = numbers.get(given..).unwrap_or_default();
            let page = &page[..page.len().min(limit)];
            (reader.articles_by_number(page)?, given + page.len() < numbers.len())
        }
        Listing::After(last) => {
            let page = reader.articles_after(&request.condition.clause, last.as_deref(), limit)?;
            let (articles, has_more) = page.unwrap_or_default();
            *last = articles.last().map(|article| article.id.clone()).or(last.take());
            (articles, has_more)
        }
    };
    let position = given + articles.len();
    let next = has_more.then(|| Cursor { position, cache_key: pages.store(listing) });
    Ok(ScanAnswer { articles, next })
}

impl Listing {
    /// Returns the listing of the articles that satisfy `condition`, of which `given` were given before.
    fn of(reader: &dyn Reader, condition: &Condition, given: usize) -> Result<Self, BackendError> {
        let among = allowed_ids(reader, condition)?;
        if among.is_none()
            && let Some(last) = last_given(reader, condition, given)?
        {
            return Ok(Self::After(last));
        }
        let places = reader.numbered_articles(&condition.clause)?.into_iter();
        let is_meant = |id: &String| among.as_ref().is_none_or(|among| among.contains(id));
        Ok(Self::Numbers(places.filter(|(id, _)| is_meant(id)).map(|(_, place)| place).collect()))
    }
}

/// Returns the id of the last of the first `given` articles; `None` if the reader lists numbers.
fn last_given(
    reader: &dyn Reader,
    condition: &Condition,
    given: usize,
) -> Result<Option<Option<String>>, BackendError> {
    let (mut last, mut left) = (None, given);
    loop {
        let limit = left.min(LARGEST_PAGE);
        let page = reader.articles_after(&condition.clause, last.as_deref(), limit)?;
        let Some((mut articles, has_more)) = page else { return Ok(None) };
        left -= articles.len();
        last = articles.pop().map(|article| article.id).or(last);
        if left == 0 || !has_more {
            return Ok(Some(last));
        }
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
