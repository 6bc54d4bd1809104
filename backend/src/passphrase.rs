//! Passphrases: argon2id, off the async threads, at most two at once; and temporary ones that can be read aloud.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::failure::Failure;
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroizing;

use crate::{Outcome, seal::fill_random};

/// 64 MiB, three passes, one lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Each hash holds 64 MiB: a crowd at the door must not take the server's memory.
const AT_ONCE: usize = 2;

pub(crate) struct Hasher {
    turns: Arc<Semaphore>,
}

impl Default for Hasher {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Hasher {
    /// The PHC string to keep.
    pub(crate) async fn hash(&self, passphrase: &str) -> Outcome<String> {
        let passphrase = Zeroizing::new(passphrase.to_owned());
        let mut salt = [0; 16];
        fill_random(&mut salt)?;
        self.run(move || {
            let hash: PasswordHash = argon2()?.hash_password_with_salt(passphrase.as_bytes(), &salt).ok()?;
            Some(hash.to_string())
        })
        .await?
        .ok_or_else(fault)
    }

    /// Whether the passphrase is the one of the PHC string. Without one it works as long and answers no.
    pub(crate) async fn verify(&self, passphrase: &str, hash: Option<String>) -> Outcome<bool> {
        let passphrase = Zeroizing::new(passphrase.to_owned());
        let Some(hash) = hash else {
            self.hash(&passphrase).await?;
            return Ok(false);
        };
        self.run(move || {
            let hash = PasswordHash::new(&hash).ok()?;
            Some(argon2()?.verify_password(passphrase.as_bytes(), &hash).is_ok())
        })
        .await?
        .ok_or_else(fault)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| fault())?;
        let work = spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        work.await.map_err(|_| fault())
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn fault() -> Failure {
    tracing::error!("a passphrase could not be hashed");
    Failure::Server
}

/// A passphrase of three made-up words, about 75 bits: easy to dictate in French or English.
pub(crate) fn temporary() -> Outcome<String> {
    const CONSONANTS: &[u8; 16] = b"bdfgjklmnprstvyz";
    const VOWELS: &[u8; 4] = b"aeou";
    let mut random = [0; 14];
    fill_random(&mut random)?;
    let mut phrase = String::new();
    for (index, byte) in random.iter().enumerate() {
        if index == 5 || index == 10 {
            phrase.push('-');
        }
        phrase.push(char::from(CONSONANTS[usize::from(byte >> 4)]));
        phrase.push(char::from(VOWELS[usize::from(byte & 3)]));
    }
    Ok(phrase)
}

#[cfg(test)]
mod tests {
    use domain::account::check_passphrase;

    use super::*;

    #[tokio::test]
    async fn knows_its_own_hash_and_no_other() {
        let hasher = Hasher::default();
        let hash = hasher.hash("quatre chevaux boivent tard").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        for (passphrase, hash, expected) in [
            ("quatre chevaux boivent tard", Some(hash.clone()), true),
            ("quatre chevaux boivent tôt", Some(hash.clone()), false),
            ("", Some(hash.clone()), false),
            ("quatre chevaux boivent tard", None, false),
        ] {
            assert_eq!(hasher.verify(passphrase, hash).await.unwrap(), expected, "{passphrase}");
        }
        assert_ne!(hash, hasher.hash("quatre chevaux boivent tard").await.unwrap(), "salted");
    }

    #[test]
    fn temporary_passphrases_are_accepted_and_differ() {
        let (one, two) = (temporary().unwrap(), temporary().unwrap());
        assert_eq!(check_passphrase(&one, "claire", None), Ok(()), "{one}");
        assert_ne!(one, two);
    }
}
