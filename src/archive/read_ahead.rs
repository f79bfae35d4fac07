//! Requests pages of an answer on a thread of their own, while the caller works on the pages before them.

use std::{
    ops::ControlFlow,
    sync::{Mutex, PoisonError, mpsc::sync_channel},
    thread::{self, Builder},
};

use crate::{
    article::Article,
    backend::BackendError,
    deadline::{Deadline, Entered, check},
};

/// Number of pages that wait for the caller.
const WAITING: usize = 1;

/// Calls `each` for all pages, in order, until it breaks or fails.
///
/// The thread that requests pages ends after the page that it requests when the last call is made. If the system starts no
/// thread, the caller requests them itself.
pub(super) fn each_page<T: Send>(
    pages: impl Iterator<Item = Result<T, BackendError>> + Send,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>, BackendError>,
) -> Result<(), BackendError> {
    let deadlines = Deadline::entered();
    // A thread that does not start gives the pages back.
    let pages = Mutex::new(Some(pages));
    let take_pages = || pages.lock().unwrap_or_else(PoisonError::into_inner).take().into_iter().flatten();
    thread::scope(|scope| {
        let (sender, receiver) = sync_channel(WAITING);
        let request_ahead = move || {
            let _entered: Vec<Entered> = deadlines.iter().map(Deadline::enter).collect();
            for page in take_pages() {
                if sender.send(page).is_err() {
                    break;
                }
            }
        };
        if Builder::new().spawn_scoped(scope, request_ahead).is_ok() {
            take_each(receiver.into_iter(), each)
        } else {
            take_each(take_pages(), each)
        }
    })
}

fn take_each<T>(
    pages: impl Iterator<Item = Result<T, BackendError>>,
    each: &mut dyn FnMut(T) -> Result<ControlFlow<()>, BackendError>,
) -> Result<(), BackendError> {
    for page in pages {
        if each(page?)?.is_break() {
            break;
        }
    }
    Ok(())
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
