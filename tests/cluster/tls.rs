//! TLS: which servers are trusted, how the client shows who it is, and that nothing goes to another host. `tls/make.sh` made the
//! certificates.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use rustls::{
    RootCertStore, ServerConfig, ServerConnection, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{WebPkiClientVerifier, danger::ClientCertVerifier},
};
use serde_json::Value;

use crate::program::{Archive, Printed, command, finished};

/// Returns the path of a file made by `tls/make.sh`.
fn pem(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/tls").join(format!("{name}.pem"))
}

/// What a server does with a request: returns the whole answer.
type Answering = dyn Fn(&[u8]) -> Vec<u8> + Send + Sync;

/// Whether a server wants to know who asks.
#[derive(Clone, Copy, PartialEq)]
enum ClientCertificate {
    NotNeeded,
    Needed,
}

/// Starts a server with this certificate, and returns its address, which names `127.0.0.1`.
fn server(
    certificate: &str,
    client: ClientCertificate,
    answer: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static,
) -> String {
    let chain: Vec<_> =
        CertificateDer::pem_file_iter(pem(certificate)).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(pem(certificate)).unwrap();
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().unwrap();
    let builder = match client {
        ClientCertificate::NotNeeded => builder.with_no_client_auth(),
        ClientCertificate::Needed => builder.with_client_cert_verifier(verifier(provider)),
    };
    let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let answer: Arc<Answering> = Arc::new(answer);
    thread::spawn(move || {
        for connection in listener.incoming().map_while(Result::ok) {
            let (config, answer) = (Arc::clone(&config), Arc::clone(&answer));
            thread::spawn(move || drop(serve(connection, config, &*answer)));
        }
    });
    address
}

fn verifier(provider: Arc<rustls::crypto::CryptoProvider>) -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(pem("ca")).unwrap()).unwrap();
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap()
}

/// Answers one request.
fn serve(connection: TcpStream, config: Arc<ServerConfig>, answer: &Answering) -> io::Result<()> {
    connection.set_read_timeout(Some(Duration::from_secs(20)))?;
    let tls = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(tls, connection);
    match request(&mut stream) {
        Ok(request) => {
            stream.write_all(&answer(&request))?;
            stream.conn.send_close_notify();
            stream.flush()
        }
        Err(error) => {
            // The client must read why it is refused before the connection is gone.
            while stream.conn.wants_write() {
                stream.conn.write_tls(&mut stream.sock)?;
            }
            stream.sock.shutdown(std::net::Shutdown::Write)?;
            io::copy(&mut stream.sock, &mut io::sink())?;
            Err(error)
        }
    }
}

/// Reads a request with its body.
fn request(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut read = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        read.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&read).to_ascii_lowercase();
        let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
        if read.len() >= head.len() + 4 + length.unwrap_or(0) {
            return Ok(read);
        }
    }
}

/// Answers that there is nothing, as a cluster does that has no archive yet.
fn nothing(_: &[u8]) -> Vec<u8> {
    http("404 Not Found", "", "{\"error\":\"nothing is there\"}")
}

fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}")
        .into_bytes()
}

/// Runs `morgue status` on a server with these variables set.
fn status(server: &str, set: &[(&str, &str)]) -> Printed {
    let home = tempfile::tempdir().unwrap();
    let mut command = command(home.path(), &format!("{server}/news"), &["status"]);
    let printed = finished(command.envs(set.iter().copied()).output().unwrap());
    assert_eq!(printed.exit, Some(2), "{printed:?}");
    printed
}

/// What is printed if the server was trusted, and answered.
const ANSWERED: &str = "there is no index at";

#[test]
fn a_server_of_a_given_authority_is_trusted_and_another_is_not() {
    let at = server("server", ClientCertificate::NotNeeded, nothing);
    let ca = pem("ca");
    let trusted = status(&at, &[("MORGUE_CA", ca.to_str().unwrap())]);
    assert!(trusted.err.contains(ANSWERED), "{trusted:?}");
    let refused = status(&at, &[]);
    assert!(refused.err.contains("unknown authority") && refused.err.contains("`ca`"), "{refused:?}");
}

#[test]
fn a_certificate_for_another_host_is_refused() {
    let at = server("elsewhere", ClientCertificate::NotNeeded, nothing);
    let ca = pem("ca");
    let refused = status(&at, &[("MORGUE_CA", ca.to_str().unwrap())]);
    assert!(refused.err.contains("its certificate is for another host"), "{refused:?}");
}

