//! For those who run the server: is it alive, and what does it do all day.

use crate::Api;
use crate::problem::Answered;
use app::Buckets;
use axum::Extension;
use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde_json::{Value, json};
use std::fmt::{Display, Write as _};
use std::net::SocketAddr;
use std::sync::atomic::Ordering::Relaxed;

pub(crate) async fn healthz() -> Json<Value> {
    Json(json!({ "status": "ok" }))
}

/// Whether requests should be sent here. A server that is alive may be about to stop, or without its
/// database.
pub(crate) async fn readyz(State(api): State<Api>) -> (StatusCode, Json<Value>) {
    let (status, said) = if api.ending.drains.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping")
    } else if !api.app.reaches_database().await {
        (StatusCode::SERVICE_UNAVAILABLE, "no database")
    } else {
        (StatusCode::OK, "ready")
    };
    (status, Json(json!({ "status": said })))
}

/// Prometheus text. From this machine alone, or with a key that may administer.
pub(crate) async fn metrics(
    State(api): State<Api>,
    address: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
) -> Answered {
    let is_local =
        address.is_some_and(|it| it.0.0.ip().is_loopback()) && !headers.contains_key("x-forwarded-for");
    if !is_local {
        let key = headers
            .get("authorization")
            .and_then(|it| it.to_str().ok())
            .and_then(|it| it.strip_prefix("Bearer "));
        let caller = match key {
            Some(key) => api.app.caller_of_key(key).await?,
            None => None,
        };
        if !caller.is_some_and(|it| it.can(app::Ability::Administer)) {
            return Err(app::Refused::forbidden().into());
        }
    }
    let mut text = Text::default();
    requests(&api, &mut text);
    work(&api, &mut text);
    writer(&api, &mut text);
    machine(&api, &mut text).await;
    Ok(([("content-type", "text/plain; version=0.0.4")], text.0).into_response())
}

/// Lines of the Prometheus text format.
#[derive(Default)]
struct Text(String);

impl Text {
    fn kind(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP changping_{name} {help}\n# TYPE changping_{name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = match labels {
            "" => writeln!(self.0, "changping_{name} {value}"),
            _ => writeln!(self.0, "changping_{name}{{{labels}}} {value}"),
        };
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.kind(name, kind, help);
        self.line(name, "", value);
    }

    /// `unit`: how many of the buckets' numbers are one of the metric's.
    fn histogram(&mut self, name: &str, labels: &str, it: &Buckets, unit: f64) {
        let before = if labels.is_empty() { String::new() } else { format!("{labels},") };
        for (bound, count) in &it.up_to {
            self.line(&format!("{name}_bucket"), &format!("{before}le=\"{}\"", *bound as f64 / unit), count);
        }
        self.line(&format!("{name}_bucket"), &format!("{before}le=\"+Inf\""), it.count);
        self.line(&format!("{name}_sum"), labels, it.sum as f64 / unit);
        self.line(&format!("{name}_count"), labels, it.count);
    }
}

const MICROS_IN_SECOND: f64 = 1_000_000.0;

fn requests(api: &Api, text: &mut Text) {
    let routes = api.meters.read();
    text.kind("http_responses_total", "counter", "Answers by route and class of status.");
    for (method, path, route) in &routes {
        for (class, count) in route.by_class.iter().enumerate() {
            let count = count.load(Relaxed);
            if count > 0 {
                let labels = format!("method=\"{method}\",route=\"{path}\",class=\"{class}xx\"");
                text.line("http_responses_total", &labels, count);
            }
        }
    }
    text.kind("http_request_seconds", "histogram", "Time to the answer, by route.");
    for (method, path, route) in &routes {
        let labels = format!("method=\"{method}\",route=\"{path}\"");
        text.histogram("http_request_seconds", &labels, &route.micros.read(), MICROS_IN_SECOND);
    }
    text.kind("problems_total", "counter", "Refusals and errors by their code.");
    for (code, count) in api.meters.problems.read() {
        text.line("problems_total", &format!("code=\"{code}\""), count);
    }
    let listening = api.meters.listening.load(Relaxed);
    text.one("event_streams", "gauge", "Browsers that listen to what happens.", listening);
}

fn work(api: &Api, text: &mut Text) {
    text.kind("transitions_total", "counter", "Documents made and transitions, by type.");
    for ((kind, transition), count) in api.app.meters().transitions.read() {
        text.line("transitions_total", &format!("type=\"{kind}\",transition=\"{transition}\""), count);
    }
}

fn writer(api: &Api, text: &mut Text) {
    let it = api.app.storage_counts();
    text.one("storage_operations_total", "counter", "Write operations answered.", it.operations);
    text.one("storage_waiting", "gauge", "Write operations that wait for their commit.", it.waiting);
    text.one("storage_log_bytes_total", "counter", "Written to the write-ahead log (SQLite).", it.log_bytes);
    text.one("storage_repeated_total", "counter", "Groups run again, one by one (SQLite).", it.repeated);
    text.one(
        "storage_retried_total",
        "counter",
        "Operations run again after a conflict (PostgreSQL).",
        it.retried,
    );
    text.one("storage_replica_reads_total", "counter", "Reports that a replica answered.", it.from_replica);
    text.kind("storage_batch_operations", "histogram", "Operations in one durable commit.");
    text.histogram("storage_batch_operations", "", &it.sizes, 1.0);
    text.kind("storage_commit_seconds", "histogram", "Time of a durable commit.");
    text.histogram("storage_commit_seconds", "", &it.commits, MICROS_IN_SECOND);
}

async fn machine(api: &Api, text: &mut Text) {
    let made = api.app.meters().backups();
    text.one("backups_total", "counter", "Backups by schedule that were made and proved here.", made.made);
    text.one("backup_failures_total", "counter", "Backups by schedule that failed here.", made.failed);
    if let Some(bytes) = resident_bytes() {
        text.one("memory_bytes", "gauge", "Memory of this process.", bytes);
    }
    // What the database says is left out while it cannot be asked; what we counted is told all the same.
    let pulse = api.app.pulse().await;
    text.one("database_up", "gauge", "1 when the database answers.", u8::from(pulse.is_ok()));
    let Ok(pulse) = pulse else { return };
    text.one("database_bytes", "gauge", "Size of the company's database.", pulse.database_bytes);
    text.one("events_waiting", "gauge", "Events not followed yet (at most 100000).", pulse.events_waiting);
    text.one(
        "events_lag_seconds",
        "gauge",
        "Age of the oldest event not followed yet.",
        pulse.events_lag_seconds,
    );
    text.one(
        "backup_last_good_timestamp_seconds",
        "gauge",
        "When the last good backup by schedule was begun; 0 when there is none.",
        pulse.good_backup_at,
    );
    text.kind("channel_sync_age_seconds", "gauge", "How long ago each channel was told what there is.");
    for (channel, age) in &pulse.sync_ages {
        let code = channel.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " ");
        text.line("channel_sync_age_seconds", &format!("channel=\"{code}\""), age);
    }
    let failed = u8::from(pulse.last_backup_failed);
    text.one("backup_last_failed", "gauge", "1 when the last backup by schedule failed.", failed);
}

/// Of this process, where Linux tells it.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
