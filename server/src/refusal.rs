//! A refusal as an answer over HTTP: the failure's JSON and the status that belongs to it.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::failure::Failure;

/// A failure on its way to the client.
#[derive(Debug)]
pub struct Refusal(pub Failure);

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (status(&self.0), Json(self.0)).into_response()
    }
}

/// The HTTP status of a failure.
pub fn status(failure: &Failure) -> StatusCode {
    match failure {
        Failure::SignedOut | Failure::DeviceRevoked | Failure::WrongCredentials => StatusCode::UNAUTHORIZED,
        Failure::PassphraseChangeRequired
        | Failure::Forbidden
        | Failure::ForeignOrigin
        | Failure::SecondPersonNeeded => StatusCode::FORBIDDEN,
        Failure::NotFound => StatusCode::NOT_FOUND,
        Failure::Taken { .. }
        | Failure::Frozen
        | Failure::Outdated
        | Failure::WrongStage
        | Failure::Procedure { .. } => StatusCode::CONFLICT,
        Failure::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Failure::WeakPassphrase { .. }
        | Failure::Invalid { .. }
        | Failure::MissingAnswers { .. }
        | Failure::UnfitAnswers { .. }
        | Failure::Import { .. }
        | Failure::NotReady { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Failure::TooManyAttempts { .. } => StatusCode::TOO_MANY_REQUESTS,
        Failure::Storage => StatusCode::SERVICE_UNAVAILABLE,
        Failure::Server
        | Failure::Unreachable
        | Failure::DeviceStorage { .. }
        | Failure::DeviceNewer
        | Failure::Unknown => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
