//! The pages, out of the binary. Names with a hash in them never change, so browsers keep them.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

pub(crate) struct File {
    name: &'static str,
    plain: &'static [u8],
    brotli: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Changping</title>\
    <p>The pages are not part of this build. Run <code>cargo xtask run</code>, which builds them.";

/// A file by its name; any other path is a page of the application, which routes it itself. What
/// begins like the API and is none of it does not exist.
pub(crate) async fn serve(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if path.starts_with("/api/") {
        let body = r#"{"type":"about:blank","title":"Not found","status":404,"code":"not_found"}"#;
        return (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "application/problem+json")], body)
            .into_response();
    }
    let found = FILES.iter().find(|it| it.name == path);
    let page = || FILES.iter().find(|it| it.name == "/index.html");
    match found.or_else(page) {
        Some(file) if found.is_some() || !path.starts_with("/assets/") => respond(file, &headers),
        Some(_) => StatusCode::NOT_FOUND.into_response(),
        None => ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], NOT_BUILT).into_response(),
    }
}

fn respond(file: &File, headers: &HeaderMap) -> Response {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or("");
    let (encoding, bytes) = match (file.brotli, file.gzip) {
        (Some(it), _) if accepts.contains("br") => (Some("br"), it),
        (_, Some(it)) if accepts.contains("gzip") => (Some("gzip"), it),
        _ => (None, file.plain),
    };
    let kept =
        if file.name.starts_with("/assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = bytes.into_response();
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, header::HeaderValue::from_static(content_type(file.name)));
    out.insert(header::CACHE_CONTROL, header::HeaderValue::from_static(kept));
    out.insert(header::VARY, header::HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "json" | "webmanifest" => "application/json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
