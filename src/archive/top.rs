//! The most frequent sources, speakers, authors, languages and sections.
//!
//! For the name in a row of speakers, `quotes --by NAME` finds all quotations that the row counts. It also finds quotations that give
//! only a surname, which it marks as unsure, and quotations with a shorter name that matches other speakers too.

use super::{Archive, SearchError, SearchRequest, Summary, lower::Target, request::Unasked};
use crate::backend::{LARGEST_PAGE, PageRequest, TopValuesRequest, Total};
pub use crate::backend::{TopField, TopRow};

/// A request for the most frequent values of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct TopRequest {
    /// The field.
    pub field: TopField,
    /// The search for the articles or quotations to count, with the maximum number of rows. An empty query counts all.
    pub of: SearchRequest,
}

/// The most frequent values.
#[derive(Debug, Clone, PartialEq)]
pub struct TopResults {
    /// The field.
    pub field: TopField,
    /// The rows, the most frequent first, ties in alphabetical order.
    pub rows: Vec<TopRow>,
    /// Number of rows without the limit.
    pub values: usize,
    /// Totals and warnings: `total` and `articles` cover everything that was counted, and `shown` is the number of rows.
    pub summary: Summary,
}

impl Archive {
    /// Returns the most frequent values of a field.
    ///
    /// # Errors
    /// As [`search`](Self::search).
    pub fn top(&self, request: &TopRequest) -> Result<TopResults, SearchError> {
        let of = SearchRequest { unasked: Unasked::Everything, ..request.of.clone() };
        let target = if request.field == TopField::Speaker { Target::Quotations } else { Target::Articles };
        let mut prepared = self.prepare(&of, target)?;
        let (condition, unsure) = (prepared.condition(), prepared.unsure());
        let limit = of.limit.map_or(LARGEST_PAGE, |limit| limit.min(LARGEST_PAGE));
        let page = PageRequest { after: None, offset: of.offset, limit };
        let mut asked = TopValuesRequest { field: request.field, condition, unsure, page };
        let mut answer = self.seam().top_values(&asked)?;
        prepared.learn(std::mem::take(&mut answer.words));
        let mut rows = std::mem::take(&mut answer.rows);
        while let Some(after) = answer.next {
            let limit = of.wanted().saturating_sub(after.position).min(LARGEST_PAGE);
            if limit == 0 {
                break;
            }
            asked.page = PageRequest { after: Some(after), offset: of.offset, limit };
            answer = self.seam().top_values(&asked)?;
            rows.append(&mut answer.rows);
        }
        prepared.count_quotations(Total::exact(answer.total), answer.article_count, answer.unsure);
        let (shown, unnamed) = (rows.len(), answer.unnamed);
        let summary = Summary { shown, offset: of.offset, unnamed, ..prepared.summary };
        Ok(TopResults { field: request.field, rows, values: answer.row_count, summary })
    }
}
