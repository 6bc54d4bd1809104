//! Tests that are kept with a guide: answers in order, and what must then be seen and what must not. A guide is not
//! published while one of them fails.

use std::{collections::BTreeSet, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Guide,
    engine::Context,
    script::{Act, Impossible, run},
};
use crate::{
    language::Language,
    problem::{Place, Problem},
};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    pub name: String,
    #[serde(default)]
    pub acts: Vec<Act>,
    /// Paths of questions, as in [`Act`].
    #[serde(default)]
    pub visible: Vec<String>,
    #[serde(default)]
    pub hidden: Vec<String>,
}

/// Every code of this module with its parameters, as in [`super::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("scenario_act_impossible", &["path", "scenario", "step"]),
    ("scenario_expects_nothing", &["scenario"]),
    ("scenario_hidden_seen", &["path", "scenario"]),
    ("scenario_visible_unseen", &["path", "scenario"]),
];

impl Scenario {
    /// What of the scenario does not hold; nothing when it passes.
    pub fn check(&self, guide: &Arc<Guide>, context: Context) -> Vec<Problem> {
        let problem = |code: &str| Problem::error(code, Place::default()).with("scenario", &self.name);
        if self.visible.is_empty() && self.hidden.is_empty() {
            return vec![problem("scenario_expects_nothing")];
        }
        let outcome = match run(guide, context, Language::French, &self.acts) {
            Ok(outcome) => outcome,
            Err(
                Impossible::NoSuchPath { step, path }
                | Impossible::NotToAdd { step, path }
                | Impossible::NotToAnswer { step, path }
                | Impossible::TooMany { step, path },
            ) => return vec![problem("scenario_act_impossible").with("step", step).with("path", path)],
        };
        let seen: BTreeSet<&str> = outcome
            .steps
            .last()
            .into_iter()
            .flat_map(|step| step.visible.iter().map(String::as_str))
            .collect();
        let is_seen = |path: &str| seen.contains(path);
        let unseen = self.visible.iter().filter(|path| !is_seen(path));
        let shown = self.hidden.iter().filter(|path| is_seen(path));
        let unseen = unseen.map(|path| problem("scenario_visible_unseen").with("path", path));
        unseen.chain(shown.map(|path| problem("scenario_hidden_seen").with("path", path))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Item, Question, xpath};

    #[test]
    fn a_scenario_holds_or_says_what_does_not() {
        let question = |name: &str, relevant: &str| {
            let relevant = xpath::parse(relevant).ok();
            Item::Question(Box::new(Question { name: name.to_owned(), relevant, ..Question::default() }))
        };
        let guide = Guide { items: vec![question("a", ""), question("b", "${a} = '1'")], ..Guide::default() };
        let guide = Arc::new(guide);
        let check = |answer: &str, visible: &[&str], hidden: &[&str], expected: &[&str]| {
            let path = if answer.is_empty() { "/data/nowhere" } else { "/data/a" };
            let own = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect();
            let scenario = Scenario {
                name: "S".to_owned(),
                acts: vec![Act::Answer { path: path.to_owned(), value: answer.into() }],
                visible: own(visible),
                hidden: own(hidden),
            };
            let found = scenario.check(&guide, Context::default());
            let codes: Vec<_> = found.iter().map(|problem| problem.code.as_str()).collect();
            assert_eq!(codes, expected, "{answer}");
            for problem in &found {
                let (_, params) = CODES.iter().find(|(code, _)| *code == problem.code).unwrap();
                assert_eq!(problem.params.keys().collect::<Vec<_>>(), *params);
            }
            let json = serde_json::to_string(&scenario).unwrap();
            assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
        };
        check("1", &["/data/a", "/data/b"], &[], &[]);
        check("2", &["/data/a"], &["/data/b"], &[]);
        check("2", &["/data/b"], &[], &["scenario_visible_unseen"]);
        check("1", &[], &["/data/b"], &["scenario_hidden_seen"]);
        check("1", &[], &[], &["scenario_expects_nothing"]);
        check("", &["/data/a"], &[], &["scenario_act_impossible"]);
    }
}
