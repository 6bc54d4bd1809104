//! One's day.

pub mod api;
#[cfg(feature = "pages")]
pub mod page;
