//! A small blocking HTTP client that speaks as one person: `ada.post("/v1/requests", json!({…})).ok(201).id()`.
//!
//! Options make a client of their own (`ada.if_match(&etag).patch(…)`), so a client is never in a state. No status is
//! an error, no redirect is followed, and every exchange passes through the hook, which holds it against the contract.

#![expect(clippy::expect_used, reason = "what a test cannot do without may end it")]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use ureq::http::{Request, Response, header};

use super::faults::{Faults, kind_of};

/// What is done with every exchange: it panics when the exchange breaks the contract.
pub type Hook = fn(&Answer);

/// Cheap to clone, and safe to share between threads.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
    base: String,
    headers: Vec<(String, String)>,
    fresh_keys: bool,
    hook: Option<Hook>,
    faults: Option<Arc<Faults>>,
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Question {
    pub method: String,
    /// With its query.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub text: String,
}

/// An exchange: what was asked, and what came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub request: Question,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// Null when the answer is empty or not JSON.
    pub body: Value,
    pub text: String,
}

impl Client {
    /// A client that nobody has signed in with; `base` is like `http://127.0.0.1:8080`.
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_idle_connections(64)
            .max_idle_connections_per_host(64)
            // Shorter than the server keeps a connection, or it could close one just as it is used again.
            .max_idle_age(Duration::from_secs(1))
            .timeout_recv_response(Some(Duration::from_mins(1)))
            .timeout_recv_body(Some(Duration::from_mins(1)))
            .build();
        Self {
            agent: config.into(),
            base: base.to_owned(),
            headers: vec![],
            fresh_keys: true,
            hook: None,
            faults: None,
        }
    }

    pub fn with_hook(mut self, hook: Hook) -> Self {
        self.hook = Some(hook);
        self
    }

    /// Each call that may change something fails first, at one statement after the other.
    pub fn with_faults(mut self, faults: Arc<Faults>) -> Self {
        self.faults = Some(faults);
        self
    }

    /// For what no document describes, such as paths that do not exist.
    pub fn off_contract(&self) -> Self {
        Self { hook: None, ..self.clone() }
    }

    pub fn with_token(&self, token: &str) -> Self {
        self.with_header("authorization", &format!("Bearer {token}"))
    }

    pub fn if_match(&self, etag: &str) -> Self {
        self.with_header("if-match", etag)
    }

    /// Every POST gets a fresh `Idempotency-Key`, unless one is given here or [`Self::without_key`] switches it off.
    pub fn with_key(&self, key: &str) -> Self {
        self.with_header("idempotency-key", key)
    }

    pub fn without_key(&self) -> Self {
        Self { fresh_keys: false, ..self.clone() }
    }

    /// Replaces the header of that name.
    pub fn with_header(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        client.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        client
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub fn post(&self, path: &str, body: impl Into<Option<Value>>) -> Answer {
        self.send("POST", path, body.into())
    }

    pub fn put(&self, path: &str, body: impl Into<Option<Value>>) -> Answer {
        self.send("PUT", path, body.into())
    }

    /// As `application/merge-patch+json`.
    pub fn patch(&self, path: &str, body: impl Into<Option<Value>>) -> Answer {
        self.send("PATCH", path, body.into())
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// Any method, with or without a JSON body.
    pub fn send(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let kind = if method == "PATCH" { "application/merge-patch+json" } else { "application/json" };
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send_any(method, path, bytes.as_deref().map(|bytes| (kind, bytes)))
    }

    /// None when the server goes away before it has answered, for the tests that kill it.
    pub fn try_send(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Answer> {
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.try_bytes(method, path, "application/json", bytes.as_deref())
    }

    /// The same with bytes of any kind.
    pub fn try_bytes(&self, method: &str, path: &str, content_type: &str, bytes: Option<&[u8]>) -> Option<Answer> {
        self.exchange(method, path, bytes.map(|bytes| (content_type, bytes))).ok()
    }

    /// Bytes as they are; without a content type if that is empty.
    pub fn send_bytes(&self, method: &str, path: &str, content_type: &str, bytes: &[u8]) -> Answer {
        self.send_any(method, path, Some((content_type, bytes)))
    }

    fn send_any(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Answer {
        let answer = match &self.faults {
            None => self.exchange(method, path, body),
            Some(faults) => {
                let tried = Self { faults: None, ..self.off_contract() };
                let is_well = |it: &Result<Answer, _>| it.as_ref().is_ok_and(|it| it.status < 300);
                let tries = || tried.send_any(method, path, body).into();
                faults.around(&kind_of(method, path), tries, || self.exchange(method, path, body), is_well)
            }
        };
        answer.unwrap_or_else(|error| panic!("{method} {path} got no answer: {error}"))
    }

    fn exchange(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Result<Answer, ureq::Error> {
        let mut headers = self.headers.clone();
        if method == "POST" && self.fresh_keys && !headers.iter().any(|(name, _)| name == "idempotency-key") {
            #[expect(clippy::disallowed_methods, reason = "a client's key is no id of the program")]
            let key = uuid::Uuid::now_v7().to_string();
            headers.push(("idempotency-key".to_owned(), key));
        }
        if let Some((kind, _)) = body.filter(|(kind, _)| !kind.is_empty()) {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        let bytes = body.map(|(_, bytes)| bytes).unwrap_or_default();
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in &headers {
            request = request.header(name, value);
        }
        let takes_body = body.is_some() || matches!(method, "POST" | "PUT" | "PATCH");
        let response = if takes_body {
            request.body(bytes).map(|request| self.agent.run(request))
        } else {
            request.body(()).map(|request| self.agent.run(request))
        };
        let response = response.unwrap_or_else(|error| panic!("{method} {path} is not a request: {error}"))?;
        let text = String::from_utf8_lossy(bytes).into_owned();
        let request = Question { method: method.to_owned(), path: path.to_owned(), headers, text };
        let answer = Answer::read(request, response)?;
        if let Some(hook) = self.hook {
            hook(&answer);
        }
        Ok(answer)
    }

    /// Makes a call and does not listen: the stream is for whoever wants to go away with it.
    pub fn unheard(&self, path: &str, body: &Value) -> TcpStream {
        let (address, body) = (self.base.trim_start_matches("http://"), body.to_string());
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("POST {path} HTTP/1.1\r\nhost: {address}\r\n{headers}content-type: application/json\r\n");
        let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        let call = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(call.as_bytes()).expect("the server listens");
        stream
    }

    /// Writes bytes that need not be HTTP on a connection of their own, and gives all that the server says to them.
    pub fn raw(&self, bytes: &[u8]) -> RawAnswer {
        let address = self.base.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).unwrap_or_else(|error| panic!("{address}: {error}"));
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout can be set");
        let _ = stream.write_all(bytes); // the server may answer and close before it has read everything
        let (mut said, mut buffer) = (vec![], [0; 4096]);
        while !is_whole(&said) {
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => said.extend(buffer.iter().take(count)),
                Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
                Err(error) => panic!("the server says nothing more and does not close ({error}): {said:?}"),
            }
        }
        let text = String::from_utf8_lossy(&said).into_owned();
        let status = text.strip_prefix("HTTP/1.1 ").and_then(|it| it.get(..3)).and_then(|it| it.parse().ok());
        RawAnswer { status, text }
    }
}

/// Whether these bytes are a whole HTTP answer.
fn is_whole(said: &[u8]) -> bool {
    let text = String::from_utf8_lossy(said).to_ascii_lowercase();
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    if head.contains("transfer-encoding: chunked") {
        return said.ends_with(b"\r\n0\r\n\r\n");
    }
    if ["http/1.1 204", "http/1.1 304"].iter().any(|it| head.starts_with(it)) {
        return true;
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    let body = said.windows(4).position(|it| it == b"\r\n\r\n").map_or(0, |end| said.len() - end - 4);
    length.is_some_and(|length| body >= length)
}

/// What came back for raw bytes.
#[derive(Debug)]
pub struct RawAnswer {
    /// None when the server closed without an answer.
    pub status: Option<u16>,
    /// Head and body.
    pub text: String,
}

impl Answer {
    fn read(request: Question, mut response: Response<ureq::Body>) -> Result<Self, ureq::Error> {
        let named = |name: &header::HeaderName| name.as_str().to_owned();
        let text = |value: &header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers: Vec<_> = response.headers().iter().map(|(name, value)| (named(name), text(value))).collect();
        let bytes = response.body_mut().with_config().limit(u64::MAX).read_to_vec()?;
        let body = serde_json::from_slice(&bytes).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self { request, status: response.status().as_u16(), headers, body, text })
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub fn ok(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self}");
        self
    }

    /// Fails unless this is a problem of that code and status.
    #[track_caller]
    pub fn is_problem(&self, code: &str, status: u16) -> &Self {
        assert_eq!((self.text_of("code"), self.status), (Some(code), status), "{self}");
        assert_eq!(self.media_type(), "application/problem+json", "{self}");
        assert_eq!(self.body.get("status"), Some(&Value::from(status)), "{self}");
        self
    }

    /// The `id` of the representation.
    #[track_caller]
    pub fn id(&self) -> String {
        self.text_of("id").unwrap_or_else(|| panic!("no id: {self}")).to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag").unwrap_or_else(|| panic!("no etag: {self}")).to_owned()
    }

    /// A member of the body by its JSON pointer without the first slash: `field("items/0/id")`.
    #[track_caller]
    pub fn field(&self, pointer: &str) -> &Value {
        self.body.pointer(&format!("/{pointer}")).unwrap_or_else(|| panic!("no {pointer}: {self}"))
    }

    /// The first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The content type without its parameters; empty when there is none.
    pub fn media_type(&self) -> &str {
        self.header("content-type").map_or("", media_type)
    }

    fn text_of(&self, member: &str) -> Option<&str> {
        self.body.get(member).and_then(Value::as_str)
    }
}

impl Question {
    /// The content type without its parameters; empty when there is none.
    pub fn media_type(&self) -> &str {
        self.headers.iter().find(|(name, _)| name == "content-type").map_or("", |(_, value)| media_type(value))
    }
}

fn media_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Question { method, path, text, .. } = &self.request;
        write!(f, "{method} {path} {text}\nwas answered {} {}", self.status, self.text)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    use serde_json::json;

    use super::*;

    /// A server that keeps connections and answers each request with what it got.
    fn echo() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let base = format!("http://{}", listener.local_addr().expect("its address"));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || while serve(&stream).is_some() {});
            }
        });
        base
    }

    fn serve(mut stream: &TcpStream) -> Option<()> {
        let mut lines = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            lines.read_line(&mut head).ok().filter(|count| *count > 0)?;
        }
        let head = head.to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        lines.read_exact(&mut body).ok()?;
        let echo = json!({ "id": "7", "head": head, "body": String::from_utf8_lossy(&body), "length": length });
        let echo = echo.to_string();
        let status = if head.contains("/moved ") { "303 See Other\r\nlocation: /" } else { "200 OK\r\netag: \"1\"" };
        let head = format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}", echo.len());
        stream.write_all(format!("{head}\r\n\r\n{echo}").as_bytes()).ok()
    }

    fn head(answer: &Answer) -> &str {
        answer.field("head").as_str().expect("a text")
    }

    fn key(answer: &Answer) -> Option<&str> {
        head(answer).lines().find_map(|line| line.strip_prefix("idempotency-key: "))
    }

    #[test]
    fn every_post_has_a_fresh_key_unless_told_otherwise() {
        let client = Client::new(&echo());
        let (one, two) = (client.post("/", json!({})), client.post("/", json!({})));
        assert!(key(&one).is_some() && key(&one) != key(&two));
        assert_eq!(key(&client.with_key("mine").post("/", None)), Some("mine"));
        assert_eq!(key(&client.without_key().post("/", None)), None);
        assert_eq!(key(&client.put("/", json!({}))), None);
    }

    #[test]
    fn options_and_bodies_arrive_as_given() {
        let client = Client::new(&echo()).with_token("a").with_token("b");
        let answer = client.if_match("\"3\"").patch("/x?y=z", json!({ "a": 1 })).ok(200);
        for line in ["patch /x?y=z http/1.1", "authorization: bearer b", "if-match: \"3\"", "merge-patch+json"] {
            assert!(head(&answer).contains(line), "{line}: {answer}");
        }
        assert!(!head(&answer).contains("bearer a"));
        assert_eq!(
            (answer.field("body"), answer.id().as_str(), answer.etag().as_str()),
            (&json!("{\"a\":1}"), "7", "\"1\"")
        );
        assert_eq!(client.post("/", None).field("length"), 0);
        assert_eq!(client.get("/").field("length"), &Value::Null);
        assert_eq!(client.send("DELETE", "/", Some(json!({}))).field("body"), "{}");
        assert_eq!(client.send_bytes("POST", "/", "text/plain", b"{ \xff").field("body"), "{ \u{fffd}");
        assert_eq!(client.get("/moved").status, 303);
    }

    #[test]
    fn each_of_many_threads_gets_the_answer_to_its_own_question() {
        let client = Client::new(&echo());
        std::thread::scope(|scope| {
            for thread in 0..16 {
                let client = &client;
                scope.spawn(move || {
                    for round in 0..50 {
                        let body = format!("{thread}/{round}");
                        assert_eq!(client.post("/", Value::from(body.clone())).field("body"), &format!("\"{body}\""));
                    }
                });
            }
        });
    }

    #[test]
    fn the_hook_sees_every_exchange_but_those_off_contract() {
        fn refuse(answer: &Answer) {
            panic!("seen {}", answer.request.path);
        }
        let client = Client::new(&echo()).with_hook(refuse);
        client.off_contract().get("/");
        let refused = std::thread::scope(|scope| scope.spawn(|| client.get("/")).join());
        assert!(refused.is_err());
    }

    #[test]
    fn raw_bytes_get_a_whole_answer_or_none() {
        let client = Client::new(&echo());
        assert_eq!(client.raw(b"GET / HTTP/1.1\r\n\r\n").status, Some(200));
        assert!(is_whole(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"));
        assert!(is_whole(b"HTTP/1.1 204 No Content\r\n\r\n"));
        assert!(!is_whole(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx"));
    }

    #[test]
    fn a_server_that_goes_away_gives_no_answer() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let client = Client::new(&format!("http://{}", listener.local_addr().expect("its address")));
        let server = std::thread::spawn(move || drop(listener.accept()));
        assert!(client.try_send("POST", "/", Some(&json!({}))).is_none());
        server.join().expect("the server has gone");
        assert!(client.try_send("GET", "/", None).is_none());
    }

    #[test]
    #[should_panic(expected = "was answered 200")]
    fn another_status_is_a_failure_that_shows_the_answer() {
        Client::new(&echo()).get("/").ok(201);
    }
}
