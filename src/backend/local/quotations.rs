//! Answers requests for pages of quotations.
//!
//! A quotation is hidden if a better ranked hit reports the same words. If the reports of these words name different
//! people, a hit hides only the reports with the same speaker.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    condition::{self, count_only},
    page_cache::CachedPages,
    quotation_cache::ArticleNumber,
    quotation_clusters::{FoundReport, QuotationClusters, QuotationKey},
    word_resolver::WordResolver,
};
use crate::{
    article::Article,
    backend::{
        BackendError, Copies, Cursor, LARGEST_PAGE, QuotationAnswer, QuotationHit, QuotationMatch,
        QuotationMatches, QuotationParts, QuotationRequest, Reader, ReportHit, Total,
    },
    deadline::check,
};

/// Maximum size of the texts of the articles of a page, in bytes. A page ends early when it is reached.
const PAGE_BYTES: usize = 8_000_000;

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let mut answer = match request.parts {
        QuotationParts::Locations => locations(reader, pages, request)?,
        QuotationParts::Shown => shown(reader, pages, request)?,
    };
    answer.counts = counts(reader, request, answer.total.value)?;
    Ok(answer)
}

/// Returns the positions among all hits at which the page begins and ends.
fn bounds(request: &QuotationRequest) -> (usize, usize) {
    let page = &request.page;
    let first = page.after.map_or(page.offset, |after| after.position);
    (first, first.saturating_add(page.limit.min(LARGEST_PAGE)))
}

/// Returns the additional counts. They are made only for the first page.
fn counts(
    reader: &dyn Reader,
    request: &QuotationRequest,
    total: usize,
) -> Result<Vec<Option<usize>>, BackendError> {
    if request.page.after.is_some() {
        return Ok(vec![None; request.counts.len()]);
    }
    condition::counts(&request.counts, total, |clause| {
        Ok(reader.quotations(&count_only(&WordResolver::of(reader).clause(clause)?))?.total)
    })
}

/// Returns all matching quotations, because the next pages continue from them; if no hits are wanted, only their number.
fn found(
    reader: &dyn Reader,
    request: &QuotationRequest,
    end: usize,
) -> Result<QuotationMatches, BackendError> {
    let limit = if end == 0 { 0 } else { usize::MAX };
    let QuotationRequest { condition, ranking, unsure, .. } = request;
    condition::quotations(reader, condition, ranking, unsure.as_ref(), limit)
}

fn totals(found: &QuotationMatches) -> QuotationAnswer {
    QuotationAnswer {
        total: Total { value: found.total, relation: found.relation },
        unsure: found.unsure,
        article_count: found.articles,
        ..QuotationAnswer::default()
    }
}

/// Returns the locations of the articles of the page, each at its first quotation.
fn locations(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let (first, end) = bounds(request);
    let begun = request.page.after.and_then(|after| pages.take(after.cache_key));
    let found: QuotationMatches = begun.map_or_else(|| found(reader, request, end), Ok)?;
    let end = end.min(found.best.len());
    let mut seen = vec![false; found.ids.len()];
    for before in found.best.get(request.page.offset..first).unwrap_or_default() {
        seen[before.article as usize] = true;
    }
    let page = found.best.get(first..end).unwrap_or_default().iter();
    let ids = page.filter(|of| !std::mem::replace(&mut seen[of.article as usize], true));
    let ids: Vec<&str> = ids.map(|of| found.id(of)).collect();
    let places = reader.locations(&ids)?;
    let locations = ids.into_iter().map(str::to_owned).zip(places).collect();
    let answer = QuotationAnswer { locations, ..totals(&found) };
    let has_more = first < end && end < found.total;
    Ok(QuotationAnswer {
        next: has_more.then(|| Cursor { position: end, cache_key: pages.store(found) }),
        ..answer
    })
}

/// Returns the quotations of the page with their articles and reports.
fn shown(
    reader: &dyn Reader,
    pages: &CachedPages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let (first, end) = bounds(request);
    let begun: Option<QuotationWalk> = request.page.after.and_then(|after| pages.take(after.cache_key));
    let mut walk = match begun.filter(|walk| walk.shown_count == first) {
        Some(walk) => walk,
        None => QuotationWalk::of(request, found(reader, request, end)?),
    };
    let mut page = Page::default();
    walk.go(reader, first..end, &mut page)?;
    let has_more = end > first && walk.shown_count + walk.collapsed < walk.found.total;
    let Page { hits, articles, .. } = page;
    let answer = QuotationAnswer { hits, articles, collapsed: walk.collapsed, ..totals(&walk.found) };
    let next = has_more.then(|| Cursor { position: walk.shown_count, cache_key: pages.store(walk) });
    Ok(QuotationAnswer { next, ..answer })
}

/// The content of a page.
#[derive(Default)]
struct Page {
    hits: Vec<QuotationHit>,
    articles: Vec<Arc<Article>>,
    places: FxHashMap<ArticleNumber, u32>,
    /// Size of the texts of the articles, in bytes.
    bytes: usize,
}

