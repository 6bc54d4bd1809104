//! All the SQL of Jalon and nothing else. One text serves SQLite and PostgreSQL; functions take a connection, so that
//! callers own their transactions.

pub mod account;
pub mod attempt;
pub mod audit;
pub mod backup;
pub mod case;
pub mod committee;
pub mod consultation;
mod database;
pub mod deliberation;
pub mod device;
pub mod document;
mod error;
mod failure;
pub mod framework;
pub mod guide;
pub mod guide_draft;
pub mod key;
mod listener;
pub mod meeting;
pub mod notes;
mod open;
pub mod plan;
pub mod report;
pub mod review;
mod row;
pub mod session;
pub mod signature;
pub mod site;
pub mod snapshot;
pub mod token;

pub use database::{Connection, Store, Transaction};
pub use error::{Error, Result};
pub use listener::Listener;
pub use open::{OpenError, newest_schema};
