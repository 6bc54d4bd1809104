//! The guide that a draft says, and what is wrong with it, each with the node and the part it concerns.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{Draft, GUIDE, Nature, Node, Outline};
use crate::{
    guide::{
        Choice, Group, Guidance, Guide, Item, Kind, NodeKey, Purpose, Question, Randomize, Repeat,
        check::{Lenience, check},
        engine::Context,
        expression::Expression,
        glossary::Term,
        scenario::Scenario,
        xlsform::syntax_problem,
        xpath,
    },
    problem::{Place, Problem, Severity},
};

/// Deeper than this nothing is read: whatever walks the guide would exhaust its stack. Checks refuse much less.
const MAX_DEPTH: usize = 100;

/// Every code of this module that no other has, with its parameters, as in [`crate::guide::xlsform::CODES`].
pub const CODES: &[(&str, &[&str])] = &[
    ("draft_list_name_duplicate", &["list"]),
    ("draft_list_name_missing", &[]),
    ("draft_number_invalid", &["value"]),
    ("draft_title_missing", &[]),
];

/// A problem, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The node's id.
    pub node: String,
    /// The field or text, as a draft names it.
    pub part: String,
    pub problem: Problem,
}

/// What a draft says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub guide: Guide,
    /// What could not be read at all.
    pub found: Vec<Found>,
    /// The ids of questions and groups by their place in the guide; of those with the same place, the first.
    pub ids: HashMap<NodeKey, String>,
}

impl Draft {
    pub fn read(&self) -> Reading {
        Reader::new(self, &self.outline()).read()
    }

    pub fn read_as(&self, outline: &Outline) -> Reading {
        Reader::new(self, outline).read()
    }
}

impl Reading {
    /// Everything that can be said against the draft but its scenarios: what could not be read, what the guide's checks
    /// find, and what is not translated.
    pub fn problems(&self, draft: &Draft, outline: &Outline) -> Vec<Found> {
        let mut found = self.found.clone();
        for finding in check(&self.guide, Lenience::default()) {
            let node = self.ids.get(&finding.place).cloned().unwrap_or_else(|| GUIDE.to_owned());
            let part = finding.part.to_owned();
            found.push(Found { node, part, problem: finding.at(Place::default()) });
        }
        if self.guide.title.is_empty() {
            found.push(error(GUIDE, "title", "draft_title_missing"));
        }
        gaps(draft, outline, &self.guide.languages, &mut found);
        found
    }

    /// What of the scenarios does not hold.
    pub fn failing(&self, draft: &Draft, outline: &Outline, context: &Context) -> Vec<Found> {
        let guide = Arc::new(self.guide.clone());
        let scenarios = outline.children(Nature::Scenario.root());
        let failing = scenarios.iter().filter_map(|id| Some((id, scenario(draft.nodes.get(id)?))));
        let failing = failing.flat_map(|(id, scenario)| {
            let problems = scenario.check(&guide, context.clone());
            problems.into_iter().map(move |problem| Found {
                node: id.clone(),
                part: "name".to_owned(),
                problem,
            })
        });
        failing.collect()
    }

    /// What stands in the way of publishing: errors, texts that are not translated, scenarios that fail.
    pub fn obstacles(&self, draft: &Draft, context: &Context) -> Vec<Found> {
        let outline = draft.outline();
        let mut found = self.problems(draft, &outline);
        found.retain(|found| {
            found.problem.severity == Severity::Error || found.problem.code == "translation_missing"
        });
        found.extend(self.failing(draft, &outline, context));
        found
    }
}

