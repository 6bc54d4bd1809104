//! The parts of a question, a group and a guide, and how each is compared.

use serde::{Deserialize, Serialize};

use super::Change;
use crate::guide::{
    Group, Guide, Kind, NodeKey, Question, Repeat, Text,
    expression::{Expression, number_to_text},
    glossary::Term,
    scenario::Scenario,
    xpath,
};

/// What of a question, group, repeat or guide has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Title,
    FormId,
    Version,
    Purpose,
    Languages,
    InstanceName,
    Label,
    Hint,
    ConstraintMessage,
    RequiredMessage,
    GuidanceSay,
    GuidanceInstruction,
    GuidanceProbes,
    GuidanceAnchors,
    GuidanceWhy,
    Relevant,
    Constraint,
    Required,
    ReadOnly,
    Calculation,
    Default,
    ChoiceFilter,
    RepeatCount,
    Triggers,
    Appearance,
    Randomize,
    Glossary,
    Scenarios,
}

impl Part {
    pub const ALL: [Self; 28] = [
        Self::Title,
        Self::FormId,
        Self::Version,
        Self::Purpose,
        Self::Languages,
        Self::InstanceName,
        Self::Label,
        Self::Hint,
        Self::ConstraintMessage,
        Self::RequiredMessage,
        Self::GuidanceSay,
        Self::GuidanceInstruction,
        Self::GuidanceProbes,
        Self::GuidanceAnchors,
        Self::GuidanceWhy,
        Self::Relevant,
        Self::Constraint,
        Self::Required,
        Self::ReadOnly,
        Self::Calculation,
        Self::Default,
        Self::ChoiceFilter,
        Self::RepeatCount,
        Self::Triggers,
        Self::Appearance,
        Self::Randomize,
        Self::Glossary,
        Self::Scenarios,
    ];

    pub fn is_guidance(self) -> bool {
        matches!(
            self,
            Self::GuidanceSay
                | Self::GuidanceInstruction
                | Self::GuidanceProbes
                | Self::GuidanceAnchors
                | Self::GuidanceWhy
        )
    }

    /// Its name in files, and the end of its key in `locales/*/guide.toml`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::FormId => "form_id",
            Self::Version => "version",
            Self::Purpose => "purpose",
            Self::Languages => "languages",
            Self::InstanceName => "instance_name",
            Self::Label => "label",
            Self::Hint => "hint",
            Self::ConstraintMessage => "constraint_message",
            Self::RequiredMessage => "required_message",
            Self::GuidanceSay => "guidance_say",
            Self::GuidanceInstruction => "guidance_instruction",
            Self::GuidanceProbes => "guidance_probes",
            Self::GuidanceAnchors => "guidance_anchors",
            Self::GuidanceWhy => "guidance_why",
            Self::Relevant => "relevant",
            Self::Constraint => "constraint",
            Self::Required => "required",
            Self::ReadOnly => "read_only",
            Self::Calculation => "calculation",
            Self::Default => "default",
            Self::ChoiceFilter => "choice_filter",
            Self::RepeatCount => "repeat_count",
            Self::Triggers => "triggers",
            Self::Appearance => "appearance",
            Self::Randomize => "randomize",
            Self::Glossary => "glossary",
            Self::Scenarios => "scenarios",
        }
    }
}

/// Collects the changes of one place.
pub(super) struct Parts<'a> {
    pub(super) place: &'a NodeKey,
    pub(super) changes: &'a mut Vec<Change>,
}

impl Parts<'_> {
    fn text(&mut self, part: Part, before: &Text, after: &Text) {
        for (language, before, after) in texts(before, after) {
            self.changes.push(Change::Reworded { place: self.place.clone(), part, language, before, after });
        }
    }

    fn logic(&mut self, part: Part, before: Option<&Expression>, after: Option<&Expression>) {
        if before != after {
            let print = |expression: Option<&Expression>| expression.map(xpath::print).unwrap_or_default();
            let (before, after) = (print(before), print(after));
            self.changes.push(Change::Logic { place: self.place.clone(), part, before, after });
        }
    }

    fn setting(&mut self, part: Part, before: &str, after: &str) {
        if before != after {
            let (before, after) = (before.to_owned(), after.to_owned());
            self.changes.push(Change::Setting { place: self.place.clone(), part, before, after });
        }
    }

    pub(super) fn typed(&mut self, before: String, after: String) {
        if before != after {
            self.changes.push(Change::Typed { place: self.place.clone(), before, after });
        }
    }

    pub(super) fn question(&mut self, before: &Question, after: &Question) {
        self.typed(type_of(&before.kind), type_of(&after.kind));
        self.text(Part::Label, &before.label, &after.label);
        self.text(Part::Hint, &before.hint, &after.hint);
        let (old, new) = (&before.guidance, &after.guidance);
        self.text(Part::GuidanceSay, &old.say, &new.say);
        self.text(Part::GuidanceInstruction, &old.instruction, &new.instruction);
        self.text(Part::GuidanceProbes, &old.probes, &new.probes);
        self.text(Part::GuidanceAnchors, &old.anchors, &new.anchors);
        self.text(Part::GuidanceWhy, &old.why, &new.why);
        self.logic(Part::Relevant, before.relevant.as_ref(), after.relevant.as_ref());
        self.logic(Part::Constraint, before.constraint.as_ref(), after.constraint.as_ref());
        self.text(Part::ConstraintMessage, &before.constraint_message, &after.constraint_message);
        self.logic(Part::Required, before.required.as_ref(), after.required.as_ref());
        self.text(Part::RequiredMessage, &before.required_message, &after.required_message);
        self.logic(Part::ReadOnly, before.read_only.as_ref(), after.read_only.as_ref());
        self.logic(Part::Calculation, before.calculation.as_ref(), after.calculation.as_ref());
        self.logic(Part::Default, before.default.as_ref(), after.default.as_ref());
        self.logic(Part::ChoiceFilter, before.choice_filter.as_ref(), after.choice_filter.as_ref());
        self.setting(Part::Triggers, &before.triggers.join(" "), &after.triggers.join(" "));
        self.setting(Part::Appearance, &before.appearance.join(" "), &after.appearance.join(" "));
        self.setting(Part::Randomize, &order_of(before), &order_of(after));
    }

    pub(super) fn group(&mut self, before: &Group, after: &Group) {
        self.text(Part::Label, &before.label, &after.label);
        self.text(Part::Hint, &before.hint, &after.hint);
        self.logic(Part::Relevant, before.relevant.as_ref(), after.relevant.as_ref());
        self.setting(Part::Appearance, &before.appearance.join(" "), &after.appearance.join(" "));
    }

    /// Things of a list, paired by what they are called.
    fn each<T>(&mut self, part: Part, before: &[T], after: &[T], of: impl Fn(&T) -> (String, String)) {
        let (before, after): (Vec<_>, Vec<_>) =
            (before.iter().map(&of).collect(), after.iter().map(&of).collect());
        let find = |known: &[(String, String)], name: &str| {
            known
                .iter()
                .find(|(other, _)| other == name)
                .map(|(_, content)| content.clone())
                .unwrap_or_default()
        };
        for (name, content) in &after {
            self.setting(part, &find(&before, name), content);
        }
        for (_, content) in before.iter().filter(|(name, _)| find(&after, name).is_empty()) {
            self.setting(part, content, "");
        }
    }

    pub(super) fn count(&mut self, before: Option<&Repeat>, after: Option<&Repeat>) {
        let count = |repeat: Option<&Repeat>| repeat.and_then(|repeat| repeat.count.clone());
        self.logic(Part::RepeatCount, count(before).as_ref(), count(after).as_ref());
    }
}

