//! Guides: the list, reading one, and bringing one in.

pub mod api;
#[cfg(feature = "pages")]
pub mod draft;
#[cfg(feature = "pages")]
pub mod drafts;
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
#[cfg(feature = "pages")]
pub mod versions;
