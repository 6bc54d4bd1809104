//! Digests and base64, as OpenRosa has them.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

/// The digest of a text in base64 or, where `encoding` says so, in hex; empty for an algorithm there is not.
pub(super) fn of(text: &str, algorithm: &str, encoding: &str) -> String {
    let bytes = match algorithm.to_uppercase().as_str() {
        "MD5" => Md5::digest(text).to_vec(),
        "SHA-1" => Sha1::digest(text).to_vec(),
        "SHA-256" => Sha256::digest(text).to_vec(),
        "SHA-384" => Sha384::digest(text).to_vec(),
        "SHA-512" => Sha512::digest(text).to_vec(),
        _ => return String::new(),
    };
    match encoding.to_lowercase().as_str() {
        "base64" => STANDARD.encode(bytes),
        "hex" => bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        }),
        _ => String::new(),
    }
}

/// The text that base64 holds; empty when it holds none.
pub(super) fn decoded(text: &str) -> String {
    STANDARD.decode(text.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
