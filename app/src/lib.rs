//! The application in the browser: a client-rendered single page. With the feature `ssr` the same crate gives the
//! server its functions, and leaves the pages out unless the feature `pages` asks for them.
//
// A view is one type, as deep as its parts are nested.
#![recursion_limit = "256"]
#![cfg_attr(
    feature = "pages",
    expect(clippy::needless_pass_by_value, reason = "the properties of a component are its own")
)]

pub mod api;
#[cfg(feature = "pages")]
pub mod components;
#[cfg(feature = "pages")]
pub mod desk;
#[cfg(feature = "pages")]
pub mod device;
pub mod features;
#[cfg(feature = "pages")]
pub mod i18n;
#[cfg(feature = "pages")]
pub mod online;
#[cfg(feature = "pages")]
pub mod recall;
#[cfg(feature = "pages")]
pub mod start;
#[cfg(feature = "pages")]
pub mod sync;
#[cfg(feature = "pages")]
pub mod theme;
#[cfg(feature = "pages")]
pub mod update;

#[cfg(feature = "pages")]
pub use start::App;
