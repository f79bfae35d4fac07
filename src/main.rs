//! The `morgue` command: arguments, environment and terminal enter, calls of the library and an exit code leave.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
