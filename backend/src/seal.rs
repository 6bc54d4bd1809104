//! Sealing bytes: XChaCha20-Poly1305, a random nonce of 24 bytes in front of the ciphertext.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use domain::failure::Failure;
use zeroize::Zeroizing;

use crate::Outcome;

const NONCE: usize = 24;

/// A key of 256 bits, wiped from memory when dropped.
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(crate) fn random() -> Outcome<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        fill_random(bytes.as_mut())?;
        Ok(Self(bytes))
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// Seals `plain`. The same `context` is needed to open it: it says what the bytes are and where they belong.
    pub(crate) fn seal(&self, context: &str, plain: &[u8]) -> Outcome<Vec<u8>> {
        let mut sealed = vec![0; NONCE];
        fill_random(&mut sealed)?;
        let nonce = XNonce::try_from(sealed.as_slice()).map_err(|_| fault("nonce", context))?;
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        let ciphertext = self.cipher().encrypt(&nonce, payload).map_err(|_| fault("seal", context))?;
        sealed.extend_from_slice(&ciphertext);
        Ok(sealed)
    }

    /// Opens what [`Self::seal`] made. Failure means that the bytes were changed, or are not what `context` says.
    pub(crate) fn open(&self, context: &str, sealed: &[u8]) -> Outcome<Zeroizing<Vec<u8>>> {
        self.try_open(context, sealed).ok_or_else(|| fault("sealed bytes do not open", context))
    }

    /// The same where bytes that do not open are no fault of ours.
    pub(crate) fn try_open(&self, context: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE)?;
        let nonce = XNonce::try_from(nonce).ok()?;
        let payload = Payload { msg: ciphertext, aad: context.as_bytes() };
        Some(Zeroizing::new(self.cipher().decrypt(&nonce, payload).ok()?))
    }

    /// Seals another key.
    pub(crate) fn wrap(&self, context: &str, key: &Self) -> Outcome<Vec<u8>> {
        self.seal(context, key.bytes())
    }

    pub(crate) fn unwrap(&self, context: &str, wrapped: &[u8]) -> Outcome<Self> {
        let bytes = self.open(context, wrapped)?;
        Self::from_bytes(&bytes).ok_or_else(|| fault("a key of another length", context))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

pub(crate) fn fill_random(bytes: &mut [u8]) -> Outcome<()> {
    getrandom::fill(bytes).map_err(|_| fault("the system gave no randomness", ""))
}

/// 256 random bits as text that fits a cookie or a header.
pub(crate) fn random_text() -> Outcome<Zeroizing<String>> {
    let mut random = Zeroizing::new([0; 32]);
    fill_random(random.as_mut())?;
    Ok(Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(random.as_ref())))
}

fn fault(what: &str, context: &str) -> Failure {
    tracing::error!(what, context, "sealing failed");
    Failure::Server
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_the_same_bytes_with_the_same_key_in_the_same_place() {
        let (key, other) = (Key::random().unwrap(), Key::random().unwrap());
        let sealed = key.seal("update|a|1", b"words").unwrap();
        assert_eq!(key.open("update|a|1", &sealed).unwrap().as_slice(), b"words");
        let mut changed = sealed.clone();
        changed[30] ^= 1;
        for (key, context, sealed) in [
            (&other, "update|a|1", sealed.as_slice()),
            (&key, "update|a|2", &sealed),
            (&key, "update|a|1", &changed),
            (&key, "update|a|1", &sealed[..20]),
            (&key, "update|a|1", &[]),
        ] {
            assert_eq!(key.open(context, sealed), Err(Failure::Server));
        }
        assert_ne!(sealed, key.seal("update|a|1", b"words").unwrap(), "a nonce is never used again");
    }
}
