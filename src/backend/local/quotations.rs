//! Pages of quotations that match.
//!
//! A quotation is hidden if one that reports the same words is given and ranked better; but two that name different people are not hidden
//! behind one that fits both.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    asked::{self, plain},
    kept::Pages,
    reports::{Place, Report, Reports},
    sayings::ArticleNumber,
    words::Words,
};
use crate::{
    article::Article,
    backend::{
        BackendError, Copies, Cursor, LARGEST_PAGE, QuotationAnswer, QuotationHit, QuotationMatch,
        QuotationMatches, QuotationParts, QuotationRequest, Reader, ReportHit, Total,
    },
    deadline::check,
};

/// A page ends early where the texts of its articles have so many bytes.
const PAGE_BYTES: usize = 8_000_000;

/// Returns the answer to `request`.
pub(super) fn answer(
    reader: &dyn Reader,
    pages: &Pages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let mut answer = match request.parts {
        QuotationParts::Locations => locations(reader, pages, request)?,
        QuotationParts::Shown => shown(reader, pages, request)?,
    };
    answer.counts = counts(reader, request, answer.total.value)?;
    Ok(answer)
}

/// Returns how many quotations are given before a page begins, and before it ends.
fn bounds(request: &QuotationRequest) -> (usize, usize) {
    let page = &request.page;
    let first = page.after.map_or(page.offset, |after| after.given);
    (first, first.saturating_add(page.limit.min(LARGEST_PAGE)))
}

/// Returns what is counted beside; that is done for the first page alone.
fn counts(
    reader: &dyn Reader,
    request: &QuotationRequest,
    total: usize,
) -> Result<Vec<Option<usize>>, BackendError> {
    if request.page.after.is_some() {
        return Ok(vec![None; request.counts.len()]);
    }
    asked::counts(&request.counts, total, |clause| {
        Ok(reader.quotations(&plain(&Words::of(reader).clause(clause)?))?.total)
    })
}

/// Returns the quotations that match: all of them, to go on from, unless they are only counted.
fn found(
    reader: &dyn Reader,
    request: &QuotationRequest,
    end: usize,
) -> Result<QuotationMatches, BackendError> {
    let limit = if end == 0 { 0 } else { usize::MAX };
    let QuotationRequest { condition, ranked, unsure, .. } = request;
    asked::quotations(reader, condition, ranked, unsure.as_ref(), limit)
}

fn totals(found: &QuotationMatches) -> QuotationAnswer {
    QuotationAnswer {
        total: Total::exact(found.total),
        unsure: found.unsure,
        holding: found.articles,
        ..QuotationAnswer::default()
    }
}

/// Returns where the articles of the page's quotations were read, each where it first stands.
fn locations(
    reader: &dyn Reader,
    pages: &Pages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let (first, end) = bounds(request);
    let begun = request.page.after.and_then(|after| pages.take(after.kept));
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
    let goes_on = first < end && end < found.total;
    Ok(QuotationAnswer { next: goes_on.then(|| Cursor { given: end, kept: pages.keep(found) }), ..answer })
}

/// Returns the page's quotations with their articles and reports.
fn shown(
    reader: &dyn Reader,
    pages: &Pages<'_>,
    request: &QuotationRequest,
) -> Result<QuotationAnswer, BackendError> {
    let (first, end) = bounds(request);
    let begun: Option<Walk> = request.page.after.and_then(|after| pages.take(after.kept));
    let mut walk = match begun.filter(|walk| walk.given == first) {
        Some(walk) => walk,
        None => Walk::of(request, found(reader, request, end)?),
    };
    let mut page = Page::default();
    walk.go(reader, first..end, &mut page)?;
    let goes_on = end > first && walk.given + walk.folded < walk.found.total;
    let Page { hits, articles, .. } = page;
    let answer = QuotationAnswer { hits, articles, folded: walk.folded, ..totals(&walk.found) };
    let next = goes_on.then(|| Cursor { given: walk.given, kept: pages.keep(walk) });
    Ok(QuotationAnswer { next, ..answer })
}

/// What one page gives.
#[derive(Default)]
struct Page {
    hits: Vec<QuotationHit>,
    articles: Vec<Arc<Article>>,
    places: HashMap<ArticleNumber, u32>,
    /// Bytes of the articles' texts.
    bytes: usize,
}

