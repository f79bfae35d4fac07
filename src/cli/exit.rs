//! Exit codes.

/// The exit codes of `morgue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Something was found, or everything was done.
    Found,
    /// Nothing was found, or something could not be done (`index`: an input could not be read; `test`: a test failed).
    Nothing,
    /// An error.
    Error,
}

impl Exit {
    /// Returns [`Exit::Found`] if the number of results is not zero.
    pub(crate) fn of_count(found: usize) -> Self {
        if found > 0 { Self::Found } else { Self::Nothing }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Found => Self::from(0),
            Exit::Nothing => Self::from(1),
            Exit::Error => Self::from(2),
        }
    }
}
