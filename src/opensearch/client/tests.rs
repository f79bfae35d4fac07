//! The client against servers of a few lines.

use std::{net::TcpListener, sync::mpsc};

use super::*;
use crate::opensearch::{
    Credentials, Secret,
    test_server::{SHORT, client, http, server},
};

fn ok(_: &str) -> Option<String> {
    http("200 OK", "", "{\"n\":7}")
}

/// Returns an address on which nothing listens.
fn nobody() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

#[test]
fn a_node_that_refuses_or_says_nothing_is_passed_over_and_named() {
    let (absent, silent, there) = (nobody(), server(|_| None), server(ok));
    let client = client(&[&absent, &silent, &there]);
    for _ in 0..2 {
        let answer = client.succeed(Method::Post, "/news/_search", b"{}").unwrap();
        let body: serde_json::Value = answer.json().unwrap();
        assert_eq!((answer.node.as_str(), &body["n"]), (there.as_str(), &7.into()));
    }
    let expected = [
        format!("{absent} was passed over: connection refused"),
        format!("{silent} was passed over: it says nothing"),
    ];
    assert_eq!(client.warnings(), expected);
}

#[test]
fn other_nodes_are_asked_what_one_takes_long_to_answer() {
    // It waits for a node that ended, say, and its answer never comes.
    let stuck = server(|request| if request.starts_with("HEAD") { ok("") } else { None });
    let there = server(ok);
    let client = client(&[&stuck, &there]);
    assert_eq!(client.succeed(Method::Get, "/news", b"").unwrap().node, there);
    assert_eq!(client.warnings(), [format!("{stuck} was passed over: its answer takes long")]);
}

#[test]
fn slow_nodes_are_given_more_time_in_each_round() {
    let slow = || {
        server(|request| {
            if !request.starts_with("HEAD") {
                thread::sleep(Duration::from_millis(450));
            }
            ok("")
        })
    };
    let client = client(&[&slow(), &slow()]);
    assert_eq!(client.succeed(Method::Get, "/news", b"").unwrap().status, 200);
}

#[test]
fn without_any_node_the_error_names_all() {
    let (absent, silent) = (nobody(), server(|_| None));
    let error = client(&[&absent, &silent]).send(Method::Get, "/", b"").unwrap_err().to_string();
    assert_eq!(error, format!("no node answers: {absent} (connection refused), {silent} (it says nothing)"));
}

#[test]
fn an_overloaded_node_is_asked_again_but_a_full_disk_is_not_waited_out() {
    let (sender, asked) = mpsc::channel();
    let busy = server(move |_| {
        sender.send(()).unwrap();
        http("429 Too Many Requests", "", "{\"error\":{\"type\":\"rejected\",\"reason\":\"busy\"}}")
    });
    let started = Instant::now();
    let limits = Limits { overloaded: Duration::from_millis(1500), ..SHORT };
    let answer = client(&[&busy]).with_limits(limits).send(Method::Get, "/", b"").unwrap();
    assert!(answer.status == 429 && asked.try_iter().count() >= 3);
    assert!(started.elapsed() < Duration::from_secs(20));

    let full = server(|_| {
        http(
            "429 x",
            "",
            "{\"error\":{\"type\":\"cluster_block_exception\",\"reason\":\"disk usage exceeded\"}}",
        )
    });
    let error = client(&[&full]).succeed(Method::Get, "/", b"").unwrap_err();
    assert!(
        matches!(&error, ClientError::Status { status: 429, kind, .. } if kind == "cluster_block_exception")
    );
    assert_eq!(error.to_string(), format!("{full} answers with status 429: disk usage exceeded"));
}

#[test]
fn credentials_are_sent_but_never_to_another_host() {
    let (sender, seen) = mpsc::channel();
    let other = server(move |request| {
        sender.send(request.to_owned()).unwrap();
        ok("")
    });
    let to = format!("location: {other}/\r\n");
    let redirecting = server(move |request| {
        assert!(request.to_ascii_lowercase().contains("authorization: apikey c2vjcmv0"), "{request}");
        http("307 Moved", &to, "")
    });
    let location = Location { nodes: vec![redirecting.clone()], name: "news".to_owned() };
    let credentials = Credentials::ApiKey(Secret::new("c2VjcmV0"));
    let client = Client::new(&location, &Access { credentials, ..Access::default() }, SHORT).unwrap();
    let error = client.send(Method::Get, "/news", b"").unwrap_err();
    assert_eq!(error.to_string(), format!("{redirecting} redirects to `{other}/`, which is not followed"));
    assert!(seen.try_recv().is_err());
    assert!(!format!("{client:?}").contains("c2VjcmV0"), "{client:?}");
}

#[test]
fn errors_of_tls_are_told_in_terms_of_the_settings() {
    for (error, part) in [
        ("io: invalid peer certificate: UnknownIssuer", "`ca`"),
        (
            "io: invalid peer certificate: certificate not valid for name \"h1\"; certificate is only valid for DnsName(\"h2\")",
            "another host",
        ),
        ("io: invalid peer certificate: certificate expired: verification time 1000 (UNIX)", "has expired"),
        ("io: received fatal alert: CertificateRequired", "`certificate`"),
    ] {
        assert!(reason_of_tls(error).is_some_and(|reason| reason.contains(part)), "{error}");
    }
    assert_eq!(reason_of_tls("io: received fatal alert: ProtocolVersion"), None);
}

#[test]
fn the_deadline_of_the_thread_ends_a_request() {
    let silent = server(|_| None);
    let limits = Limits { answer: Duration::from_secs(100), ..SHORT };
    let client = client(&[&silent]).with_limits(limits);
    let _entered = Deadline::after(Duration::from_millis(200)).enter();
    let error = client.send(Method::Get, "/", b"").unwrap_err();
    assert!(matches!(error, ClientError::Interrupted(_)), "{error}");
}
