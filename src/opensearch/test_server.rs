//! Servers of a few lines, for tests.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    thread,
    time::Duration,
};

use super::{Access, Client, Limits, Location};

/// Limits that let tests end soon.
pub(super) const SHORT: Limits = Limits {
    connect: Duration::from_millis(500),
    answer: Duration::from_millis(300),
    overloaded: Duration::from_secs(20),
    unreachable: Duration::from_millis(1),
    elsewhere: true,
};

/// Starts a server that gives `answer` the first line and headers of each request, and sends what it returns; `None`: says nothing.
pub(crate) fn server(answer: impl Fn(&str) -> Option<String> + Send + 'static) -> String {
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

/// Returns an answer with this status, these headers and this body.
pub(crate) fn http(status: &str, headers: &str, body: &str) -> Option<String> {
    let length = body.len();
    Some(format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"))
}

/// Returns a client of these nodes.
pub(crate) fn client(nodes: &[&str]) -> Client {
    let location =
        Location { nodes: nodes.iter().map(ToString::to_string).collect(), name: "news".to_owned() };
    Client::new(&location, &Access::default(), SHORT).unwrap()
}
