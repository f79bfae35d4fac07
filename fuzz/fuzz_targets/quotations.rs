//! The language and the text.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|input: (u8, &str)| checks::quotations(input.0, input.1));
