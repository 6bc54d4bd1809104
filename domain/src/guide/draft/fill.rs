//! A guide as a draft, so that any guide can be worked on again; and parts of one draft in another.

use std::collections::BTreeMap;

use super::{Draft, GUIDE, Nature, Node, Outline, Place, order};
use crate::guide::{
    Choice, Group, Guide, Item, Kind, Question, Text,
    expression::{Expression, number_to_text},
    xpath,
};

/// Gives ids that nothing else in the document has: letters and digits.
pub type Fresh<'a> = &'a mut dyn FnMut() -> String;

/// The draft that reads as the guide.
pub fn of_guide(guide: &Guide, fresh: Fresh<'_>) -> Draft {
    let mut filling = Filling { draft: Draft::default(), lists: BTreeMap::new(), fresh };
    filling.settings(guide);
    filling.lists(guide);
    filling.items(&guide.items, Nature::Question.root());
    for (term, order) in guide.glossary.iter().zip(order::spread("", None, guide.glossary.len())) {
        let mut node = Node { nature: Nature::Term, ..Node::default() };
        text(&mut node, "word", &term.word);
        text(&mut node, "meaning", &term.meaning);
        filling.put(node, Nature::Term.root(), order);
    }
    for (scenario, order) in guide.scenarios.iter().zip(order::spread("", None, guide.scenarios.len())) {
        let mut node = Node { nature: Nature::Scenario, ..Node::default() };
        node.set_field("name", &scenario.name);
        node.set_field("acts", &serde_json::to_string(&scenario.acts).unwrap_or_default());
        node.set_field("visible", &scenario.visible.join("\n"));
        node.set_field("hidden", &scenario.hidden.join("\n"));
        filling.put(node, Nature::Scenario.root(), order);
    }
    filling.draft
}

struct Filling<'a> {
    draft: Draft,
    /// Ids of lists by their names.
    lists: BTreeMap<String, String>,
    fresh: Fresh<'a>,
}

