//! What every server function shares: the error that crosses the wire and, on the server, the caller.

use domain::failure::Failure;
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
pub mod caller;

/// A refusal as server functions return it: the JSON of [`Failure`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub Failure);

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let bad_request = || Failure::Invalid { field: "request".to_owned() };
        Self(match error {
            ServerFnErrorErr::Request(_) => Failure::Unreachable,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => bad_request(),
            // What cannot be read is the request on the server, the answer in the browser.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => bad_request(),
            ServerFnErrorErr::Deserialization(_) => Failure::Unknown,
            _ => Failure::Server,
        })
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}
