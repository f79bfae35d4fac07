//! Which terms are meant by a pattern, in a form that any engine can walk its vocabulary by.

/// An automaton over the bytes of terms.
///
/// It allows an engine to leave out whole ranges of its vocabulary. States are the pattern's own.
pub trait TermPattern: Sync {
    /// Returns the state before the first byte.
    fn start(&self) -> u32;

    /// Returns the state behind `byte`, `None` where no term that begins so can fit.
    fn next(&self, state: u32, byte: u8) -> Option<u32>;

    /// Returns whether a term that ends in `state` fits.
    fn is_end(&self, state: u32) -> bool;
}

/// Returns whether `term` fits `pattern`.
pub(crate) fn fits(pattern: &dyn TermPattern, term: &str) -> bool {
    let end = term.bytes().try_fold(pattern.start(), |state, byte| pattern.next(state, byte));
    end.is_some_and(|state| pattern.is_end(state))
}
