//! The `morgue` command. Everything that reads arguments, the environment or the terminal is in `cli`.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
