//! The router without a port where that is enough, on SQLite and on PostgreSQL; sockets and the binary with one.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod access;
mod away;
mod batch;
mod binary;
mod command_line;
mod devices;
mod instances;
mod limits;
mod live;
mod loss;
mod pages;
mod sign_in;
mod tablet;
mod world;
