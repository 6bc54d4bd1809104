//! The time, read in one place.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::id::Timestamp;

/// Milliseconds since 1970-01-01T00:00Z.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::try_from(since.as_millis()).unwrap_or(Timestamp::MAX)
}
