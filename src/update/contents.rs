//! What an index remembers of its inputs, for people.

use std::path::PathBuf;

use super::{
    error::UpdateError,
    manifest::{Kind, Manifest, RootRole, Standing},
    report::Problem,
};
use crate::store::Store;

/// What an index was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents {
    /// The folders and files gone over when none is named, by path.
    pub folders: Vec<PathBuf>,
    /// How many files were read, standard input not counted.
    pub files: u64,
    /// Articles in the index.
    pub articles: u64,
    /// Quotations in the index.
    pub quotations: u64,
    /// Records in whose place a newer version from another input stands.
    pub replaced: u64,
    /// Files, members of archives and records that are no articles.
    pub not_articles: u64,
    /// Inputs and records that could not be read, by path.
    pub unreadable: Vec<Problem>,
}

/// Returns what the archive in `store` was made from.
///
/// # Errors
/// When there is none, or it cannot be read.
pub fn contents(store: &dyn Store) -> Result<Contents, UpdateError> {
    let manifest = Manifest::read(store.committed()?.manifest);
    Ok(Contents::of(&manifest.map_err(|damage| damage.of(store.name()))?))
}

impl Contents {
    fn of(manifest: &Manifest) -> Self {
        let folders = manifest
            .roots
            .iter()
            .filter(|root| root.role == RootRole::Read)
            .map(|root| PathBuf::from(&root.path))
            .collect();
        let mut contents = Self { folders, ..Self::default() };
        for input in &manifest.inputs {
            contents.files += u64::from(!input.path.is_empty() && input.kind != Kind::Nothing);
            contents.not_articles += input.not_articles();
            if let Some(reason) = &input.unreadable {
                contents.unreadable.push(Problem::of_input(input.path.clone(), reason.clone()));
            }
            if input.refused > 0 {
                let reason = match input.refused {
                    1 => "a part of it could not be read".to_owned(),
                    parts => format!("{parts} parts of it could not be read"),
                };
                contents.unreadable.push(Problem::of_input(input.path.clone(), reason));
            }
            for record in &input.records {
                match record.standing {
                    Standing::Live => {
                        contents.articles += 1;
                        contents.quotations += u64::from(record.quotations);
                    }
                    Standing::Replaced => contents.replaced += 1,
                    Standing::Unreadable | Standing::Notice if record.ordinal.is_some() => {
                        let reason = match (&record.reason, record.standing) {
                            (Some(reason), _) => reason,
                            (None, Standing::Notice) => "it withdraws an article",
                            (None, _) => "it could not be read",
                        };
                        let problem = Problem::of_input(input.path.clone(), reason);
                        contents.unreadable.push(Problem { record: record.ordinal, ..problem });
                    }
                    Standing::Unreadable | Standing::Notice | Standing::NoArticle | Standing::Removed => {}
                }
            }
        }
        contents
    }
}