impl Filling<'_> {
    fn put(&mut self, mut node: Node, parent: &str, order: String) -> String {
        let id = (self.fresh)();
        node.place = Some(Place { parent: parent.to_owned(), order });
        self.draft.nodes.insert(id.clone(), node);
        id
    }

    fn settings(&mut self, guide: &Guide) {
        let mut node = Node::default();
        text(&mut node, "title", &guide.title);
        node.set_field("form_id", &guide.form_id);
        node.set_field("version", &guide.version);
        node.set_field("purpose", guide.purpose.code());
        node.set_field("languages", &guide.languages.join("\n"));
        expression(&mut node, "instance_name", guide.instance_name.as_ref());
        self.draft.nodes.insert(GUIDE.to_owned(), node);
    }

    fn lists(&mut self, guide: &Guide) {
        for ((name, choices), order) in guide.lists.iter().zip(order::spread("", None, guide.lists.len())) {
            let mut node = Node { nature: Nature::List, ..Node::default() };
            node.set_field("name", name);
            let id = self.put(node, Nature::List.root(), order);
            self.lists.insert(name.clone(), id.clone());
            for (choice, order) in choices.iter().zip(order::spread("", None, choices.len())) {
                self.put(choice_node(choice), &id, order);
            }
        }
    }

    fn items(&mut self, items: &[Item], top: &str) {
        let mut waiting = vec![(items, top.to_owned())];
        while let Some((items, parent)) = waiting.pop() {
            for (item, order) in items.iter().zip(order::spread("", None, items.len())) {
                match item {
                    Item::Question(question) => {
                        let node = self.question(question);
                        self.put(node, &parent, order);
                    }
                    Item::Group(group) => {
                        let id = self.put(group_node(Nature::Group, group), &parent, order);
                        waiting.push((&group.items, id));
                    }
                    Item::Repeat(repeat) => {
                        let mut node = group_node(Nature::Repeat, &repeat.group);
                        expression(&mut node, "repeat_count", repeat.count.as_ref());
                        let id = self.put(node, &parent, order);
                        waiting.push((&repeat.group.items, id));
                    }
                }
            }
        }
    }

    fn question(&self, question: &Question) -> Node {
        let mut node = Node::default();
        node.set_field("name", &question.name);
        self.kind(&mut node, &question.kind);
        for (name, value) in [
            ("label", &question.label),
            ("hint", &question.hint),
            ("guidance_say", &question.guidance.say),
            ("guidance_hint", &question.guidance.instruction),
            ("guidance_probes", &question.guidance.probes),
            ("guidance_anchors", &question.guidance.anchors),
            ("guidance_why", &question.guidance.why),
            ("constraint_message", &question.constraint_message),
            ("required_message", &question.required_message),
        ] {
            text(&mut node, name, value);
        }
        for (name, value) in [
            ("relevant", &question.relevant),
            ("constraint", &question.constraint),
            ("required", &question.required),
            ("read_only", &question.read_only),
            ("calculation", &question.calculation),
            ("default", &question.default),
            ("choice_filter", &question.choice_filter),
        ] {
            expression(&mut node, name, value.as_ref());
        }
        node.set_field("appearance", &question.appearance.join(" "));
        node.set_field("trigger", &question.triggers.join(" "));
        if let Some(randomize) = &question.randomize {
            node.set_field("randomize", "yes");
            expression(&mut node, "seed", randomize.seed.as_ref());
        }
        node
    }

    fn kind(&self, node: &mut Node, kind: &Kind) {
        node.set_field("type", type_code(kind));
        if let Some(list) = kind.list() {
            let known = self.lists.get(list).map(|id| format!("#{id}"));
            node.set_field("list", &known.unwrap_or_else(|| list.to_owned()));
        }
        match kind {
            Kind::SelectOne { or_other: true, .. } | Kind::SelectMultiple { or_other: true, .. } => {
                node.set_field("or_other", "yes");
            }
            Kind::Range { start, end, step } => {
                node.set_field("start", &number_to_text(*start));
                node.set_field("end", &number_to_text(*end));
                node.set_field("step", &number_to_text(*step));
            }
            Kind::Metadata { what } | Kind::Unsupported { what } => node.set_field("what", what),
            _ => {}
        }
    }
}

/// The name of a type in a draft's field.
pub(super) fn type_code(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Decimal => "decimal",
        Kind::Range { .. } => "range",
        Kind::Date => "date",
        Kind::Time => "time",
        Kind::DateTime => "date_time",
        Kind::SelectOne { .. } => "select_one",
        Kind::SelectMultiple { .. } => "select_multiple",
        Kind::Rank { .. } => "rank",
        Kind::Note => "note",
        Kind::Acknowledge => "acknowledge",
        Kind::Calculate => "calculate",
        Kind::Hidden => "hidden",
        Kind::Metadata { .. } => "metadata",
        Kind::Unsupported { .. } => "unsupported",
    }
}

fn choice_node(choice: &Choice) -> Node {
    let mut node = Node { nature: Nature::Choice, ..Node::default() };
    node.set_field("name", &choice.name);
    text(&mut node, "label", &choice.label);
    for (column, cell) in &choice.columns {
        node.set_field(&format!("column:{column}"), cell);
    }
    node
}

fn group_node(nature: Nature, group: &Group) -> Node {
    let mut node = Node { nature, ..Node::default() };
    node.set_field("name", &group.name);
    text(&mut node, "label", &group.label);
    text(&mut node, "hint", &group.hint);
    expression(&mut node, "relevant", group.relevant.as_ref());
    node.set_field("appearance", &group.appearance.join(" "));
    node
}

fn text(node: &mut Node, name: &str, text: &Text) {
    for (language, words) in &text.0 {
        node.set_text(name, language, words);
    }
}

