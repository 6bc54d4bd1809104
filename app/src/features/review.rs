//! The review of interviews by a second reader.

pub mod api;
#[cfg(feature = "pages")]
pub mod conclude;
#[cfg(feature = "pages")]
pub mod page;
#[cfg(feature = "pages")]
pub mod standing;
#[cfg(feature = "pages")]
pub mod submit;
#[cfg(feature = "pages")]
pub mod waiting;
