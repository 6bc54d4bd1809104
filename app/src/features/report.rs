//! Reports: what was observed and why it has to be told.

pub mod api;
#[cfg(feature = "pages")]
pub mod content;
#[cfg(feature = "pages")]
pub mod form;
#[cfg(feature = "pages")]
pub mod items;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod section;
#[cfg(feature = "pages")]
pub mod steps;
#[cfg(feature = "pages")]
pub mod writing;
