//! One folder a feature: its pages, its parts and its server functions.

pub mod account;
pub mod audit;
pub mod case;
pub mod committee;
pub mod consultation;
pub mod day;
pub mod document;
pub mod framework;
pub mod guide;
pub mod interview;
pub mod notes;
pub mod plan;
pub mod report;
pub mod review;
