//! Frames of a manifest, without checksums; the same bytes as the numbers of a signature.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|frames: &[u8]| {
    checks::signature(frames);
    checks::manifest::manifest(frames);
});