/// Texts that some language of the guide has and another has not, and questions with nothing to ask.
fn gaps(draft: &Draft, outline: &Outline, languages: &[String], found: &mut Vec<Found>) {
    let roots = [Nature::Question, Nature::List, Nature::Term].map(Nature::root);
    let nodes = roots.iter().flat_map(|root| outline.with_inside(outline.children(root)));
    for id in std::iter::once(GUIDE.to_owned()).chain(nodes) {
        let Some(node) = draft.nodes.get(&id) else { continue };
        let asks = node.nature == Nature::Question
            && !matches!(node.field("type"), "calculate" | "hidden" | "metadata");
        if asks && id != GUIDE && node.text("label").is_empty() && node.text("hint").is_empty() {
            let mut missing = error(&id, "label", "label_missing");
            missing.problem = missing.problem.with("name", node.field("name"));
            found.push(missing);
        }
        for (part, text) in &node.texts {
            if text.is_empty() || languages.len() < 2 {
                continue;
            }
            let is_missing =
                |language: &&String| text.0.get(*language).is_none_or(|words| words.trim().is_empty());
            for language in languages.iter().filter(is_missing) {
                let problem =
                    Problem::warning("translation_missing", Place::default()).with("lang", language);
                found.push(Found { node: id.clone(), part: part.clone(), problem });
            }
        }
    }
}

fn error(node: &str, part: &str, code: &str) -> Found {
    let problem = Problem::error(code, Place::default());
    Found { node: node.to_owned(), part: part.to_owned(), problem }
}

fn scenario(node: &Node) -> Scenario {
    let lines = |field: &str| node.field(field).lines().map(str::to_owned).collect();
    Scenario {
        name: node.field("name").to_owned(),
        acts: serde_json::from_str(node.field("acts")).unwrap_or_default(),
        visible: lines("visible"),
        hidden: lines("hidden"),
    }
}

struct Reader<'d> {
    draft: &'d Draft,
    outline: &'d Outline,
    lists: HashMap<&'d str, String>,
    reading: Reading,
}

impl<'d> Reader<'d> {
    fn new(draft: &'d Draft, outline: &'d Outline) -> Self {
        Self { draft, outline, lists: HashMap::new(), reading: Reading::default() }
    }

    fn read(mut self) -> Reading {
        self.settings();
        self.lists();
        let items = self.items(Nature::Question.root(), &NodeKey::root(), 0);
        self.reading.guide.items = items;
        let inside =
            |root: &str| self.outline.children(root).iter().filter_map(|id| self.draft.nodes.get(id));
        let term = |node: &Node| Term { word: node.text("word"), meaning: node.text("meaning") };
        self.reading.guide.glossary = inside(Nature::Term.root()).map(term).collect();
        self.reading.guide.scenarios = inside(Nature::Scenario.root()).map(scenario).collect();
        self.reading
    }

    fn settings(&mut self) {
        let Some(node) = self.draft.nodes.get(GUIDE) else { return };
        let guide = Guide {
            title: node.text("title"),
            form_id: node.field("form_id").to_owned(),
            version: node.field("version").to_owned(),
            purpose: Purpose::from_code(node.field("purpose")).unwrap_or_default(),
            languages: self.draft.languages(),
            instance_name: self.expression(GUIDE, node, "instance_name"),
            ..Guide::default()
        };
        self.reading.guide = guide;
    }

    fn lists(&mut self) {
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for id in self.outline.children(Nature::List.root()) {
            let Some(node) = self.draft.nodes.get(id) else { continue };
            let mut name = node.field("name").to_owned();
            if name.is_empty() {
                self.reading.found.push(error(id, "name", "draft_list_name_missing"));
                name = format!("list_{id}");
            }
            if taken.contains(&name) {
                let mut twice = error(id, "name", "draft_list_name_duplicate");
                twice.problem = twice.problem.with("list", &name);
                self.reading.found.push(twice);
                name = format!("{name}_{id}");
            }
            taken.insert(name.clone());
            self.lists.insert(id, name.clone());
            let choices = self.outline.children(id).iter().filter_map(|id| self.draft.nodes.get(id));
            self.reading.guide.lists.insert(name, choices.map(choice).collect());
        }
    }

    fn items(&mut self, parent: &str, above: &NodeKey, depth: usize) -> Vec<Item> {
        if depth > MAX_DEPTH {
            return Vec::new();
        }
        let mut items = Vec::new();
        let outline = self.outline;
        for id in outline.children(parent) {
            let Some(node) = self.draft.nodes.get(id) else { continue };
            let key = above.child(node.field("name"));
            self.reading.ids.entry(key.clone()).or_insert_with(|| id.clone());
            items.push(match node.nature {
                Nature::Group => Item::Group(self.group(id, node, &key, depth)),
                Nature::Repeat => {
                    let count = self.expression(id, node, "repeat_count");
                    Item::Repeat(Repeat { group: self.group(id, node, &key, depth), count })
                }
                _ => Item::Question(Box::new(self.question(id, node))),
            });
        }
        items
    }

