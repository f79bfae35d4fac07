//! A table for each segment: the number of its words, and which of its terms share a stem.
//!
//! It is a file next to the files of the segment, with the same name. A segment never changes, so the file changes only when the
//! archive gets articles in a new language. If it is missing or damaged, the vocabulary is searched instead.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ffi::OsStr,
    fs,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use tantivy::{
    Directory as _, HasLen as _,
    directory::{FileSlice, MmapDirectory},
    index::SegmentId,
};

use super::{
    checksums::Checksums, engine, index_file::IndexFile, segment::Segment, snapshot::Snapshot,
    vocabulary::term_range,
};
use crate::{
    all_cores::on_all_cores,
    analysis::{Stemmer, inflected, stemming_language},
    backend::{BackendError, Reader as _},
};

const EXTENSION: &str = "known";

/// Size of an entry in bytes. Its upper half is the hash of a stem, its lower half the ordinal of a term with this stem,
/// little-endian.
const ENTRY: usize = 8;

/// Minimum number of entries before and after the expected place that are searched first.
const NEAR: usize = 512;

/// Number of bytes in which nearly all heads fit.
const HEAD: usize = 4096;

/// The beginning of the file. The entries follow, grouped by language, ascending.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    /// Number of words of all documents, including deleted ones.
    words: u64,
    /// The languages with their number of entries.
    languages: Vec<(String, u64)>,
}

/// The table of a segment.
pub(super) struct StemTable {
    words: u64,
    /// The byte range of the entries of each language.
    languages: BTreeMap<String, Range<usize>>,
    file: FileSlice,
}

impl StemTable {
    /// Returns the table of the segment with this id, read from `folder`; `None` if it is missing or damaged.
    pub(super) fn of(segment: SegmentId, folder: &MmapDirectory, checksums: &Checksums) -> Option<Self> {
        if !checksums.has(&name(segment)) {
            return None;
        }
        let file = IndexFile::open(folder, checksums.folder(), &file_name(segment)).ok()?;
        let file = FileSlice::new(Arc::new(file));
        let read = |length| {
            let bytes = file.read_bytes_slice(0..length).ok()?;
            let (head, rest) = postcard::take_from_bytes::<Head>(&bytes).ok()?;
            Some((head, bytes.len() - rest.len()))
        };
        let (head, mut end) = read(file.len().min(HEAD)).or_else(|| read(file.len()))?;
        let mut languages = BTreeMap::new();
        for (language, count) in head.languages {
            let start = end;
            end = start.checked_add(usize::try_from(count).ok()?.checked_mul(ENTRY)?)?;
            languages.insert(language, start..end);
        }
        (end == file.len()).then_some(Self { words: head.words, languages, file })
    }

    /// Returns the number of words of all documents, including deleted ones.
    pub(super) fn words(&self) -> u64 {
        self.words
    }

    /// Returns the ordinals of all terms with this stem in `language`, and maybe of others; `None` if the table lacks the
    /// language.
    pub(super) fn with_stem(&self, language: &str, stem: &str) -> Option<Vec<u64>> {
        let bytes = self.languages.get(language)?;
        let count = bytes.len() / ENTRY;
        let hash = hash(stem);
        // Hashes are evenly distributed: the entry is near its expected place, so only a few pages are read.
        let guess = ((hash * count as u64) >> 32) as usize;
        let near = NEAR.max(2 * count.isqrt());
        let (start, end) = (guess.saturating_sub(near), (guess + near).min(count));
        let read = |entries: Range<usize>| {
            let place = bytes.start + entries.start * ENTRY..bytes.start + entries.end * ENTRY;
            self.file.read_bytes_slice(place).ok()
        };
        let of_hash = |bytes: &[u8], start, end| ordinals(bytes.as_chunks().0, hash, start > 0, end < count);
        of_hash(&read(start..end)?, start, end).or_else(|| of_hash(&read(0..count)?, 0, count))
    }
}

