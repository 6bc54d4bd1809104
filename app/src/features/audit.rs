//! The log of who did what, for the auditor.

pub mod api;
pub mod log;
