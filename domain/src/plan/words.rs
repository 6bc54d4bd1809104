//! The words of a plan that the program knows. Any other is kept as it came.

use crate::framework::words;

words!(
    /// Why the plan is written.
    Occasion {
        Initial => "initial",
        Review => "review",
        Transfer => "transfer",
        End => "end",
    }
);

words!(
    /// What the person said to the plan. That it could not be asked, and that the answer was no, are answers too.
    Agreement {
        Agreed => "agreed",
        InPart => "in_part",
        Declined => "declined",
        NotAsked => "not_asked",
    }
);

words!(
    /// Whose goal it was first.
    Origin {
        Person => "person",
        Shared => "shared",
        Service => "service",
    }
);

words!(
    /// Where a goal stands.
    Status {
        Active => "active",
        Later => "later",
        Achieved => "achieved",
        Dropped => "dropped",
    }
);

impl Status {
    /// Whether it counts in the score of a set of goals.
    pub fn counts(&self) -> bool {
        matches!(self, Self::Active | Self::Achieved)
    }
}

words!(
    /// Where an activity stands.
    Progress {
        Planned => "planned",
        UnderWay => "under_way",
        Waiting => "waiting",
        Done => "done",
        Dropped => "dropped",
    }
);

words!(
    Frequency {
        Once => "once",
        Weekly => "weekly",
        Fortnightly => "fortnightly",
        Monthly => "monthly",
        AsNeeded => "as_needed",
    }
);

words!(
    /// Whether the person came.
    Attendance {
        Present => "present",
        Late => "late",
        Excused => "excused",
        Absent => "absent",
        Cancelled => "cancelled",
    }
);

words!(
    /// How people met.
    Way {
        Office => "office",
        Phone => "phone",
        Video => "video",
        Home => "home",
        Elsewhere => "elsewhere",
    }
);
