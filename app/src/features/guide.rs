//! Guides: the list, and bringing one in.

pub mod api;
