//! Guides: the list, reading one, and bringing one in.

pub mod api;
pub mod import;
pub mod list;
pub mod page;
pub mod problems;
pub mod question;