    fn group(&mut self, id: &str, node: &Node, key: &NodeKey, depth: usize) -> Group {
        Group {
            name: node.field("name").to_owned(),
            label: node.text("label"),
            hint: node.text("hint"),
            relevant: self.expression(id, node, "relevant"),
            appearance: words(node.field("appearance")),
            items: self.items(id, key, depth + 1),
        }
    }

    fn question(&mut self, id: &str, node: &Node) -> Question {
        let guidance = Guidance {
            say: node.text("guidance_say"),
            instruction: node.text("guidance_hint"),
            probes: node.text("guidance_probes"),
            anchors: node.text("guidance_anchors"),
            why: node.text("guidance_why"),
        };
        let randomize = !node.field("randomize").is_empty();
        Question {
            name: node.field("name").to_owned(),
            kind: self.kind(id, node),
            label: node.text("label"),
            hint: node.text("hint"),
            guidance,
            appearance: words(node.field("appearance")),
            relevant: self.expression(id, node, "relevant"),
            constraint: self.expression(id, node, "constraint"),
            constraint_message: node.text("constraint_message"),
            required: self.expression(id, node, "required"),
            required_message: node.text("required_message"),
            read_only: self.expression(id, node, "read_only"),
            calculation: self.expression(id, node, "calculation"),
            default: self.expression(id, node, "default"),
            triggers: words(node.field("trigger")),
            choice_filter: self.expression(id, node, "choice_filter"),
            randomize: randomize.then(|| Randomize { seed: self.expression(id, node, "seed") }),
        }
    }

    fn kind(&mut self, id: &str, node: &Node) -> Kind {
        let field = node.field("list");
        let list = || match field.strip_prefix('#').and_then(|id| self.lists.get(id)) {
            Some(name) => name.clone(),
            None => field.to_owned(),
        };
        let or_other = !node.field("or_other").is_empty();
        let what = node.field("what").to_owned();
        match node.field("type") {
            "integer" => Kind::Integer,
            "decimal" => Kind::Decimal,
            "range" => {
                let mut number = |field: &str, otherwise: f64| self.number(id, node, field, otherwise);
                Kind::Range {
                    start: number("start", 0.0),
                    end: number("end", 10.0),
                    step: number("step", 1.0),
                }
            }
            "date" => Kind::Date,
            "time" => Kind::Time,
            "date_time" => Kind::DateTime,
            "select_one" => Kind::SelectOne { list: list(), or_other },
            "select_multiple" => Kind::SelectMultiple { list: list(), or_other },
            "rank" => Kind::Rank { list: list() },
            "note" => Kind::Note,
            "acknowledge" => Kind::Acknowledge,
            "calculate" => Kind::Calculate,
            "hidden" => Kind::Hidden,
            "metadata" => Kind::Metadata { what },
            "unsupported" => Kind::Unsupported { what },
            _ => Kind::Text,
        }
    }

    fn number(&mut self, id: &str, node: &Node, field: &str, otherwise: f64) -> f64 {
        let text = node.field(field).trim();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => number,
            _ if text.is_empty() => otherwise,
            _ => {
                let mut wrong = error(id, field, "draft_number_invalid");
                wrong.problem = wrong.problem.with("value", text);
                self.reading.found.push(wrong);
                otherwise
            }
        }
    }

    fn expression(&mut self, id: &str, node: &Node, field: &str) -> Option<Expression> {
        let source = node.field(field);
        if source.trim().is_empty() {
            return None;
        }
        match xpath::parse(source) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let problem = syntax_problem(Place::default(), source, &error);
                self.reading.found.push(Found { node: id.to_owned(), part: field.to_owned(), problem });
                None
            }
        }
    }
}

fn choice(node: &Node) -> Choice {
    let column =
        |(field, cell): (&String, &String)| Some((field.strip_prefix("column:")?.to_owned(), cell.clone()));
    let columns: BTreeMap<String, String> = node.fields.iter().filter_map(column).collect();
    Choice { name: node.field("name").to_owned(), label: node.text("label"), columns }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
