//! The sample plan, its days counted from the day of the demonstration and its goals hung on the framework that is there.

use domain::{
    calendar::Day,
    failure::Failure,
    framework::Framework,
    guide::draft::{Place, order},
    id::{DocumentId, Timestamp},
    plan::{Nature, PLAN, Pin, Plan, Published, Record},
};
use serde::Deserialize;

use super::FRAMEWORK;
use crate::Outcome;

const SAMPLE: &str = include_str!("../../../demo/plan-lyon.json");
pub(super) const STARTED_DAYS_AGO: i64 = 70;

/// A record with its fields, in which `@-12` is a day and `pin:A1` an objective, and its texts.
#[derive(Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    fields: Vec<(String, String)>,
    #[serde(default)]
    texts: Vec<(String, String)>,
}

/// The plan, its goals on the first version of this framework.
pub(super) fn sample(now: Timestamp, framework: DocumentId) -> Outcome<Plan> {
    let unreadable = |error| {
        tracing::error!(%error, "the plan of the demonstration cannot be read");
        Failure::Server
    };
    let lines: Vec<Line> = serde_json::from_str(SAMPLE).map_err(unreadable)?;
    let read: Framework = serde_json::from_str(FRAMEWORK).map_err(unreadable)?;
    let published = Published { id: framework, version: 1, framework: read };
    let pins: Vec<Pin> = published.objectives().into_iter().map(|objective| objective.pin).collect();
    let mut plan = Plan::default();
    let mut key = String::new();
    for line in lines {
        key = order::after(&key);
        let parent = line.parent.unwrap_or_else(|| PLAN.to_owned());
        let place = Nature::of(&line.id).map(|_| Place { parent: parent.clone(), order: key.clone() });
        let mut record = Record { place, ..Record::default() };
        if Nature::of(&line.id) == Some(Nature::Activity) {
            record.set_field("goal", &parent);
        }
        for (name, value) in line.fields {
            record.set_field(&name, &meant(&value, now, &pins));
        }
        for (name, words) in line.texts {
            record.set_text(&name, &words);
        }
        plan.records.insert(line.id, record);
    }
    Ok(plan)
}

fn meant(value: &str, now: Timestamp, pins: &[Pin]) -> String {
    if let Some(days) = value.strip_prefix('@').and_then(|days| days.parse::<i64>().ok()) {
        return Day::of(now + days * 24 * 3600 * 1000, 60).to_string();
    }
    if let Some(node) = value.strip_prefix("pin:") {
        let pin = pins.iter().find(|pin| pin.node == node);
        return pin.and_then(|pin| serde_json::to_string(pin).ok()).unwrap_or_default();
    }
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_wrong_with_the_sample_but_the_answer_that_is_not_given_yet() {
        let now = 1_790_000_000_000;
        let reading = sample(now, DocumentId(uuid::Uuid::nil())).unwrap().read();
        let findings = reading.findings(Day::of(now, 60));
        assert!(findings.iter().all(|finding| !finding.is_error()), "{findings:?}");
        assert_eq!(reading.obstacles_to_signing(Day::of(now, 60)).len(), 1);
        assert_eq!(reading.scores().len(), 1);
        assert!(reading.goals.iter().all(|goal| goal.pin.is_some()));
    }
}
