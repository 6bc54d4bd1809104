//! The rows of the outline, from top to bottom, and where the keys move them.

use std::collections::HashSet;

use domain::guide::draft::{Draft, Outline};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    pub id: String,
    pub depth: usize,
    /// Its place among its neighbours, from 1, and how many there are.
    pub at: usize,
    pub of: usize,
    /// Something can be in it.
    pub holds: bool,
    pub folded: bool,
}

/// What is shown: nothing below what is folded; with `words`, everything that has them, and what it stands in.
pub fn rows(draft: &Draft, outline: &Outline, folded: &HashSet<String>, words: &str) -> Vec<Row> {
    let words = words.trim().to_lowercase();
    let found = (!words.is_empty()).then(|| {
        let mut found: HashSet<&str> = HashSet::new();
        for (id, node) in
            draft.nodes.iter().filter(|(id, node)| node.nature.is_item() && outline.contains(id))
        {
            let says = |text: &String| text.to_lowercase().contains(&words);
            if says(&node.field("name").to_owned())
                || node.texts.values().any(|text| text.0.values().any(says))
            {
                found.insert(id);
                found.extend(outline.above(id));
            }
        }
        found
    });
    let mut rows = Vec::new();
    let mut waiting: Vec<(&str, usize, usize, usize)> = Vec::new();
    push(&mut waiting, outline.children("items"), 0);
    while let Some((id, depth, at, of)) = waiting.pop() {
        if found.as_ref().is_some_and(|found| !found.contains(id)) {
            continue;
        }
        let Some(node) = draft.node(id) else { continue };
        let holds = node.nature != domain::guide::draft::Nature::Question;
        let folded = holds && found.is_none() && folded.contains(id);
        rows.push(Row { id: id.to_owned(), depth, at, of, holds, folded });
        if !folded {
            push(&mut waiting, outline.children(id), depth + 1);
        }
    }
    rows
}

fn push<'o>(waiting: &mut Vec<(&'o str, usize, usize, usize)>, ids: &'o [String], depth: usize) {
    let of = ids.len();
    waiting.extend(ids.iter().enumerate().rev().map(|(at, id)| (id.as_str(), depth, at + 1, of)));
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    /// Into the group before it.
    In,
    /// Out of its group, after it.
    Out,
}

/// Where the chosen go: in what, and before what.
pub fn target(
    outline: &Outline,
    draft: &Draft,
    chosen: &[String],
    way: Way,
) -> Option<(String, Option<String>)> {
    let (first, last) = (chosen.first()?, chosen.last()?);
    let parent = outline.parent(first)?.to_owned();
    let siblings = outline.children(&parent);
    let stays: Vec<&String> = siblings.iter().filter(|id| !chosen.contains(id)).collect();
    let before_first =
        siblings.iter().take_while(|id| *id != first).filter(|id| !chosen.contains(id)).count();
    match way {
        Way::Up => Some((parent, Some((*stays.get(before_first.checked_sub(1)?)?).clone()))),
        Way::Down => {
            let after =
                siblings.iter().skip_while(|id| *id != last).filter(|id| !chosen.contains(id)).count();
            let next = stays.len().checked_sub(after)? + 1;
            (next <= stays.len()).then(|| (parent, stays.get(next).map(|id| (*id).clone())))
        }
        Way::In => {
            let above = stays.get(before_first.checked_sub(1)?)?;
            let holds = draft.node(above)?.nature != domain::guide::draft::Nature::Question;
            holds.then(|| ((*above).clone(), None))
        }
        Way::Out => {
            let above = outline.parent(&parent)?.to_owned();
            let siblings = outline.children(&above);
            let at = siblings.iter().position(|id| *id == parent)?;
            Some((above, siblings.get(at + 1).cloned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::guide::draft::{Nature, Node, Place};

    fn draft() -> Draft {
        let mut draft = Draft::default();
        for (id, parent, order) in
            [("a", "items", "1"), ("g", "items", "2"), ("b", "g", "1"), ("c", "g", "2"), ("d", "items", "3")]
        {
            let nature = if id == "g" { Nature::Group } else { Nature::Question };
            let place = Some(Place { parent: parent.to_owned(), order: order.to_owned() });
            let mut node = Node { nature, place, ..Node::default() };
            node.set_field("name", &format!("name_{id}"));
            draft.nodes.insert(id.to_owned(), node);
        }
        draft
    }

    #[test]
    fn rows_follow_folds_and_words() {
        let draft = draft();
        let outline = draft.outline();
        let told = |folded: &[&str], words: &str| {
            let folded = folded.iter().map(|id| (*id).to_owned()).collect();
            rows(&draft, &outline, &folded, words)
                .iter()
                .map(|row| format!("{}{}", row.depth, row.id))
                .collect::<Vec<_>>()
        };
        assert_eq!(told(&[], ""), ["0a", "0g", "1b", "1c", "0d"]);
        assert_eq!(told(&["g"], ""), ["0a", "0g", "0d"]);
        assert_eq!(told(&["g"], "NAME_C"), ["0g", "1c"]);
    }

    #[test]
    fn keys_move_up_down_in_and_out() {
        let draft = draft();
        let outline = draft.outline();
        let check = |chosen: &[&str], way: Way, expected: Option<(&str, Option<&str>)>| {
            let chosen: Vec<String> = chosen.iter().map(|id| (*id).to_owned()).collect();
            let found = target(&outline, &draft, &chosen, way);
            let found = found.as_ref().map(|(parent, before)| (parent.as_str(), before.as_deref()));
            assert_eq!(found, expected, "{chosen:?} {way:?}");
        };
        check(&["a"], Way::Up, None);
        check(&["a"], Way::Down, Some(("items", Some("d"))));
        check(&["d"], Way::Down, None);
        check(&["g"], Way::Down, Some(("items", None)));
        check(&["d"], Way::Up, Some(("items", Some("g"))));
        check(&["d"], Way::In, Some(("g", None)));
        check(&["a"], Way::In, None);
        check(&["b"], Way::Out, Some(("items", Some("d"))));
        check(&["a"], Way::Out, None);
        check(&["b", "c"], Way::Up, None);
    }
}
