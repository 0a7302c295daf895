//! `/api/imports`: a file goes in, a report comes out.

use crate::Api;
use crate::answer::{made, told};
use crate::caller::Signed;
use crate::documents_api::download;
use crate::files::not_stored;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query};
use crate::write::Body;
use app::Ability;
use axum::Json;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// The largest file that is taken, in bytes. It is written to disk as it comes in.
const UPLOAD_MAX: usize = 2 * 1024 * 1024 * 1024;

pub(crate) async fn create(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    mut request: Request,
) -> Answered {
    turn.caller.require(Ability::Import)?;
    DefaultBodyLimit::max(UPLOAD_MAX).apply(&mut request);
    let form = Multipart::from_request(request, &api).await;
    let form = form.map_err(|err| Problem::malformed(&err.body_text()))?;
    let path = api.app.new_upload().await?;
    let received = receive(form, &path).await;
    let (kind, name) = match received {
        Ok(it) => it,
        Err(problem) => {
            let _ = tokio::fs::remove_file(&path).await; // Nothing more can be done about a leftover.
            return Err(problem);
        }
    };
    made(api.app.create_import(turn, &name, &kind, &path).await)
}

/// Writes the file part to `path`; returns the kind and the file's name.
async fn receive(mut form: Multipart, path: &std::path::Path) -> Result<(String, String), Problem> {
    let ended = |err: axum::extract::multipart::MultipartError| Problem::malformed(&err.body_text());
    let (mut kind, mut name) = (String::new(), None);
    while let Some(mut field) = form.next_field().await.map_err(ended)? {
        match field.name() {
            Some("kind") => kind = field.text().await.map_err(ended)?,
            Some("file") => {
                name = Some(field.file_name().unwrap_or("file").chars().take(200).collect::<String>());
                let mut file = File::create(path).await.map_err(not_stored)?;
                while let Some(chunk) = field.chunk().await.map_err(ended)? {
                    file.write_all(&chunk).await.map_err(not_stored)?;
                }
                file.flush().await.map_err(not_stored)?;
            }
            _ => (),
        }
    }
    let name = name.ok_or_else(|| Problem::malformed("file: missing"))?;
    Ok((kind, name))
}

pub(crate) async fn list(State(api): State<Api>, Signed { turn, .. }: Signed) -> Answered<Json<Value>> {
    told(api.app.list_imports(turn).await)
}

pub(crate) async fn get(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.get_import(turn, &id).await)
}

pub(crate) async fn change(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Value>,
) -> Answered<Json<Value>> {
    told(api.app.change_import(turn, &id, sent).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Run {
    #[serde(default)]
    dry_run: bool,
}

pub(crate) async fn run(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
    Body { sent, .. }: Body<Run>,
) -> Answered {
    let started = api.app.run_import(turn, &id, sent.dry_run).await?;
    Ok((StatusCode::ACCEPTED, Json(started)).into_response())
}

pub(crate) async fn cancel(
    State(api): State<Api>,
    Path(id): Path<String>,
    Signed { turn, .. }: Signed,
) -> Answered<Json<Value>> {
    told(api.app.cancel_import(turn, &id).await)
}

#[derive(Deserialize)]
pub(crate) struct Report {
    #[serde(default)]
    format: Option<String>,
}

pub(crate) async fn report(
    State(api): State<Api>,
    Path(id): Path<String>,
    Query(query): Query<Report>,
    Signed { turn, .. }: Signed,
) -> Result<Response, Problem> {
    let file = api.app.import_report(turn, &id, query.format.as_deref().unwrap_or("csv")).await;
    Ok(download(file?))
}
