//! Tests on a real search server. `tests/cluster/run.sh` starts one, and runs them.

#[path = "../search/agreement.rs"]
mod agreement;
mod archives;
mod faults;
mod long_lists;
mod newswire;
mod partial;
mod program;
mod proxy;
#[path = "../search/scenarios.rs"]
mod scenarios;
mod split;
mod support;
mod tls;
mod updates;

/// Says that the tests are skipped where no server is named, and fails where the named one does not answer.
#[test]
fn the_named_servers_answer() {
    let Some(nodes) = support::nodes() else { return };
    for node in nodes {
        let address = node.trim_start_matches("http://");
        std::net::TcpStream::connect(address).unwrap_or_else(|error| panic!("{node}: {error}"));
    }
}
