//! Accounts: signing in, the own account, and the administrator's list.

pub mod api;
pub mod attempt;
pub mod gate;
pub mod passphrase;
pub mod sign_in;
pub mod threshold;
pub mod unlock;
