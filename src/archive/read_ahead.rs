//! Requests pages of an answer on a thread of their own, while the caller works on the pages before them.

use std::{ops::ControlFlow, sync::mpsc::sync_channel, thread};

use crate::{
    article::Article,
    backend::BackendError,
    deadline::{Deadline, Entered, check},
};

/// Number of pages that wait for the caller.
const WAITING: usize = 1;

/// Calls `each` for all pages, in order, until it breaks or fails.
///
/// The thread that requests pages ends after the page that it requests when the last call is made.
pub(super) fn each_page<T: Send>(
    pages: impl Iterator<Item = Result<T, BackendError>> + Send,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>, BackendError>,
) -> Result<(), BackendError> {
    let deadlines = Deadline::entered();
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        scope.spawn(move || {
            let _entered: Vec<Entered> = deadlines.iter().map(Deadline::enter).collect();
            for page in pages {
                if sender.send(page).is_err() {
                    break;
                }
            }
        });
        for page in receiver {
            if each(page?)?.is_break() {
                break;
            }
        }
        Ok(())
    })
}

/// Calls `each` for the articles of all pages, in order, until it breaks. Returns the number of calls.
pub(super) fn each_article(
    pages: impl Iterator<Item = Result<Vec<Article>, BackendError>> + Send,
    each: &mut dyn FnMut(Article) -> ControlFlow<()>,
) -> Result<usize, BackendError> {
    let mut count = 0;
    each_page(pages, &mut |page| {
        for article in page {
            check()?;
            count += 1;
            if each(article).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(count)
}