/// Returns the ordinals of the entries with this hash; `None` if there may be others in the entries before or after these, which
/// `has_before` and `has_after` say that there are.
fn ordinals(entries: &[[u8; ENTRY]], hash: u64, has_before: bool, has_after: bool) -> Option<Vec<u64>> {
    let hash_of = |entry: &[u8; ENTRY]| u64::from_le_bytes(*entry) >> 32;
    let (first, last) = (entries.first().map(hash_of), entries.last().map(hash_of));
    if (has_before && first.is_none_or(|first| first >= hash))
        || (has_after && last.is_none_or(|last| last <= hash))
    {
        return None;
    }
    let same = &entries[entries.partition_point(|entry| hash_of(entry) < hash)..];
    let same = same.iter().take_while(|entry| hash_of(entry) == hash);
    Some(same.map(|entry| u64::from_le_bytes(*entry) & u64::from(u32::MAX)).collect())
}

impl Snapshot {
    /// Writes the missing tables into `folder`, which has the index, and removes the tables of segments that are gone. Returns
    /// the names of all tables, sorted.
    pub(super) fn write_stem_tables(&self, folder: &Path) -> Result<Vec<String>, BackendError> {
        let doing = "writing what is known of a segment";
        let directory = MmapDirectory::open(folder).map_err(engine(doing))?;
        let languages: BTreeSet<String> =
            self.languages()?.iter().map(|code| stemming_language(code.as_deref()).to_owned()).collect();
        let is_there = |known: &StemTable| languages.iter().all(|name| known.languages.contains_key(name));
        let lacking = |segment: &&Segment| !segment.stem_table.as_ref().is_some_and(is_there);
        let write = |segment: &Segment| {
            let content = segment.stem_table_content(&languages)?;
            let name = file_name(segment.reader.segment_id());
            directory.atomic_write(&name, &content).map_err(engine(doing))
        };
        let lacking = self.segments.iter().filter(lacking).collect();
        on_all_cores(lacking, 1, |part| part.into_iter().try_for_each(write))
            .into_iter()
            .collect::<Result<(), _>>()?;
        let kept: HashSet<PathBuf> =
            self.segments.iter().map(|segment| file_name(segment.reader.segment_id())).collect();
        for entry in fs::read_dir(folder).map_err(engine(doing))?.flatten() {
            let name = PathBuf::from(entry.file_name());
            if name.extension() == Some(OsStr::new(EXTENSION)) && !kept.contains(&name) {
                // A file that cannot be removed is not read, and is removed another time.
                let _ = fs::remove_file(entry.path());
            }
        }
        let mut names: Vec<String> = kept.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    }
}

impl Segment {
    /// Returns the content of the file for these languages.
    fn stem_table_content(&self, languages: &BTreeSet<String>) -> Result<Vec<u8>, BackendError> {
        let doing = "reading the vocabulary";
        let mut entries: Vec<(&String, Stemmer, Vec<u64>)> =
            languages.iter().map(|name| (name, Stemmer::of_language(Some(name)), Vec::new())).collect();
        let inverted = self.reader.inverted_index(self.fields.text).map_err(engine(doing))?;
        let mut terms = term_range(inverted.terms(), "").map_err(engine(doing))?;
        while terms.advance() {
            let ordinal = terms.term_ord();
            let Some(form) = std::str::from_utf8(terms.key()).ok().and_then(inflected) else { continue };
            for (_, stemmer, entries) in entries.iter_mut().filter(|(_, stemmer, _)| stemmer.inflects()) {
                entries.push(hash(&stemmer.stem(form)) << 32 | ordinal);
            }
        }
        let words = (0..self.bound()).map(|doc| u64::from(self.words_of(doc))).sum();
        let counts = entries.iter().map(|(name, _, entries)| ((*name).clone(), entries.len() as u64));
        let head = Head { words, languages: counts.collect() };
        let mut content = postcard::to_stdvec(&head).map_err(engine("writing what is known of a segment"))?;
        for (.., entries) in &mut entries {
            entries.sort_unstable();
            content.extend(entries.iter().flat_map(|entry| entry.to_le_bytes()));
        }
        Ok(content)
    }
}

