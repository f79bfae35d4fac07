//! A query and a text.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|input: (&str, &str)| checks::highlights(input.0, input.1));
