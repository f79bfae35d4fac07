//! `morgue show`: one article.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Error, bail};
use clap::{Args, ValueEnum};
use morgue::archive::{Archive, FindError};
use morgue::article::Article;
use morgue::render::reading::{self, Beside};
use morgue::render::told::Detail;
use morgue::render::{html, jsonl, markdown};

use super::context::{Context, backend_error, here, search_error};
use super::error::CommandError;
use super::exit::Exit;
use super::help;
use super::options::refuse_empty;
use super::time::TimeArgs;

/// Arguments of `morgue show`.
#[derive(Debug, Args)]
#[command(after_long_help = help::SHOW)]
pub(crate) struct ShowArgs {
    /// An id, the beginning of one, a path (`news.jsonl#3` for its third record, `news.txt:12` for what stands there), the name of a
    /// file, or a url; several are shown one after the other.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Mark what matches this query.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Take TIME for the present, by which `7d` and `yesterday` in the query are reckoned.
    #[arg(long, value_name = "TIME", requires = "query")]
    now: Option<String>,
    /// Say by which rule each quotation was found.
    #[arg(long, conflicts_with = "plain")]
    explain: bool,
    /// Leave out the marks around quotations and their list.
    #[arg(long, conflicts_with = "json")]
    plain: bool,
    /// The form of the article.
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with = "json")]
    format: ShowFormat,
    /// The same as --format jsonl; errors are JSON too.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    time: TimeArgs,
}

/// The forms of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// For reading.
    Text,
    /// JSON Lines (`morgue help json`).
    #[value(alias = "json")]
    Jsonl,
    /// Markdown.
    Md,
    /// A web page.
    Html,
}

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, context: &mut Context) -> anyhow::Result<Exit> {
    args.ids.iter().try_for_each(|id| refuse_empty_id(id))?;
    if let Some(query) = &args.query {
        refuse_empty(std::slice::from_ref(query))?;
    }
    let _time = args.time.start();
    let archive = context.open()?;
    let mut shown = 0;
    for id in &args.ids {
        let Some(article) = named(&archive, id)? else { continue };
        if shown > 0 {
            context.out.write_all(between(args.format()))?;
        }
        show(&archive, article, args, context)?;
        shown += 1;
    }
    Ok(if shown == args.ids.len() { Exit::Found } else { Exit::Nothing })
}

/// Returns what stands between two articles.
fn between(format: ShowFormat) -> &'static [u8] {
    match format {
        ShowFormat::Text => b"\n\n",
        ShowFormat::Md => b"\n---\n\n",
        ShowFormat::Jsonl | ShowFormat::Html => b"",
    }
}

fn show(
    archive: &Archive,
    mut article: Article,
    args: &ShowArgs,
    context: &mut Context,
) -> anyhow::Result<()> {
    let matches = match &args.query {
        Some(query) => matches(archive, &article, query, args.now.as_deref())?,
        None => reading::Matches::default(),
    };
    let copies = archive.copies(&article).map_err(|error| search_error(error, ""))?;
    let page = context.page();
    if args.format() == ShowFormat::Jsonl {
        let object = match args.query {
            Some(_) => jsonl::article_object_with(&article, &copies, &matches),
            None => jsonl::shown_article(&article, &copies).into(),
        };
        return Ok(jsonl::line(&object, &mut context.out)?);
    }
    if args.plain {
        article.quotations.clear();
    }
    let rules = if args.explain { Detail::Shown } else { Detail::Left };
    let beside = Beside { matches, copies, rules };
    match args.format() {
        ShowFormat::Md => markdown::article(&article, &beside, &mut context.out)?,
        ShowFormat::Html => html::article(&article, &beside, &mut context.out)?,
        ShowFormat::Text | ShowFormat::Jsonl => {
            reading::article(&article, &beside, &page, &mut context.out)?;
        }
    }
    Ok(())
}

impl ShowArgs {
    fn format(&self) -> ShowFormat {
        if self.json { ShowFormat::Jsonl } else { self.format }
    }
}

/// Returns the article that is named; `None`, and a note, if there is none.
pub(crate) fn named(archive: &Archive, reference: &str) -> anyhow::Result<Option<Article>> {
    refuse_empty_id(reference)?;
    match find(archive, reference) {
        Ok(article) => Ok(Some(article)),
        Err(FindError::NotFound { reference }) => {
            super::paths::aside(&format!("note: no article has the id, path or url `{reference}`"));
            Ok(None)
        }
        Err(error) => Err(find_error(error)),
    }
}

fn refuse_empty_id(id: &str) -> anyhow::Result<()> {
    if id.is_empty() {
        bail!(CommandError::new("usage", "the id is empty").hint("is a variable not set?"));
    }
    Ok(())
}

/// Finds an article as named, or at a path relative to the working folder, or by the name of its file.
fn find(archive: &Archive, reference: &str) -> Result<Article, FindError> {
    let is_missing = |found: &Result<Article, FindError>| matches!(found, Err(FindError::NotFound { .. }));
    let mut found = archive.find(reference);
    if is_missing(&found)
        && let Some(path) = path_from_here(reference)
    {
        found = archive.find(&path);
    }
    if is_missing(&found) {
        found = archive.find_by_file_name(reference);
    }
    found
}

/// Returns a relative path made absolute, with what stands behind it (`#3`, `:12`).
fn path_from_here(reference: &str) -> Option<String> {
    if Path::new(reference).is_absolute() {
        return None;
    }
    let (path, rest) = split_place(&here().ok()?.join(reference));
    let path = std::path::absolute(&path).ok()?;
    let path = path.canonicalize().unwrap_or(path);
    Some(format!("{}{rest}", path.to_str()?))
}

/// Splits `news.jsonl#3`, `news.txt:12` or `news.txt:12:5` into path and rest, unless a file has that very name.
fn split_place(path: &Path) -> (PathBuf, String) {
    let text = path.to_string_lossy();
    let mut file = &*text;
    // A record, or a line and a column.
    for _ in 0..2 {
        let Some(at) = file.rfind(['#', ':']).filter(|at| file[at + 1..].parse::<u64>().is_ok()) else {
            break;
        };
        if Path::new(file).exists() {
            break;
        }
        file = &file[..at];
    }
    (file.into(), text[file.len()..].to_owned())
}

fn find_error(error: FindError) -> Error {
    let code = match error {
        FindError::Backend(error) => return backend_error(error),
        FindError::NotFound { .. } => "not_found",
        FindError::Ambiguous { .. } | FindError::SeveralFiles { .. } | FindError::SeveralRecords { .. } => {
            "ambiguous_id"
        }
    };
    let shown = CommandError::new(code, error.to_string());
    Error::new(error).context(shown)
}

fn matches(
    archive: &Archive,
    article: &Article,
    query: &str,
    now: Option<&str>,
) -> anyhow::Result<reading::Matches> {
    let request = morgue::archive::SearchRequest::new(query, super::options::now(now)?);
    let (title, text) = archive.highlight(article, &request).map_err(|error| search_error(error, query))?;
    Ok(reading::Matches { title, text })
}
