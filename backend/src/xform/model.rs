//! The model: the primary instance, the binds, and the words in several languages.

use std::collections::HashMap;

use domain::guide::xlsform::language_key;
use roxmltree::Node;

use super::{Found, attribute, children, elements};

/// A bind, by the path of what it is about.
pub(super) type Binds<'a, 'x> = HashMap<String, Node<'a, 'x>>;

pub(super) struct Model<'a, 'x> {
    pub(super) element: Node<'a, 'x>,
    /// The root of the primary instance.
    pub(super) root: Node<'a, 'x>,
    pub(super) binds: Binds<'a, 'x>,
    /// The words of an identifier, by language.
    pub(super) words: HashMap<&'a str, Vec<(String, Node<'a, 'x>)>>,
    /// Keys of texts, in the order of the form, the default language first.
    pub(super) languages: Vec<String>,
}

impl<'a, 'x> Model<'a, 'x> {
    pub(super) fn read(found: &mut Found<'a, 'x>) -> Option<Self> {
        let html = found.document.root_element();
        let missing = |found: &mut Found<'a, 'x>, element: &str| {
            let place = found.place(html, "");
            found
                .problems
                .push(domain::problem::Problem::error("xform_missing", place).with("element", element));
        };
        let Some(element) = html.descendants().find(|node| node.tag_name().name() == "model") else {
            missing(found, "model");
            return None;
        };
        let primary = children(element, "instance").next();
        let Some(root) = primary.and_then(|instance| elements(instance).next()) else {
            missing(found, "instance");
            return None;
        };
        let binds = children(element, "bind")
            .filter_map(|bind| Some((path(attribute(bind, "nodeset").or(attribute(bind, "ref"))?), bind)))
            .collect();
        let mut model = Self { element, root, binds, words: HashMap::new(), languages: Vec::new() };
        model.read_words();
        Some(model)
    }

    fn read_words(&mut self) {
        let Some(itext) = children(self.element, "itext").next() else { return };
        for translation in children(itext, "translation") {
            let language = language_key(attribute(translation, "lang").unwrap_or_default());
            let is_default = attribute(translation, "default").is_some_and(|default| default != "false()");
            if !language.is_empty() && !self.languages.contains(&language) {
                let at = if is_default { 0 } else { self.languages.len() };
                self.languages.insert(at, language.clone());
            }
            for text in children(translation, "text") {
                if let Some(id) = attribute(text, "id") {
                    self.words.entry(id).or_default().push((language.clone(), text));
                }
            }
        }
    }

    pub(super) fn bind(&self, path: &str) -> Option<Node<'a, 'x>> {
        self.binds.get(path).copied()
    }
}

/// An absolute path without spaces, so that it can be compared.
pub(super) fn path(written: &str) -> String {
    written.split('/').map(str::trim).collect::<Vec<_>>().join("/")
}
