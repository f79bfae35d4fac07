//! Reading the data files beside the code: lines of columns divided by tabs; lines that begin with `#` are comments.

/// Returns the rows of a data file: the first column and the others.
pub(super) fn rows(
    file: &'static str,
) -> impl Iterator<Item = (&'static str, std::str::Split<'static, char>)> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| {
        let mut columns = line.split('\t');
        (columns.next().unwrap_or_default(), columns)
    })
}
