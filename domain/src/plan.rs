//! The follow-up plan of a person: goals that hang on the objectives of a framework, what is done for them, what came of
//! it, and what the person says of it all. Written by several people at once, it may be unfinished or wrong in every way;
//! [`Plan::read`] reads any state of it. Scores are of goals and of nothing else: nothing here sums or ranks a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    case::Signature,
    guide::draft::{Place, order},
    id::{CaseId, DocumentId, Timestamp},
};

mod check;
pub mod history;
mod pin;
mod read;
mod scale;
#[cfg(test)]
mod tests;
mod timeline;
mod words;

pub use check::{CODES, Finding};
pub use pin::{Objective, Pin, Published, Repin, Standing};
pub use read::{About, Activity, Goal, Reading, Remark, Removed, Review, Session};
pub use scale::{Level, RHO, Score, t_score};
pub use timeline::{Event, What};
pub use words::{Agreement, Attendance, Frequency, Occasion, Origin, Progress, Status, Way};

/// The record that holds what belongs to the plan as a whole.
pub const PLAN: &str = "plan";

/// What a record is. Its id says so (`goal-x7f3`), so that no merge can make it something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    Goal,
    Activity,
    Session,
    Review,
    Strength,
    Obstacle,
}

impl Nature {
    pub const ALL: [Self; 6] =
        [Self::Goal, Self::Activity, Self::Session, Self::Review, Self::Strength, Self::Obstacle];

    pub fn code(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Activity => "activity",
            Self::Session => "session",
            Self::Review => "review",
            Self::Strength => "strength",
            Self::Obstacle => "obstacle",
        }
    }

    /// What the record of this id is; `None` for what is no record of ours, and for the plan itself.
    pub fn of(id: &str) -> Option<Self> {
        let (code, rest) = id.split_once('-')?;
        let is_name = !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        Self::ALL.into_iter().find(|nature| is_name && nature.code() == code)
    }

    /// The id of a new record, from letters and digits that nothing else has.
    pub fn id(self, fresh: &str) -> String {
        format!("{}-{fresh}", self.code())
    }
}

/// What is written in one place of the plan: where it stands, plain values, and texts that people write together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// `None` once it was taken out. The parent is the goal of an activity, else [`PLAN`].
    pub place: Option<Place>,
    pub fields: BTreeMap<String, String>,
    pub texts: BTreeMap<String, String>,
}

impl Record {
    /// A field's value; empty where there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    pub fn set_field(&mut self, name: &str, value: &str) {
        set(&mut self.fields, name, value);
    }

    pub fn set_text(&mut self, name: &str, words: &str) {
        set(&mut self.texts, name, words);
    }

    fn says_something(&self) -> bool {
        self.texts.values().any(|text| !text.trim().is_empty())
    }
}

fn set(values: &mut BTreeMap<String, String>, name: &str, value: &str) {
    if value.is_empty() {
        values.remove(name);
    } else {
        values.insert(name.to_owned(), value.to_owned());
    }
}

/// A plan as its document holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub records: BTreeMap<String, Record>,
}

impl Plan {
    pub fn record(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    /// The place of a new record at the end of what stands in `parent`.
    pub fn end_of(&self, nature: Nature, parent: &str) -> Place {
        let ids = self.standing(nature, parent);
        let last = ids.last().and_then(|id| self.records[*id].place.as_ref());
        Place { parent: parent.to_owned(), order: order::after(last.map_or("", |place| &place.order)) }
    }

    /// The new places that move a record one up (`-1`) or down (`1`) among its like; none at the end of the row.
    /// Neighbours that two people put at the very same place get new ones too.
    pub fn moved(&self, id: &str, by: i32) -> Vec<(String, Place)> {
        let Some(nature) = Nature::of(id) else { return Vec::new() };
        let parent = self.parent_of(nature, id).to_owned();
        let mut ids = self.standing(nature, &parent);
        let Some(at) = ids.iter().position(|other| *other == id) else { return Vec::new() };
        let to = if by < 0 { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < ids.len()) };
        let Some(to) = to else { return Vec::new() };
        let taken = ids.remove(at);
        let key = |id: &&str| self.records[*id].place.as_ref().map_or("", |place| place.order.as_str());
        let low = to.checked_sub(1).map_or("", |before| key(&ids[before]));
        let tied = ids[to..].iter().take_while(|id| key(id) <= low).count();
        let placed: Vec<&str> = std::iter::once(taken).chain(ids[to..to + tied].iter().copied()).collect();
        let keys = order::spread(low, ids.get(to + tied).map(key), placed.len());
        let place = |order: String| Place { parent: parent.clone(), order };
        placed.into_iter().map(str::to_owned).zip(keys.into_iter().map(place)).collect()
    }

    /// The ids of what is there of a nature, in the order in which it was put; of activities, those of a goal.
    pub fn ids(&self, nature: Nature, parent: &str) -> Vec<String> {
        self.standing(nature, parent).into_iter().map(str::to_owned).collect()
    }

    /// What a plan that goes on from this one starts with: all of it but the answer of the person, which is asked anew.
    #[must_use]
    pub fn continued(&self, from: DocumentId) -> Self {
        let mut next = self.clone();
        let plan = next.records.entry(PLAN.to_owned()).or_default();
        plan.set_field("continues", &from.to_string());
        plan.set_field("occasion", Occasion::Review.word());
        plan.set_field("agreement", "");
        plan.set_field("agreed_on", "");
        plan.set_text("agreement_words", "");
        next
    }

    /// The record and, of a goal, its activities: what is taken out with it.
    pub fn with_inside(&self, id: &str) -> Vec<String> {
        let inside = self.standing(Nature::Activity, id);
        std::iter::once(id).chain(inside).map(str::to_owned).collect()
    }

    /// What is there of a nature, in order. A goal that somebody took out while somebody else put an activity under it
    /// stays, at the end, so that nothing written for it is without it.
    fn standing(&self, nature: Nature, parent: &str) -> Vec<&str> {
        let mut found: Vec<(bool, &str, &str)> = Vec::new();
        for (id, record) in &self.records {
            if Nature::of(id) != Some(nature) {
                continue;
            }
            match &record.place {
                Some(place) if nature != Nature::Activity || place.parent == parent => {
                    found.push((false, &place.order, id));
                }
                None if nature == Nature::Goal && self.has_activities(id) => found.push((true, "", id)),
                _ => {}
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(_, _, id)| id).collect()
    }

    fn has_activities(&self, goal: &str) -> bool {
        self.records.iter().any(|(id, record)| {
            Nature::of(id) == Some(Nature::Activity)
                && record.place.as_ref().is_some_and(|place| place.parent == goal)
        })
    }

    fn parent_of(&self, nature: Nature, id: &str) -> &str {
        let place = self.records.get(id).and_then(|record| record.place.as_ref());
        match place {
            Some(place) if nature == Nature::Activity => &place.parent,
            _ => PLAN,
        }
    }
}

/// A plan in the list of its case. What it says is in its document alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    pub id: DocumentId,
    pub case: CaseId,
    pub started_at: Timestamp,
    pub started_by: String,
    pub changed_at: Timestamp,
    /// A signed plan is never changed again: another one goes on from it.
    #[serde(default)]
    pub signature: Option<Signature>,
}

/// Signs a plan as this device shows it. The state vector tells the server what that is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignPlan {
    pub id: DocumentId,
    /// In base64.
    pub state_vector: String,
}
