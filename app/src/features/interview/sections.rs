//! The sections of a guide and the questions in them, in order, on the answers there are.

use std::{borrow::Cow, ops::Range, sync::Arc};

use domain::{
    guide::{Guide, Item, NodeKey, Question, Text},
    language::Language,
};

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
    /// With the texts of `or_other`, each after its select.
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
        items: with_others(items),
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
            items: with_others(&group.items),
        },
        Item::Repeat(repeat) => Section {
            key,
            title: repeat.group.label.clone(),
            hint: Text::default(),
            parent: root.clone(),
            items: with_others(std::slice::from_ref(item)),
        },
        Item::Question(_) => loose(std::slice::from_ref(item)),
    }
}

fn with_others(items: &[Item]) -> Vec<Item> {
    let mut whole = Vec::new();
    for item in items {
        let mut item = item.clone();
        match &mut item {
            Item::Question(_) => {}
            Item::Group(group) => group.items = with_others(&group.items),
            Item::Repeat(repeat) => repeat.group.items = with_others(&repeat.group.items),
        }
        let text = match &item {
            Item::Question(question) => other(question, items),
            Item::Group(_) | Item::Repeat(_) => None,
        };
        whole.push(item);
        whole.extend(text.map(|text| Item::Question(Box::new(text))));
    }
    whole
}

/// The text of `or_other`, in our words: the author gave it none.
fn other(question: &Question, siblings: &[Item]) -> Option<Question> {
    let text = question.other(siblings)?;
    let words = [Language::French, Language::English]
        .map(|language| (language.tag().to_owned(), locales::interview::other_text(language).to_owned()));
    Some(Question { label: Text(words.into()), ..text })
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
pub fn question_at<'a>(guide: &'a Guide, key: &NodeKey) -> Option<Cow<'a, Question>> {
    let mut items = &guide.items;
    for step in key.as_str().split('/') {
        let name = step.split(':').next().unwrap_or(step);
        match items.iter().find(|item| item.name() == name) {
            Some(Item::Question(question)) => return Some(Cow::Borrowed(question)),
            Some(Item::Group(group)) => items = &group.items,
            Some(Item::Repeat(repeat)) => items = &repeat.group.items,
            None => {
                let others = items.iter().filter_map(|item| match item {
                    Item::Question(question) => other(question, items),
                    Item::Group(_) | Item::Repeat(_) => None,
                });
                return others.into_iter().find(|text| text.name == name).map(Cow::Owned);
            }
        }
    }
    None
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
                question_at(&guide, &key(text)).map(|question| question.name.clone()).as_deref(),
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
    fn the_text_of_another_choice_is_a_question_like_any_other() {
        let lodging = || question("lodging", Kind::SelectOne { list: "places".to_owned(), or_other: true });
        let child = group("child", vec![lodging(), question("age", Kind::Integer)]);
        let guide = Guide {
            items: vec![Item::Repeat(Repeat { group: child, count: None }), lodging()],
            ..Guide::default()
        };
        let found = sections(&guide);
        let names = |section: &Section| -> Vec<String> {
            let all = questions(&section.items, &section.parent, &instances);
            all.iter().map(|(key, _)| key.to_string()).collect()
        };
        assert_eq!(names(&found[0]), ["child:z/lodging", "child:z/lodging_other", "child:z/age"]);
        assert_eq!(names(&found[1]), ["lodging", "lodging_other"]);
        let text = question_at(&guide, &key("child:z/lodging_other")).unwrap();
        assert_eq!(
            (text.kind.clone(), text.label.in_language(Language::English).0),
            (Kind::Text, "Other: please specify")
        );
        assert_eq!(question_at(&guide, &key("child:z/age_other")), None);
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
