//! The review of interviews by a second reader.

pub mod api;
