//! `morgue show`: whole articles.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Error, bail};
use clap::Args;
use morgue::archive::{Archive, FindError, SearchRequest};
use morgue::article::Article;
use morgue::render::{ArticleView, Detail, Matches, QuotationDetails};

use crate::cli::clock::now;
use crate::cli::context::{Context, working_folder};
use crate::cli::error::CommandError;
use crate::cli::exit::Exit;
use crate::cli::format::{self, Format, FormatFlags};
use crate::cli::help_texts;
use crate::cli::library_errors::{backend_error, search_error};
use crate::cli::notes::Notes;
use crate::cli::query_flags::check_not_empty;
use crate::cli::timeout::TimeoutFlag;

/// Output formats of `show`.
const FORMATS: [Format; 4] = [Format::Text, Format::Jsonl, Format::Md, Format::Html];

/// Arguments of `morgue show`.
#[derive(Debug, Args)]
#[command(after_long_help = help_texts::SHOW, mut_arg("format", |arg| arg.value_parser(format::parser(&FORMATS))))]
pub(crate) struct ShowArgs {
    /// Id, beginning of an id, path (`news.jsonl#3` for its third record, `news.txt:12` for the article on that line), file name or URL;
    /// repeatable.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// Mark the matches of this query.
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// Time to which `7d` and `yesterday` in the query are relative [default: now].
    #[arg(long, value_name = "TIME", requires = "query")]
    now: Option<String>,
    /// Show the rule that found each quotation.
    #[arg(long, conflicts_with = "plain")]
    explain: bool,
    /// Omit the marks around quotations and the list of quotations.
    #[arg(long, conflicts_with = "json")]
    plain: bool,
    #[command(flatten)]
    format: FormatFlags,
    #[command(flatten)]
    timeout: TimeoutFlag,
}

/// Runs the command.
pub(crate) fn run(args: &ShowArgs, context: &mut Context) -> anyhow::Result<Exit> {
    args.ids.iter().try_for_each(|id| check_id(id))?;
    if let Some(query) = &args.query {
        check_not_empty(std::slice::from_ref(query))?;
    }
    let _deadline = args.timeout.start();
    let archive = context.open()?;
    let format = args.format.format();
    let mut renderer = context.renderer(format, QuotationDetails::default());
    let mut shown = 0;
    for id in &args.ids {
        let Some(article) = named(&archive, id)? else { continue };
        let mut view = view(&archive, article, args)?;
        if args.plain && format != Format::Jsonl {
            view.article.quotations.clear();
        }
        renderer.article(&view, &mut context.out)?;
        shown += 1;
    }
    context.out.flush()?;
    Notes::Print.warnings(&archive.warnings());
    Ok(if shown == args.ids.len() { Exit::Found } else { Exit::Nothing })
}

/// Returns the article with its matches and copies.
fn view(archive: &Archive, article: Article, args: &ShowArgs) -> anyhow::Result<ArticleView> {
    let matches = args.query.as_deref().map(|query| matches(archive, &article, query, args.now.as_deref()));
    let copies = archive.copies(&article).map_err(|error| search_error(error, ""))?;
    let rules = if args.explain { Detail::Shown } else { Detail::Hidden };
    Ok(ArticleView { matches: matches.transpose()?, article, copies, rules })
}

/// Returns the article with this id, path or URL; prints a note and returns `None` if there is none.
pub(crate) fn named(archive: &Archive, reference: &str) -> anyhow::Result<Option<Article>> {
    check_id(reference)?;
    match find(archive, reference) {
        Ok(article) => Ok(Some(article)),
        Err(FindError::NotFound { reference }) => {
            Notes::Print.note(&format!("no article has the id, path or URL `{reference}`"));
            Ok(None)
        }
        Err(error) => Err(find_error(error)),
    }
}

/// Returns an error if an id is empty.
fn check_id(id: &str) -> anyhow::Result<()> {
    if id.is_empty() {
        bail!(CommandError::new("usage", "the id is empty").hint("is a variable not set?"));
    }
    Ok(())
}

/// Finds an article by its id, path or URL, else by a path relative to the working folder, else by its file name.
fn find(archive: &Archive, reference: &str) -> Result<Article, FindError> {
    let is_missing = |found: &Result<Article, FindError>| matches!(found, Err(FindError::NotFound { .. }));
    let mut found = archive.find(reference);
    if is_missing(&found)
        && let Some(path) = absolute_path(reference)
    {
        found = archive.find(&path);
    }
    if is_missing(&found) {
        found = archive.find_by_file_name(reference);
    }
    found
}

/// Returns the absolute form of a relative path, with its suffix (`#3`, `:12`).
fn absolute_path(reference: &str) -> Option<String> {
    if Path::new(reference).is_absolute() {
        return None;
    }
    let (path, suffix) = split_position(&working_folder().ok()?.join(reference));
    let path = std::path::absolute(&path).ok()?;
    let path = path.canonicalize().unwrap_or(path);
    Some(format!("{}{suffix}", path.to_str()?))
}

/// Splits `news.jsonl#3`, `news.txt:12` or `news.txt:12:5` into path and suffix, unless a file has that exact name.
fn split_position(path: &Path) -> (PathBuf, String) {
    let text = path.to_string_lossy();
    let mut file = &*text;
    // Two suffixes: line and column.
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

/// Returns the error of an article that could not be found.
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

/// Returns the matches of a query in an article. `time` is the value of `--now`.
fn matches(archive: &Archive, article: &Article, query: &str, time: Option<&str>) -> anyhow::Result<Matches> {
    let request = SearchRequest::new(query, now(time)?);
    let (title, text) = archive.highlight(article, &request).map_err(|error| search_error(error, query))?;
    Ok(Matches { title, text })
}
