//! Cases: the list, and one case with its interviews.

pub mod api;
pub mod list;
pub mod name;
pub mod new;
pub mod page;
pub mod start;
