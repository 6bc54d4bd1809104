//! Labels, hints and messages: in place or in several languages, with answers shown inside.

use domain::guide::{
    Item, Repeat, Text,
    expression::{Axis, Expression, Start},
    xpath,
};
use roxmltree::Node;

use super::{Found, attribute, elements, model::Model};

/// The text of an element such as `label`, and the guidance that comes with a hint.
pub(super) fn read<'a, 'x>(
    model: &Model<'a, 'x>,
    element: Node<'a, 'x>,
    found: &mut Found<'a, 'x>,
) -> (Text, Text) {
    match attribute(element, "ref").and_then(identifier) {
        Some(id) => (words(model, id, None, found), words(model, id, Some("guidance"), found)),
        None => (plain(content(element, found)), Text::default()),
    }
}

/// A message that an attribute gives, in place or by its identifier.
pub(super) fn message<'a, 'x>(model: &Model<'a, 'x>, written: &str, found: &mut Found<'a, 'x>) -> Text {
    match identifier(written) {
        Some(id) => words(model, id, None, found),
        None => plain(written.trim().to_owned()),
    }
}

/// The words of an identifier that is known only when the form runs: that of a choice.
pub(super) fn of_identifier<'a, 'x>(model: &Model<'a, 'x>, id: &str, found: &mut Found<'a, 'x>) -> Text {
    words(model, id, None, found)
}

fn plain(words: String) -> Text {
    if words.is_empty() { Text::default() } else { Text::plain(words) }
}

/// `jr:itext('id')`, also with the path of what it labels in place of a name.
fn identifier(written: &str) -> Option<&str> {
    let inside = written.trim().strip_prefix("jr:itext(")?.strip_suffix(')')?.trim();
    inside.strip_prefix(['\'', '"'])?.strip_suffix(['\'', '"'])
}

fn words<'a, 'x>(model: &Model<'a, 'x>, id: &str, form: Option<&str>, found: &mut Found<'a, 'x>) -> Text {
    let mut text = Text::default();
    for (language, element) in model.words.get(id).into_iter().flatten() {
        for value in elements(*element).filter(|value| value.tag_name().name() == "value") {
            if attribute(value, "form") == form {
                let words = content(value, found);
                if !words.is_empty() && words != "-" {
                    text.0.insert(language.clone(), words);
                }
            } else if form.is_none()
                && !matches!(attribute(value, "form"), Some("guidance" | "short" | "long"))
            {
                let what = attribute(value, "form").unwrap_or_default().to_owned();
                found.warn(value, "", "xform_ignored", ("found", &what));
            }
        }
    }
    text
}

/// The words inside an element, with the answers that it shows as `${name}`.
fn content<'a, 'x>(element: Node<'a, 'x>, found: &mut Found<'a, 'x>) -> String {
    let mut words = String::new();
    for node in element.children() {
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            words.push_str(text);
        } else if node.is_element() && node.tag_name().name() == "output" {
            let source = attribute(node, "value").or_else(|| attribute(node, "ref")).unwrap_or_default();
            match shown(source) {
                Some(name) => {
                    words.push_str("${");
                    words.push_str(&name);
                    words.push('}');
                }
                None => found.warn(node, "", "xform_ignored", ("found", source)),
            }
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of the question whose answer is shown.
fn shown(source: &str) -> Option<String> {
    let Ok(Expression::Path(path)) = xpath::parse(source) else { return None };
    if let (Start::Named(name), []) = (&path.start, path.steps.as_slice()) {
        return Some(name.clone());
    }
    let is_plain = path.steps.iter().all(|step| step.predicates.is_empty());
    match path.steps.last().map(|step| &step.axis) {
        Some(Axis::Child(name)) if is_plain => Some(name.clone()),
        _ => None,
    }
}

/// Puts `…` in the place of answers of questions that are out of scope.
pub(super) fn hide(items: &mut [Item], left_out: &[String]) {
    for item in items {
        let texts: Vec<&mut Text> = match item {
            Item::Question(question) => vec![
                &mut question.label,
                &mut question.hint,
                &mut question.guidance.instruction,
                &mut question.constraint_message,
                &mut question.required_message,
            ],
            Item::Group(group) | Item::Repeat(Repeat { group, .. }) => {
                hide(&mut group.items, left_out);
                vec![&mut group.label, &mut group.hint]
            }
        };
        for words in texts.into_iter().flat_map(|text| text.0.values_mut()) {
            for name in left_out.iter().filter(|name| words.contains(name.as_str())).collect::<Vec<_>>() {
                *words = words.replace(name.as_str(), "…");
            }
        }
    }
}
