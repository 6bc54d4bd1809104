//! The rules of Jalon and nothing else: no input or output, no clock, no randomness, no async, no SQL.
//! Whatever a rule needs from outside (the time, an id, a seed) comes in as an argument.

pub mod access;
pub mod account;
pub mod audit;
pub mod calendar;
pub mod case;
pub mod comment;
pub mod committee;
pub mod consultation;
pub mod day;
pub mod document;
pub mod failure;
pub mod framework;
pub mod guide;
pub mod id;
pub mod interview;
pub mod language;
pub mod notes;
pub mod plan;
pub mod problem;
pub mod procedure;
pub mod report;
pub mod review;
