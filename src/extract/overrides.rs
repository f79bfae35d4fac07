//! Metadata that the user sets for all articles of a folder (`--set source=apnews.com`). Input: settings and articles. Output: articles
//! with these fields.

use crate::article::{Article, SourceFrom};

/// Fields of articles that replace what the articles state themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overrides {
    values: Vec<(Field, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Source,
    Lang,
    Section,
}

const FIELDS: [(&str, Field); 3] =
    [("source", Field::Source), ("lang", Field::Lang), ("section", Field::Section)];

/// Error for text that is not a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not FIELD=VALUE with one of the fields source, lang and section")]
pub struct InvalidOverride {
    text: String,
}

impl Overrides {
    /// Reads settings of the form `FIELD=VALUE`. An empty value removes the setting of the field.
    ///
    /// # Errors
    /// If a setting has another form or an unknown field.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidOverride> {
        let mut overrides = Self::default();
        for text in texts {
            let wrong = || InvalidOverride { text: text.to_owned() };
            let (name, value) = text.split_once('=').ok_or_else(wrong)?;
            let known = FIELDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name.trim()));
            let (_, field) = known.ok_or_else(wrong)?;
            overrides.set(*field, value.trim());
        }
        Ok(overrides)
    }

    fn set(&mut self, field: Field, value: &str) {
        self.values.retain(|(known, _)| *known != field);
        self.values.push((field, value.to_owned()));
    }

    /// Returns these settings, replaced by the `later` settings of the same fields.
    #[must_use]
    pub fn and_then(mut self, later: &Self) -> Self {
        for (field, value) in &later.values {
            self.set(*field, value);
        }
        self.values.retain(|(_, value)| !value.is_empty());
        self
    }

    /// Returns whether there are no settings.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Returns the settings as text that [`parse`](Self::parse) reads.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let name = |field| FIELDS.iter().find(|(_, known)| *known == field).map_or("", |(name, _)| *name);
        self.values.iter().map(|(field, value)| format!("{}={value}", name(*field))).collect()
    }

    /// Sets the fields of an article.
    pub fn apply(&self, article: &mut Article) {
        for (field, value) in &self.values {
            match field {
                Field::Source => set_source(article, value),
                Field::Lang => article.lang = Some(value.to_ascii_lowercase()),
                Field::Section => article.section = Some(value.clone()),
            }
        }
    }
}

/// Sets the outlet: its domain, or its name if `value` is not a domain.
fn set_source(article: &mut Article, value: &str) {
    let is_domain = value.contains('.') && !value.contains(char::is_whitespace);
    let domain = crate::url::without_view(value).to_lowercase();
    (article.source, article.source_name) =
        if is_domain { (Some(domain), None) } else { (None, Some(value.to_owned())) };
    article.source_from = Some(SourceFrom::Record);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_replace_what_an_article_states() {
        let overrides = Overrides::parse(["source=The Fen Gazette", "LANG=EN"]).unwrap();
        let mut article = Article { source: Some("other.example".into()), ..Article::default() };
        overrides.apply(&mut article);
        assert_eq!((article.source, article.source_name.as_deref()), (None, Some("The Fen Gazette")));
        assert_eq!(article.lang.as_deref(), Some("en"));
        let domain = Overrides::parse(["source=www.Fen.example"]).unwrap();
        let mut article = Article::default();
        domain.apply(&mut article);
        assert_eq!(article.source.as_deref(), Some("fen.example"));
    }

    #[test]
    fn an_empty_value_removes_a_setting() {
        let before = Overrides::parse(["source=fen.example", "section=News"]).unwrap();
        let later = before.and_then(&Overrides::parse(["source="]).unwrap());
        assert_eq!(later.texts(), ["section=News"]);
        for wrong in ["source", "sauce=x"] {
            assert!(
                Overrides::parse([wrong]).unwrap_err().to_string().starts_with(&format!("`{wrong}` is not"))
            );
        }
    }
}
