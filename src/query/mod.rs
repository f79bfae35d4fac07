//! From the text of a query to its syntax tree. Text and the present time enter; an [`Ast`] with warnings leaves, or an error with its place.

mod ast;

pub use ast::{Ast, Field, Filter, Forms, Phrase, Presence, Proximity, Within};
