//! Links the program for fast starts.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // It speaks to Cargo by these.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |part: &str| std::env::var(format!("CARGO_CFG_TARGET_{part}")).unwrap_or_default();
    // A program that can stand at any address has 54,000 pointers, which are corrected in 300 pages each time it starts:
    // a millisecond, a quarter of a search for a rare word. At a fixed address they are right as they are.
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
