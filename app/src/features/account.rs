//! Accounts: signing in, the own account, and the administrator's list.

pub mod sign_in;
