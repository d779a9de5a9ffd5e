//! Somebody who calls the server as fast as it answers, over one connection that stays open.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// A call as it goes over the wire.
pub fn call(method: &str, path: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n{headers}content-length: {length}\r\n\r\n{body}")
}

/// Makes one call after the other until the time is up, and says how many were answered.
pub fn keeps_calling(address: &str, time: Duration, mut next: impl FnMut() -> String) -> u32 {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_nodelay(true).expect("a socket");
    let mut answers = BufReader::new(stream.try_clone().expect("a socket"));
    let (began, mut count, mut body) = (Instant::now(), 0, Vec::new());
    while count == 0 || began.elapsed() < time {
        stream.write_all(next().as_bytes()).expect("the server reads");
        let (mut line, mut length) = (String::new(), 0);
        answers.read_line(&mut line).expect("an answer");
        let status = line.trim_end().to_owned();
        while line != "\r\n" {
            line.clear();
            answers.read_line(&mut line).expect("a head");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a number");
            }
        }
        body.resize(length, 0);
        answers.read_exact(&mut body).expect("a body");
        assert!(status.starts_with("HTTP/1.1 2"), "{status} {}", String::from_utf8_lossy(&body));
        count += 1;
    }
    count
}