impl Page {
    /// Returns the index of an article on the page, and adds it if it is new.
    fn place(&mut self, number: ArticleNumber, article: Arc<Article>) -> u32 {
        *self.places.entry(number).or_insert_with(|| {
            self.bytes += article.text.len();
            self.articles.push(article);
            self.articles.len() as u32 - 1
        })
    }
}

/// A walk over matching quotations, best first. It is kept for the next page.
struct QuotationWalk {
    found: QuotationMatches,
    copies: Copies,
    clusters: QuotationClusters,
    /// If copies are hidden: the quotations that are neither shown nor hidden yet.
    ahead: FxHashSet<QuotationKey>,
    /// Number of quotations visited.
    visited: usize,
    /// Number of quotations for which reports were looked up, or which were hidden at that time.
    looked_up: usize,
    /// Number of quotations that were shown or skipped.
    shown_count: usize,
    collapsed: usize,
}

impl QuotationWalk {
    fn of(request: &QuotationRequest, mut found: QuotationMatches) -> Self {
        let copies = request.condition.copies;
        let clusters =
            QuotationClusters::of(request.condition.scope.clone(), &std::mem::take(&mut found.ids));
        let ahead = match copies {
            Copies::Hide => found.best.iter().map(QuotationClusters::key).collect(),
            Copies::Show | Copies::Only => FxHashSet::default(),
        };
        Self { found, copies, clusters, ahead, visited: 0, looked_up: 0, shown_count: 0, collapsed: 0 }
    }

    /// Adds the hits in the range `wanted` to `page`, until it is full.
    fn go(
        &mut self,
        reader: &dyn Reader,
        wanted: std::ops::Range<usize>,
        page: &mut Page,
    ) -> Result<(), BackendError> {
        while self.shown_count < wanted.end && page.bytes < PAGE_BYTES {
            check()?;
            let Some(&found) = self.found.best.get(self.visited) else { break };
            let place = QuotationClusters::key(&found);
            self.visited += 1;
            if self.is_hidden(&place) {
                continue;
            }
            self.shown_count += 1;
            let is_passed_over = self.shown_count <= wanted.start;
            if is_passed_over && self.copies != Copies::Hide {
                continue;
            }
            if self.visited > self.looked_up {
                self.look_up(reader, self.visited - 1, wanted.end - self.shown_count + 1)?;
            }
            let same = self.clusters.same(reader, place)?;
            if self.copies == Copies::Hide {
                self.ahead.remove(&place);
                for other in self.clusters.hidden_by(reader, place, &same)? {
                    self.collapsed += usize::from(self.ahead.remove(&other));
                }
            }
            if !is_passed_over && let Some(hit) = self.hit(reader, &found, page)? {
                let reported_by = self.clusters.reports(reader, place, &same)?;
                let report = |report: FoundReport| ReportHit {
                    article: page.place(report.number, report.article),
                    quotation: report.quotation,
                    differs: report.differs,
                };
                let reported_by = reported_by.into_iter().map(report).collect();
                page.hits.push(QuotationHit { reported_by, ..hit });
            }
        }
        Ok(())
    }

    /// Returns whether a quotation reports the words of an earlier hit.
    fn is_hidden(&self, place: &QuotationKey) -> bool {
        self.copies == Copies::Hide && !self.ahead.contains(place)
    }

    /// Looks up the reports of at most `wanted` quotations that are not hidden, beginning at index `from`.
    fn look_up(&mut self, reader: &dyn Reader, from: usize, wanted: usize) -> Result<(), BackendError> {
        let rest = &self.found.best[from..];
        if wanted >= LARGEST_PAGE && rest.len() > LARGEST_PAGE {
            self.clusters.look_up_all(reader)?;
        }
        let ahead = rest.iter().map(QuotationClusters::key).enumerate().take(LARGEST_PAGE);
        let ahead = ahead.filter(|(_, place)| !self.is_hidden(place)).take(wanted);
        let (numbers, places): (Vec<usize>, Vec<QuotationKey>) = ahead.unzip();
        self.clusters.look_up(reader, &places)?;
        // The quotations after these are looked up later.
        self.looked_up = from + numbers.last().map_or(1, |last| last + 1);
        Ok(())
    }

    /// Returns the hit for a quotation, without its reports; `None` if its article is not found.
    fn hit(
        &mut self,
        reader: &dyn Reader,
        found: &QuotationMatch,
        page: &mut Page,
    ) -> Result<Option<QuotationHit>, BackendError> {
        let place = QuotationClusters::key(found);
        let Some((article, quotation)) = self.clusters.quoted(reader, place)? else { return Ok(None) };
        Ok(Some(QuotationHit {
            article: page.place(place.article, article),
            quotation,
            in_layout: found.quotation as usize,
            score: found.score,
            unsure: found.unsure,
            copies: self.clusters.counted(reader, place)?,
            reported_by: Vec::new(),
        }))
    }
}

#[cfg(test)]
mod tests;
