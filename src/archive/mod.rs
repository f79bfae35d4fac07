//! What callers use: an archive of articles that is opened, brought up to date and asked.

mod request;
mod results;

pub use request::{Fallback, JoinedBy, Restrictions, SearchRequest, Sort, Syntax};
pub use results::{PassageHit, QuotationHit, QuotationResults, SearchResults, Summary, Warning};
