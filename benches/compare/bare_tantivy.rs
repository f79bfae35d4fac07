//! The least that a tantivy program does: title and text with positions, exact word forms, stored, nothing else.
//!
//! Usage: `bare_tantivy index FOLDER ARTICLES.jsonl` or `bare_tantivy search FOLDER QUERY`.
//!
//! `benches/compare/compare.py` measures morgue against it. What morgue takes beyond this is the cost of stems, metadata,
//! quotations and copies.
#![allow(clippy::print_stdout)]

use std::{
    env,
    fs::{self, File},
    io::{BufRead, BufReader},
    path::Path,
};

use anyhow::{Context, Result, bail};
use tantivy::{
    Index, TantivyDocument,
    collector::{Count, TopDocs},
    query::QueryParser,
    schema::{STORED, Schema, TEXT, Value},
    snippet::SnippetGenerator,
};

/// Memory for postings before they are written, in bytes: as much as morgue takes by default.
const HEAP: usize = 160 << 20;
const THREADS: usize = 2;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["index", folder, articles] => index(Path::new(folder), Path::new(articles)),
        ["search", folder, query] => search(Path::new(folder), query),
        _ => bail!("usage: bare_tantivy index FOLDER ARTICLES.jsonl | bare_tantivy search FOLDER QUERY"),
    }
}

fn index(folder: &Path, articles: &Path) -> Result<()> {
    let mut schema = Schema::builder();
    let title = schema.add_text_field("title", TEXT | STORED);
    let text = schema.add_text_field("text", TEXT | STORED);
    fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads(THREADS, HEAP)?;
    let file = File::open(articles).with_context(|| articles.display().to_string())?;
    for line in BufReader::new(file).lines() {
        let article: serde_json::Value = serde_json::from_str(&line?)?;
        let mut document = TantivyDocument::new();
        document.add_text(title, article["title"].as_str().unwrap_or_default());
        document.add_text(text, article["text"].as_str().unwrap_or_default());
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    Ok(())
}

fn search(folder: &Path, query: &str) -> Result<()> {
    let index = Index::open_in_dir(folder)?;
    let (title, text) = (index.schema().get_field("title")?, index.schema().get_field("text")?);
    let searcher = index.reader()?.searcher();
    let mut parser = QueryParser::for_index(&index, vec![title, text]);
    parser.set_conjunction_by_default();
    let query = parser.parse_query(query)?;
    let (total, best) = searcher.search(&query, &(Count, TopDocs::with_limit(10).order_by_score()))?;
    println!("{total} articles");
    let snippets = SnippetGenerator::create(&searcher, &query, text)?;
    for (_, address) in best {
        let document: TantivyDocument = searcher.doc(address)?;
        let title = document.get_first(title).and_then(|value| value.as_str()).unwrap_or_default();
        println!("{title}\n  {}", snippets.snippet_from_doc(&document).to_html());
    }
    Ok(())
}
