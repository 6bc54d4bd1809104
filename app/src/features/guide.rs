//! Guides: the list, reading one, and bringing one in.

pub mod api;
#[cfg(feature = "pages")]
pub mod import;
#[cfg(feature = "pages")]
pub mod list;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod problems;
#[cfg(feature = "pages")]
pub mod question;