fn expression(node: &mut Node, name: &str, expression: Option<&Expression>) {
    if let Some(expression) = expression {
        node.set_field(name, &xpath::print(expression));
    }
}

/// Copies of nodes of another draft, with everything in them and the lists of choices that they use, ready to be put into
/// `target`. A list that is there with the same choices is used as it is. Names that are taken get a number. The first
/// of the result are the copies of `ids`, in order; these have no place yet.
pub fn copy(
    source: &Draft,
    outline: &Outline,
    ids: &[String],
    target: &Draft,
    fresh: Fresh<'_>,
) -> Vec<(String, Node)> {
    let mut copying = Copying { source, outline, target, lists: BTreeMap::new(), copies: Vec::new(), fresh };
    let mut names: Vec<String> = Vec::new();
    let all = outline.with_inside(ids);
    let mut new_ids: BTreeMap<&str, String> = BTreeMap::new();
    for id in ids.iter().chain(all.iter().filter(|id| !ids.contains(id))) {
        let Some(node) = source.nodes.get(id) else { continue };
        let mut node = node.clone();
        let new = (copying.fresh)();
        node.place = node.place.filter(|_| !ids.contains(id)).and_then(|place| {
            let parent = new_ids.get(place.parent.as_str())?.clone();
            Some(Place { parent, ..place })
        });
        if node.nature.is_item() {
            let wanted = node.field("name").to_owned();
            let mut name = target.free_name(&wanted);
            while names.contains(&name) {
                name.push('b');
            }
            names.push(name.clone());
            node.set_field("name", &name);
            copying.list(&mut node);
        }
        new_ids.insert(id, new.clone());
        copying.copies.push((new, node));
    }
    copying.copies
}

struct Copying<'a> {
    source: &'a Draft,
    outline: &'a Outline,
    target: &'a Draft,
    lists: BTreeMap<String, String>,
    copies: Vec<(String, Node)>,
    fresh: Fresh<'a>,
}

impl Copying<'_> {
    fn list(&mut self, node: &mut Node) {
        let Some(id) = node.field("list").strip_prefix('#').map(str::to_owned) else { return };
        let there = self.lists.get(&id).cloned().or_else(|| self.same_list(&id));
        let new = there.unwrap_or_else(|| self.copy_list(&id));
        node.set_field("list", &format!("#{new}"));
        self.lists.insert(id, new);
    }

    /// The choices of a list, without where they stand.
    fn content(draft: &Draft, outline: &Outline, id: &str) -> Vec<Node> {
        let choices = outline.children(id).iter().filter_map(|id| draft.nodes.get(id));
        choices.map(|choice| Node { place: None, ..choice.clone() }).collect()
    }

    fn same_list(&self, id: &str) -> Option<String> {
        let wanted = Self::content(self.source, self.outline, id);
        let outline = self.target.outline();
        let lists = outline.children(Nature::List.root());
        lists.iter().find(|list| Self::content(self.target, &outline, list) == wanted).cloned()
    }

    fn copy_list(&mut self, id: &str) -> String {
        let new = (self.fresh)();
        let Some(list) = self.source.nodes.get(id) else { return new };
        let mut list = list.clone();
        let taken = |name: &str| {
            let lists = self.target.nodes.values().filter(|node| node.nature == Nature::List);
            lists.chain(self.copies.iter().map(|(_, node)| node)).any(|node| node.field("name") == name)
        };
        let mut name = list.field("name").to_owned();
        while taken(&name) {
            name.push_str("_2");
        }
        list.set_field("name", &name);
        list.place = Some(Place { parent: Nature::List.root().to_owned(), order: order::after("") });
        let mut copies = vec![(new.clone(), list)];
        for choice in self.outline.children(id) {
            let Some(mut node) = self.source.nodes.get(choice).cloned() else { continue };
            node.place = node.place.map(|place| Place { parent: new.clone(), ..place });
            copies.push(((self.fresh)(), node));
        }
        self.copies.extend(copies);
        new
    }
}
