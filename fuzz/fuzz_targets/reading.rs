//! The name of the file, up to the first line break, and its content.
#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let end = data.iter().position(|&byte| byte == b'\n').unwrap_or(0);
    let (name, content) = (&data[..end], data.get(end + 1..).unwrap_or_default());
    // A name that cannot leave its folder.
    let name: String = name
        .iter()
        .map(|&byte| char::from(byte))
        .filter(|c| c.is_ascii_alphanumeric() || *c == '.')
        .take(40)
        .collect();
    if !name.trim_matches('.').is_empty() {
        checks::reading(&name, content);
    }
});
