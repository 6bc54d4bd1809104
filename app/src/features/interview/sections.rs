//! The sections of a guide and the questions in them, in order, on the answers there are.

use std::{ops::Range, sync::Arc};

use domain::guide::{Guide, Item, NodeKey, Question, Text};

/// A section: a top-level group, a top-level repeat, or a run of questions outside any group.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Of the group or the repeat; of the first question in a run.
    pub key: NodeKey,
    /// Empty for a run of questions.
    pub title: Text,
    pub hint: Text,
    /// Where the keys of `items` begin: the group, or the root.
    pub parent: NodeKey,
    pub items: Vec<Item>,
}

/// The sections of a guide that have something to show.
pub fn sections(guide: &Guide) -> Vec<Arc<Section>> {
    let root = NodeKey::root();
    let mut found = Vec::new();
    let mut run: Option<Range<usize>> = None;
    for (at, item) in guide.items.iter().enumerate() {
        match item {
            Item::Question(_) => run = Some(run.map_or(at, |range| range.start)..at + 1),
            Item::Group(_) | Item::Repeat(_) => {
                found.extend(run.take().map(|range| loose(&guide.items[range])));
                found.push(framed(item, &root));
            }
        }
    }
    found.extend(run.map(|range| loose(&guide.items[range])));
    found.into_iter().filter(|section| section.items.iter().any(is_shown)).map(Arc::new).collect()
}

fn loose(items: &[Item]) -> Section {
    let first = items.iter().find(|item| is_shown(item)).or(items.first());
    Section {
        key: first.map_or_else(NodeKey::root, |item| NodeKey::root().child(item.name())),
        title: Text::default(),
        hint: Text::default(),
        parent: NodeKey::root(),
        items: items.to_vec(),
    }
}

fn framed(item: &Item, root: &NodeKey) -> Section {
    let key = root.child(item.name());
    match item {
        Item::Group(group) => Section {
            parent: key.clone(),
            key,
            title: group.label.clone(),
            hint: group.hint.clone(),
            items: group.items.clone(),
        },
        Item::Repeat(repeat) => Section {
            key,
            title: repeat.group.label.clone(),
            hint: Text::default(),
            parent: root.clone(),
            items: vec![item.clone()],
        },
        Item::Question(_) => loose(std::slice::from_ref(item)),
    }
}

fn is_shown(item: &Item) -> bool {
    match item {
        Item::Question(question) => question.kind.is_shown(),
        Item::Group(group) => group.items.iter().any(is_shown),
        Item::Repeat(repeat) => repeat.group.items.iter().any(is_shown),
    }
}

/// The questions of `items` that stand below `parent`, with those of every instance, in the order of the page.
pub fn questions<'a>(
    items: &'a [Item],
    parent: &NodeKey,
    instances: &dyn Fn(&NodeKey) -> Vec<String>,
) -> Vec<(NodeKey, &'a Question)> {
    let mut found = Vec::new();
    collect(items, parent, instances, &mut found);
    found
}

fn collect<'a>(
    items: &'a [Item],
    parent: &NodeKey,
    instances: &dyn Fn(&NodeKey) -> Vec<String>,
    found: &mut Vec<(NodeKey, &'a Question)>,
) {
    for item in items {
        let key = parent.child(item.name());
        match item {
            Item::Question(question) => found.push((key, question)),
            Item::Group(group) => collect(&group.items, &key, instances, found),
            Item::Repeat(repeat) => {
                for instance in instances(&key) {
                    collect(&repeat.group.items, &key.instance(&instance), instances, found);
                }
            }
        }
    }
}

/// The question that a key names, wherever its instances are.
pub fn question_at<'a>(guide: &'a Guide, key: &NodeKey) -> Option<&'a Question> {
    let mut items = &guide.items;
    let mut found = None;
    for step in key.as_str().split('/') {
        let name = step.split(':').next().unwrap_or(step);
        match items.iter().find(|item| item.name() == name)? {
            Item::Question(question) => found = Some(question.as_ref()),
            Item::Group(group) => items = &group.items,
            Item::Repeat(repeat) => items = &repeat.group.items,
        }
    }
    found
}

/// The section in which a key stands.
pub fn section_of(sections: &[Arc<Section>], key: &NodeKey) -> Option<usize> {
    let first = key.as_str().split(['/', ':']).next().unwrap_or("");
    sections.iter().position(|section| {
        section.key.as_str() == first
            || (section.parent == NodeKey::root() && section.items.iter().any(|item| item.name() == first))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::guide::{Group, Kind, Repeat};

    fn question(name: &str, kind: Kind) -> Item {
        Item::Question(Box::new(Question { name: name.to_owned(), kind, ..Question::default() }))
    }

    fn group(name: &str, items: Vec<Item>) -> Group {
        Group { name: name.to_owned(), label: Text::plain(name), items, ..Group::default() }
    }

    fn guide() -> Guide {
        let child = group("child", vec![question("age", Kind::Integer)]);
        let items = vec![
            question("start", Kind::Metadata { what: "start".to_owned() }),
            question("first", Kind::Text),
            question("second", Kind::Note),
            Item::Group(group(
                "home",
                vec![question("street", Kind::Text), Item::Repeat(Repeat { group: child, count: None })],
            )),
            question("total", Kind::Calculate),
            Item::Repeat(Repeat { group: group("job", vec![question("trade", Kind::Text)]), count: None }),
            question("last", Kind::Integer),
        ];
        Guide { items, ..Guide::default() }
    }

    fn key(text: &str) -> NodeKey {
        NodeKey(text.to_owned())
    }

    fn instances(repeat: &NodeKey) -> Vec<String> {
        let names: &[&str] = if repeat.as_str() == "home/child" { &["x", "y"] } else { &["z"] };
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn groups_repeats_and_runs_are_sections() {
        let keys: Vec<String> = sections(&guide()).iter().map(|section| section.key.to_string()).collect();
        assert_eq!(keys, ["first", "home", "job", "last"]);
    }

    #[test]
    fn a_key_finds_its_section_and_its_question() {
        let (guide, found) = (guide(), sections(&guide()));
        let check = |text: &str, section: Option<usize>, name: Option<&str>| {
            assert_eq!(section_of(&found, &key(text)), section, "{text}");
            assert_eq!(
                question_at(&guide, &key(text)).map(|question| question.name.as_str()),
                name,
                "{text}"
            );
        };
        check("second", Some(0), Some("second"));
        check("home/child:y/age", Some(1), Some("age"));
        check("home", Some(1), None);
        check("job:z/trade", Some(2), Some("trade"));
        check("gone", None, None);
    }

    #[test]
    fn questions_follow_the_instances() {
        let guide = guide();
        let keys: Vec<String> = questions(&guide.items[3..4], &NodeKey::root(), &instances)
            .iter()
            .map(|(key, _)| key.to_string())
            .collect();
        assert_eq!(keys, ["home/street", "home/child:x/age", "home/child:y/age"]);
    }
}
