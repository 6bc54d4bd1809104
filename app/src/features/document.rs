//! Documents of whatever kind: registering those that a device has started, and telling which there are.

pub mod api;
