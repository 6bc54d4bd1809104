//! The router without a port where that is enough, on SQLite and on PostgreSQL; sockets and the binary with one.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod access;
mod away;
mod backup;
mod bad_input;
mod batch;
mod binary;
mod command_line;
mod devices;
mod framework;
mod guides;
mod instances;
mod limits;
mod live;
mod loss;
mod notes;
mod pages;
mod secrecy;
mod sign_in;
mod silent;
mod snapshots;
mod tablet;
mod world;
