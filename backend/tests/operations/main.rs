//! Every operation, on SQLite and on PostgreSQL.

mod access;
mod accounts;
mod atomic;
mod cases;
mod demo;
mod documents;
mod guides;
mod interviews;
mod keys;
mod world;
