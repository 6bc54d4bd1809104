//! From model and body to a guide.

use std::collections::{HashMap, HashSet};

use domain::guide::{Group, Guide, Item, Kind, NodeKey, Question, Repeat, Text, expression::Expression};
use roxmltree::Node;

use super::{
    Found,
    actions::{self, Actions},
    attribute,
    body::Body,
    children, elements,
    lists::{self, Lists},
    model::Model,
    texts,
};

/// The guide, and the line of each of its items.
pub(super) fn guide(found: &mut Found<'_, '_>) -> Option<(Guide, HashMap<NodeKey, u32>)> {
    let model = Model::read(found)?;
    let body = Body::read(found);
    let actions = actions::read(found);
    let lists = lists::of_model(&model, found);
    let mut builder = Builder {
        model: &model,
        body: &body,
        actions,
        lists,
        lines: HashMap::new(),
        left_out: Vec::new(),
        found,
    };
    let root = model.root;
    let mut items = builder.items(root, &format!("/{}", root.tag_name().name()), &NodeKey::root());
    let (lines, lists, left_out) = (builder.lines, builder.lists, builder.left_out);
    texts::hide(&mut items, &left_out);
    let title = found.document.descendants().find(|node| node.tag_name().name() == "title");
    let title = title.and_then(|title| title.text()).unwrap_or_default().trim().to_owned();
    let form_id = attribute(root, "id").unwrap_or_else(|| root.tag_name().name()).to_owned();
    let meta = format!("/{}/meta/instanceName", root.tag_name().name());
    let naming = model.bind(&meta).and_then(|bind| Some((bind, attribute(bind, "calculate")?)));
    let guide = Guide {
        title: Text::plain(if title.is_empty() { &form_id } else { &title }),
        version: attribute(root, "version").unwrap_or_default().to_owned(),
        form_id,
        instance_name: naming.and_then(|(bind, source)| found.expression(bind, "calculate", source)),
        languages: model.languages.clone(),
        items,
        lists,
        ..Guide::default()
    };
    Some((guide, lines))
}

struct Builder<'b, 'a, 'x> {
    model: &'b Model<'a, 'x>,
    body: &'b Body<'a, 'x>,
    actions: HashMap<String, Actions>,
    lists: Lists,
    lines: HashMap<NodeKey, u32>,
    /// `${name}` of the questions that are out of scope.
    left_out: Vec<String>,
    found: &'b mut Found<'a, 'x>,
}

