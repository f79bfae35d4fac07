//! What users and scripts of the command line may rely on, over small archives written for each test.
//!
//! 1. Data goes to standard output, all else to standard error.
//! 2. Exit codes: 0 found or done, 1 nothing found or done in part, 2 error. A closed pipe is no error.
//! 3. Every line of `--json` is an object with `v` and `type`; offsets count code points; errors are objects too.
//! 4. `-c`, `-l` and the summary's `total` and `articles` agree.
//! 5. An argument that begins with one `-` and holds white space, `"` or `:` is query; an empty query is an error.
//! 6. Control characters of articles never reach the output; colours follow the flag, then the environment.
//! 7. A question that takes longer than `--timeout` is an error that names the limit.
//!
//! Not tested here: what queries mean (`tests/search`), which articles are read and how (unit tests of those stages).

mod archive;
mod arguments;
mod copies;
mod evaluation;
mod expectations;
mod formats;
mod hostile;
mod index;
mod json;
mod output;
mod queries;
mod quotes;
mod readme;
mod settings;
mod terminal;
mod timeline;
mod timeout;
