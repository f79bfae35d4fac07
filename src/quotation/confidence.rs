//! How sure a quotation is: how often its rule found the right speaker in the articles it was developed on.

use crate::quotation::{resolve::Resolved, rules::Attribution};

/// Returns how likely these are the words of this speaker, from 0 to 1.
pub(crate) fn confidence(attribution: &Attribution, resolved: &Resolved) -> f32 {
    let rule: f32 = match (attribution.rule, &attribution.source) {
        (_, None) => 0.3,
        ("words-then-speaker", _) => 0.95,
        _ => 0.8,
    };
    if resolved.traced { rule * 0.9 } else { rule }
}
