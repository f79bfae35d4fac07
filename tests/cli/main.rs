//! Guarantees of the command line to users and scripts, tested on small archives.
//!
//! 1. Data goes to standard output, everything else to standard error.
//! 2. Exit codes: 0 found or done, 1 nothing found or partly done, 2 error. A closed pipe is not an error.
//! 3. Every line of `--json` is an object with `v` and `type`. Offsets count code points. Errors are objects, too.
//! 4. `-c`, `-l` and the summary's `total` and `articles` agree.
//! 5. An argument that begins with one `-` and contains white space, `"` or `:` is a query. An empty query is an error.
//! 6. Control characters of articles never reach the output. The flag for colors overrides the environment.
//! 7. A query that takes longer than `--timeout` fails with an error that names the limit.
//!
//! Not tested here: the meaning of queries (`tests/search`), and input formats (unit tests of the stages).

mod archive;
mod arguments;
mod copies;
mod evaluation;
mod expectations;
mod formats;
mod hostile;
mod hostile_fields;
#[cfg(unix)]
mod hostile_inputs;
mod index;
mod json;
mod old_formats;
mod output;
mod queries;
mod quotes;
mod readme;
mod settings;
mod terminal;
mod timeline;
mod timeout;
