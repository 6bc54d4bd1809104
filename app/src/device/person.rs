//! A person who uses this device, and the way from her passphrase to the key of her store.

use argon2::{Algorithm, Argon2, Params, Version};
use domain::{
    account::{Profile, wait_after},
    id::{AccountId, Timestamp},
};
use js_sys::Uint8Array;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    cipher::{Cipher, random},
    database::Fault,
};

/// The raw bytes of a key, wiped when dropped.
pub(crate) type RawKey = Zeroizing<[u8; 32]>;

/// How a passphrase is stretched, kept beside what it opens so that it can be made harder later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stretch {
    salt: [u8; 16],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Stretch {
    /// Argon2id at the least that OWASP recommends: it runs on a slow tablet's only thread while a person waits.
    fn new() -> Result<Self, Fault> {
        let mut salt = [0; 16];
        random(&mut salt)?;
        Ok(Self { salt, memory_kib: 19 * 1024, passes: 2, lanes: 1 })
    }

    fn stretch(&self, passphrase: &str) -> Result<RawKey, argon2::Error> {
        let parameters = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let mut key = Zeroizing::new([0; 32]);
        argon2.hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())?;
        Ok(key)
    }

    async fn cipher(&self, passphrase: &str) -> Result<Cipher, Fault> {
        let key = self.stretch(passphrase).map_err(|_| Fault::Unavailable)?;
        Cipher::import(&key).await
    }
}

/// A store on this device and whose it is. In clear, since it is read before anybody has signed in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Person {
    /// The name of the database.
    pub store: String,
    pub profile: Profile,
    stretch: Stretch,
    /// The data key, sealed under the stretched passphrase.
    wrapped: Vec<u8>,
    failures: u32,
    failed_at: Timestamp,
    pub used_at: Timestamp,
    /// Set when its passphrase was forgotten and a new store was begun. Its rows stay, sealed.
    retired_at: Option<Timestamp>,
}

impl Person {
    /// A person with a new, empty store, and its key.
    pub(crate) async fn new(
        store: String,
        profile: Profile,
        passphrase: &str,
        now: Timestamp,
    ) -> Result<(Self, RawKey), Fault> {
        let mut key = Zeroizing::new([0; 32]);
        random(key.as_mut_slice())?;
        let mut person = Self {
            store,
            profile,
            stretch: Stretch::new()?,
            wrapped: Vec::new(),
            failures: 0,
            failed_at: 0,
            used_at: now,
            retired_at: None,
        };
        person.wrap(&key, passphrase).await?;
        Ok((person, key))
    }

    /// The key of the store; `None` when the passphrase is another one.
    pub(crate) async fn unwrap(&self, passphrase: &str) -> Result<Option<RawKey>, Fault> {
        let cipher = self.stretch.cipher(passphrase).await?;
        let sealed = Uint8Array::from(self.wrapped.as_slice());
        let Ok(plain) = cipher.open(&self.label(), &sealed).await else { return Ok(None) };
        let plain = Zeroizing::new(plain);
        let mut key = Zeroizing::new([0; 32]);
        if plain.len() != key.len() {
            return Err(Fault::Unavailable);
        }
        key.copy_from_slice(&plain);
        Ok(Some(key))
    }

    /// Seals the key under another passphrase.
    pub(crate) async fn wrap(&mut self, key: &RawKey, passphrase: &str) -> Result<(), Fault> {
        self.stretch = Stretch::new()?;
        let cipher = self.stretch.cipher(passphrase).await?;
        self.wrapped = cipher.seal(&self.label(), key.as_slice()).await?.to_vec();
        Ok(())
    }

    /// Seconds until the next attempt is allowed; `None` when it is allowed now.
    pub(crate) fn wait(&self, now: Timestamp) -> Option<u64> {
        let wait = i64::try_from(wait_after(self.failures)).unwrap_or(i64::MAX / 1000) * 1000;
        // A clock that was set back must not lock anybody out for longer than the wait itself.
        let left = wait - (now - self.failed_at).max(0);
        u64::try_from(left).ok().filter(|left| *left > 0).map(|left| left.div_ceil(1000))
    }

    pub(crate) fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        self.failed_at = now;
    }

    pub(crate) fn succeeded(&mut self, now: Timestamp) {
        self.failures = 0;
        self.used_at = now;
    }

    /// The same person as the server describes her now.
    pub(crate) fn described(self, profile: Profile) -> Self {
        Self { profile, ..self }
    }

    pub(crate) fn retired(self, now: Timestamp) -> Self {
        Self { retired_at: Some(now), ..self }
    }

    fn label(&self) -> String {
        format!("jalon/1/people/{}", self.store)
    }
}

/// The store of that name, while it is in use.
pub(crate) fn by_store<'a>(people: &'a [Person], store: &str) -> Option<&'a Person> {
    people.iter().find(|person| person.store == store && person.retired_at.is_none())
}

