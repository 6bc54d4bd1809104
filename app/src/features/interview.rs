//! Interviews: conducting one, signing it, reading it.

pub mod api;
pub mod asked;
pub mod bar;
pub mod calendar;
pub mod choosing;
pub mod conduct;
pub mod controls;
pub mod finish;
pub mod guidance;
pub mod items;
pub mod keyboard;
pub mod message;
pub mod outline;
pub mod page;
pub mod place;
pub mod privacy;
pub mod question;
pub mod read_page;
pub mod reading_view;
pub mod runner;
pub mod section;
pub mod sections;
pub mod standing;
pub mod tools;
pub mod typed;
pub mod wide;
