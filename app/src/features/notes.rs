//! Free notes of a case.

pub mod api;
