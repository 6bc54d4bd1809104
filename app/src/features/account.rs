//! Accounts: signing in, the own account, and the administrator's list.

pub mod accounts;
pub mod api;
pub mod attempt;
pub mod device;
pub mod devices;
pub mod gate;
pub mod handover;
pub mod new;
pub mod own;
pub mod passphrase;
pub mod set_aside;
pub mod sign_in;
pub mod threshold;
pub mod unlock;
