//! `/api/files`: what people attach comes in, and goes out to whoever may see it.
//!
//! **Invariant:** what is sent is only ever what its bytes are, cannot run in our origin, and says so.

use crate::Api;
use crate::answer::told;
use crate::caller::{Administrator, Signed};
use crate::documents_api::disposition;
use crate::problem::{Answered, Problem};
use crate::read::{Path, Query};
use crate::write::Body;
use app::{FileRules, Kind, OpenFile, Refused};
use axum::Json;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use futures_util::stream::try_unfold;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// Parts of a form around the file itself.
const FORM_BYTES: u64 = 64 * 1024;

pub(crate) async fn upload(
    State(api): State<Api>,
    Signed { turn, .. }: Signed,
    mut request: Request,
) -> Answered {
    let most = api.app.upload_limit(&turn).await?;
    let body_most = usize::try_from(most.saturating_add(FORM_BYTES)).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(body_most).apply(&mut request);
    let mut form =
        Multipart::from_request(request, &api).await.map_err(|err| Problem::malformed(&err.body_text()))?;
    let ended = |err: MultipartError| match err.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(most),
        _ => Problem::malformed(&err.body_text()),
    };
    while let Some(field) = form.next_field().await.map_err(ended)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or("").to_owned();
        let declared = field.content_type().unwrap_or("").to_owned();
        let path = api.app.new_upload().await?;
        let kept = match receive(field, &path, most).await {
            Ok(()) => api.app.keep_file(&turn, &name, &declared, &path).await.map_err(Problem::from),
            Err(problem) => Err(problem),
        };
        let _ = tokio::fs::remove_file(&path).await; // Nothing more can be done about a leftover.
        return Ok((StatusCode::CREATED, Json(kept?)).into_response());
    }
    Err(Problem::malformed("file: missing"))
}

pub(crate) fn not_stored(err: std::io::Error) -> Problem {
    tracing::error!(error = %err, "storing an upload");
    let refused = Refused::new(Kind::Busy, "upload_failed", "文件没有存下来", "The file could not be stored");
    refused.instead("检查服务器磁盘空间后再试", "Check the server's disk and try again").into()
}

fn too_large(most: u64) -> Problem {
    let mebibytes = most / (1024 * 1024);
    let refused = Refused::new(Kind::TooLarge, "file_too_large", "文件太大", "The file is too large");
    let refused = refused.instead(
        &format!("每个文件最大 {mebibytes} MB; 管理员可以在设置里调整"),
        &format!("A file may have {mebibytes} MB; an administrator can change that in the settings"),
    );
    refused.with(json!({ "max_bytes": most })).into()
}

async fn receive(mut field: Field<'_>, path: &std::path::Path, most: u64) -> Result<(), Problem> {
    let mut file = File::create(path).await.map_err(not_stored)?;
    let mut size = 0;
    loop {
        let chunk = field.chunk().await.map_err(|err| match err.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(most),
            _ => Problem::malformed(&err.body_text()),
        })?;
        let Some(chunk) = chunk else { break };
        size += chunk.len() as u64;
        if size > most {
            return Err(too_large(most));
        }
        file.write_all(&chunk).await.map_err(not_stored)?;
    }
    file.flush().await.map_err(not_stored)
}

#[derive(Deserialize)]
pub(crate) struct How {
    /// `thumbnail`, or `download` to save what could be shown.
    #[serde(default, rename = "as")]
    how: Option<String>,
}

pub(crate) async fn own(
    State(api): State<Api>,
    Path(hash): Path<String>,
    Query(how): Query<How>,
    headers: HeaderMap,
    Signed { turn, .. }: Signed,
) -> Answered {
    let file = api.app.open_own_file(turn, &hash).await?;
    send(api, file, &how, &headers).await
}

pub(crate) async fn of_document(
    State(api): State<Api>,
    Path((kind, id, hash)): Path<(String, String, String)>,
    Query(how): Query<How>,
    headers: HeaderMap,
    Signed { turn, .. }: Signed,
) -> Answered {
    let file = api.app.open_document_file(turn, &kind, &id, &hash).await;
    send(api, file?, &how, &headers).await
}

/// The caller was let in. A browser asks again each time, and is told when it has the bytes already.
async fn send(api: Api, file: OpenFile, how: &How, headers: &HeaderMap) -> Answered {
    let how = how.how.as_deref().unwrap_or("");
    let tag = format!("\"{}{}\"", file.hash, if how == "thumbnail" { "-t" } else { "" });
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    let mut response = if known.is_some_and(|it| it.contains(&tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else if how == "thumbnail" {
        let picture = api.app.file_thumbnail(&file).await?;
        let absent = || Problem::from(Refused::not_found("缩略图", "thumbnail"));
        let picture = picture.ok_or_else(absent)?;
        ([(header::CONTENT_TYPE, picture.media_type)], picture.bytes).into_response()
    } else {
        let inline = file.shown && how != "download";
        let headers = [
            (header::CONTENT_TYPE, file.media_type.clone()),
            (header::CONTENT_LENGTH, file.size.to_string()),
            (
                header::CONTENT_DISPOSITION,
                disposition(if inline { "inline" } else { "attachment" }, &file.name),
            ),
        ];
        (headers, stream(api, file)).into_response()
    };
    let set = response.headers_mut();
    set.insert(header::ETAG, tag.parse().expect("hexadecimal digits"));
    set.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-cache"));
    set.insert(header::CONTENT_SECURITY_POLICY, header::HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    Ok(response)
}

/// Of what others made: nothing runs, nothing is fetched.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// A few pieces at a time, so that memory does not grow with the file.
fn stream(api: Api, file: OpenFile) -> axum::body::Body {
    axum::body::Body::from_stream(try_unfold((api, file, 0), |(api, file, from)| async move {
        let (bytes, next) = api.app.read_file(&file, from).await.map_err(|failure| {
            tracing::error!(?failure, "reading an attached file");
            std::io::Error::other("the file could not be read")
        })?;
        Ok::<_, std::io::Error>((!bytes.is_empty()).then_some((bytes, (api, file, next))))
    }))
}

pub(crate) async fn rules(State(api): State<Api>, Signed { turn, .. }: Signed) -> Json<Value> {
    Json(api.app.file_rules(&turn))
}

pub(crate) async fn put_rules(
    State(api): State<Api>,
    Administrator { turn }: Administrator,
    Body { sent, .. }: Body<FileRules>,
) -> Answered<Json<Value>> {
    told(api.app.put_file_rules(turn, sent).await)
}