/// The store that an account uses now.
pub(crate) fn current(people: &[Person], account: AccountId) -> Option<&Person> {
    people.iter().find(|person| person.profile.id == account && person.retired_at.is_none())
}

/// The store that a sign-in name uses now.
pub(crate) fn by_name<'a>(people: &'a [Person], name: &str) -> Option<&'a Person> {
    let name = name.trim().to_lowercase();
    people.iter().find(|person| person.profile.name == name && person.retired_at.is_none())
}

/// A database name that no store of the account has had: the first has the plain name.
pub(crate) fn new_store(people: &[Person], account: AccountId) -> String {
    let earlier = people.iter().filter(|person| person.profile.id == account).count();
    if earlier == 0 { format!("jalon-{account}") } else { format!("jalon-{account}-{}", earlier + 1) }
}

/// Those with a store in use, the latest first.
pub(crate) fn profiles(people: &[Person]) -> Vec<Profile> {
    let mut current: Vec<&Person> = people.iter().filter(|person| person.retired_at.is_none()).collect();
    current.sort_by_key(|person| std::cmp::Reverse(person.used_at));
    current.into_iter().map(|person| person.profile.clone()).collect()
}

#[cfg(test)]
mod tests {
    use domain::{access::Role, account::Site, id::SiteId};

    use super::*;

    fn person(number: u128, name: &str, store: &str) -> Person {
        let id = |value: u128| uuid::Uuid::from_u128(value);
        Person {
            store: store.to_owned(),
            profile: Profile {
                id: AccountId(id(number)),
                name: name.to_owned(),
                display_name: name.to_uppercase(),
                role: Role::Practitioner,
                site: Site { id: SiteId(id(9)), name: "Lyon".to_owned() },
                must_change_passphrase: false,
            },
            stretch: Stretch { salt: [7; 16], memory_kib: 64, passes: 1, lanes: 1 },
            wrapped: Vec::new(),
            failures: 0,
            failed_at: 0,
            used_at: i64::try_from(number).unwrap(),
            retired_at: None,
        }
    }

    #[test]
    fn the_key_depends_on_passphrase_salt_and_cost() {
        let base = Stretch { salt: [7; 16], memory_kib: 64, passes: 1, lanes: 1 };
        let key = |stretch: &Stretch, passphrase: &str| *stretch.stretch(passphrase).unwrap();
        let expected = key(&base, "quatre mots sans lien");
        assert_eq!(key(&base, "quatre mots sans lien"), expected);
        let others = [
            key(&base, "quatre mots sans liens"),
            key(&Stretch { salt: [8; 16], ..base.clone() }, "quatre mots sans lien"),
            key(&Stretch { passes: 2, ..base.clone() }, "quatre mots sans lien"),
            key(&Stretch { memory_kib: 128, ..base }, "quatre mots sans lien"),
        ];
        assert!(others.iter().all(|other| *other != expected));
    }

    #[test]
    fn wrong_attempts_slow_down() {
        let check = |failures: u32, failed_at: Timestamp, now: Timestamp, expected: Option<u64>| {
            let person = Person { failures, failed_at, ..person(1, "lea", "a") };
            assert_eq!(person.wait(now), expected, "{failures} failures, {failed_at} to {now}");
        };
        check(0, 0, 0, None);
        check(2, 1_000, 1_000, None);
        check(3, 1_000, 1_000, Some(3));
        check(3, 1_000, 3_500, Some(1));
        check(3, 1_000, 4_000, None);
        check(100, 1_000, 1_000, Some(600));
        check(3, 90_000, 1_000, Some(3));
    }

    #[test]
    fn success_forgives() {
        let mut person = Person { failures: 40, ..person(1, "lea", "a") };
        person.failed(5_000);
        assert_eq!(person.wait(5_000), Some(10));
        person.succeeded(6_000);
        assert_eq!(person.wait(6_000), None);
    }

    #[test]
    fn a_retired_store_is_neither_found_nor_named_again() {
        let mut people = vec![person(1, "lea", "jalon-1"), person(2, "marc", "jalon-2")];
        let lea = people[0].profile.id;
        assert_eq!(by_name(&people, " Lea ").map(|found| found.store.as_str()), Some("jalon-1"));
        assert_eq!(
            profiles(&people).iter().map(|found| found.name.as_str()).collect::<Vec<_>>(),
            ["marc", "lea"]
        );
        people[0].retired_at = Some(3);
        assert!(current(&people, lea).is_none());
        assert!(by_name(&people, "lea").is_none());
        let name = new_store(&people, lea);
        assert_eq!(name, format!("jalon-{lea}-2"));
        people.push(Person { store: name, ..person(1, "lea", "") });
        assert_eq!(current(&people, lea).map(|found| found.store.clone()), Some(format!("jalon-{lea}-2")));
    }
}
