//! Boilerplate: lines that recur in many texts of a folder and belong to the page around its articles.
//!
//! Input: the `EdgeLines` of all texts of an archive. Output: for each folder, the `RecurringLines`. `extract` finds the edge lines of
//! a text and marks the recurring lines; `update` keeps them in the manifest (`packed`).

mod copy_groups;
mod detect;
mod edge_lines;
mod frequent;
pub(crate) mod packed;
mod text_edges;

pub(crate) use detect::{Boilerplate, detect};
pub use edge_lines::RecurringLines;
pub(crate) use edge_lines::{EdgeLine, EdgeLines, LineShape, UNIQUE, WordRatio, line_hash};
pub(crate) use text_edges::TextEdges;
