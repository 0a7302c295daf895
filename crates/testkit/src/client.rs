//! Somebody who talks to a server.

use crate::{Answer, Events};
use serde_json::{Value as Json, json};
use std::time::Duration;
use ureq::Agent;
use ureq::http::{Method, Request};

/// Follows no redirects, keeps no cookies, and takes every status for an answer.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    url: String,
    headers: Vec<(String, String)>,
}

const PATIENCE: Duration = Duration::from_secs(60);

impl Client {
    /// A stranger to the server at `url`.
    pub fn new(url: &str) -> Client {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // The server closes a connection after refusing a body unread; one that is not kept
            // cannot be found closed.
            .max_idle_connections(0)
            .timeout_connect(Some(PATIENCE))
            .timeout_recv_response(Some(PATIENCE))
            .build();
        Client { agent: config.into(), url: url.to_owned(), headers: Vec::new() }
            .with("accept-language", "en")
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The same, sending this header too, or instead.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Client {
        let mut changed = self.clone();
        changed.headers.retain(|(it, _)| it != name);
        changed.headers.push((name.to_owned(), value.to_owned()));
        changed
    }

    /// The same, talking to another server.
    #[must_use]
    pub fn at(&self, url: &str) -> Client {
        Client { url: url.to_owned(), ..self.clone() }
    }

    #[must_use]
    pub fn with_key(&self, key: &str) -> Client {
        self.with("authorization", &format!("Bearer {key}"))
    }

    /// A request with this idempotency key.
    #[must_use]
    pub fn once(&self, key: &str) -> Client {
        self.with("idempotency-key", key)
    }

    /// Logs in and stays logged in, with the cookie alone.
    #[track_caller]
    pub fn log_in(&self, login: &str, password: &str) -> Client {
        let answer = self.post("/api/session", json!({ "login": login, "password": password }));
        answer.is(200);
        self.with("cookie", cookie(&answer))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    #[track_caller]
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: Json) -> Answer {
        self.send_json("POST", path, &body)
    }

    #[track_caller]
    pub fn put(&self, path: &str, body: Json) -> Answer {
        self.send_json("PUT", path, &body)
    }

    #[track_caller]
    pub fn patch(&self, path: &str, body: Json) -> Answer {
        self.send_json("PATCH", path, &body)
    }

    #[track_caller]
    pub fn send_json(&self, method: &str, path: &str, body: &Json) -> Answer {
        self.with("content-type", "application/json").send(method, path, Some(body.to_string().as_bytes()))
    }

    /// A file as a browser's form sends it.
    #[track_caller]
    pub fn upload(&self, path: &str, kind: &str, name: &str, content: &[u8]) -> Answer {
        const BOUNDARY: &str = "----between-the-parts-of-a-test";
        let mut body = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n\
             --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             content-type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(content);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        let form = self.with("content-type", &format!("multipart/form-data; boundary={BOUNDARY}"));
        form.send("POST", path, Some(&body))
    }

    #[track_caller]
    pub fn send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Answer {
        self.try_send(method, path, body).unwrap_or_else(|err| panic!("{method} {path}: {err}"))
    }

    /// An error when no answer came: the server may have done it or not.
    pub fn try_send(&self, method: &str, path: &str, body: Option<&[u8]>) -> Result<Answer, ureq::Error> {
        let asked = format!("{method} {path}");
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let takes_body = matches!(method, Method::POST | Method::PUT | Method::PATCH);
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = match body.or(takes_body.then_some(&[][..])) {
            Some(bytes) => self.agent.run(request.body(bytes).expect("a well-formed request"))?,
            None => self.agent.run(request.body(()).expect("a well-formed request"))?,
        };
        let (parts, mut body) = response.into_parts();
        const MOST: u64 = 1 << 30;
        let body = body.with_config().limit(MOST).read_to_vec()?;
        Ok(Answer { asked, status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Makes a document and expects that it is made.
    #[track_caller]
    pub fn create(&self, kind: &str, fields: Json) -> Json {
        self.post(&format!("/api/documents/{kind}"), json!({ "fields": fields })).is(201)
    }

    /// Makes a document that takes effect at once, and expects that it does.
    #[track_caller]
    pub fn confirm(&self, kind: &str, fields: Json) -> Json {
        self.try_confirm(kind, fields).is(201)
    }

    /// So much of an item lies in a warehouse from now on, each piece worth 8.
    #[track_caller]
    pub fn open_stock(&self, warehouse: &str, item: &str, quantity: &str) -> Json {
        let lines = json!([{ "item": item, "quantity": quantity, "unit_cost": "8" }]);
        self.confirm("opening_stock", json!({ "warehouse": warehouse, "lines": lines }))
    }

    #[track_caller]
    pub fn try_confirm(&self, kind: &str, fields: Json) -> Answer {
        self.post(&format!("/api/documents/{kind}"), json!({ "fields": fields, "transition": "confirm" }))
    }

    #[track_caller]
    pub fn transition(&self, kind: &str, id: &str, name: &str) -> Answer {
        self.post(&format!("/api/documents/{kind}/{id}/transitions/{name}"), json!({}))
    }

    /// The draft of the next document, with what is left over.
    #[track_caller]
    pub fn push_down(&self, kind: &str, id: &str, to: &str) -> Json {
        self.post(&format!("/api/documents/{kind}/{id}/push-down/{to}"), json!({})).is(200)["fields"].clone()
    }

    /// The balance of an item in a warehouse, as `/api/stock` tells it; null when there is none.
    #[track_caller]
    pub fn balance(&self, item: &str, warehouse: &str) -> Json {
        self.get(&format!("/api/stock?item={item}&warehouse={warehouse}")).is(200)["rows"][0].clone()
    }

    /// The events from now on.
    pub fn listen(&self) -> Events {
        let response = self.open("/api/events");
        assert_eq!(response.status().as_u16(), 200, "GET /api/events");
        Events::read(response.into_body().into_reader())
    }

    /// The answer to a GET without its body, when that would be a stream; a problem has its body.
    pub fn head_of(&self, path: &str) -> Answer {
        let (parts, mut body) = self.open(path).into_parts();
        let is_stream = parts.headers.get("content-type").is_some_and(|it| it == "text/event-stream");
        let body = if is_stream { Vec::new() } else { body.read_to_vec().expect("a body") };
        Answer { asked: format!("GET {path}"), status: parts.status.as_u16(), headers: parts.headers, body }
    }

    fn open(&self, path: &str) -> ureq::http::Response<ureq::Body> {
        let mut request = Request::builder().uri(format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        self.agent
            .run(request.body(()).expect("a well-formed request"))
            .unwrap_or_else(|err| panic!("GET {path}: {err}"))
    }
}

/// `name=value` of the cookie that an answer sets.
pub(crate) fn cookie(answer: &Answer) -> &str {
    answer.header("set-cookie").split(';').next().unwrap_or("")
}
