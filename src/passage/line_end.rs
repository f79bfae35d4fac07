//! Whether a line ends a sentence.
//!
//! Input: a line. Output: whether its last characters end a sentence.

/// Returns whether a line ends like a sentence: with a full stop, question mark, exclamation mark or ellipsis, and perhaps closing quotation
/// marks or parentheses.
pub(crate) fn ends_sentence(line: &str) -> bool {
    let open = line.trim_end_matches(['"', '”', '’', '\'', '»', '“', ')', ']', '…']);
    open.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', '۔', '။', '።']) || line.ends_with('…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_sentences_in_many_scripts() {
        for line in ["It rained.", "Why?”", "“No.”", "(It rained.)", "雨が降った。", "And then…"]
        {
            assert!(ends_sentence(line), "{line}");
        }
        for line in ["Wet week", "the", "“rain”", "he said,"] {
            assert!(!ends_sentence(line), "{line}");
        }
    }
}
