//! How a command ends.

/// The exit codes of `morgue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Something was found; done.
    Found,
    /// Nothing was found; done, but not wholly (`index`: an input could not be read; `test`: a query failed).
    Nothing,
    /// An error.
    Error,
}

impl Exit {
    /// Returns [`Exit::Found`] if there is at least one.
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
