//! What a drawing asks of its document.

use crate::{
    framework::{Framework, Kind, Link, Node, link::LinkKind},
    guide::Text,
    language::Language,
};

#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A new box, and where there is one, its first arrow.
    Add {
        id: String,
        kind: Kind,
        text: String,
        place: Option<[f64; 2]>,
        link: Option<NewLink>,
    },
    Rename {
        id: String,
        text: String,
    },
    Put(Vec<Put>),
    Connect(NewLink),
    Remove {
        boxes: Vec<String>,
        links: Vec<String>,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct NewLink {
    pub id: String,
    pub from: String,
    pub to: String,
    pub kind: LinkKind,
}

/// A box on another level, at another place, or given back to the layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Put {
    pub id: String,
    pub kind: Kind,
    pub place: Option<[f64; 2]>,
}

impl Change {
    /// Makes the change. Text is written in `language`, or where the text has no language, without one.
    pub fn apply(&self, framework: &mut Framework, language: Language) {
        match self {
            Self::Add { id, kind, text, place, link } => {
                let text = Text([(language.tag().to_owned(), text.clone())].into());
                framework.nodes.push(Node { place: *place, ..Node::new(id, kind.clone(), text) });
                framework.links.extend(link.as_ref().map(NewLink::made));
            }
            Self::Rename { id, text } => {
                let Some(node) = framework.nodes.iter_mut().find(|node| node.id == *id) else { return };
                let plain = node.text.0.contains_key("") && node.text.0.len() == 1;
                let tag = if plain { "" } else { language.tag() };
                node.text.0.insert(tag.to_owned(), text.clone());
            }
            Self::Put(puts) => {
                for put in puts {
                    if let Some(node) = framework.nodes.iter_mut().find(|node| node.id == put.id) {
                        node.kind = put.kind.clone();
                        node.place = put.place;
                    }
                }
            }
            Self::Connect(link) => framework.links.push(link.made()),
            Self::Remove { boxes, links } => {
                framework.nodes.retain(|node| !boxes.contains(&node.id));
                framework.links.retain(|link| {
                    !links.contains(&link.id) && !boxes.contains(&link.from) && !boxes.contains(&link.to)
                });
            }
        }
    }
}

impl NewLink {
    fn made(&self) -> Link {
        Link::new(&self.id, &self.from, &self.to, self.kind.clone())
    }
}
