//! Boilerplate: lines that recur in many texts of a folder and belong to the page around its articles.
//!
//! Input: the `EdgeLines` of all texts of an archive. Output: for each folder, the `RecurringLines`. `extract` finds the edge lines of
//! a text and marks the recurring lines; `update` keeps them in the manifest (`packed`).

mod detect;
mod edge_lines;
pub(crate) mod packed;

pub(crate) use detect::{Boilerplate, TextEdges, detect};
pub use edge_lines::RecurringLines;
pub(crate) use edge_lines::{EdgeLine, EdgeLines, LineShape, UNIQUE, WordRatio, line_hash};
