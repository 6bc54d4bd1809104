//! What happened and what is to come, day by day.

use super::Reading;
use crate::calendar::Day;

/// What happens on a day. Of the same day, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    Begins,
    ActivityBegins,
    Session,
    ReviewPlanned,
    ReviewHeld,
    ActivityEnds,
    GoalMoved,
    GoalDue,
    Agreement,
    Ends,
}

impl What {
    pub const ALL: [Self; 10] = [
        Self::Begins,
        Self::ActivityBegins,
        Self::Session,
        Self::ReviewPlanned,
        Self::ReviewHeld,
        Self::ActivityEnds,
        Self::GoalMoved,
        Self::GoalDue,
        Self::Agreement,
        Self::Ends,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Begins => "begins",
            Self::ActivityBegins => "activity_begins",
            Self::Session => "session",
            Self::ReviewPlanned => "review_planned",
            Self::ReviewHeld => "review_held",
            Self::ActivityEnds => "activity_ends",
            Self::GoalMoved => "goal_moved",
            Self::GoalDue => "goal_due",
            Self::Agreement => "agreement",
            Self::Ends => "ends",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub day: Day,
    pub what: What,
    /// The record; [`super::PLAN`] for the plan as a whole.
    pub record: String,
    /// Its words, for whoever reads the list alone.
    pub words: String,
}

impl Reading {
    pub fn timeline(&self) -> Vec<Event> {
        let mut events = Vec::new();
        let mut add = |day: Option<Day>, what: What, record: &str, words: &str| {
            events.extend(day.map(|day| Event {
                day,
                what,
                record: record.to_owned(),
                words: words.trim().to_owned(),
            }));
        };
        add(self.about.from, What::Begins, super::PLAN, "");
        add(self.about.until, What::Ends, super::PLAN, "");
        add(self.about.agreed_on, What::Agreement, super::PLAN, "");
        for goal in &self.goals {
            add(goal.target, What::GoalDue, &goal.id, &goal.title);
            add(goal.status_on, What::GoalMoved, &goal.id, &goal.title);
            for activity in &goal.activities {
                add(activity.from, What::ActivityBegins, &activity.id, &activity.what);
                add(activity.until, What::ActivityEnds, &activity.id, &activity.what);
            }
        }
        for session in &self.sessions {
            add(session.day, What::Session, &session.id, &session.done);
        }
        for review in &self.reviews {
            match review.held {
                Some(held) => add(Some(held), What::ReviewHeld, &review.id, &review.outcome),
                None => add(review.day, What::ReviewPlanned, &review.id, &review.agenda),
            }
        }
        events.sort_by_key(|event| (event.day, event.what));
        events
    }
}
