//! Interviews: holding one, signing it, reading it.

pub mod api;
