//! Interviews: conducting one, signing it, reading it.

pub mod api;
mod caret;
mod choosing;
mod runner;
mod sections;
mod typed;
