//! Cases: the list, and one case with its interviews.

pub mod api;
#[cfg(feature = "pages")]
pub mod list;
#[cfg(feature = "pages")]
pub mod name;
#[cfg(feature = "pages")]
pub mod new;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod start;
