//! The router without a port where that is enough, on SQLite and on PostgreSQL; sockets and the binary with one.

mod access;
mod away;
mod batch;
mod command_line;
mod limits;
mod live;
mod pages;
mod sign_in;
mod tablet;
mod world;
