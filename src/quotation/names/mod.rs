//! Names: the people of an article, names as runs of capitalized words, roles beside names, quoted names, names of
//! organizations, and the names of one speaker across articles.

pub(crate) mod name_run;
pub(crate) mod organization;
#[cfg(test)]
mod organization_tests;
pub(crate) mod people;
#[cfg(test)]
mod people_tests;
pub(crate) mod quoted_names;
pub(crate) mod role;
pub(crate) mod speaker_name;
