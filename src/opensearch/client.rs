//! A blocking HTTP client for a cluster.
//!
//! Any node answers. A node that does not (it refuses connections, says nothing, or is not part of a working cluster) is
//! passed over for some seconds, and named in [`Client::warnings`]. An overloaded cluster is asked again after a pause.
//!
//! A request may therefore be sent more than once. Callers send only requests of which that is harmless: searches, documents with
//! ids, changes on condition of a sequence number.

use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use serde::de::DeserializeOwned;
use ureq::{
    Agent,
    http::{HeaderValue, Request, Response, header},
};

use super::{Access, ClientError, Location, nodes::Nodes};
use crate::deadline::{self, Deadline};

/// Maximum size of an answer, in bytes.
const LARGEST_ANSWER: u64 = 256 << 20;
/// Time for the answer to the first question to a node.
const HELLO: Duration = Duration::from_secs(2);
/// First pause before a request is sent again, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));
/// A node that works on a request may take this many times [`Limits::answer`].
const SLOW: u32 = 30;

/// Why a node gives no answer.
#[derive(Debug, PartialEq, Eq)]
enum Silence {
    /// It cannot be asked; the text says why.
    Gone(String),
    /// It is there, but takes longer than it may.
    Slow,
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gone(why) => f.write_str(why),
            Self::Slow => f.write_str("its answer takes long"),
        }
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

/// Time limits of requests. A [`Deadline`] of the current thread applies as well.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// To connect to a node.
    pub connect: Duration,
    /// Without a byte from a node. After it the node is asked whether it is there.
    pub answer: Duration,
    /// For an overloaded cluster to become able to answer.
    pub overloaded: Duration,
    /// For any node to become reachable, if none is.
    pub unreachable: Duration,
    /// Whether the other nodes are asked the same while one works on it, as if it were silent. Only for requests that change
    /// nothing.
    pub elsewhere: bool,
}

impl Limits {
    /// The limits of a process that reads: a person may be waiting.
    pub const READING: Self = Self {
        connect: Duration::from_secs(3),
        answer: Duration::from_secs(8),
        overloaded: Duration::from_secs(20),
        unreachable: Duration::from_secs(1),
        elsewhere: true,
    };
    /// The limits of a process that writes.
    pub const WRITING: Self = Self {
        connect: Duration::from_secs(3),
        answer: Duration::from_secs(30),
        overloaded: Duration::from_secs(300),
        unreachable: Duration::from_secs(60),
        elsewhere: false,
    };
}

/// A client. Clones share connections and what is known about the nodes.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    nodes: Arc<Nodes>,
    /// The nodes that have answered once.
    greeted: Arc<Mutex<Vec<bool>>>,
    authorization: Option<HeaderValue>,
    limits: Limits,
}

/// The answer of a node, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The node.
    pub node: String,
}

impl Answer {
    /// Parses the body.
    ///
    /// # Errors
    /// If it is not the expected JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, ClientError> {
        serde_json::from_slice(&self.body)
            .map_err(|error| ClientError::Unexpected { node: self.node.clone(), what: error.to_string() })
    }

    /// Returns the answer if its status is 2xx.
    ///
    /// # Errors
    /// [`ClientError::Status`] for another status, with the type and the reason that the server gives.
    pub fn success(self) -> Result<Self, ClientError> {
        if (200..300).contains(&self.status) {
            return Ok(self);
        }
        let (kind, reason) = self.failure();
        Err(ClientError::Status { node: self.node, status: self.status, kind, reason })
    }

    /// Returns the type and the reason of an error, as far as the server gives them.
    fn failure(&self) -> (String, String) {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let error = &body["error"];
        // The error of a search is only that it failed; its cause says why.
        let cause = error["root_cause"].get(0).filter(|cause| cause["reason"].is_string()).unwrap_or(error);
        let reason = cause["reason"].as_str().or(error["reason"].as_str()).or(error.as_str());
        let text = || String::from_utf8_lossy(&self.body).chars().take(200).collect::<String>();
        let kind = cause["type"].as_str().or(error["type"].as_str()).unwrap_or_default();
        (kind.to_owned(), reason.map_or_else(text, str::to_owned))
    }

    /// Returns whether the cluster cannot answer now, but may be able to later.
    fn is_overloaded(&self) -> bool {
        match self.status {
            // A full disk does not go away while one waits.
            429 => self.failure().0 != "cluster_block_exception",
            502..=504 => true,
            _ => false,
        }
    }
}

