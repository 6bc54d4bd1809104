//! Cases: the list, and one case with its interviews.

pub mod api;
