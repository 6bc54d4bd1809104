//! A document of whichever kind: the one place that lists them.

use std::ops::Deref;

use domain::{
    document::Kind, framework::records::Reading, guide::draft::Draft, interview::Answers, plan::Plan,
};

use crate::{framework, guide, interview, notes, plan, replica::Replica, steps::Steps};

pub enum Document {
    Interview(interview::Document),
    Notes(notes::Document),
    GuideDraft(guide::Document),
    Plan(plan::Document),
    Framework(framework::Document),
}

/// What a document says, as plain data.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    Answers(Answers),
    Text(String),
    Draft(Draft),
    Plan(Plan),
    Framework(Box<Reading>),
}

impl Document {
    /// What a replica holds, as a document of this kind.
    pub fn of(kind: Kind, replica: Replica) -> Self {
        match kind {
            Kind::Interview => Self::Interview(interview::Document::of(replica)),
            Kind::Notes => Self::Notes(notes::Document::of(replica)),
            Kind::GuideDraft => Self::GuideDraft(guide::Document::of(replica)),
            Kind::Plan => Self::Plan(plan::Document::of(replica)),
            Kind::Framework => Self::Framework(framework::Document::of(replica)),
        }
    }

    pub fn content(&self) -> Content {
        match self {
            Self::Interview(interview) => Content::Answers(interview.answers()),
            Self::Notes(notes) => Content::Text(notes.text()),
            Self::GuideDraft(draft) => Content::Draft(draft.draft()),
            Self::Plan(plan) => Content::Plan(plan.plan()),
            Self::Framework(framework) => Content::Framework(Box::new(framework.read())),
        }
    }

    /// What was written here and can be taken back; `None` for kinds that have their own way of it.
    pub fn steps(&self) -> Option<&Steps> {
        match self {
            Self::Interview(_) => None,
            Self::Notes(notes) => Some(notes.steps()),
            Self::GuideDraft(draft) => Some(draft.steps()),
            Self::Plan(plan) => Some(plan.steps()),
            Self::Framework(framework) => Some(framework.steps()),
        }
    }

    pub fn as_interview(&self) -> Option<&interview::Document> {
        match self {
            Self::Interview(interview) => Some(interview),
            _ => None,
        }
    }

    pub fn as_notes(&self) -> Option<&notes::Document> {
        match self {
            Self::Notes(notes) => Some(notes),
            _ => None,
        }
    }

    pub fn as_framework(&self) -> Option<&framework::Document> {
        match self {
            Self::Framework(framework) => Some(framework),
            _ => None,
        }
    }

    pub fn as_guide_draft(&self) -> Option<&guide::Document> {
        match self {
            Self::GuideDraft(draft) => Some(draft),
            _ => None,
        }
    }

    pub fn as_plan(&self) -> Option<&plan::Document> {
        match self {
            Self::Plan(plan) => Some(plan),
            _ => None,
        }
    }
}

impl Deref for Document {
    type Target = Replica;

    fn deref(&self) -> &Replica {
        match self {
            Self::Interview(interview) => interview,
            Self::Notes(notes) => notes,
            Self::GuideDraft(draft) => draft,
            Self::Plan(plan) => plan,
            Self::Framework(framework) => framework,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_can_be_read_after_it_was_filled() {
        let notes = notes::Document::new(1);
        notes.set_text("Réunion");
        let interview = interview::Document::new(1);
        interview.set_text(&domain::guide::NodeKey("q".to_owned()), "oui");
        for (kind, update, expected) in [
            (Kind::Notes, notes.encode(), Content::Text("Réunion".to_owned())),
            (Kind::Interview, interview.encode(), Content::Answers(interview.answers())),
        ] {
            let replica = Replica::new(2);
            replica.apply(&update).unwrap();
            assert_eq!(Document::of(kind, replica).content(), expected);
        }
    }
}
