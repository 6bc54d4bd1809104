//! Free notes, of a case or shared outside any: text that grows as it is written.

pub mod api;
#[cfg(feature = "pages")]
pub mod list;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod segments;
#[cfg(feature = "pages")]
pub mod shared;
#[cfg(feature = "pages")]
pub mod sheet;
#[cfg(feature = "pages")]
pub mod writing;