impl<'a, 'x> Builder<'_, 'a, 'x> {
    fn items(&mut self, parent: Node<'a, 'x>, path: &str, key: &NodeKey) -> Vec<Item> {
        let mut seen = HashSet::new();
        let mut nodes: Vec<(usize, Node<'a, 'x>)> = Vec::new();
        let mut last = 0;
        let named: Vec<Node<'a, 'x>> =
            elements(parent).filter(|node| node.tag_name().name() != "meta").collect();
        for node in named.iter().copied() {
            let name = node.tag_name().name();
            if !seen.insert(name) {
                continue;
            }
            // Of the instances of a repeat, the template says what a new one is like.
            let twins = || named.iter().copied().filter(|other| other.tag_name().name() == name);
            let template = twins().find(|other| attribute(*other, "template").is_some());
            let plain = twins().filter(|other| attribute(*other, "template").is_none()).count();
            if plain > 1 {
                self.found.warn(node, "", "xform_ignored", ("found", name));
            }
            last = self.body.order(&format!("{path}/{name}")).unwrap_or(last);
            nodes.push((last, template.unwrap_or(node)));
        }
        nodes.sort_by_key(|(order, _)| *order);
        nodes.into_iter().filter_map(|(_, node)| self.item(node, path, key)).collect()
    }

    fn item(&mut self, node: Node<'a, 'x>, above: &str, key: &NodeKey) -> Option<Item> {
        let name = node.tag_name().name();
        let (path, key) = (format!("{above}/{name}"), key.child(name));
        let line = self.found.line(self.model.bind(&path).unwrap_or(node));
        self.lines.insert(key.clone(), line);
        let repeat = self.body.repeats.get(&path).copied();
        if repeat.is_none() && elements(node).next().is_none() && !self.body.groups.contains_key(&path) {
            let question = self.question(node, &path);
            if question.is_none() {
                self.left_out.push(format!("${{{name}}}"));
            }
            return question.map(|question| Item::Question(Box::new(question)));
        }
        let mut group = self.group(&path);
        name.clone_into(&mut group.name);
        group.items = self.items(node, &path, &key);
        Some(match repeat {
            Some(repeat) => {
                let count = attribute(repeat, "count");
                let count = count.and_then(|source| self.found.expression(repeat, "jr:count", source));
                Item::Repeat(Repeat { group, count })
            }
            None => Item::Group(group),
        })
    }

    fn group(&mut self, path: &str) -> Group {
        let element = self.body.groups.get(path).copied();
        let label = element.and_then(|element| children(element, "label").next());
        let label = label.map(|label| texts::read(self.model, label, self.found).0).unwrap_or_default();
        let appearance = element.and_then(|element| attribute(element, "appearance")).unwrap_or_default();
        let bind = self.model.bind(path);
        Group {
            label,
            relevant: bind.and_then(|bind| self.logic(bind, "relevant")),
            appearance: appearance.split_whitespace().map(str::to_owned).collect(),
            ..Group::default()
        }
    }

    fn logic(&mut self, bind: Node<'a, 'x>, name: &str) -> Option<Expression> {
        let source = attribute(bind, name)?;
        self.found.expression(bind, name, source)
    }

    fn question(&mut self, node: Node<'a, 'x>, path: &str) -> Option<Question> {
        let name = node.tag_name().name();
        let (bind, control) =
            (self.model.bind(path), self.body.controls.get(path).map(|(_, control)| *control));
        let mut question = Question { name: name.to_owned(), ..Question::default() };
        if let Some(bind) = bind {
            self.bound(bind, &mut question);
        }
        let actions = self.actions.remove(path).unwrap_or_default();
        let own = node.text().map(str::trim).filter(|text| !text.is_empty());
        question.kind = match control {
            Some(control) => self.shown(control, bind, &mut question)?,
            None => self.hidden(node, bind, &question)?,
        };
        question.default = actions.default.or_else(|| own.map(|text| literal(text, &question.kind)));
        if !actions.triggers.is_empty() {
            question.calculation = actions.calculation;
            question.triggers = actions.triggers;
        }
        Some(question)
    }

    fn bound(&mut self, bind: Node<'a, 'x>, question: &mut Question) {
        question.relevant = self.logic(bind, "relevant");
        question.constraint = self.logic(bind, "constraint");
        question.calculation = self.logic(bind, "calculate");
        let unless_false =
            |expression: &Expression| !matches!(expression, Expression::Call(name, _) if name == "false");
        question.required = self.logic(bind, "required").filter(unless_false);
        question.read_only = self.logic(bind, "readonly").filter(unless_false);
        let message = |name: &str| attribute(bind, name).unwrap_or_default();
        question.constraint_message = texts::message(self.model, message("constraintMsg"), self.found);
        question.required_message = texts::message(self.model, message("requiredMsg"), self.found);
    }

    /// The kind of a question with a control, whose words are taken too; `None` for what is out of scope.
    fn shown(
        &mut self,
        control: Node<'a, 'x>,
        bind: Option<Node<'a, 'x>>,
        question: &mut Question,
    ) -> Option<Kind> {
        if let Some(label) = children(control, "label").next() {
            question.label = texts::read(self.model, label, self.found).0;
        }
        if let Some(hint) = children(control, "hint").next() {
            (question.hint, question.guidance.instruction) = texts::read(self.model, hint, self.found);
        }
        let appearance = attribute(control, "appearance").unwrap_or_default();
        question.appearance = appearance.split_whitespace().map(str::to_owned).collect();
        let kind = bind.and_then(|bind| attribute(bind, "type")).unwrap_or("string");
        let kind = kind.rsplit_once(':').map_or(kind, |(_, kind)| kind);
        if matches!(kind, "geopoint" | "geotrace" | "geoshape") {
            self.found.out_of_scope(control, kind);
            return None;
        }
        Some(match control.tag_name().name() {
            name @ ("select1" | "select" | "rank") => {
                let Some(offer) =
                    lists::of_control(self.model, control, &question.name, &mut self.lists, self.found)
                else {
                    self.found.warn(control, "", "type_unsupported", ("kind", name));
                    return Some(Kind::Unsupported { what: name.to_owned() });
                };
                (question.choice_filter, question.randomize) = (offer.filter, offer.randomize);
                let (list, or_other) = (offer.list, false);
                match name {
                    "select1" => Kind::SelectOne { list, or_other },
                    "select" => Kind::SelectMultiple { list, or_other },
                    _ => Kind::Rank { list },
                }
            }
            "range" => {
                let number = |name: &str, otherwise: f64| {
                    attribute(control, name).and_then(|text| text.trim().parse().ok()).unwrap_or(otherwise)
                };
                Kind::Range {
                    start: number("start", 1.0),
                    end: number("end", 10.0),
                    step: number("step", 1.0),
                }
            }
            "trigger" => Kind::Acknowledge,
            "upload" => {
                let media = attribute(control, "mediatype").unwrap_or("file/*");
                let what = media.split('/').next().filter(|what| *what != "application").unwrap_or("file");
                self.found.warn(control, "", "type_unsupported", ("kind", what));
                Kind::Unsupported { what: what.to_owned() }
            }
            _ => self.input(control, kind, question),
        })
    }

    fn input(&mut self, control: Node<'a, 'x>, kind: &str, question: &Question) -> Kind {
        match kind {
            "int" | "integer" | "long" => Kind::Integer,
            "decimal" | "double" | "float" => Kind::Decimal,
            "date" => Kind::Date,
            "time" => Kind::Time,
            "dateTime" => Kind::DateTime,
            "barcode" | "binary" => {
                self.found.warn(control, "", "type_unsupported", ("kind", kind));
                Kind::Unsupported { what: kind.to_owned() }
            }
            _ if is_always(question.read_only.as_ref()) && question.calculation.is_none() => Kind::Note,
            _ => Kind::Text,
        }
    }

    /// The kind of a question without control; `None` for what is out of scope.
    fn hidden(
        &mut self,
        node: Node<'a, 'x>,
        bind: Option<Node<'a, 'x>>,
        question: &Question,
    ) -> Option<Kind> {
        let of_bind = |name: &str| bind.and_then(|bind| attribute(bind, name));
        let metadata = |what: &str| Some(Kind::Metadata { what: what.to_owned() });
        match (of_bind("preload"), of_bind("preloadParams").unwrap_or_default()) {
            (Some("timestamp"), what @ ("start" | "end")) => metadata(what),
            (Some("date"), "today") => metadata("today"),
            (Some("property"), what @ ("username" | "email")) => metadata(what),
            (Some("property"), what) => {
                self.found.out_of_scope(bind.unwrap_or(node), what);
                None
            }
            _ if question.calculation.is_some() => Some(Kind::Calculate),
            _ => Some(Kind::Hidden),
        }
    }
}

fn is_always(expression: Option<&Expression>) -> bool {
    matches!(expression, Some(Expression::Call(name, _)) if name == "true")
}

/// The value written in the instance.
fn literal(text: &str, kind: &Kind) -> Expression {
    match text.parse::<f64>() {
        Ok(number) if kind.is_number() && number.is_finite() => Expression::Number(number),
        _ => Expression::Text(text.to_owned()),
    }
}
