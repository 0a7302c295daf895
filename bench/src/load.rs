//! A load generator that costs little: one thread, many connections, requests made beforehand.
//! It shares the machine with what it measures, so its own work must be small.

use anyhow::{Context, Result, bail};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What the clients saw.
#[derive(Default)]
pub(crate) struct Seen {
    /// How long each answered request took.
    pub(crate) times: Vec<Duration>,
    /// Answers with status 409: the business said no.
    pub(crate) refused: usize,
    pub(crate) took: Duration,
}

/// Sends `request(n)` for n = 0, 1, 2 … over so many connections, each one waiting for its answer,
/// until `until` says stop. Any status but 2xx and 409 ends the measurement with an error.
pub(crate) fn drive(
    address: &str,
    connections: usize,
    request: impl Fn(usize) -> Vec<u8>,
    goes_on: impl Fn(usize, Duration) -> bool,
) -> Result<Seen> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (next, begun) = (std::cell::Cell::new(0), Instant::now());
    let client = || async {
        let mut connection = Connection::open(address).await?;
        let (mut times, mut refused) = (Vec::new(), 0);
        loop {
            let turn = next.get();
            if !goes_on(turn, begun.elapsed()) {
                return anyhow::Ok((times, refused));
            }
            next.set(turn + 1);
            let asked = Instant::now();
            match connection.ask(&request(turn)).await? {
                200..=299 => times.push(asked.elapsed()),
                409 => refused += 1,
                status => bail!("status {status}: {}", connection.body_text()),
            }
        }
    };
    runtime.block_on(async {
        let clients = futures_util::future::try_join_all((0..connections).map(|_| client())).await?;
        let mut seen = Seen { took: begun.elapsed(), ..Seen::default() };
        for (times, refused) in clients {
            seen.times.extend(times);
            seen.refused += refused;
        }
        Ok(seen)
    })
}

/// The bytes of a request with a JSON body.
pub(crate) fn post(path: &str, key: &str, idempotency: Option<&str>, body: &str) -> Vec<u8> {
    let once = idempotency.map_or_else(String::new, |it| format!("idempotency-key: {it}\r\n"));
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n{once}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

pub(crate) fn get(path: &str, key: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {key}\r\n\r\n").into_bytes()
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    body: std::ops::Range<usize>,
}

impl Connection {
    async fn open(address: &str) -> Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, buffer: Vec::with_capacity(8192), body: 0..0 })
    }

    /// The status of the answer.
    async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head = loop {
            self.more().await?;
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        let status: u16 = text.get(9..12).and_then(|it| it.parse().ok()).context("a status line")?;
        let length = text.split("\r\n").filter_map(|it| it.split_once(':'));
        let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).last();
        let length: usize = length.context("a content-length")?.1.trim().parse()?;
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        self.body = head..head + length;
        Ok(status)
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => bail!("the server hung up"),
            _ => Ok(()),
        }
    }

    fn body_text(&self) -> String {
        String::from_utf8_lossy(&self.buffer[self.body.clone()]).into_owned()
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|it| it == needle)
}
