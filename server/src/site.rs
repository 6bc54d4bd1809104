//! What the browser loads: the built files, the one page that serves every address, and the service worker.

use std::{collections::BTreeMap, fs, io, path::Path};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH},
    },
    response::{IntoResponse, Response},
};
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::service::Service;

pub mod files;
pub mod shell;
pub mod worker;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");
const ICONS: &str = "/icons.svg";
/// Folders that hold nothing but files: an unknown name in them is not an address of the application.
const FOLDERS: [&str; 2] = ["/pkg/", "/fonts/"];

/// The built site, read once at start.
pub struct Site {
    /// Each file by its address, with the SHA-256 of its content.
    files: BTreeMap<String, String>,
    shell: shell::Shell,
    worker: String,
    serve: ServeDir,
}

impl Site {
    /// Reads the site under `root`. A folder that does not exist is a site without files.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut files = files::read(root)?;
        // The sprite is part of the page, not an address of its own.
        let icons = match files.remove(ICONS) {
            Some(_) => fs::read_to_string(root.join(&ICONS[1..]))?,
            None => String::new(),
        };
        let shell = shell::Shell::new(&files::Names::among(&files.keys()), &icons);
        let worker = worker::script(&files, &shell);
        let serve = ServeDir::new(root).precompressed_br().precompressed_gzip();
        Ok(Self { files, shell, worker, serve })
    }

    /// The SHA-256 of the shell's inline script, in base64.
    pub fn script_hash(&self) -> &str {
        &self.shell.script_hash
    }

    /// Whether the client has been built: without it the page cannot start.
    pub fn is_built(&self) -> bool {
        self.files.keys().any(|path| path.starts_with("/pkg/"))
    }
}

/// The service worker, made for this version of the site.
pub async fn worker(State(service): State<Service>) -> Response {
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("text/javascript")), (CACHE_CONTROL, REVALIDATE)];
    (headers, service.site.worker.clone()).into_response()
}

/// A file of the site, or the shell for every other address.
pub async fn file_or_shell(State(service): State<Service>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path();
    if service.site.files.contains_key(path) {
        return file(&service.site, request).await;
    }
    let name = path.rsplit('/').next().unwrap_or_default();
    if FOLDERS.iter().any(|folder| path.starts_with(folder)) || name.contains('.') {
        return StatusCode::NOT_FOUND.into_response();
    }
    page(&service.site, request.headers())
}

async fn file(site: &Site, request: Request) -> Response {
    let path = request.uri().path();
    // The names under /pkg/ carry a hash and those of fonts never change their content.
    let lasting = path.starts_with("/fonts/") || (path.starts_with("/pkg/") && files::is_hashed(path));
    // The folder cannot fail: what it cannot read is a status of its answer.
    let Ok(response) = site.serve.clone().oneshot(request).await;
    let mut response = response.map(Body::new);
    let kept = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    if kept {
        let keep = if lasting { IMMUTABLE } else { REVALIDATE };
        response.headers_mut().insert(CACHE_CONTROL, keep);
    }
    response
}

fn page(site: &Site, headers: &HeaderMap) -> Response {
    let shell = &site.shell;
    let known = headers.get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == shell.tag.as_bytes());
    let tag = HeaderValue::from_str(&shell.tag).unwrap_or(HeaderValue::from_static("\"\""));
    let common = [(CACHE_CONTROL, REVALIDATE), (ETAG, tag)];
    if known {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let kind = [(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
    (common, kind, shell.html.clone()).into_response()
}
