//! The log of who did what, for the auditor.

pub mod api;
#[cfg(feature = "pages")]
pub mod log;
#[cfg(feature = "pages")]
pub mod seal;
