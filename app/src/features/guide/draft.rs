//! Writing a guide: its outline, what each question says, its logic, what is wrong with it, and its way to publication.

pub mod bank;
pub mod bench;
pub mod choices;
pub mod conditions;
pub mod outline;
pub mod page;
pub mod panel;
pub mod preview;
pub mod problems;
pub mod rows;
pub mod stage;
pub mod texts;
