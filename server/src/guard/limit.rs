//! How long a request may be, by its address.

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;

/// The largest workbook, in bytes.
pub const WORKBOOK: usize = 16 * MIB;
/// The longest message of a sync connection and the longest batch, in bytes.
pub const SYNC: usize = 4 * MIB;

/// A limit on bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The longest body that is read, in bytes.
    pub body: usize,
    /// The limit that a refusal tells, in bytes.
    pub told: u64,
}

/// The limit for an address.
pub fn of(path: &str) -> Limit {
    let plain = |bytes: usize| Limit { body: bytes, told: bytes as u64 };
    match path {
        "/api/account/sign-in" | "/api/account/change-passphrase" => plain(16 * KIB),
        // The workbook travels in base64, four bytes for three, with its name.
        "/api/guide/import" | "/api/guide/check" => {
            Limit { body: WORKBOOK / 3 * 4 + 4 * KIB, told: WORKBOOK as u64 }
        }
        "/sync" => plain(SYNC),
        _ => plain(MIB),
    }
}
