//! Choice lists: choices by name, with their words, their order and the columns that filters read.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Change, moved, parts::texts};
use crate::guide::{Choice, Guide};

pub(super) fn compare(before: &Guide, after: &Guide, changes: &mut Vec<Change>) {
    for (list, choices) in &after.lists {
        match before.lists.get(list) {
            Some(old) => lists(list, old, choices, changes),
            None => changes.push(Change::ListAdded { list: list.clone() }),
        }
    }
    for list in before.lists.keys().filter(|list| !after.lists.contains_key(*list)) {
        changes.push(Change::ListRemoved { list: list.clone() });
    }
}

/// A name that a list has twice is told apart by its turn.
type Sign<'c> = (&'c str, usize);

fn signs(choices: &[Choice]) -> Vec<Sign<'_>> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    choices
        .iter()
        .map(|choice| {
            let turn = seen.entry(&choice.name).or_default();
            *turn += 1;
            (choice.name.as_str(), *turn)
        })
        .collect()
}

fn lists(list: &str, before: &[Choice], after: &[Choice], changes: &mut Vec<Change>) {
    let (old, new) = (signs(before), signs(after));
    let places: BTreeMap<Sign<'_>, usize> =
        old.iter().enumerate().map(|(place, sign)| (*sign, place)).collect();
    let kept: Vec<(usize, usize)> =
        new.iter().enumerate().filter_map(|(index, sign)| Some((index, *places.get(sign)?))).collect();
    let order: Vec<usize> = kept.iter().map(|(_, place)| *place).collect();
    let moves: BTreeSet<usize> = moved(&order).into_iter().map(|place| kept[place].0).collect();
    let owned = |choice: &Choice| (list.to_owned(), choice.name.clone(), label(choice));
    for (index, choice) in after.iter().enumerate() {
        let (list, name, label) = owned(choice);
        let Some(place) = places.get(&new[index]) else {
            changes.push(Change::ChoiceAdded { list, name, label });
            continue;
        };
        if moves.contains(&index) {
            changes.push(Change::ChoiceMoved { list: list.clone(), name, label });
        }
        cells(list.as_str(), &before[*place], choice, changes);
    }
    let there: BTreeSet<Sign<'_>> = new.iter().copied().collect();
    for (choice, _) in before.iter().zip(&old).filter(|(_, sign)| !there.contains(*sign)) {
        let (list, name, label) = owned(choice);
        changes.push(Change::ChoiceRemoved { list, name, label });
    }
}

fn cells(list: &str, before: &Choice, after: &Choice, changes: &mut Vec<Change>) {
    let (list, name) = (list.to_owned(), after.name.clone());
    for (language, before, after) in texts(&before.label, &after.label) {
        let (list, name) = (list.clone(), name.clone());
        changes.push(Change::ChoiceReworded { list, name, language, before, after });
    }
    let columns: BTreeSet<&String> = before.columns.keys().chain(after.columns.keys()).collect();
    for column in columns {
        let cell = |choice: &Choice| choice.columns.get(column).cloned().unwrap_or_default();
        let (before, after) = (cell(before), cell(after));
        if before != after {
            let (list, name, column) = (list.clone(), name.clone(), column.clone());
            changes.push(Change::ChoiceColumn { list, name, column, before, after });
        }
    }
}

fn label(choice: &Choice) -> String {
    let words = choice.label.0.values().find(|words| !words.trim().is_empty());
    words.cloned().unwrap_or_else(|| choice.name.clone())
}
