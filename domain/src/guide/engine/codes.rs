//! The compiled expressions of a node, and what each of its facets reads.

use super::{
    compile::{Code, Compiler, Context, Need},
    plan::{Def, Facet, Plan, ROOT, What},
    wording,
};
use crate::guide::{Group, Guide, Item, Text, expression::Expression};

#[derive(Debug, Default)]
pub(super) struct Codes {
    pub(super) relevant: Option<Code>,
    pub(super) constraint: Option<Code>,
    pub(super) required: Option<Code>,
    pub(super) read_only: Option<Code>,
    pub(super) calculation: Option<Code>,
    pub(super) default: Option<Code>,
    pub(super) filter: Option<Code>,
    pub(super) count: Option<Code>,
    pub(super) seed: Option<Code>,
}

impl Codes {
    /// The code of a node. What it reads is added to `needs`, by facet.
    pub(super) fn compile(plan: &Plan, guide: &Guide, def: Def, needs: &mut [Vec<Need>]) -> Self {
        let mut codes = Self::default();
        let compile =
            |expression: Option<&Expression>, facet: Facet, context: Context, needs: &mut [Vec<Need>]| {
                let mut compiler = Compiler::new(plan, def, facet, &mut needs[facet.of(def)]);
                expression.map(|expression| compiler.compile(expression, &context).0)
            };
        let own = || Context::of(plan, def);
        match plan.item(guide, def) {
            _ if matches!(plan.defs[def].what, What::Instance) => {}
            Some(Item::Question(_)) if matches!(plan.defs[def].what, What::Other(_)) => {
                let parent = plan.defs[def].parent.unwrap_or(ROOT);
                let select = plan.defs[parent].children[plan.defs[def].slot - 1];
                let depth = plan.defs[def].depth;
                for facet in [Facet::Relevance, Facet::Value] {
                    needs[Facet::Relevance.of(def)].push(Need::always(select, facet, depth));
                }
            }
            Some(Item::Question(question)) => {
                codes.relevant = compile(question.relevant.as_ref(), Facet::Relevance, own(), needs);
                codes.calculation = compile(question.calculation.as_ref(), Facet::Value, own(), needs);
                codes.constraint = compile(question.constraint.as_ref(), Facet::Checks, own(), needs);
                codes.required = compile(question.required.as_ref(), Facet::Checks, own(), needs);
                codes.read_only = compile(question.read_only.as_ref(), Facet::Checks, own(), needs);
                codes.filter =
                    compile(question.choice_filter.as_ref(), Facet::Wording, Context::choices(), needs);
                let seed = question.randomize.as_ref().and_then(|randomize| randomize.seed.as_ref());
                codes.seed = compile(seed, Facet::Wording, own(), needs);
                // What a default reads matters only at the moment it is asked for.
                codes.default = question.default.as_ref().map(|default| {
                    Compiler::new(plan, def, Facet::Value, &mut Vec::new()).compile(default, &own()).0
                });
                if question.constraint.is_some() || question.kind.is_number() {
                    let depth = plan.defs[def].depth;
                    for facet in [Facet::Relevance, Facet::Value] {
                        needs[Facet::Checks.of(def)].push(Need::always(def, facet, depth));
                    }
                }
                if !question.triggers.is_empty() {
                    needs[Facet::Value.of(def)].clear();
                }
            }
            Some(Item::Group(Group { relevant, .. })) => {
                codes.relevant = compile(relevant.as_ref(), Facet::Relevance, own(), needs);
            }
            Some(Item::Repeat(repeat)) => {
                codes.relevant = compile(repeat.group.relevant.as_ref(), Facet::Relevance, own(), needs);
                codes.count = compile(repeat.count.as_ref(), Facet::Value, own(), needs);
            }
            None => {}
        }
        wording_needs(plan, guide, def, &mut needs[Facet::Wording.of(def)]);
        codes
    }
}

/// The values that the texts of a node show.
fn wording_needs(plan: &Plan, guide: &Guide, def: Def, needs: &mut Vec<Need>) {
    let mut texts: Vec<&Text> = Vec::new();
    match plan.item(guide, def) {
        Some(Item::Question(question)) => {
            let guidance = &question.guidance;
            texts.extend([
                &question.label,
                &question.hint,
                &question.constraint_message,
                &question.required_message,
            ]);
            texts.extend([
                &guidance.say,
                &guidance.instruction,
                &guidance.probes,
                &guidance.anchors,
                &guidance.why,
            ]);
        }
        Some(Item::Group(group)) => texts.extend([&group.label, &group.hint]),
        Some(Item::Repeat(repeat)) => texts.extend([&repeat.group.label, &repeat.group.hint]),
        None => {}
    }
    let choices = plan.defs[def].list.map_or(&[][..], |list| plan.choices(guide, list));
    texts.extend(choices.iter().map(|choice| &choice.label));
    for name in texts.into_iter().flat_map(|text| text.0.values()).flat_map(|text| wording::names(text)) {
        let Some(source) = plan.named(name, def) else { continue };
        let depth = plan.shared_depth(def, source);
        for facet in [Facet::Relevance, Facet::Value] {
            needs.push(Need::always(source, facet, depth));
        }
    }
}