impl Page {
    /// Returns the place of an article among those of the page.
    fn place(&mut self, number: ArticleNumber, article: Arc<Article>) -> u32 {
        *self.places.entry(number).or_insert_with(|| {
            self.bytes += article.text.len();
            self.articles.push(article);
            self.articles.len() as u32 - 1
        })
    }
}

/// A walk over the quotations that match, best first. It owns what it found out, to go on with the next page.
struct Walk {
    found: QuotationMatches,
    copies: Copies,
    reports: Reports,
    /// Where copies are hidden: the quotations that are neither given nor hidden.
    ahead: HashSet<Place>,
    /// Quotations met.
    met: usize,
    /// Those before this one were looked up, or are hidden.
    looked_up: usize,
    /// Quotations given or passed over.
    given: usize,
    folded: usize,
}

impl Walk {
    fn of(request: &QuotationRequest, mut found: QuotationMatches) -> Self {
        let copies = request.condition.copies;
        let reports = Reports::of(request.condition.scope.clone(), &std::mem::take(&mut found.ids));
        let ahead = match copies {
            Copies::Hide => found.best.iter().map(Reports::place).collect(),
            Copies::Show | Copies::Only => HashSet::new(),
        };
        Self { found, copies, reports, ahead, met: 0, looked_up: 0, given: 0, folded: 0 }
    }

    /// Gives those of `wanted` to `page`, which may be full before.
    fn go(
        &mut self,
        reader: &dyn Reader,
        wanted: std::ops::Range<usize>,
        page: &mut Page,
    ) -> Result<(), BackendError> {
        while self.given < wanted.end && page.bytes < PAGE_BYTES {
            check()?;
            let Some(&found) = self.found.best.get(self.met) else { break };
            let place = Reports::place(&found);
            self.met += 1;
            if self.is_hidden(&place) {
                continue;
            }
            self.given += 1;
            let is_passed_over = self.given <= wanted.start;
            if is_passed_over && self.copies != Copies::Hide {
                continue;
            }
            if self.met > self.looked_up {
                self.look_up(reader, self.met - 1, wanted.end - self.given + 1)?;
            }
            let same = self.reports.same(reader, place)?;
            if self.copies == Copies::Hide {
                self.ahead.remove(&place);
                for other in self.reports.folded(reader, place, &same)? {
                    self.folded += usize::from(self.ahead.remove(&other));
                }
            }
            if !is_passed_over && let Some(hit) = self.hit(reader, &found, page)? {
                let reported_by = self.reports.reports(reader, place, &same)?;
                let report = |report: Report| ReportHit {
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

    /// Returns whether a quotation reports what was given or passed over.
    fn is_hidden(&self, place: &Place) -> bool {
        self.copies == Copies::Hide && !self.ahead.contains(place)
    }

    /// Looks up the reports of quotations from the one numbered `from` on, of at most `wanted` that are not hidden.
    fn look_up(&mut self, reader: &dyn Reader, from: usize, wanted: usize) -> Result<(), BackendError> {
        let rest = &self.found.best[from..];
        if wanted >= LARGEST_PAGE && rest.len() > LARGEST_PAGE {
            self.reports.look_up_all(reader)?;
        }
        let ahead = rest.iter().map(Reports::place).enumerate().take(LARGEST_PAGE);
        let ahead = ahead.filter(|(_, place)| !self.is_hidden(place)).take(wanted);
        let (numbers, places): (Vec<usize>, Vec<Place>) = ahead.unzip();
        self.reports.look_up(reader, &places)?;
        // Those behind the last one that was looked up wait for the next time.
        self.looked_up = from + numbers.last().map_or(1, |last| last + 1);
        Ok(())
    }

    /// Returns a quotation as it is given, its article in the page; reports are the caller's to fill. `None` if it is there no more.
    fn hit(
        &mut self,
        reader: &dyn Reader,
        found: &QuotationMatch,
        page: &mut Page,
    ) -> Result<Option<QuotationHit>, BackendError> {
        let place = Reports::place(found);
        let Some((article, quotation)) = self.reports.quoted(reader, place)? else { return Ok(None) };
        Ok(Some(QuotationHit {
            article: page.place(place.article, article),
            quotation,
            place: found.quotation as usize,
            score: found.score,
            unsure: found.unsure,
            copies: self.reports.counted(reader, place)?,
            reported_by: Vec::new(),
        }))
    }
}

#[cfg(test)]
mod tests;