impl Client {
    /// Returns a client. Nothing is sent yet.
    ///
    /// # Errors
    /// If a certificate or a key cannot be used.
    pub fn new(location: &Location, access: &Access, limits: Limits) -> Result<Self, ClientError> {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .timeout_connect(Some(limits.connect))
            .timeout_per_write(Some(limits.answer))
            .max_idle_connections_per_host(8)
            .user_agent(concat!("morgue/", env!("CARGO_PKG_VERSION")));
        if location.nodes.iter().any(|node| node.starts_with("https:")) {
            config = config.tls_config(access.tls()?);
        }
        let authorization = access.credentials.header().map(|text| {
            let mut value = HeaderValue::from_str(&text).map_err(|_| ClientError::Certificate {
                what: "the credentials contain signs that cannot be sent".to_owned(),
            })?;
            value.set_sensitive(true);
            Ok::<_, ClientError>(value)
        });
        Ok(Self {
            agent: config.build().new_agent(),
            nodes: Arc::new(Nodes::new(location.nodes.clone())),
            greeted: Arc::new(Mutex::new(vec![false; location.nodes.len()])),
            authorization: authorization.transpose()?,
            limits,
        })
    }

    /// Returns a client that asks another node first, and knows nothing yet about the nodes.
    #[must_use]
    pub fn beginning_with(&self, node: usize) -> Self {
        Self { nodes: Arc::new(self.nodes.beginning_with(node)), ..self.clone() }
    }

    /// Returns a client with other limits, for a request that may take long.
    #[must_use]
    pub fn with_limits(&self, limits: Limits) -> Self {
        Self { limits, ..self.clone() }
    }

    /// Returns the addresses of the nodes.
    #[must_use]
    pub fn nodes(&self) -> &[String] {
        self.nodes.addresses()
    }

    /// Returns a sentence for each node that did not answer and was passed over.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let failures = self.nodes.failures();
        failures.iter().map(|(node, why)| format!("{node} was passed over: {why}")).collect()
    }

    /// Sends a request with a JSON body (empty: none), and returns the answer of the first node that answers, whatever its status.
    /// `path` begins with `/`, and may contain a query.
    ///
    /// # Errors
    /// [`ClientError::NoNode`] if no node answers, [`ClientError::Redirected`], [`ClientError::Interrupted`].
    pub fn send(&self, method: Method, path: &str, body: &[u8]) -> Result<Answer, ClientError> {
        let kind = if path.starts_with("/_bulk") || path.contains("/_bulk") || path.contains("/_msearch") {
            "application/x-ndjson"
        } else {
            "application/json"
        };
        let started = Instant::now();
        let (mut pause, mut patience) = (PAUSES.0, 1);
        loop {
            let (mut tried, mut overloaded, mut is_slow) = (Vec::new(), None, false);
            for node in self.nodes.in_order() {
                deadline::check()?;
                match self.ask((node, patience), method, path, (kind, body)) {
                    Ok(answer) if !answer.is_overloaded() => {
                        self.nodes.answered(node);
                        return Self::not_redirected(answer);
                    }
                    Ok(answer) => {
                        let is_busy = answer.status == 429;
                        if !is_busy {
                            self.nodes
                                .failed(node, format!("status {}: {}", answer.status, answer.failure().1));
                        }
                        overloaded = Some(answer);
                        if is_busy {
                            break;
                        }
                    }
                    Err(silence) => {
                        deadline::check()?;
                        is_slow |= silence == Silence::Slow;
                        self.nodes.failed(node, silence.to_string());
                        tried.push((self.nodes.address(node).to_owned(), silence.to_string()));
                    }
                }
            }
            if is_slow && overloaded.is_none() && patience < SLOW {
                patience *= 2;
                continue;
            }
            let limit = if overloaded.is_some() { self.limits.overloaded } else { self.limits.unreachable };
            if started.elapsed() + pause > limit {
                return overloaded.ok_or(ClientError::NoNode { tried });
            }
            let left = Deadline::left().unwrap_or(Duration::MAX);
            thread::sleep(jittered(pause).min(left));
            pause = (pause * 2).min(PAUSES.1);
        }
    }

    /// Sends a request, and returns its answer if its status is 2xx.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ClientError::Status`].
    pub fn succeed(&self, method: Method, path: &str, body: &[u8]) -> Result<Answer, ClientError> {
        self.send(method, path, body)?.success()
    }

    /// Asks one node, which may take `patience` times the limit.
    fn ask(
        &self,
        (node, patience): (usize, u32),
        method: Method,
        path: &str,
        body: (&str, &[u8]),
    ) -> Result<Answer, Silence> {
        let has_others = self.nodes.addresses().len() > 1;
        if has_others && !self.is_greeted(node) {
            self.hello(node)?;
        }
        let limit = self.limits.answer * patience;
        let answer = match self.once((node, limit), method, path, body) {
            Err(ureq::Error::Timeout(_)) => {
                // It may be slow or gone.
                self.hello(node)?;
                if self.limits.elsewhere && has_others {
                    return Err(Silence::Slow);
                }
                self.once((node, limit * SLOW), method, path, body)
            }
            // The node may have closed a connection that was kept, or be gone.
            Err(error) if is_stale(&error) => self.once((node, limit), method, path, body),
            answer => answer,
        };
        answer.map_err(|error| Silence::Gone(reason(&error)))
    }

    fn is_greeted(&self, node: usize) -> bool {
        self.greeted.lock().unwrap_or_else(PoisonError::into_inner)[node]
    }

    /// Asks a node whether it is there.
    fn hello(&self, node: usize) -> Result<(), Silence> {
        let limit = Deadline::left().map_or(HELLO, |left| HELLO.min(left / 4));
        let answer = self.once((node, limit), Method::Head, "/", ("application/json", b""));
        let is_there = answer.map_err(|error| Silence::Gone(reason(&error))).map(|_| ());
        self.greeted.lock().unwrap_or_else(PoisonError::into_inner)[node] = is_there.is_ok();
        is_there
    }

    /// Sends a request to a node, which may be silent for `limit`.
    fn once(
        &self,
        (node, limit): (usize, Duration),
        method: Method,
        path: &str,
        (kind, body): (&str, &[u8]),
    ) -> Result<Answer, ureq::Error> {
        let address = self.nodes.address(node);
        let mut request = Request::builder().uri(format!("{address}{path}")).method(match method {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        });
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let response = if body.is_empty() {
            self.run(request.body(())?, limit)?
        } else {
            self.run(request.header(header::CONTENT_TYPE, kind).body(body)?, limit)?
        };
        let status = response.status().as_u16();
        let location = response.headers().get(header::LOCATION).filter(|_| (300..400).contains(&status));
        if let Some(to) = location {
            let body = to.as_bytes().to_vec();
            return Ok(Answer { status, body, node: address.to_owned() });
        }
        let mut body = response.into_body();
        let body = body.with_config().limit(LARGEST_ANSWER).read_to_vec()?;
        Ok(Answer { status, body, node: address.to_owned() })
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        request: Request<B>,
        limit: Duration,
    ) -> Result<Response<ureq::Body>, ureq::Error> {
        let left = Deadline::left();
        let configured = self.agent.configure_request(request);
        let request = configured.timeout_per_read(Some(limit)).timeout_global(left).build();
        self.agent.run(request)
    }

    fn not_redirected(answer: Answer) -> Result<Answer, ClientError> {
        if !(300..400).contains(&answer.status) {
            return Ok(answer);
        }
        Err(ClientError::Redirected {
            to: String::from_utf8_lossy(&answer.body).into_owned(),
            node: answer.node,
        })
    }
}

