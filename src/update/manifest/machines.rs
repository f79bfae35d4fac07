//! Whose inputs a manifest has, if several machines write to its archive.
//!
//! Such a manifest stores the path of an input or root as `MACHINE:PATH`. In memory, paths of this machine are plain, and those of
//! other machines stay as they are stored and are marked as being elsewhere: their files cannot be looked at from here.

use std::{borrow::Cow, cmp::Ordering};

use super::{Input, Root};

impl Input {
    /// Returns the path by which it is stored. `machine` is this machine, if several write to the archive.
    pub(crate) fn stored_path(&self, machine: Option<&str>) -> Cow<'_, str> {
        stored_path(&self.path, self.elsewhere, machine)
    }

    /// Compares the paths by which two inputs are stored.
    pub(crate) fn cmp_stored(&self, other: &Self, machine: Option<&str>) -> Ordering {
        if self.elsewhere == other.elsewhere {
            return self.path.cmp(&other.path);
        }
        self.stored_path(machine).cmp(&other.stored_path(machine))
    }

    /// Returns whether it is standard input, of this machine or of another.
    pub(crate) fn is_stream(&self) -> bool {
        match self.elsewhere {
            true => self.path.split_once(':').is_some_and(|(_, path)| path.is_empty()),
            false => self.path.is_empty(),
        }
    }
}

impl Root {
    /// Returns the root as it is stored.
    pub(super) fn stored(&self, machine: Option<&str>) -> Self {
        Self { path: stored_path(&self.path, self.elsewhere, machine).into_owned(), ..self.clone() }
    }
}

fn stored_path<'a>(path: &'a str, elsewhere: bool, machine: Option<&str>) -> Cow<'a, str> {
    match machine {
        Some(machine) if !elsewhere => format!("{machine}:{path}").into(),
        _ => path.into(),
    }
}

/// Returns the path of an input as this machine knows it, and whether the input is of another machine.
fn local_path(stored: String, machine: &str) -> (String, bool) {
    match stored.split_once(':') {
        Some((of, path)) if of == machine => (path.to_owned(), false),
        // A path that is stored without a machine begins with a separator.
        Some((of, _)) if !of.contains('/') => (stored, true),
        _ => (stored, false),
    }
}

/// Makes stored paths those that `machine` knows, and sorts by them. Without a machine, nothing changes.
pub(super) fn localize(roots: &mut [Root], inputs: &mut [Input], machine: Option<&str>) {
    let Some(machine) = machine else { return };
    for input in &mut *inputs {
        (input.path, input.elsewhere) = local_path(std::mem::take(&mut input.path), machine);
    }
    for root in &mut *roots {
        (root.path, root.elsewhere) = local_path(std::mem::take(&mut root.path), machine);
    }
    inputs.sort_by(|a, b| a.path.cmp(&b.path));
    roots.sort_by(|a, b| a.path.cmp(&b.path));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_this_machine_are_plain() {
        for (stored, path, elsewhere) in [
            ("desk:/news/a", "/news/a", false),
            ("desk:/news/a:b", "/news/a:b", false),
            ("desk:", "", false),
            ("far:/news/a", "far:/news/a", true),
            ("far:", "far:", true),
            ("far:/news/a:", "far:/news/a:", true),
            (":/news/a", ":/news/a", true),
            ("/news/desk:a", "/news/desk:a", false),
            ("", "", false),
        ] {
            assert_eq!(local_path(stored.to_owned(), "desk"), (path.to_owned(), elsewhere), "{stored}");
            let input = Input { path: path.to_owned(), elsewhere, ..Input::default() };
            assert_eq!(input.is_stream(), path.is_empty() || path == "far:");
            if stored.contains(':') && !stored.starts_with('/') {
                assert_eq!(input.stored_path(Some("desk")), stored);
            }
            assert_eq!(input.stored_path(None), path);
        }
    }
}
