//! Archives on the cluster of the tests.

use std::sync::atomic::{AtomicU32, Ordering};

use super::{Creation, OpenSearchStore};
use crate::opensearch::{Access, Client, Limits, Location, Method, layout};

/// An empty archive, deleted when dropped.
pub(crate) struct TestArchive {
    pub(crate) store: OpenSearchStore,
    client: Client,
}

/// Returns an empty archive on the cluster that `MORGUE_TEST_CLUSTER` names; `None` without one.
#[allow(clippy::disallowed_methods)] // the tests' own environment
pub(crate) fn archive() -> Option<TestArchive> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let nodes = std::env::var("MORGUE_TEST_CLUSTER").ok()?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("cw-unit-{}-{number}-{}", std::process::id(), layout::token());
    let location = Location::parse(&format!("{nodes}/{name}")).unwrap();
    let client =
        Client::new(&location, &Access::default(), Limits { elsewhere: false, ..Limits::READING }).unwrap();
    let store = OpenSearchStore::new(location, &Access::default(), Creation::default()).unwrap();
    Some(TestArchive { store, client })
}

impl Drop for TestArchive {
    fn drop(&mut self) {
        let _ = self.client.send(Method::Delete, &format!("/{}", self.store.names.all()), b"");
    }
}
