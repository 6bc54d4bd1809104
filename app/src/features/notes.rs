//! Free notes of a case: shared text that grows as it is written.

pub mod api;
pub mod list;
pub mod page;
pub mod segments;
pub mod sheet;
pub mod writing;
