//! The `morgue` command. Everything that reads arguments, the environment or the terminal is in `cli`.

mod cli;

/// Indexing allocates on several threads at once, for which this allocator is made. Large pages are off (`no_thp`): clearing
/// them takes a tenth of a search.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
