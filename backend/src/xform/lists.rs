//! Choices: those written with their question, and those of secondary instances.

use std::collections::BTreeMap;

use domain::guide::{
    Choice, Randomize, Text,
    expression::{Axis, Expression, Operator, Path, Start},
    xpath,
};
use roxmltree::Node;

use super::{Found, attribute, children, elements, model::Model, texts};

/// Choice lists by name.
pub(super) type Lists = BTreeMap<String, Vec<Choice>>;

/// What a question offers.
#[derive(Default)]
pub(super) struct Offer {
    pub(super) list: String,
    pub(super) filter: Option<Expression>,
    pub(super) randomize: Option<Randomize>,
}

/// The lists of secondary instances, each item with its name, its words and its other columns.
pub(super) fn of_model<'a, 'x>(model: &Model<'a, 'x>, found: &mut Found<'a, 'x>) -> Lists {
    let mut lists = Lists::new();
    for instance in children(model.element, "instance").skip(1) {
        let Some(id) = attribute(instance, "id") else { continue };
        if let Some(source) = attribute(instance, "src") {
            if !source.starts_with("jr://instance") {
                found.out_of_scope(instance, source);
            }
            continue;
        }
        let items = elements(instance).flat_map(elements);
        let choices = items.map(|item| of_item(model, item, found)).collect();
        lists.insert(id.to_owned(), choices);
    }
    lists
}

fn of_item<'a, 'x>(model: &Model<'a, 'x>, item: Node<'a, 'x>, found: &mut Found<'a, 'x>) -> Choice {
    let mut choice = Choice::default();
    for cell in elements(item) {
        let text = cell.text().unwrap_or_default().trim();
        match cell.tag_name().name() {
            "name" => text.clone_into(&mut choice.name),
            "label" => choice.label = Text::plain(text),
            "itextId" => choice.label = texts::of_identifier(model, text, found),
            column => drop(choice.columns.insert(column.to_owned(), text.to_owned())),
        }
    }
    if choice.name.is_empty() {
        let own = choice.columns.get("value").or_else(|| choice.columns.values().next());
        choice.name = own.cloned().unwrap_or_default();
    }
    if choice.label.is_empty() {
        choice.label = Text::plain(&choice.name);
    }
    choice
}

/// What a control offers. A list of its own is put among the others under the name of the question.
pub(super) fn of_control<'a, 'x>(
    model: &Model<'a, 'x>,
    control: Node<'a, 'x>,
    name: &str,
    lists: &mut Lists,
    found: &mut Found<'a, 'x>,
) -> Option<Offer> {
    if let Some(itemset) = children(control, "itemset").next() {
        return of_itemset(itemset, lists, found);
    }
    let items: Vec<_> = children(control, "item").collect();
    let mut choices = Vec::new();
    for item in items {
        let part = |name: &'static str| children(item, name).next();
        let name = part("value").and_then(|value| value.text()).unwrap_or_default().trim().to_owned();
        let mut label = part("label").map(|label| texts::read(model, label, found).0).unwrap_or_default();
        if label.is_empty() {
            label = Text::plain(&name);
        }
        choices.push(Choice { name, label, columns: BTreeMap::new() });
    }
    let mut list = name.to_owned();
    while lists.get(&list).is_some_and(|other| *other != choices) {
        list.push('_');
    }
    lists.insert(list.clone(), choices);
    Some(Offer { list, ..Offer::default() })
}

/// `instance('list')/root/item[filter]`, perhaps in an order drawn by lot.
fn of_itemset<'a, 'x>(itemset: Node<'a, 'x>, lists: &mut Lists, found: &mut Found<'a, 'x>) -> Option<Offer> {
    let source = attribute(itemset, "nodeset").unwrap_or_default();
    let expression = found.expression(itemset, "nodeset", source)?;
    let (expression, randomize) = match expression {
        Expression::Call(name, mut arguments) if name == "randomize" && !arguments.is_empty() => {
            let seed = arguments.drain(1..).next();
            (arguments.remove(0), Some(Randomize { seed }))
        }
        other => (other, None),
    };
    let Expression::Path(Path { start: Start::List(list), steps }) = expression else { return None };
    let filter = steps
        .into_iter()
        .flat_map(|step| step.predicates)
        .reduce(|left, right| Expression::Binary(Operator::And, Box::new(left), Box::new(right)));
    let value = children(itemset, "value").next().and_then(|value| attribute(value, "ref")).unwrap_or("name");
    let label =
        children(itemset, "label").next().and_then(|label| attribute(label, "ref")).unwrap_or("label");
    let list = named_by(&list, value, label, lists)?;
    Some(Offer { list, filter, randomize })
}

/// The list whose choices are named and worded by these columns: itself, or a copy of it.
fn named_by(list: &str, value: &str, label: &str, lists: &mut Lists) -> Option<String> {
    let choices = lists.get(list)?;
    let wording = xpath::parse(label).ok().and_then(|label| match label {
        Expression::Path(Path { start: Start::Here, steps }) => match steps.first().map(|step| &step.axis) {
            Some(Axis::Child(column)) => Some(column.clone()),
            _ => None,
        },
        _ => None,
    });
    let wording = wording.filter(|column| {
        column != "label" && choices.iter().any(|choice| choice.columns.contains_key(column))
    });
    let naming = Some(value).filter(|column| {
        *column != "name" && choices.iter().any(|choice| choice.columns.contains_key(*column))
    });
    if wording.is_none() && naming.is_none() {
        return Some(list.to_owned());
    }
    let copy: Vec<Choice> = choices
        .iter()
        .map(|choice| {
            let cell = |column: &str| choice.columns.get(column).cloned();
            let name = naming.and_then(cell).unwrap_or_else(|| choice.name.clone());
            let label = wording.as_deref().and_then(cell).map_or_else(|| choice.label.clone(), Text::plain);
            Choice { name, label, columns: choice.columns.clone() }
        })
        .collect();
    let mut name = format!("{list}-{value}");
    while lists.get(&name).is_some_and(|other| *other != copy) {
        name.push('_');
    }
    lists.insert(name.clone(), copy);
    Some(name)
}
