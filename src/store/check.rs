//! What a check of a store finds.

/// The result of a check of all bytes of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileCheck {
    /// Number of files that were read.
    pub files: u64,
    /// Number of their bytes.
    pub bytes: u64,
    /// What is damaged.
    pub damages: Vec<Damage>,
}

/// A damaged part of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file, relative to the place of the archive.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
    /// What is lost with it. `None` if nothing is lost: the next run makes the file anew.
    pub lost: Option<String>,
}
