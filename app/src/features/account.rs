//! Accounts: signing in, the own account, and the administrator's list.

pub mod api;
pub mod sign_in;
