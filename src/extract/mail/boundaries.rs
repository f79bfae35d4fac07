//! Broken boundaries: a part holds other parts because the boundary line after it is missing or belongs to the outer parts.
//! Input: the bytes of a part. Output: the parts in it, each with its headers.

/// Returns the parts in `part`, whose own headers are its first `headers` bytes; `None` if there are no other parts in it.
///
/// A boundary is a line that starts with `--` and is followed by a header about content, and every later line like it.
pub(super) fn parts(part: &[u8], headers: usize) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    let (mut start, mut boundary): (usize, Option<&[u8]>) = (0, None);
    for (at, line) in lines(part).filter(|(at, _)| *at >= headers) {
        let mark = line.trim_ascii_end();
        let is_boundary_line = match boundary {
            Some(boundary) => is_boundary(mark, boundary),
            None => mark.starts_with(b"--") && is_header(&part[at + line.len()..]),
        };
        if is_boundary_line {
            boundary = boundary.or(Some(mark));
            parts.push(&part[start..at]);
            start = at + line.len();
            if boundary.is_some_and(|boundary| mark.len() > boundary.len()) {
                return Some(parts);
            }
        }
    }
    boundary?;
    parts.push(&part[start..]);
    Some(parts)
}

/// Returns whether a line is `boundary`, with or without the `--` of the last one.
fn is_boundary(line: &[u8], boundary: &[u8]) -> bool {
    line.strip_prefix(boundary).is_some_and(|rest| rest.is_empty() || rest == b"--")
}

/// Returns whether `text` starts with a header about content.
fn is_header(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    let known: [&[u8]; 4] =
        [b"content-type", b"content-transfer-encoding", b"content-disposition", b"content-id"];
    line.len() > name.len() && known.iter().any(|header| name.eq_ignore_ascii_case(header))
}

/// Returns the lines of `text` with their line ends, and the offset of each.
fn lines(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    text.split_inclusive(|byte| *byte == b'\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_inside_another_part_are_found() {
        let cases: [(&str, Option<&[&str]>); 6] = [
            ("A: 1\n\nRain.\n", None),
            ("A: 1\n\nRain.\n--\nThe Courier\n", None),
            ("A: 1\n\n--b\nSnow.\n", None),
            (
                "A: 1\n\nRain.\n--b\nContent-Type: text/plain\n\nSnow.\n--b\n\nHail.\n--b--\nend",
                Some(&["A: 1\n\nRain.\n", "Content-Type: text/plain\n\nSnow.\n", "\nHail.\n"]),
            ),
            (
                "A: 1\n\nRain.\r\n--b\r\ncontent-type: text/plain\r\n\r\nSnow.",
                Some(&["A: 1\n\nRain.\r\n", "content-type: text/plain\r\n\r\nSnow."]),
            ),
            ("A: 1\n\nRain.\n--b\nContent-Type\n\nSnow.", None),
        ];
        for (part, expected) in cases {
            let found = parts(part.as_bytes(), 6);
            let expected = expected.map(|parts| parts.iter().map(|part| part.as_bytes()).collect());
            assert_eq!(found, expected, "{part}");
        }
    }
}
