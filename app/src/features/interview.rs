//! Interviews: conducting one, signing it, reading it.

pub mod api;
mod asked;
mod bar;
mod calendar;
mod caret;
mod choosing;
mod conduct;
mod controls;
mod finish;
mod guidance;
mod items;
mod live_text;
mod message;
mod outline;
pub mod page;
mod privacy;
mod question;
mod read_page;
mod reading_view;
mod runner;
mod section;
mod sections;
mod tools;
mod typed;
mod wide;
