//! AES-256-GCM by the browser's own WebCrypto. A key that has been imported cannot be read out again.

use js_sys::{Array, Uint8Array};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AesGcmParams, CryptoKey, SubtleCrypto};

use super::database::Fault;

const NONCE: usize = 12;

/// What was sealed is not what is asked for: another key, another label, or changed bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// A key that seals and opens records.
#[derive(Clone)]
pub(crate) struct Cipher {
    key: CryptoKey,
}

impl Cipher {
    pub(crate) async fn import(raw: &[u8; 32]) -> Result<Self, Fault> {
        let bytes = Uint8Array::from(raw.as_slice());
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let promise = subtle()?.import_key_with_str("raw", &bytes, "AES-GCM", false, &uses)?;
        let key = JsFuture::from(promise).await;
        bytes.fill(0, 0, 32);
        Ok(Self { key: key?.unchecked_into() })
    }

    /// A key that another tab of the same person has handed over.
    pub(crate) fn from_key(key: CryptoKey) -> Self {
        Self { key }
    }

    pub(crate) fn key(&self) -> &CryptoKey {
        &self.key
    }

    /// Nonce and ciphertext. `label` says what it is and where it belongs, and must be given again to open it.
    pub(crate) async fn seal(&self, label: &str, plain: &[u8]) -> Result<Uint8Array, Fault> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let promise =
            subtle()?.encrypt_with_object_and_u8_array(&parameters(&nonce, label), &self.key, plain)?;
        let sealed = Uint8Array::new(&JsFuture::from(promise).await?);
        let record = Uint8Array::new_with_length(12 + sealed.length());
        record.set(&Uint8Array::from(nonce.as_slice()), 0);
        record.set(&sealed, 12);
        Ok(record)
    }

    pub(crate) async fn open(&self, label: &str, record: &Uint8Array) -> Result<Vec<u8>, Unreadable> {
        let nonce = record.slice(0, 12).to_vec();
        let sealed = record.subarray(12, record.length());
        let opened = async {
            let promise = subtle()?.decrypt_with_object_and_buffer_source(
                &parameters(&nonce, label),
                &self.key,
                &sealed,
            )?;
            JsFuture::from(promise).await
        };
        let plain = opened.await.map_err(|_| Unreadable)?;
        Ok(Uint8Array::new(&plain).to_vec())
    }
}

/// Fills with random bytes fit for keys.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), Fault> {
    getrandom::fill(bytes).map_err(|_| Fault::Unavailable)
}

/// SHA-256.
pub(crate) async fn digest(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let promise = subtle()?.digest_with_str_and_js_u8_array("SHA-256", &Uint8Array::from(bytes))?;
    Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
}

/// Absent where the page was not loaded over https or from this machine.
fn subtle() -> Result<SubtleCrypto, JsValue> {
    let subtle = window().crypto()?.subtle();
    if subtle.is_undefined() { Err(JsValue::UNDEFINED) } else { Ok(subtle) }
}

fn parameters(nonce: &[u8], label: &str) -> AesGcmParams {
    let parameters = AesGcmParams::new("AES-GCM", &Uint8Array::from(nonce));
    parameters.set_additional_data(&Uint8Array::from(label.as_bytes()));
    parameters
}
