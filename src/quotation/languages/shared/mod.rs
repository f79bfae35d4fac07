//! What several languages other than English share: German and the Romance languages report quoted words and name offices alike.

pub(super) mod name_after_office;
pub(super) mod speaker_beside_quotation;
pub(super) mod verb_group;
