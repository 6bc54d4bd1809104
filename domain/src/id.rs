//! Identifiers: UUIDs (version 7 where we make them), one type per kind of thing so that they cannot be swapped.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A person who signs in.
    AccountId
);
id!(
    /// A pilot site (a SPIP: service pénitentiaire d'insertion et de probation).
    SiteId
);
id!(
    /// The file of one supervised person (PPSMJ: personne placée sous main de justice).
    CaseId
);
id!(
    /// One version of a guide. A new version is a new id.
    GuideId
);
id!(
    /// A document that merges: an interview, later a plan, a framework, notes.
    DocumentId
);
id!(
    /// A report on what a practitioner has observed.
    ReportId
);
id!(
    /// A meeting of the committee of a site.
    MeetingId
);
id!(
    /// One case on the agenda of one meeting.
    DeliberationId
);
id!(
    /// A question put to a colleague or to the committee.
    ConsultationId
);
id!(
    /// A browser profile on a tablet or a computer, made by the browser itself.
    DeviceId
);

/// Milliseconds since 1970-01-01T00:00Z.
pub type Timestamp = i64;
