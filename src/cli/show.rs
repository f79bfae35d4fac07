//! `morgue show`: one article.

use std::path::{Path, PathBuf};

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

/// Arguments of `morgue show`.
#[derive(Debug, Args)]
#[command(after_long_help = help::SHOW)]
pub(crate) struct ShowArgs {
    /// An id, the beginning of one, a path (`news.jsonl#3` for its third record, `news.txt:12` for what stands there) or a url.
    id: String,
    /// Mark what matches this query.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Take TIME for the present, by which `7d` and `yesterday` in the query are reckoned.
    #[arg(long, value_name = "TIME", requires = "query")]
    now: Option<String>,
    /// Say by which rule each quotation was found.
    #[arg(long)]
    explain: bool,
    /// The form of the article.
    #[arg(long, value_name = "FORMAT", default_value = "text", conflicts_with = "json")]
    format: ShowFormat,
    /// The same as --format jsonl; errors are JSON too.
    #[arg(long)]
    json: bool,
}

/// The forms of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ShowFormat {
    /// For reading.
    Text,
    /// One JSON object (docs/json.md).
    Jsonl,
    /// Markdown.
    Md,
    /// A web page.
    Html,
}

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, context: &mut Context) -> Result<Exit, CommandError> {
    refuse_empty_id(&args.id)?;
    if let Some(query) = &args.query {
        refuse_empty(std::slice::from_ref(query))?;
    }
    let archive = context.open()?;
    let Some(article) = named(&archive, &args.id)? else { return Ok(Exit::Nothing) };
    let matches = match &args.query {
        Some(query) => matches(&archive, &article, query, args.now.as_deref())?,
        None => reading::Matches::default(),
    };
    let copies = archive.copies(&article).map_err(|error| search_error(error, ""))?;
    let page = context.page();
    let format = if args.json { ShowFormat::Jsonl } else { args.format };
    if format == ShowFormat::Jsonl {
        let object = match args.query {
            Some(_) => jsonl::article_object_with(&article, &copies, &matches),
            None => jsonl::shown_article(&article, &copies).into(),
        };
        jsonl::line(&object, &mut context.out)?;
        return Ok(Exit::Found);
    }
    let rules = if args.explain { Detail::Shown } else { Detail::Left };
    let beside = Beside { matches, copies, rules };
    match format {
        ShowFormat::Md => markdown::article(&article, &beside, &mut context.out)?,
        ShowFormat::Html => html::article(&article, &beside, &mut context.out)?,
        ShowFormat::Text | ShowFormat::Jsonl => {
            reading::article(&article, &beside, &page, &mut context.out)?;
        }
    }
    Ok(Exit::Found)
}

/// Returns the article that is named; `None`, and a note, if there is none.
pub(crate) fn named(archive: &Archive, reference: &str) -> Result<Option<Article>, CommandError> {
    refuse_empty_id(reference)?;
    match find(archive, reference) {
        Ok(article) => Ok(Some(article)),
        Err(FindError::NotFound { reference }) => {
            super::paths::aside(&format!("note: no article has the id, path or url `{reference}`"));
            Ok(None)
        }
        Err(error) => Err(find_error(&error)),
    }
}

fn refuse_empty_id(id: &str) -> Result<(), CommandError> {
    if id.is_empty() {
        return Err(CommandError::new("usage", "the id is empty").hint("is a variable not set?"));
    }
    Ok(())
}

/// Finds an article as named, or at a path relative to the working folder.
fn find(archive: &Archive, reference: &str) -> Result<Article, FindError> {
    match archive.find(reference) {
        Err(FindError::NotFound { .. }) if !Path::new(reference).is_absolute() && !reference.is_empty() => {
            let not_found = || FindError::NotFound { reference: reference.to_owned() };
            let joined = here().map_err(|_| not_found())?.join(reference);
            let (path, rest) = split_place(&joined);
            let path = std::path::absolute(&path)
                .ok()
                .and_then(|path| path.canonicalize().or(Ok::<_, ()>(path)).ok());
            let path = path.as_deref().and_then(Path::to_str).ok_or_else(not_found)?;
            archive.find(&format!("{path}{rest}")).map_err(|error| match error {
                FindError::NotFound { .. } => not_found(),
                other => other,
            })
        }
        found => found,
    }
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

fn find_error(error: &FindError) -> CommandError {
    if let FindError::Backend(error) = error {
        return backend_error(error);
    }
    let code = match error {
        FindError::NotFound { .. } => "not_found",
        FindError::Ambiguous { .. } | FindError::SeveralRecords { .. } => "ambiguous_id",
        FindError::Backend(_) => "index",
    };
    CommandError::new(code, error.to_string()).because(error)
}

fn matches(
    archive: &Archive,
    article: &Article,
    query: &str,
    now: Option<&str>,
) -> Result<reading::Matches, CommandError> {
    let request = morgue::archive::SearchRequest::new(query, super::options::now(now)?);
    let (title, text) = archive.highlight(article, &request).map_err(|error| search_error(error, query))?;
    Ok(reading::Matches { title, text })
}
