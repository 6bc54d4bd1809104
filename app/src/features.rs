//! One folder a feature: its pages, its parts and its server functions.

pub mod account;