#[test]
fn a_server_that_wants_a_certificate_gets_the_given_one() {
    let at = server("server", ClientCertificate::Needed, nothing);
    let (ca, client) = (pem("ca"), pem("client"));
    let ca = ("MORGUE_CA", ca.to_str().unwrap());
    let refused = status(&at, &[ca]);
    assert!(
        refused.err.contains("it wants a certificate") && refused.err.contains("`certificate`"),
        "{refused:?}"
    );
    let known = status(&at, &[ca, ("MORGUE_CERTIFICATE", client.to_str().unwrap())]);
    assert!(known.err.contains(ANSWERED), "{known:?}");
}

#[test]
fn credentials_are_sent_to_the_server_and_never_to_the_host_of_a_redirect() {
    let ca = pem("ca");
    let ca = ("MORGUE_CA", ca.to_str().unwrap());
    for (set, header) in [
        (&[("MORGUE_USER", "ada"), ("MORGUE_PASSWORD", "geheim")][..], "Basic YWRhOmdlaGVpbQ=="),
        (&[("MORGUE_API_KEY", "c2VjcmV0")], "ApiKey c2VjcmV0"),
        (&[("MORGUE_TOKEN", "dG9rZW4")], "Bearer dG9rZW4"),
    ] {
        let set = [&[ca], set].concat();
        let (sender, seen) = mpsc::channel();
        let sender = std::sync::Mutex::new(sender);
        let at = server("server", ClientCertificate::NotNeeded, move |request: &[u8]| {
            sender.lock().unwrap().send(String::from_utf8_lossy(request).into_owned()).unwrap();
            nothing(request)
        });
        assert!(status(&at, &set).err.contains(ANSWERED));
        let requests: Vec<String> = seen.try_iter().collect();
        let has_header = |request: &String| {
            request.lines().any(|line| {
                let named =
                    line.split_once(": ").filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
                named.is_some_and(|(_, value)| value == header)
            })
        };
        assert!(!requests.is_empty() && requests.iter().all(has_header), "{requests:?}");

        let redirecting = server("server", ClientCertificate::NotNeeded, move |_: &[u8]| {
            http("307 Temporary Redirect", &format!("location: {at}/\r\n"), "")
        });
        let refused = status(&redirecting, &set);
        assert!(refused.err.contains("which is not followed"), "{refused:?}");
        assert_eq!(seen.try_iter().count(), 0);
    }
}

/// Sends a request to a node without TLS, and returns its answer.
fn passed_on(request: &[u8], node: &str) -> io::Result<Vec<u8>> {
    let end = request.windows(4).position(|part| part == b"\r\n\r\n").unwrap_or(0);
    let head = String::from_utf8_lossy(&request[..end]);
    let kept: Vec<&str> =
        head.split("\r\n").filter(|line| !line.to_ascii_lowercase().starts_with("connection:")).collect();
    let mut to = TcpStream::connect(node)?;
    to.write_all(format!("{}\r\nConnection: close\r\n\r\n", kept.join("\r\n")).as_bytes())?;
    to.write_all(&request[end + 4..])?;
    let mut answer = Vec::new();
    to.read_to_end(&mut answer)?;
    Ok(answer)
}

#[test]
fn an_archive_is_written_and_searched_over_tls() {
    let Some(archive) = Archive::new() else { return };
    let node = archive.location.nodes[0].trim_start_matches("http://").to_owned();
    let at =
        server("server", ClientCertificate::Needed, move |request: &[u8]| passed_on(request, &node).unwrap());
    archive.write("a.jsonl", 0..20);
    let run = |arguments: &[&str]| {
        let mut command = archive.command(&format!("{at}/{}", archive.name), arguments);
        command.env("MORGUE_CA", pem("ca")).env("MORGUE_CERTIFICATE", pem("client"));
        let printed = finished(command.output().unwrap());
        assert_eq!(printed.exit, Some(0), "{printed:?}");
        printed.out
    };
    let report: Value =
        serde_json::from_str(&run(&["index", "--json", archive.news().to_str().unwrap()])).unwrap();
    assert_eq!(report["added"], 20);
    assert_eq!(run(&["search", "-c", "harbour"]).trim(), "20");
    assert_eq!(archive.ids().len(), 20);
}
