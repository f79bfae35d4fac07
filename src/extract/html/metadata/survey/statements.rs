//! The kinds of statements that a survey collects, each with its place on the page. Plain data.

/// Where something stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::extract::html::metadata) struct Place {
    /// Its order on the page.
    pub(in crate::extract::html::metadata) at: usize,
    /// Among readers' comments.
    pub(in crate::extract::html::metadata) comment: bool,
    /// Where classes speak of dates.
    pub(in crate::extract::html::metadata) dated: bool,
    /// Where classes speak of authors.
    pub(in crate::extract::html::metadata) byline: bool,
    /// In a heading of the first rank.
    pub(in crate::extract::html::metadata) headline: bool,
    /// In words that lead elsewhere.
    pub(in crate::extract::html::metadata) link: bool,
    /// In a list, where other articles are named.
    pub(in crate::extract::html::metadata) list: bool,
    /// The innermost part of the page around the article that it stands in, as a place in [`Survey::asides`].
    pub(in crate::extract::html::metadata) aside: Option<usize>,
    /// The innermost thing with properties that it belongs to, as a place in [`Survey::things`].
    pub(in crate::extract::html::metadata) thing: Option<usize>,
    /// The innermost `<article>`, by its order.
    pub(in crate::extract::html::metadata) article: Option<usize>,
}

/// A property in the markup of the body (microdata or RDFa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Property {
    /// Its names without a prefix, lower case, parted by spaces.
    pub(in crate::extract::html::metadata) name: String,
    pub(in crate::extract::html::metadata) value: String,
    /// Its text, where the value is an attribute.
    pub(in crate::extract::html::metadata) place: Place,
    /// The thing it is, where its value is one.
    pub(in crate::extract::html::metadata) is_thing: Option<usize>,
}

/// A thing with properties: its type, and the one it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Thing {
    pub(in crate::extract::html::metadata) kind: String,
    pub(in crate::extract::html::metadata) parent: Option<usize>,
}

/// A time in an attribute: of `<time>`, `<abbr>`, `data-…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Moment {
    pub(in crate::extract::html::metadata) value: String,
    /// What readers see.
    pub(in crate::extract::html::metadata) shown: String,
    /// Lower-case classes and names of the element.
    pub(in crate::extract::html::metadata) hints: String,
    pub(in crate::extract::html::metadata) place: Place,
    pub(in crate::extract::html::metadata) is_time: bool,
}

/// A line as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Line {
    pub(in crate::extract::html::metadata) text: String,
    pub(in crate::extract::html::metadata) place: Place,
}

/// The words of a link that leads to an author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::html::metadata) struct Writer {
    pub(in crate::extract::html::metadata) text: String,
    pub(in crate::extract::html::metadata) place: Place,
}
