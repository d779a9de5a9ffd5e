//! The software of an organisation, as far as it listens: on this machine, and answering what it is told to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

/// A call that came.
#[derive(Debug, Clone)]
pub struct Heard {
    /// The line of the request.
    pub line: String,
    /// The headers, their names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|it| it.0 == name).map_or("", |it| it.1.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// Something that is done while a caller waits for the answer.
type Meanwhile = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Kept {
    heard: Mutex<Vec<Heard>>,
    /// Empty: nothing is said, and nobody hangs up.
    answer: Mutex<String>,
    meanwhile: Mutex<Option<Meanwhile>>,
    waiting: Mutex<Vec<BufReader<TcpStream>>>,
    is_over: AtomicBool,
}

fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

pub struct Receiver {
    address: SocketAddr,
    kept: Arc<Kept>,
    listens: Option<JoinHandle<()>>,
}

impl Receiver {
    /// One that takes everything.
    pub fn start() -> Self {
        Self::at(0)
    }

    /// The same on a port where one was before.
    pub fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let kept = Arc::new(Kept::default());
        let shared = kept.clone();
        let listens = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.is_over.load(SeqCst) {
                    return;
                }
                hear(stream, &shared);
            }
        });
        let receiver = Self { address, kept, listens: Some(listens) };
        receiver.answers(204);
        receiver
    }

    /// What it answers from now on.
    pub fn answers(&self, status: u16) {
        self.says(format!("HTTP/1.1 {status} It\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"));
    }

    /// The same, in its very words.
    pub fn says(&self, answer: String) {
        *locked(&self.kept.answer) = answer;
        locked(&self.kept.waiting).clear();
    }

    /// Does something while the next who calls waits for the answer.
    pub fn meanwhile(&self, does: impl FnOnce() + Send + 'static) {
        *locked(&self.kept.meanwhile) = Some(Box::new(does));
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/in?org=1", self.address.port())
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// What it heard since it was last asked.
    pub fn heard(&self) -> Vec<Heard> {
        std::mem::take(&mut *locked(&self.kept.heard))
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.kept.is_over.store(true, SeqCst);
        drop(TcpStream::connect(self.address));
        // Afterwards nobody is there any more.
        drop(self.listens.take().map(JoinHandle::join));
    }
}

fn hear(stream: TcpStream, kept: &Kept) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(30)));
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        let _ = reader.read_line(&mut header);
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = headers.iter().find(|it| it.0 == "content-length").and_then(|it| it.1.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = reader.read_exact(&mut body);
    let body = String::from_utf8_lossy(&body).into_owned();
    locked(&kept.heard).push(Heard { line: line.trim_end().to_owned(), headers, body });
    let meanwhile = locked(&kept.meanwhile).take();
    if let Some(does) = meanwhile {
        does();
    }
    let answer = locked(&kept.answer).clone();
    if answer.is_empty() {
        locked(&kept.waiting).push(reader);
        return;
    }
    // Who called may have gone by now.
    let _ = reader.get_mut().write_all(answer.as_bytes());
}

/// Something on this machine that nobody is to reach.
pub struct Canary(Vec<TcpListener>);

impl Canary {
    /// On the same port of both families, as far as there are both.
    pub fn start() -> Self {
        let four = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = four.local_addr().expect("an address").port();
        let all = [Some(four), TcpListener::bind(("::1", port)).ok()].into_iter().flatten();
        Self(all.inspect(|it| it.set_nonblocking(true).expect("it need not wait")).collect())
    }

    pub fn port(&self) -> u16 {
        self.0[0].local_addr().expect("an address").port()
    }

    /// How many have come since it was last asked: a connection is made before anybody takes it.
    pub fn visits(&self) -> usize {
        self.0.iter().map(|it| std::iter::from_fn(|| it.accept().ok()).count()).sum()
    }
}
