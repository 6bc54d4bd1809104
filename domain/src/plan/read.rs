//! A plan as plain data, from any state of its document. What cannot be read is left open and named.

use std::collections::BTreeMap;

use super::{
    Agreement, Attendance, Frequency, Level, Nature, Occasion, Origin, PLAN, Pin, Plan, Progress, Record,
    Status, Way,
};
use crate::{calendar::Day, id::DocumentId};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub about: About,
    pub goals: Vec<Goal>,
    /// By day, the earliest first; those without a day at the end.
    pub sessions: Vec<Session>,
    pub reviews: Vec<Review>,
    pub strengths: Vec<Remark>,
    pub obstacles: Vec<Remark>,
    /// What was taken out and says something.
    pub removed: Vec<Removed>,
    /// Fields whose value is not what it should be, by record.
    pub unreadable: Vec<(String, String)>,
}

/// What belongs to the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    pub occasion: Option<Occasion>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    /// What matters to the person, in the person's words.
    pub words: String,
    pub context: String,
    /// The signed plan that this one goes on from.
    pub continues: Option<DocumentId>,
    pub agreement: Option<Agreement>,
    pub agreed_on: Option<Day>,
    /// What the person said to the plan, in the person's words.
    pub agreement_words: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    pub id: String,
    pub title: String,
    /// What the person says of it.
    pub words: String,
    pub origin: Option<Origin>,
    pub status: Status,
    pub status_on: Option<Day>,
    /// Why it stands there.
    pub why: String,
    pub pin: Option<Pin>,
    /// The version of its framework up to which it was decided to leave the pin as it is.
    pub kept: Option<u32>,
    pub target: Option<Day>,
    /// From 0 to 3.
    pub importance: Option<u32>,
    pub difficulty: Option<u32>,
    /// What each level is, from −2 to 2.
    pub levels: [String; 5],
    pub start: Option<Level>,
    /// By review.
    pub ratings: BTreeMap<String, Level>,
    pub activities: Vec<Activity>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    pub id: String,
    pub what: String,
    /// Codes of who does it: see [`Activity::WHO`].
    pub who: Vec<&'static str>,
    /// Whoever else does it.
    pub with: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub frequency: Option<Frequency>,
    pub resource: String,
    pub progress: Progress,
}

impl Activity {
    /// Who can do it, each a field `who_<code>`, so that two people who add somebody at once add both.
    pub const WHO: [&'static str; 3] = ["person", "practitioner", "partner"];

    pub fn has_who(&self) -> bool {
        !self.who.is_empty() || !self.with.trim().is_empty()
    }
}

/// A meeting, or one that did not take place.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub id: String,
    pub day: Option<Day>,
    pub attendance: Option<Attendance>,
    pub way: Option<Way>,
    /// Who met the person.
    pub by: String,
    /// Ids of the goals it was about.
    pub about: Vec<String>,
    pub done: String,
    pub built: String,
    pub harmed: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub id: String,
    /// When it is to be.
    pub day: Option<Day>,
    pub held: Option<Day>,
    pub agenda: String,
    pub outcome: String,
}

impl Review {
    pub fn is_overdue(&self, today: Day) -> bool {
        self.held.is_none() && self.day.is_some_and(|day| day < today)
    }
}

/// A strength or an obstacle, and what is made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub id: String,
    pub what: String,
    pub then: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removed {
    pub id: String,
    pub nature: Nature,
    /// Its first words.
    pub words: String,
}

impl Plan {
    pub fn read(&self) -> Reading {
        let mut reader = Reader { plan: self, unreadable: Vec::new() };
        let mut reading = Reading {
            about: reader.about(),
            goals: self.standing(Nature::Goal, PLAN).into_iter().map(|id| reader.goal(id)).collect(),
            sessions: self.standing(Nature::Session, PLAN).into_iter().map(|id| reader.session(id)).collect(),
            reviews: self.standing(Nature::Review, PLAN).into_iter().map(|id| reader.review(id)).collect(),
            strengths: reader.remarks(Nature::Strength),
            obstacles: reader.remarks(Nature::Obstacle),
            removed: self.removed(),
            unreadable: reader.unreadable,
        };
        reading.sessions.sort_by_key(|session| (session.day.is_none(), session.day));
        reading.reviews.sort_by_key(|review| {
            let day = review.held.or(review.day);
            (day.is_none(), day)
        });
        reading
    }

    fn removed(&self) -> Vec<Removed> {
        let removed = |(id, record): (&String, &Record)| {
            let nature = Nature::of(id)?;
            let is_gone = record.place.is_none() && !(nature == Nature::Goal && self.has_activities(id));
            let words = ["title", "what", "done", "agenda"].map(|name| record.text(name).trim());
            let words = words.into_iter().find(|words| !words.is_empty()).unwrap_or_default();
            (is_gone && record.says_something()).then(|| Removed {
                id: id.clone(),
                nature,
                words: words.to_owned(),
            })
        };
        self.records.iter().filter_map(removed).collect()
    }
}

