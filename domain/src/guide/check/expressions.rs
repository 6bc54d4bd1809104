//! The expressions of an item, each with the part it belongs to.

use crate::guide::{Guide, Item, Question, Text, expression::Expression};

type Part<'g> = (&'static str, &'g Expression);

pub(super) fn of(item: &Item) -> Vec<Part<'_>> {
    let parts: Vec<(&'static str, Option<&Expression>)> = match item {
        Item::Question(question) => question_parts(question),
        Item::Group(group) => vec![("relevant", group.relevant.as_ref())],
        Item::Repeat(repeat) => {
            vec![("relevant", repeat.group.relevant.as_ref()), ("repeat_count", repeat.count.as_ref())]
        }
    };
    parts.into_iter().filter_map(|(part, expression)| Some((part, expression?))).collect()
}

fn question_parts(question: &Question) -> Vec<(&'static str, Option<&Expression>)> {
    let seed = question.randomize.as_ref().and_then(|randomize| randomize.seed.as_ref());
    vec![
        ("relevant", question.relevant.as_ref()),
        ("constraint", question.constraint.as_ref()),
        ("required", question.required.as_ref()),
        ("read_only", question.read_only.as_ref()),
        ("calculation", question.calculation.as_ref()),
        ("default", question.default.as_ref()),
        ("choice_filter", question.choice_filter.as_ref()),
        ("parameters", seed),
    ]
}

/// The texts of an item, each with its part.
pub(super) fn texts(item: &Item) -> Vec<(&'static str, &Text)> {
    match item {
        Item::Question(question) => {
            let guidance = &question.guidance;
            vec![
                ("label", &question.label),
                ("hint", &question.hint),
                ("guidance_say", &guidance.say),
                ("guidance_hint", &guidance.instruction),
                ("guidance_probes", &guidance.probes),
                ("guidance_anchors", &guidance.anchors),
                ("guidance_why", &guidance.why),
                ("constraint_message", &question.constraint_message),
                ("required_message", &question.required_message),
            ]
        }
        Item::Group(group) => vec![("label", &group.label), ("hint", &group.hint)],
        Item::Repeat(repeat) => vec![("label", &repeat.group.label), ("hint", &repeat.group.hint)],
    }
}

/// The name of a filled interview belongs to no item.
pub(super) fn of_guide(guide: &Guide) -> Option<&Expression> {
    guide.instance_name.as_ref()
}
