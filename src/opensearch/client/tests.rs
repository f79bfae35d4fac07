//! The client against servers of a few lines.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use super::*;
use crate::opensearch::{Credentials, Secret};

/// Limits that let tests end soon.
const SHORT: Limits = Limits {
    connect: Duration::from_millis(500),
    answer: Duration::from_millis(300),
    overloaded: Duration::from_secs(20),
    unreachable: Duration::from_millis(1),
};

/// Starts a server that gives `answer` the first line and headers of each request, and sends what it returns; `None`: says nothing.
fn server(answer: impl Fn(&str) -> Option<String> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut silent = Vec::new();
        for connection in listener.incoming().map_while(Result::ok) {
            let request = head(&connection);
            match answer(&request) {
                Some(text) => (&connection).write_all(text.as_bytes()).unwrap_or_default(),
                None => silent.push(connection),
            }
        }
    });
    address
}

/// Reads a request, and returns its first line and headers.
fn head(connection: &TcpStream) -> String {
    let mut reader = BufReader::new(connection);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        head.push_str(&line);
    }
    reader.read_exact(&mut vec![0; length]).unwrap_or_default();
    head
}

fn http(status: &str, headers: &str, body: &str) -> Option<String> {
    let length = body.len();
    Some(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"))
}

fn ok(_: &str) -> Option<String> {
    http("200 OK", "", "{\"n\":7}")
}

fn client(nodes: &[&str]) -> Client {
    let location =
        Location { nodes: nodes.iter().map(ToString::to_string).collect(), name: "news".to_owned() };
    Client::new(&location, &Access::default(), SHORT).unwrap()
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
fn the_deadline_of_the_thread_ends_a_request() {
    let silent = server(|_| None);
    let limits = Limits { answer: Duration::from_secs(100), ..SHORT };
    let client = client(&[&silent]).with_limits(limits);
    let _entered = Deadline::after(Duration::from_millis(200)).enter();
    let error = client.send(Method::Get, "/", b"").unwrap_err();
    assert!(matches!(error, ClientError::Interrupted(_)), "{error}");
}
