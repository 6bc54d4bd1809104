//! The operations of Jalon: each is an access check, a rule, a write and a line of the audit log in one transaction.
//! Refusals and faults are a [`domain::failure::Failure`]; faults are logged where they happen and say nothing more.

mod access;
pub mod account;
pub mod audit;
pub mod backup;
pub mod case;
mod chain;
pub mod committee;
pub mod consultation;
pub mod day;
pub mod demo;
pub mod document;
pub mod framework;
pub mod guide;
pub mod interview;
pub mod notes;
mod open;
mod passphrase;
pub mod plan;
pub mod report;
pub mod review;
mod seal;
pub mod snapshot;
mod stretches;
mod vault;
pub mod workbook;
pub mod xform;

use domain::failure::Failure;

pub use access::Actor;
pub use open::{Backend, Config, OpenError};

/// The answer of an operation.
pub type Outcome<T> = Result<T, Failure>;

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
