//! Servers that stand in for nodes in trouble.

use std::{
    io::{self, Read as _, Write as _},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

/// Starts a server that accepts connections and says nothing. Returns its address.
pub(crate) fn silent() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().collect::<Vec<_>>());
    address
}

/// Returns an address at which nobody listens.
pub(crate) fn nobody() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

/// Starts a server that gives every request the same answer.
pub(crate) fn answering(status: &'static str, body: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let _ = refuse(&connection, status, body);
        }
    });
    address
}

/// Starts a server that turns away the first `count` requests with status 429, and passes all later ones to `node`. Returns its
/// address, and how many it has still to turn away.
pub(crate) fn overloaded(node: &str, count: u32) -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let node = node.trim_start_matches("http://").to_owned();
    let left = Arc::new(AtomicU32::new(count));
    let counter = Arc::clone(&left);
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let turns_away =
                counter.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            if turns_away.is_ok() {
                let body = r#"{"error":{"type":"rejected_execution_exception","reason":"the queue is full"},"status":429}"#;
                let _ = refuse(&connection, "429 Too Many Requests", body);
            } else if let Ok(to) = TcpStream::connect(&node) {
                pass(connection, to);
            }
        }
    });
    (address, left)
}

/// Reads a request with its body, and answers it.
fn refuse(mut connection: &TcpStream, status: &str, body: &str) -> io::Result<()> {
    let mut read = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        let count = connection.read(&mut buffer)?;
        read.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&read).to_ascii_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if count == 0 || read.len() >= head.len() + 4 + length.unwrap_or(0) {
            break;
        }
    }
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    connection.write_all(format!("{head}{body}").as_bytes())
}

/// Copies bytes in both directions.
fn pass(from: TcpStream, to: TcpStream) {
    let both = [(from.try_clone(), to.try_clone()), (Ok(to), Ok(from))];
    for (from, to) in both {
        if let (Ok(mut from), Ok(mut to)) = (from, to) {
            thread::spawn(move || {
                let _ = io::copy(&mut from, &mut to);
                let _ = to.shutdown(Shutdown::Write);
            });
        }
    }
}
