//! Asking a colleague or the committee for an opinion.

#[cfg(feature = "pages")]
pub mod answer;
pub mod api;
#[cfg(feature = "pages")]
pub mod section;
