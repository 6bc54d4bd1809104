//! Accounts: what they show, and which names and passphrases are accepted.

use serde::{Deserialize, Serialize};

use crate::{
    access::Role,
    failure::WeakPassphrase,
    id::{AccountId, DeviceId, SiteId, Timestamp},
    language::Language,
};

/// A pilot site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    pub id: SiteId,
    pub name: String,
}

/// The signed-in person as the application needs to know her.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub id: AccountId,
    /// The name typed at sign-in.
    pub name: String,
    pub display_name: String,
    pub role: Role,
    pub site: Site,
    /// True until the first passphrase, made by an administrator, has been replaced.
    pub must_change_passphrase: bool,
}

/// An account in the administrator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRow {
    pub profile: Profile,
    pub active: bool,
    pub last_seen: Option<Timestamp>,
}

/// What a device is, in codes that the page words: `firefox` on `android`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKind {
    pub browser: String,
    pub platform: String,
}

impl DeviceKind {
    /// From what a browser says of itself (its user agent). What is not known is `other`.
    pub fn of_user_agent(agent: &str) -> Self {
        let find = |known: &[(&str, &str)]| {
            let found = known.iter().find(|(mark, _)| agent.contains(mark));
            found.map_or("other", |(_, code)| *code).to_owned()
        };
        // The order decides: most browsers also claim to be those further down.
        let browsers = [
            ("Edg", "edge"),
            ("SamsungBrowser", "samsung"),
            ("Firefox", "firefox"),
            ("FxiOS", "firefox"),
            ("Chrome", "chrome"),
            ("CriOS", "chrome"),
            ("Safari", "safari"),
        ];
        let platforms = [
            ("iPad", "ipad"),
            ("iPhone", "iphone"),
            ("Android", "android"),
            ("CrOS", "chromeos"),
            ("Windows", "windows"),
            ("Macintosh", "mac"),
            ("Linux", "linux"),
        ];
        Self { browser: find(&browsers), platform: find(&platforms) }
    }

    /// The same, no longer than a code is: it came over the network.
    #[must_use]
    pub fn short(self) -> Self {
        let cut = |text: String| text.chars().filter(char::is_ascii_lowercase).take(16).collect();
        Self { browser: cut(self.browser), platform: cut(self.platform) }
    }
}

/// The device somebody signs in on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub kind: DeviceKind,
}

/// A device in the list of those an account was used on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub kind: DeviceKind,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    /// When it was reported lost.
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NewAccount {
    pub name: String,
    pub display_name: String,
    pub role: Role,
    pub site: SiteId,
}

/// What an administrator hands over once: it is shown once and never stored in clear.
#[derive(Clone, Serialize, Deserialize)]
pub struct Handover {
    pub account: AccountId,
    pub name: String,
    pub temporary_passphrase: String,
}

/// Sign-in names: 2 to 64 letters, digits, dots, hyphens or underscores, compared in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.trim().to_lowercase();
        let length = name.chars().count();
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        ((2..=64).contains(&length) && name.chars().all(allowed)).then_some(Self(name))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The shortest passphrase accepted, in characters. OWASP ASVS 5.0, 6.2.1 recommends 15 where it is the only factor.
pub const PASSPHRASE_MIN: usize = 15;
/// The longest, so that hashing cannot be made to chew on megabytes (ASVS 6.2.9 asks for at least 64).
pub const PASSPHRASE_MAX: usize = 256;

/// Checks a new passphrase. `previous` is the current one where it is known.
pub fn check_passphrase(new: &str, name: &str, previous: Option<&str>) -> Result<(), WeakPassphrase> {
    let length = new.chars().count();
    let distinct = new.chars().collect::<std::collections::BTreeSet<_>>().len();
    if length < PASSPHRASE_MIN {
        Err(WeakPassphrase::TooShort)
    } else if length > PASSPHRASE_MAX {
        Err(WeakPassphrase::TooLong)
    } else if new.to_lowercase().trim() == name.to_lowercase() {
        Err(WeakPassphrase::SameAsName)
    } else if distinct < 6 {
        Err(WeakPassphrase::TooCommon)
    } else if previous == Some(new) {
        Err(WeakPassphrase::Unchanged)
    } else {
        Ok(())
    }
}

/// How long an account waits after `failures` wrong passphrases in a row, in seconds. A soft lock that grows, never a
/// hard one, so that nobody can lock a colleague out for good.
pub fn wait_after(failures: u32) -> u64 {
    match failures {
        0..=2 => 0,
        3..=8 => 3,
        9..=24 => 5,
        25..=99 => 10,
        _ => 600,
    }
}

/// What a sign-in sends.
#[derive(Clone, Serialize, Deserialize)]
pub struct Credentials {
    pub name: String,
    pub passphrase: String,
    #[serde(default)]
    pub language: Language,
    #[serde(default)]
    pub device: Option<Device>,
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("name", &self.name).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Handover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Handover").field("account", &self.account).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::DeviceKind;

    #[test]
    fn devices_are_told_apart_by_what_browsers_say() {
        let check = |agent: &str, browser: &str, platform: &str| {
            let kind = DeviceKind::of_user_agent(agent);
            assert_eq!((kind.browser.as_str(), kind.platform.as_str()), (browser, platform), "{agent}");
            assert_eq!(kind.clone().short(), kind);
        };
        check(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "chrome",
            "linux",
        );
        check("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "edge", "windows");
        check("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "safari", "ipad");
        check("Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0", "firefox", "android");
        check("curl/8", "other", "other");
        let hostile = DeviceKind { browser: "<b>".repeat(99), platform: String::new() };
        assert_eq!(hostile.short().browser, "b".repeat(16));
    }
}
