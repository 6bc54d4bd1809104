//! Who may use this page right now, as plain states.

use domain::account::Profile;

/// What the device lets the person see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lock {
    /// Still reading who uses this device; shown for some milliseconds after the page loads.
    #[default]
    Starting,
    /// Nobody: ask for a name and a passphrase.
    SignedOut,
    /// Somebody is known, and what is kept for her is sealed: ask for her passphrase alone.
    Locked {
        profile: Profile,
    },
    /// The server accepted the passphrase and the store on this device was sealed with an older one: ask for that, or
    /// start with an empty store.
    OldPassphrase {
        profile: Profile,
    },
    Unlocked {
        profile: Profile,
    },
}

impl Lock {
    /// The person the state is about.
    pub fn profile(&self) -> Option<&Profile> {
        match self {
            Self::Starting | Self::SignedOut => None,
            Self::Locked { profile } | Self::OldPassphrase { profile } | Self::Unlocked { profile } => {
                Some(profile)
            }
        }
    }

    /// The person, once her store is open.
    pub fn unlocked(&self) -> Option<&Profile> {
        match self {
            Self::Unlocked { profile } => Some(profile),
            _ => None,
        }
    }
}