/// Returns whether a connection ended before an answer came, as it does if the other side closed it while it was idle.
fn is_stale(error: &ureq::Error) -> bool {
    let kinds = [
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::BrokenPipe,
        io::ErrorKind::UnexpectedEof,
    ];
    matches!(error, ureq::Error::Io(error) if kinds.contains(&error.kind()))
}

/// Returns why a node does not answer, for messages.
fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
            "connection refused".to_owned()
        }
        ureq::Error::Timeout(_) => "it says nothing".to_owned(),
        ureq::Error::HostNotFound => "no such host".to_owned(),
        error => {
            let text = error.to_string();
            reason_of_tls(&text).map_or(text, str::to_owned)
        }
    }
}

/// Returns the reason of an error of TLS in terms of the settings, as far as it is known.
fn reason_of_tls(error: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 6] = [
        (
            "UnknownIssuer",
            "its certificate is of an unknown authority, whose own certificate `ca` (MORGUE_CA) can name",
        ),
        ("not valid for name", "its certificate is for another host"),
        ("certificate expired", "its certificate has expired"),
        ("CertificateRequired", NEEDS_CERTIFICATE),
        ("BadCertificate", NEEDS_CERTIFICATE),
        ("HandshakeFailure", NEEDS_CERTIFICATE),
    ];
    KNOWN.into_iter().find(|(name, _)| error.contains(name)).map(|(_, reason)| reason)
}

const NEEDS_CERTIFICATE: &str =
    "it wants a certificate of the client that it knows: `certificate` (MORGUE_CERTIFICATE)";

/// Returns a pause between half of `pause` and all of it, so that many clients do not come back at the same time.
fn jittered(pause: Duration) -> Duration {
    use std::hash::{BuildHasher as _, RandomState};
    let random = RandomState::new().hash_one(Instant::now());
    pause.mul_f64(0.5 + 0.5 * (random as f64 / u64::MAX as f64))
}

#[cfg(test)]
mod tests;
