//! The committee of a site: who sits on it, its meetings and their decisions.

pub mod api;
#[cfg(feature = "pages")]
pub mod convene;
#[cfg(feature = "pages")]
pub mod item;
#[cfg(feature = "pages")]
pub mod meeting;
#[cfg(feature = "pages")]
pub mod members;
#[cfg(feature = "pages")]
pub mod minutes;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod proposal;
#[cfg(feature = "pages")]
pub mod voice;
#[cfg(feature = "pages")]
pub mod words;
