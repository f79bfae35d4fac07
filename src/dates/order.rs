//! Whether `06/02/2026` is the sixth of February or the second of June. Input: a language, a domain or other dates. Output: the order.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::tokens::{Token, tokens};
use crate::word_list::rows;

/// Which of two numbers is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum DayOrder {
    /// Unknown.
    #[default]
    Unknown,
    /// The first number: `06/02` is in February.
    DayFirst,
    /// The second number: `06/02` is in June.
    MonthFirst,
}

/// Orders by language (`de`, `en-us`) and by top-level domain (`.uk`).
static ORDERS: LazyLock<FxHashMap<String, DayOrder>> = LazyLock::new(|| {
    let rows = rows(include_str!("order.tsv")).flat_map(|(order, mut columns)| {
        let order = if order == "day" { DayOrder::DayFirst } else { DayOrder::MonthFirst };
        let dot = if columns.next() == Some("tld") { "." } else { "" };
        columns.map(move |name| (format!("{dot}{name}"), order))
    });
    rows.collect()
});

impl DayOrder {
    /// Returns the usual order in a language (`en-US`, `de`).
    pub(crate) fn of_language(lang: &str) -> Self {
        let lang = lang.trim().to_lowercase().replace('_', "-");
        let known = |name: &str| ORDERS.get(name).copied();
        known(&lang).or_else(|| known(lang.split('-').next()?)).unwrap_or_default()
    }

    /// Returns the usual order in the country of a domain.
    pub(crate) fn of_domain(domain: &str) -> Self {
        let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
        ORDERS.get(&format!(".{top}")).copied().unwrap_or_default()
    }

    /// Returns the order of the unambiguous dates in `texts`, or `Unknown` if they differ.
    pub(crate) fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut found = Self::Unknown;
        for text in texts.filter(|text| text.contains('/')) {
            let tokens = tokens(text);
            for order in tokens.windows(5).filter_map(only_order) {
                match (found, order) {
                    (Self::Unknown, order) => found = order,
                    (found, order) if found != order => return Self::Unknown,
                    _ => {}
                }
            }
        }
        found
    }

    /// Returns this order, or `other` if this one is unknown.
    pub(crate) fn or(self, other: Self) -> Self {
        if self == Self::Unknown { other } else { self }
    }
}

/// Returns the order of `13/02/2026` or `02/13/2026`; `None` for anything else.
fn only_order(tokens: &[Token<'_>]) -> Option<DayOrder> {
    let [first, slash, second, other, year] = tokens else { return None };
    if slash.text != "/" || other.text != "/" || year.text.len() != 4 {
        return None;
    }
    match (first.number()?, second.number()?) {
        (13..=31, 1..=12) => Some(DayOrder::DayFirst),
        (1..=12, 13..=31) => Some(DayOrder::MonthFirst),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_domain_and_other_dates_decide_the_order() {
        use DayOrder::{DayFirst, MonthFirst, Unknown};
        for (lang, order) in
            [("en-US", MonthFirst), ("en_GB", DayFirst), ("de-AT", DayFirst), ("en", Unknown), ("", Unknown)]
        {
            assert_eq!(DayOrder::of_language(lang), order, "{lang}");
        }
        for (domain, order) in
            [("courier.example", Unknown), ("courier.co.uk", DayFirst), ("leeds.gov", MonthFirst)]
        {
            assert_eq!(DayOrder::of_domain(domain), order, "{domain}");
        }
        let texts: [(&[&str], DayOrder); 4] = [
            (&["Posted 13/02/2026", "06/02/2026"], DayFirst),
            (&["Posted 02/13/2026 10:00"], MonthFirst),
            (&["13/02/2026", "02/13/2026"], Unknown),
            (&["06/02/2026", "24/7", "1/2/3"], Unknown),
        ];
        for (texts, order) in texts {
            assert_eq!(DayOrder::of_texts(texts.iter().copied()), order, "{texts:?}");
        }
        assert_eq!(Unknown.or(DayFirst).or(MonthFirst), DayFirst);
    }
}
