//! The time of this device.

use domain::id::Timestamp;

/// Milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "a date fits a 64-bit integer")]
pub(crate) fn now() -> Timestamp {
    js_sys::Date::now() as Timestamp
}
