//! Rules that German and the Romance languages share: quoted words with their speaker beside them, and names after
//! offices.

pub(super) mod name_after_office;
pub(super) mod speaker_beside_quotation;
pub(super) mod verb_group;
