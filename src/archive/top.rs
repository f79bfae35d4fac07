//! What an archive holds most of: sources, speakers, authors, languages, sections.
//!
//! Of speakers, `quotes --by NAME` finds for the value of a row all that the row counts; what it finds beside that are surnames alone
//! that may be somebody else's, which it marks as unsure, and shorter names that fit others, too.

use super::{Archive, SearchError, SearchRequest, Summary, lower::Target, request::Unasked};
use crate::backend::{LARGEST_PAGE, PageRequest, TopValuesRequest, Total};
pub use crate::backend::{TopField, TopRow};

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct TopRequest {
    /// What is counted.
    pub field: TopField,
    /// Which articles (quotations) are counted, and how many rows are listed. All are, where the query is empty.
    pub of: SearchRequest,
}

/// The most frequent values.
#[derive(Debug, Clone, PartialEq)]
pub struct TopResults {
    /// What was counted.
    pub field: TopField,
    /// The rows shown, the most frequent first, ties in the order of letters.
    pub rows: Vec<TopRow>,
    /// How many rows there are.
    pub values: usize,
    /// `total` and `articles` of all that was counted, `shown` rows.
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
        let mut question = self.question(&of, target)?;
        let (condition, unsure) = (question.condition(), question.unsure());
        let limit = of.limit.map_or(LARGEST_PAGE, |limit| limit.min(LARGEST_PAGE));
        let page = PageRequest { after: None, offset: of.offset, limit };
        let mut asked = TopValuesRequest { field: request.field, condition, unsure, page };
        let mut answer = self.seam().top_values(&asked)?;
        question.learn(std::mem::take(&mut answer.words));
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
        question.count_quotations(Total::exact(answer.total), answer.article_count, answer.unsure);
        let (shown, unnamed) = (rows.len(), answer.unnamed);
        let summary = Summary { shown, offset: of.offset, unnamed, ..question.summary };
        Ok(TopResults { field: request.field, rows, values: answer.row_count, summary })
    }
}
