//! What lists and imports show of a guide.

use serde::{Deserialize, Serialize};

use super::{Guide, Item, Text};
use crate::{
    id::{GuideId, Timestamp},
    problem::Problem,
};

/// A guide in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideSummary {
    pub id: GuideId,
    pub title: Text,
    pub form_id: String,
    pub version: String,
    pub imported_at: Timestamp,
    /// The display name of who brought it in; empty for the operator of the server.
    pub imported_by: String,
    /// How many questions take an answer.
    pub questions: u32,
    /// No new interview starts on it.
    #[serde(default)]
    pub retired: bool,
}

/// What checking a workbook says. Without a title the workbook cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub title: Option<Text>,
    pub questions: u32,
    pub problems: Vec<Problem>,
}

/// A guide that was brought in, with the warnings its author should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    pub summary: GuideSummary,
    pub problems: Vec<Problem>,
}

impl Guide {
    /// How many questions take an answer; those of a repeat count once.
    pub fn question_count(&self) -> usize {
        count(&self.items)
    }
}

fn count(items: &[Item]) -> usize {
    items
        .iter()
        .map(|item| match item {
            Item::Question(question) => usize::from(question.kind.takes_answer()),
            Item::Group(group) => count(&group.items),
            Item::Repeat(repeat) => count(&repeat.group.items),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Group, Kind, Question, Repeat};

    #[test]
    fn counts_questions_that_take_an_answer_at_every_depth() {
        let question = |kind| Item::Question(Box::new(Question { kind, ..Question::default() }));
        let group = Group { items: vec![question(Kind::Integer), question(Kind::Note)], ..Group::default() };
        let repeat = Repeat { group: group.clone(), count: None };
        let items =
            vec![question(Kind::Text), Item::Group(group), Item::Repeat(repeat), question(Kind::Hidden)];
        assert_eq!(Guide { items, ..Guide::default() }.question_count(), 3);
    }
}