struct Reader<'p> {
    plan: &'p Plan,
    unreadable: Vec<(String, String)>,
}

impl Reader<'_> {
    fn field(&self, id: &str, name: &str) -> &str {
        self.plan.record(id).map_or("", |record| record.field(name))
    }

    fn text(&self, id: &str, name: &str) -> String {
        self.plan.record(id).map_or("", |record| record.text(name)).to_owned()
    }

    fn word<W: From<String>>(&self, id: &str, name: &str) -> Option<W> {
        Some(self.field(id, name)).filter(|word| !word.is_empty()).map(|word| W::from(word.to_owned()))
    }

    /// A field's value as `parse` reads it, noted where it cannot.
    fn value<V>(&mut self, id: &str, name: &str, parse: impl Fn(&str) -> Option<V>) -> Option<V> {
        let text = self.field(id, name);
        if text.is_empty() {
            return None;
        }
        let value = parse(text);
        if value.is_none() {
            self.unreadable.push((id.to_owned(), name.to_owned()));
        }
        value
    }

    fn day(&mut self, id: &str, name: &str) -> Option<Day> {
        self.value(id, name, |text| text.parse().ok())
    }

    /// The endings of fields of this beginning that have a value.
    fn marked(&self, id: &str, prefix: &str) -> Vec<String> {
        let fields = self.plan.record(id).map(|record| record.fields.keys());
        fields.into_iter().flatten().filter_map(|name| name.strip_prefix(prefix)).map(str::to_owned).collect()
    }

    fn about(&mut self) -> About {
        About {
            occasion: self.word(PLAN, "occasion"),
            from: self.day(PLAN, "from"),
            until: self.day(PLAN, "until"),
            words: self.text(PLAN, "words"),
            context: self.text(PLAN, "context"),
            continues: self.value(PLAN, "continues", |text| text.parse().ok()),
            agreement: self.word(PLAN, "agreement"),
            agreed_on: self.day(PLAN, "agreed_on"),
            agreement_words: self.text(PLAN, "agreement_words"),
        }
    }

    fn goal(&mut self, id: &str) -> Goal {
        let upto3 = |text: &str| text.parse().ok().filter(|number| *number <= 3);
        let ratings = self.marked(id, "rating:");
        Goal {
            id: id.to_owned(),
            title: self.text(id, "title"),
            words: self.text(id, "words"),
            origin: self.word(id, "origin"),
            status: self.word(id, "status").unwrap_or(Status::Active),
            status_on: self.day(id, "status_on"),
            why: self.text(id, "why"),
            pin: self.value(id, "pin", |text| serde_json::from_str(text).ok()),
            kept: self.value(id, "kept", |text| text.parse().ok()),
            target: self.day(id, "target"),
            importance: self.value(id, "importance", upto3),
            difficulty: self.value(id, "difficulty", upto3),
            levels: Level::ALL.map(|level| self.text(id, level.text())),
            start: self.value(id, "start", Level::from_code),
            ratings: ratings
                .into_iter()
                .filter_map(|review| {
                    let level = self.value(id, &format!("rating:{review}"), Level::from_code)?;
                    Some((review, level))
                })
                .collect(),
            activities: {
                let plan = self.plan;
                plan.standing(Nature::Activity, id).into_iter().map(|id| self.activity(id)).collect()
            },
        }
    }

    fn activity(&mut self, id: &str) -> Activity {
        let does = |who: &&'static str| !self.field(id, &format!("who_{who}")).is_empty();
        Activity {
            id: id.to_owned(),
            what: self.text(id, "what"),
            who: Activity::WHO.into_iter().filter(does).collect(),
            with: self.text(id, "with"),
            from: self.day(id, "from"),
            until: self.day(id, "until"),
            frequency: self.word(id, "frequency"),
            resource: self.text(id, "resource"),
            progress: self.word(id, "progress").unwrap_or(Progress::Planned),
        }
    }

    fn session(&mut self, id: &str) -> Session {
        Session {
            id: id.to_owned(),
            day: self.day(id, "day"),
            attendance: self.word(id, "attendance"),
            way: self.word(id, "way"),
            by: self.text(id, "by"),
            about: self.marked(id, "about:"),
            done: self.text(id, "done"),
            built: self.text(id, "built"),
            harmed: self.text(id, "harmed"),
        }
    }

    fn review(&mut self, id: &str) -> Review {
        Review {
            id: id.to_owned(),
            day: self.day(id, "day"),
            held: self.day(id, "held"),
            agenda: self.text(id, "agenda"),
            outcome: self.text(id, "outcome"),
        }
    }

    fn remarks(&self, nature: Nature) -> Vec<Remark> {
        let remark =
            |id: &str| Remark { id: id.to_owned(), what: self.text(id, "what"), then: self.text(id, "then") };
        self.plan.standing(nature, PLAN).into_iter().map(remark).collect()
    }
}
