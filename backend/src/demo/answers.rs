//! The invented answers of the demonstration, written into a document as a tablet would.

use std::collections::BTreeMap;

use domain::{
    failure::Failure,
    guide::{Guide, Item, Kind, NodeKey, Value},
    id::{CaseId, GuideId},
    interview::{NonAnswer, Provenance},
};
use serde::Deserialize;
use sync::interview::Document;

use crate::{Outcome, seal::fill_random};

#[derive(Deserialize)]
pub(super) struct Content {
    /// The instances of each repeat, in order.
    #[serde(default)]
    repeats: BTreeMap<NodeKey, Vec<String>>,
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    path: NodeKey,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    non_answer: Option<NonAnswer>,
    #[serde(default)]
    provenance: Option<Provenance>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    note: String,
}

/// The content as one update.
pub(super) fn write(content: &Content, guide: &Guide, id: GuideId, case: CaseId) -> Outcome<Vec<u8>> {
    let document = Document::new(random_client()?);
    document.set_meta(&id.to_string(), &case.to_string());
    for (repeat, instances) in &content.repeats {
        for instance in instances {
            document.add_instance(repeat, instance);
        }
    }
    for answer in &content.answers {
        let kind = kind_at(&guide.items, answer.path.as_str()).ok_or_else(|| {
            tracing::error!(path = %answer.path, "the demonstration answers a question that the guide does not ask");
            Failure::Server
        })?;
        match (&answer.value, kind) {
            (Value::Text(text), Kind::Text) => document.set_text(&answer.path, text),
            (Value::Text(names), Kind::SelectMultiple { .. } | Kind::Rank { .. }) => {
                let names = names.split_whitespace().map(str::to_owned).collect();
                document.set_value(&answer.path, &Value::Many(names));
            }
            (value, _) => document.set_value(&answer.path, value),
        }
        document.set_non_answer(&answer.path, answer.non_answer);
        document.set_provenance(&answer.path, answer.provenance);
        document.set_source(&answer.path, &answer.source);
        document.set_note(&answer.path, &answer.note);
    }
    Ok(document.encode())
}

/// A client id that no other replica has.
pub(super) fn random_client() -> Outcome<u32> {
    let mut random = [0; 4];
    fill_random(&mut random)?;
    Ok(u32::from_le_bytes(random))
}

/// The kind of the question at a path such as `family/child:1/first_name`.
fn kind_at<'a>(items: &'a [Item], path: &str) -> Option<&'a Kind> {
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.split(':').next().unwrap_or(step);
    match (items.iter().find(|item| item.name() == name)?, rest) {
        (Item::Question(question), None) => Some(&question.kind),
        (Item::Group(group), Some(rest)) => kind_at(&group.items, rest),
        (Item::Repeat(repeat), Some(rest)) => kind_at(&repeat.group.items, rest),
        _ => None,
    }
}
