//! What the caller is told when the database refuses. Faults are logged here, once, and say nothing more outside.

use domain::failure::Failure;

use crate::Error;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::Taken(constraint) => match field(&constraint) {
                Some(field) => Self::Taken { field: field.to_owned() },
                None => {
                    tracing::error!(constraint, "an id was made twice");
                    Self::Server
                }
            },
            Error::Unavailable(source) => {
                tracing::error!(error = %source, "the database cannot be used");
                Self::Storage
            }
            Error::Broken(source) => {
                tracing::error!(error = %source, "the database refused");
                Self::Server
            }
        }
    }
}

/// The field of a form that a person can change to get past a constraint.
fn field(constraint: &str) -> Option<&'static str> {
    match constraint {
        "accounts_name" | "sites_name" => Some("name"),
        "cases_site_id_code" => Some("code"),
        "guides_form_id_version" => Some("version"),
        "reports_case_id" => Some("report"),
        _ => None,
    }
}