/// Returns the name of the file of a segment.
pub(super) fn name(segment: SegmentId) -> String {
    format!("{}.{EXTENSION}", segment.uuid_string())
}

fn file_name(segment: SegmentId) -> PathBuf {
    PathBuf::from(name(segment))
}

/// Returns a 32-bit hash: 64-bit FNV-1a with its upper half mixed into the lower.
fn hash(stem: &str) -> u64 {
    let hash = stem.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (hash ^ hash >> 32) & u64::from(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        analyzed_article::analyze,
        article::Article,
        backend::{
            memory::Memory,
            tantivy::{Writer, check_files, checksums::CHECKSUMS},
        },
    };

    const WORDS: &[&str] = &[
        "talks",
        "talk",
        "talking",
        "dying",
        "die",
        "AIDS",
        "aids",
        "#talks",
        "f16s",
        "häuser",
        "haus",
        "houses",
        "gelopen",
        "lopen",
        "loopt",
        "niños",
        "negociação",
        "negociações",
        "skies",
        "sky",
        "us",
        "US",
        "Über",
    ];
    const LANGUAGES: [Option<&str>; 5] = [None, Some("en"), Some("de"), Some("nl"), Some("zh")];

    /// An operation on an index.
    #[derive(Debug, Clone)]
    enum Step {
        /// Replaces the article with this number.
        Put {
            number: u8,
            text: String,
            language: Option<&'static str>,
        },
        Delete(u8),
        /// Commits. With `finish`, another writer is opened.
        Commit {
            finish: bool,
        },
    }

    fn step() -> impl Strategy<Value = Step> {
        let words = prop::collection::vec(prop::sample::select(WORDS), 1..6);
        let put = (0..12_u8, words, prop::sample::select(LANGUAGES.to_vec()))
            .prop_map(|(number, words, language)| Step::Put { number, text: words.join(" "), language });
        prop_oneof![
            4 => put,
            1 => (0..12_u8).prop_map(Step::Delete),
            3 => any::<bool>().prop_map(|finish| Step::Commit { finish }),
        ]
    }

    fn open(folder: &Path) -> Writer {
        Writer::open(folder, 15_000_000).unwrap()
    }

    /// Asserts that the index agrees with the reader in memory.
    fn assert_agree(folder: &Path, memory: &Memory) {
        let snapshot = Snapshot::open(folder).unwrap();
        assert_eq!(snapshot.statistics().unwrap(), memory.statistics().unwrap());
        assert_eq!(snapshot.languages().unwrap(), memory.languages().unwrap());
        for language in ["en", "de", "nl", "pt", "zh"] {
            let stemmer = Stemmer::of_language(Some(language));
            for stem in WORDS.iter().map(|word| stemmer.stem(&word.to_lowercase())) {
                let forms = snapshot.forms_with_stem(language, &stem).unwrap();
                assert_eq!(forms, memory.forms_with_stem(language, &stem).unwrap(), "{language} {stem}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

        #[test]
        fn stem_tables_agree_with_the_articles(steps in prop::collection::vec(step(), 1..60)) {
            let folder = tempfile::tempdir().unwrap();
            let mut memory = Memory::default();
            let mut writer = open(folder.path());
            for step in steps.into_iter().chain([Step::Commit { finish: true }]) {
                match step {
                    Step::Put { number, text, language } => {
                        let id = number.to_string();
                        let lang = language.map(str::to_owned);
                        let article = analyze(Article { id: id.clone(), text, lang, ..Article::default() });
                        writer.delete(&id);
                        writer.add(article.clone()).unwrap();
                        memory.add(article);
                    }
                    Step::Delete(number) => {
                        writer.delete(&number.to_string());
                        memory.delete(&number.to_string());
                    }
                    Step::Commit { finish } => {
                        writer.commit("").unwrap();
                        if finish {
                            writer.finish().unwrap();
                            writer = open(folder.path());
                        }
                        assert_agree(folder.path(), &memory);
                    }
                }
            }
        }
    }

    fn add(folder: &Path, id: &str, language: &str, text: &str) {
        let mut writer = open(folder);
        let (id, lang, text) = (id.to_owned(), Some(language.to_owned()), text.to_owned());
        writer.add(analyze(Article { id, text, lang, ..Article::default() })).unwrap();
        writer.commit("").unwrap();
        writer.finish().unwrap();
    }

    fn stem_table_files(folder: &Path) -> Vec<PathBuf> {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension() == Some(OsStr::new(EXTENSION))).collect()
    }

    #[test]
    fn every_table_has_the_languages_of_all_segments() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), "a", "en", "The ferry talks went on.");
        add(folder.path(), "b", "de", "Die Häuser am Hafen.");
        let snapshot = Snapshot::open(folder.path()).unwrap();
        for segment in &snapshot.segments {
            let languages: Vec<&str> =
                segment.stem_table.as_ref().unwrap().languages.keys().map(String::as_str).collect();
            assert_eq!(languages, ["de", "en"]);
        }
        assert_eq!(stem_table_files(folder.path()).len(), snapshot.segments.len());
    }

    #[test]
    fn tables_that_are_there_are_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), "a", "en", "The ferry talks went on.");
        let [table] = &stem_table_files(folder.path())[..] else { panic!("a table for each segment") };
        let written = || fs::metadata(table).unwrap().modified().unwrap();
        let before = written();
        add(folder.path(), "b", "en", "The talks of the harbour.");
        assert_eq!(written(), before, "another segment was added");
        add(folder.path(), "c", "de", "Die Häuser am Hafen.");
        assert_ne!(written(), before, "the archive has another language");
    }

    #[test]
    fn a_table_that_an_ended_run_did_not_write_is_no_damage() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), "a", "en", "The ferry talks went on.");
        let (before, list) = (stem_table_files(folder.path()), folder.path().join(CHECKSUMS));
        let recorded = fs::read(&list).unwrap();
        add(folder.path(), "b", "en", "The talks of the harbour.");
        let mut tables = stem_table_files(folder.path());
        tables.retain(|table| !before.contains(table));
        let [table] = &tables[..] else { panic!("a table for each segment") };
        let damaged = || {
            let checked = check_files(folder.path(), &mut |_| {}).unwrap();
            checked.damaged.into_iter().map(|damaged| damaged.name).collect::<Vec<_>>()
        };
        fs::remove_file(table).unwrap();
        assert_eq!(damaged(), [table.file_name().unwrap().to_str().unwrap()]);
        fs::write(&list, recorded).unwrap();
        assert_eq!(damaged(), [""; 0]);
    }

    #[test]
    fn missing_or_damaged_tables_are_replaced_by_the_vocabulary() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), "a", "en", "The talks were long. He was talking of houses.");
        let expected = ["talking", "talks"];
        for change in [
            |bytes: &[u8]| bytes[..bytes.len() - 3].to_vec(),
            |_: &[u8]| Vec::new(),
            |_: &[u8]| vec![255; 40],
        ] {
            let path = stem_table_files(folder.path()).pop().unwrap();
            let whole = fs::read(&path).unwrap();
            fs::write(&path, change(&whole)).unwrap();
            let snapshot = Snapshot::open(folder.path()).unwrap();
            assert_eq!(snapshot.forms_with_stem("en", "talk").unwrap(), expected);
            assert_eq!(snapshot.statistics().unwrap().words, 9);
            drop(snapshot);
            fs::write(&path, whole).unwrap();
        }
        fs::remove_file(stem_table_files(folder.path()).pop().unwrap()).unwrap();
        assert_eq!(Snapshot::open(folder.path()).unwrap().forms_with_stem("en", "talk").unwrap(), expected);
    }

    #[test]
    fn tables_of_merged_segments_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..12 {
            add(folder.path(), &number.to_string(), "en", "The ferry talks went on.");
        }
        let snapshot = Snapshot::open(folder.path()).unwrap();
        assert!(snapshot.segments.len() < 12);
        assert_eq!(stem_table_files(folder.path()).len(), snapshot.segments.len());
        assert_eq!(snapshot.statistics().unwrap().words, 12 * 5);
    }
}
