//! The web server and the command line of Jalon. Handlers extract, call `backend` or the hub, and answer; no rule and
//! no SQL lives here.

pub mod api;
pub mod catch_up;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod export;
pub mod guard;
pub mod headers;
pub mod health;
pub mod hub;
pub mod log;
pub mod refusal;
pub mod router;
pub mod serve;
pub mod service;
pub mod session;
pub mod site;
pub mod socket;
