//! The nodes of a cluster: which one is asked next, and which ones do not answer.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Time for which a node that did not answer is passed over.
const REST: Duration = Duration::from_secs(10);

/// The nodes of a cluster.
#[derive(Debug)]
pub(super) struct Nodes {
    addresses: Vec<String>,
    /// The node that answered last.
    current: AtomicUsize,
    failures: Mutex<Vec<Option<Failure>>>,
}

/// The last failure of a node.
#[derive(Debug, Clone)]
struct Failure {
    why: String,
    /// When it happened; `None` if the node has answered since.
    at: Option<Instant>,
}

impl Nodes {
    pub(super) fn new(addresses: Vec<String>) -> Self {
        let failures = Mutex::new(vec![None; addresses.len()]);
        Self { addresses, current: AtomicUsize::new(0), failures }
    }

    pub(super) fn address(&self, node: usize) -> &str {
        &self.addresses[node]
    }

    pub(super) fn addresses(&self) -> &[String] {
        &self.addresses
    }

    /// Returns the nodes in the order in which they are asked: first those that answer, beginning with the one that
    /// answered last; then those that did not.
    pub(super) fn in_order(&self) -> Vec<usize> {
        let (first, count) = (self.current.load(Ordering::Relaxed), self.addresses.len());
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let rests = |node: &usize| {
            let at = failures[*node].as_ref().and_then(|failure| failure.at);
            at.is_some_and(|at| at.elapsed() < REST)
        };
        let all = (0..count).map(|step| (first + step) % count);
        let (resting, answering): (Vec<usize>, Vec<usize>) = all.partition(rests);
        answering.into_iter().chain(resting).collect()
    }

    /// Records that a node answered.
    pub(super) fn answered(&self, node: usize) {
        self.current.store(node, Ordering::Relaxed);
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = &mut failures[node] {
            failure.at = None;
        }
    }

    /// Records that a node did not answer.
    pub(super) fn failed(&self, node: usize, why: String) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures[node] = Some(Failure { why, at: Some(Instant::now()) });
    }

    /// Returns the same nodes, with another one as the first that is asked.
    pub(super) fn beginning_with(&self, node: usize) -> Self {
        let nodes = Self::new(self.addresses.clone());
        nodes.current.store(node % self.addresses.len(), Ordering::Relaxed);
        nodes
    }

    /// Returns the nodes that did not answer at some time, each with the last reason.
    pub(super) fn failures(&self) -> Vec<(String, String)> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = self.addresses.iter().zip(failures.iter());
        failed.filter_map(|(node, failure)| Some((node.clone(), failure.as_ref()?.why.clone()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_that_do_not_answer_come_last() {
        let nodes = Nodes::new(["a", "b", "c"].map(str::to_owned).to_vec());
        assert_eq!(nodes.in_order(), [0, 1, 2]);
        nodes.failed(0, "refused".to_owned());
        assert_eq!(nodes.in_order(), [1, 2, 0]);
        nodes.answered(2);
        assert_eq!(nodes.in_order(), [2, 1, 0]);
        nodes.answered(0);
        assert_eq!(nodes.in_order(), [0, 1, 2]);
        assert_eq!(nodes.failures(), [("a".to_owned(), "refused".to_owned())]);
    }
}
