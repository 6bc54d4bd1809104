//! Interviews: conducting one, signing it, reading it.

pub mod api;
mod caret;
mod choosing;
mod history;
mod sections;
mod typed;
