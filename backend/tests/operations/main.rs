//! Every operation, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod access;
mod accounts;
mod atomic;
mod audit_chain;
mod backups;
mod cases;
mod committees;
mod consultations;
mod demo;
mod devices;
mod documents;
mod frameworks;
mod guide_drafts;
mod guides;
mod history;
mod interviews;
mod keys;
mod notes;
mod plans;
mod reviews;
mod shared;
mod snapshots;
mod world;