/// What belongs to the guide as a whole.
pub(super) fn guides(before: &Guide, after: &Guide, changes: &mut Vec<Change>) {
    let mut parts = Parts { place: &NodeKey::root(), changes };
    parts.text(Part::Title, &before.title, &after.title);
    parts.setting(Part::FormId, &before.form_id, &after.form_id);
    parts.setting(Part::Version, &before.version, &after.version);
    parts.setting(Part::Purpose, before.purpose.code(), after.purpose.code());
    parts.setting(Part::Languages, &before.languages.join(", "), &after.languages.join(", "));
    parts.logic(Part::InstanceName, before.instance_name.as_ref(), after.instance_name.as_ref());
    parts.each(Part::Glossary, &before.glossary, &after.glossary, |term| (told(&term.word), terms(term)));
    let scenario = |scenario: &Scenario| (scenario.name.clone(), scenario_lines(scenario));
    parts.each(Part::Scenarios, &before.scenarios, &after.scenarios, scenario);
}

/// Every language's words, in the order of their keys.
fn told(text: &Text) -> String {
    text.0.values().map(String::as_str).collect::<Vec<_>>().join(" / ")
}

fn terms(term: &Term) -> String {
    format!("{} : {}", told(&term.word), told(&term.meaning))
}

fn scenario_lines(scenario: &Scenario) -> String {
    let acts = serde_json::to_string(&scenario.acts).unwrap_or_default();
    let paths = |sign: &str, paths: &[String]| {
        paths.iter().map(|path| format!(" {sign}{path}")).collect::<Vec<_>>().concat()
    };
    let (visible, hidden) = (paths("+", &scenario.visible), paths("−", &scenario.hidden));
    format!("{} : {acts}{visible}{hidden}", scenario.name)
}

/// The languages in which two texts differ, with both.
pub(super) fn texts(before: &Text, after: &Text) -> Vec<(String, String, String)> {
    let mut languages: Vec<&String> = before.0.keys().chain(after.0.keys()).collect();
    languages.sort();
    languages.dedup();
    let of = |text: &Text, language: &String| text.0.get(language).cloned().unwrap_or_default();
    languages
        .into_iter()
        .map(|language| (language.clone(), of(before, language), of(after, language)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// A type as XLSForm writes it, with what belongs to it.
pub(in crate::guide) fn type_of(kind: &Kind) -> String {
    let with_other = |word: &str, list: &str, or_other: bool| {
        format!("{word} {list}{}", if or_other { " or_other" } else { "" })
    };
    match kind {
        Kind::Text => "text".to_owned(),
        Kind::Integer => "integer".to_owned(),
        Kind::Decimal => "decimal".to_owned(),
        Kind::Range { start, end, step } => {
            let [start, end, step] = [start, end, step].map(|number| number_to_text(*number));
            format!("range {start} {end} {step}")
        }
        Kind::Date => "date".to_owned(),
        Kind::Time => "time".to_owned(),
        Kind::DateTime => "dateTime".to_owned(),
        Kind::SelectOne { list, or_other } => with_other("select_one", list, *or_other),
        Kind::SelectMultiple { list, or_other } => with_other("select_multiple", list, *or_other),
        Kind::Rank { list } => with_other("rank", list, false),
        Kind::Note => "note".to_owned(),
        Kind::Acknowledge => "acknowledge".to_owned(),
        Kind::Calculate => "calculate".to_owned(),
        Kind::Hidden => "hidden".to_owned(),
        Kind::Metadata { what } | Kind::Unsupported { what } => what.clone(),
    }
}

fn order_of(question: &Question) -> String {
    match &question.randomize {
        None => String::new(),
        Some(randomize) => match &randomize.seed {
            None => "randomize".to_owned(),
            Some(seed) => format!("randomize {}", xpath::print(seed)),
        },
    }
}
