//! One item of a feed as plain data. `read` writes it to a record as JSON, and `extract` reads it from there.

use serde::{Deserialize, Serialize};

/// One item of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Item {
    /// Its id in the feed; some feeds use a URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Prose>,
    /// Its texts, the best first: the content, then summaries.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) texts: Vec<Prose>,
    /// Dates of publication as written, the most reliable first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) published: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) updated: Option<String>,
    /// Authors, as written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) authors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    /// The original source, if it is not the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Channel>,
    pub(crate) feed: Channel,
}

/// A feed: its title and the page it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Channel {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<Prose>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url: Option<String>,
}

/// Text and its kind of markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Prose {
    pub(crate) markup: Markup,
    pub(crate) text: String,
}

/// Kind of markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Markup {
    /// None: `<` is an ordinary character.
    Plain,
    /// HTML.
    Html,
    /// The format does not state it: HTML if the text looks like HTML.
    Unknown,
}

/// Returns text without escaped CDATA markers.
pub(super) fn without_cdata_markers(text: String) -> String {
    if text.contains("<![CDATA[") { text.replace("<![CDATA[", "").replace("]]>", "") } else { text }
}

impl Item {
    /// Returns the record of the item.
    pub(super) fn to_json(&self) -> Vec<u8> {
        // Strings, lists and objects with names can always be written as JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Prose {
    /// Returns the trimmed text; `None` if it is only white space.
    pub(super) fn new(markup: Markup, text: impl Into<String>) -> Option<Self> {
        let text = without_cdata_markers(text.into());
        let trimmed = text.trim();
        (!trimmed.is_empty()).then(|| Self { markup, text: trimmed.to_owned() })
    }
}
